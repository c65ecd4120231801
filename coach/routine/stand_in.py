"""One technique in the place of another: what a step becomes when its own technique is not for somebody."""

from __future__ import annotations

from coach.routine.cue import PROTECTED, Cue, Kind
from coach.routine.finding import Finding
from coach.routine.resolve import resolve_step
from coach.routine.step import Step, StepEntry
from coach.routine.tables import Tables

PLACE = ("anchor", "k", "offset_s", "lead_s", "ends_before_s", "joined", "sides")
"""Where a cue stands, as far as a routine may have changed it."""

KEPT = PROTECTED | {Kind.CHECK_IN}
"""Kinds of cue that a routine added and that stay: nobody is left without a question or a caution."""


def stand_in(step: Step, technique: str, tables: Tables, *, repeats: bool) -> Step | None:
    """Return ``step`` done with another technique; None if that one cannot be filled in.

    Where both go by repetitions, the times and the places of cues are those that the routine gave; another
    technique brings its own. ``repeats`` says that the section runs once for each side.
    """
    found: list[Finding] = []
    entry = StepEntry(id=step.id, technique=technique, depends_on=step.depends_on)
    instead = resolve_step(entry, (), tables, repeats=repeats, findings=found)
    if instead is None:
        return None
    mine, other = step.duration.reps, instead.duration.reps
    if mine is None or other is None:
        return instead
    written = {cue.id: cue for cue in step.cues}
    brought = [_placed(cue, written[cue.id]) for cue in instead.cues if cue.id in written]
    known = {cue.id for cue in instead.cues}
    added = [cue for cue in step.cues if cue.id not in known and cue.kind in KEPT]
    return instead.model_copy(
        update={
            "duration": step.duration,
            "priority": step.priority,
            "droppable": step.droppable,
            "chime_reps": step.chime_reps,
            "count_reps": step.count_reps,
            "cues": (*brought, *added),
        }
    )


def _placed(cue: Cue, written: Cue) -> Cue:
    """Return ``cue`` where the routine placed the one it stands for."""
    return cue.model_copy(update={name: getattr(written, name) for name in PLACE})


__all__ = ["stand_in"]
