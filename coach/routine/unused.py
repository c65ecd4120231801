"""Fields that are read and kept but have no effect yet: whoever writes one is told so.

They are part of the format already, so that a file written today need not change; nobody should
believe that an area is left out, or a question asked, because the file says so.
"""

from __future__ import annotations

from collections.abc import Iterator

from coach.problem import Severity
from coach.routine.finding import Finding, Path
from coach.routine.names import section_steps
from coach.routine.routine import RoutineEntry
from coach.routine.step import StepEntry

CODE = "M070"
"""The rule of this file; a warning, because the routine is sound without the field."""

ROUTINE = {
    "chime_set": "bowl",
    "first_side": "giver_chooses",
    "head_place": "open",
    "side_policy": "finish_one_side",
}
"""Fields of a routine, each with the only value that is acted upon."""


def without_effect(entry: RoutineEntry) -> Iterator[Finding]:
    """Yield a warning for each thing that a routine file says in vain."""
    for field, usual in ROUTINE.items():
        if (value := getattr(entry, field)) != usual:
            yield _not_yet((field,), f"{field}: {value}" if isinstance(value, str) else field)
    if entry.voice_hints.model_fields_set:
        yield _not_yet(("voice_hints",), "voice_hints")
    for index, section in enumerate(entry.sections):
        path: Path = ("sections", index)
        if section.gate is not None:
            yield _not_yet((*path, "gate"), "gate of a section", " Give a step the gate instead.")
        if section.agreements:
            yield _not_yet((*path, "agreements"), "agreements", " Write a cue of kind agreement instead.")
        for step, at in section_steps(section, path):
            yield from _step(step, at)


def _step(step: StepEntry, path: Path) -> Iterator[Finding]:
    if step.conflicts_with:
        yield _not_yet((*path, "conflicts_with"), "conflicts_with")
    reps = step.duration.reps if step.duration is not None else None
    if reps is not None and reps.unit is not None and reps.unit.voice_inside:
        yield _not_yet((*path, "duration", "reps", "unit", "voice_inside"), "voice_inside")


def _not_yet(path: Path, what: str, instead: str = "") -> Finding:
    message = f'"{what}" is not used yet; it changes nothing.{instead}'
    return Finding(path, CODE, message, Severity.WARNING, on_key=True)
