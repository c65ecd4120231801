"""Giving a draft its lengths: the plan fits it to the minutes asked for, and the draft takes what came out.

So the file that is written has the lengths at which it was planned, and adds up to what was asked.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from coach.composing.draft import draft, overrides, renumbered
from coach.composing.piece import Draft, Part, Piece, Plain, Stretch, Times
from coach.errors import LengthError, RoutineError
from coach.plan.care import CHECK
from coach.plan.options import Options
from coach.plan.planner import plan
from coach.routine.kind import Anchor, Kind
from coach.routine.lengths import default_s
from coach.routine.resolve import resolve
from coach.routine.routine import Routine, RoutineEntry
from coach.units import RATE, clock, to_frames

if TYPE_CHECKING:
    from coach.composing.choice import Choice
    from coach.plan.timeline import Measure, StepSpan, Timeline
    from coach.routine.step import Step
    from coach.routine.tables import Tables

ROUNDS = 8
"""How often questions may be put in; each makes a gap shorter."""


def composed(choice: Choice, tables: Tables, measure: Measure) -> Draft:
    """Return the routine of a choice, exactly as long as asked, as written.

    Raises LengthError if it cannot be so short or so long, naming both ends, and RoutineError if the
    tables of the user make something of it that is not a routine.
    """
    made = draft(choice, tables.techniques)
    for _ in range(ROUNDS):
        routine = _routine(made, tables)
        timeline = _planned(routine, choice, measure)
        spans: dict[str, StepSpan] = {}
        for span in timeline.steps:
            spans.setdefault(span.step, span)
        asked = [name for name in spans if name.endswith(".check")]
        made = replace(made, parts=renumbered(tuple(_taken(part, spans, routine) for part in made.parts)))
        settled = _routine(made, tables)
        if not asked and default_s(settled) == choice.seconds:
            silenced = overrides(made.parts)
            return Draft(made.head | ({"lint_overrides": silenced} if silenced else {}), made.parts)
    raise RoutineError(
        f"{choice.name} cannot be composed at {clock(to_frames(choice.seconds))}. Try another length."
    )


def _routine(made: Draft, tables: Tables) -> Routine:
    entry = RoutineEntry.model_validate(made.plain())
    resolved = resolve(entry, tables)
    if resolved.routine is None:
        told = " ".join(finding.message for finding in resolved.findings[:3])
        raise RoutineError(f"These tables make no routine of this: {told}")
    return resolved.routine


def _planned(routine: Routine, choice: Choice, measure: Measure) -> Timeline:
    usual = plan(routine, Options(seconds=default_s(routine), profile=choice.profile), measure)
    shortest, longest = usual.fit.shortest // RATE, usual.fit.longest // RATE
    if not shortest <= choice.seconds <= longest:
        short = choice.seconds < shortest
        low, high, asked = (clock(to_frames(s)) for s in (shortest, longest, choice.seconds))
        cure = f"Write --minutes {low}, or fewer areas" if short else f"Write --minutes {high}, or more areas"
        names = ", ".join(choice.areas)
        raise LengthError(
            f"{names} can be {low} to {high}; {asked} is too {'short' if short else 'long'}. {cure}."
        )
    return plan(routine, Options(seconds=choice.seconds, profile=choice.profile), measure)


def _taken(part: Part, spans: dict[str, StepSpan], routine: Routine) -> Part:
    """Return a section as it was planned: with the questions put in, without what was left out."""
    steps: list[Piece] = []
    for piece in part.steps:
        if (span := spans.get(f"{piece.number}.check")) is not None:
            steps.append(_asked(part, routine, _seconds(span)))
        if (span := spans.get(piece.number)) is not None:
            steps.append(_as_planned(piece, span, routine))
    between = part.between
    if between is not None:
        between = _as_planned(between, spans[between.number], routine)
    return replace(part, steps=tuple(steps), between=between)


def _asked(part: Part, routine: Routine, seconds: int) -> Piece:
    """Return one more question, worded as the other one of its section is, or else the plain one."""
    model = next((piece for piece in part.steps if piece.technique == CHECK), None)
    if model is not None:
        return replace(model, length=Stretch(12, seconds, max(20, seconds)))
    receiver = next(section.receiver for section in routine.sections if section.id == part.name)
    return Piece(CHECK, "face_down" if receiver == "face_down" else None, Stretch(12, seconds, 20))


def _as_planned(piece: Piece, span: StepSpan, routine: Routine) -> Piece:
    seconds = _seconds(span)
    step = next(step for step in routine.steps if step.id == piece.number)
    if isinstance(piece.length, Stretch):
        known = piece.length
        length = Stretch(min(known.least, seconds), seconds, max(known.most, seconds))
        return _nearer(replace(piece, length=length), step, seconds / known.usual)
    reps = step.duration.reps
    count = span.reps or 0
    if reps is None:
        return piece
    lead_in = round(seconds - count * reps.unit.seconds)
    return replace(
        piece,
        length=Times(
            min(piece.length.least, count),
            count,
            max(piece.length.most, count),
            None if lead_in == reps.lead_in_s and piece.length.lead_in is None else lead_in,
        ),
    )


def _nearer(piece: Piece, step: Step, ratio: float) -> Piece:
    """Return a step that is shorter by default than its card: the moments of its cues move with it.

    A breath does not become faster: without the time for it it is not guided.
    """
    if ratio >= 1.0:
        return piece
    breaths = tuple(cue.id for cue in step.cues if cue.kind is Kind.BREATH)
    tied = (cue for cue in step.cues if cue.anchor is Anchor.STEP_START and cue.offset_s)
    moved = [
        {"id": cue.id, "offset_s": round((cue.offset_s or 0.0) * ratio, 1)}
        for cue in tied
        if cue.kind is not Kind.BREATH
    ]
    own: dict[str, Plain] = {cue["id"]: cue for cue in piece.extra.get("cues", ())}
    for cue in moved:
        own[str(cue["id"])] = own.get(str(cue["id"]), {}) | cue
    extra = piece.extra | ({"cues": list(own.values())} if own else {})
    return replace(piece, without=(*piece.without, *breaths), extra=extra)


def _seconds(span: StepSpan) -> int:
    return round((span.end - span.start) / RATE)
