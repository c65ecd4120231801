"""The cue sheet: a timeline as plain data, the contract with captions, pages and outside checks.

Seconds are decimal and exact to the frame: rounded to a nanosecond, far below half a frame.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from coach.units import to_seconds

if TYPE_CHECKING:
    from coach.plan.timeline import Change, Timeline

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
        "rate": 48000,
        "seconds": seconds(timeline.frames),
        "options": timeline.options.sheet(),
        "cues": [
            {
                "id": cue.id,
                "kind": cue.kind.value,
                "level": cue.level.value,
                "start": seconds(cue.start),
                "end": seconds(cue.end),
                "text": cue.line.text,
                "section": cue.section,
                "step": cue.step,
                "side": cue.side,
                "rep": cue.rep,
                "addressee": cue.addressee,
            }
            for cue in timeline.cues
        ],
        "steps": [
            {
                "step": step.step,
                "technique": step.technique,
                "label": step.label,
                "section": step.section,
                "side": step.side,
                "start": seconds(step.start),
                "end": seconds(step.end),
                "reps": step.reps,
                "gate": step.gate,
            }
            for step in timeline.steps
        ],
        "holds": [
            {
                "step": hold.step,
                "side": hold.side,
                "rep": hold.rep,
                "start": seconds(hold.start),
                "end": seconds(hold.end),
                "count": hold.count,
            }
            for hold in timeline.holds
        ],
        "chimes": [{"name": chime.name, "start": seconds(chime.start)} for chime in timeline.chimes],
        "chapters": [
            {"title": chapter.title, "start": seconds(chapter.start), "end": seconds(chapter.end)}
            for chapter in timeline.chapters
        ],
        "fit": {
            "requested": seconds(fit.requested),
            "range": [seconds(fit.shortest), seconds(fit.longest)],
            "dropped": [_change(change) for change in fit.dropped],
            "changed": [_change(change) for change in fit.changed],
            "words_dropped": [_change(change) for change in fit.words_dropped],
            "inserted": [_change(change) for change in fit.inserted],
        },
    }


def _change(change: Change) -> dict[str, str]:
    return {"step": change.step, "what": change.what, "reason": change.reason}
