"""The cue sheet: a timeline as plain data, the contract with captions, pages and outside checks.

Seconds are decimal and exact to the frame: rounded to a nanosecond, far below half a frame.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from coach.units import RATE, to_seconds

if TYPE_CHECKING:
    from coach.plan.timeline import Chapter, HoldSpan, Spoken, StepSpan, Timeline

FORMAT = "coach-cue-sheet/1"
"""Name and version of the shape."""


def seconds(frames: int) -> float:
    """Return ``frames`` in seconds, rounded to nanoseconds."""
    return round(float(to_seconds(frames)), 9)


def sheet(timeline: Timeline) -> dict[str, Any]:
    """Return the cue sheet of ``timeline``, ready for ``json.dumps``."""
    fit = timeline.fit
    return {
        "format": FORMAT,
        "routine": timeline.routine,
        "title": timeline.title,
        "rate": RATE,
        "seconds": seconds(timeline.frames),
        "options": timeline.options.sheet(),
        "cues": [_cue(cue) for cue in timeline.cues],
        "steps": [_step(step) for step in timeline.steps],
        "holds": [_hold(hold) for hold in timeline.holds],
        "chimes": [{"name": chime.name, "start": seconds(chime.start)} for chime in timeline.chimes],
        "chapters": [{"title": chapter.title, **_span(chapter)} for chapter in timeline.chapters],
        "fit": {
            "requested": seconds(fit.requested),
            "range": [seconds(fit.shortest), seconds(fit.longest)],
            "dropped": [asdict(change) for change in fit.dropped],
            "changed": [asdict(change) for change in fit.changed],
            "words_dropped": [asdict(change) for change in fit.words_dropped],
            "inserted": [asdict(change) for change in fit.inserted],
        },
    }


def _span(item: Spoken | StepSpan | HoldSpan | Chapter) -> dict[str, float]:
    return {"start": seconds(item.start), "end": seconds(item.end)}


def _cue(cue: Spoken) -> dict[str, Any]:
    return {
        "id": cue.id,
        "kind": cue.kind.value,
        "level": cue.level.value,
        **_span(cue),
        "text": cue.line.text,
        "section": cue.section,
        "step": cue.step,
        "side": cue.side,
        "rep": cue.rep,
        "addressee": cue.addressee,
    }


def _step(step: StepSpan) -> dict[str, Any]:
    return {
        "step": step.step,
        "technique": step.technique,
        "label": step.label,
        "section": step.section,
        "side": step.side,
        **_span(step),
        "reps": step.reps,
        "gate": step.gate is not None,
        "part": step.part,
        "firmest": step.firmest,
    }


def _hold(hold: HoldSpan) -> dict[str, Any]:
    return {"step": hold.step, "side": hold.side, "rep": hold.rep, **_span(hold), "count": hold.count}
