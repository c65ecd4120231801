"""Lying: where a routine begins once nothing is left of what was done face down."""

from __future__ import annotations

from collections.abc import Iterable

from coach.routine.finding import Finding
from coach.routine.mend import touching
from coach.routine.resolve import resolve_step
from coach.routine.routine import Adaptation, PropUse, Routine, Section
from coach.routine.step import Step, StepEntry
from coach.routine.tables import Tables

TURN = "tr.turn"
"""Technique of the step in which the receiver turns over."""

MOVES = ("tr.move", TURN)
"""Techniques that bring people somewhere; where nothing is done, nobody is sent."""

SETTLE, AGREE, WARM = "prep.position", "prep.agreement", "prep.warm_hands"

SETTLING = {
    "face_down_beside": "face_down_beside",
    "face_down_beyond_feet": "face_down",
    "face_up_beyond_feet": "face_up_feet",
    "face_up_beside": "face_up_beside",
    "face_up_beyond_head": "face_up_head",
    "seated_table_corner": "seated_table",
    "seated_behind": "seated_chair",
}
"""Variant in which people get into a position, by its key."""


def begun_face_up(
    sections: list[Section], routine: Routine, tables: Tables, whom: str, notes: list[Adaptation]
) -> tuple[list[Section], str]:
    """Return the sections, and the position they start in: face up if nobody is touched face down any more.

    Then nobody turns over, and settling, agreeing and warming the hands are worded for what is left.
    """
    at = next((n for n, section in enumerate(sections) if _touched(section, tables)), None)
    there = [section.position for section in sections[: (at or 0) + 1] if section.position]
    places = [tables.positions.get(key) for key in (routine.start_position, *there[-1:])]
    if at is None or len(places) < 2 or [p.receiver == "face_down" for p in places if p] != [True, False]:
        return sections, routine.start_position
    where = there[-1]
    wet = any(step.lubricant != "none" for section in sections[at:] for step in section.steps)
    variants = {
        SETTLE: SETTLING.get(where),
        AGREE: "gel" if wet else None,
        WARM: "gel" if wet else None,
    }
    why = f"for {whom}: nothing is done face down"
    found = []
    for section in sections[: at + 1]:
        sent = [step for step in section.steps if step.technique in MOVES]
        notes += [Adaptation(step.id, "left out", step.label, f"left out {why}") for step in sent]
        steps = tuple(_anew(step, variants, tables, why, notes) for step in section.steps if step not in sent)
        if steps:
            lies = tables.positions[where].receiver  # who lies face up is offered no turn of the head
            update = {"steps": steps, "position": where, "receiver": lies}
            found.append(section.model_copy(update=update))
    return [*found, *sections[at + 1 :]], where


def supporting(routine: Routine, sections: list[Section], start: str, tables: Tables) -> tuple[PropUse, ...]:
    """Return the props of ``routine`` without what supports only a position that nobody takes any more."""
    kept = _supports({start, *(section.position or start for section in sections)}, tables)
    gone = _supports({routine.start_position}, tables) - kept
    return tuple(use for use in routine.props if use.prop not in gone)


def _supports(keys: Iterable[str], tables: Tables) -> set[str]:
    places = (tables.positions[key] for key in keys if key in tables.positions)
    return {support.prop for place in places for support in place.supports}


def _touched(section: Section, tables: Tables) -> bool:
    return any(touching(step, tables) for step in section.steps)


def _anew(
    step: Step, variants: dict[str, str | None], tables: Tables, why: str, notes: list[Adaptation]
) -> Step:
    """Return a step of the arrival in the form that goes with lying face up."""
    if step.technique not in variants:
        return step
    findings: list[Finding] = []
    entry = StepEntry(id=step.id, technique=step.technique, variant=variants[step.technique])
    instead = resolve_step(entry, (), tables, repeats=False, findings=findings)
    if instead is None:
        return step
    notes.append(Adaptation(step.id, "changed", f"{step.label} -> {instead.label}", f"changed {why}"))
    return instead


__all__ = ["MOVES", "SETTLING", "TURN", "begun_face_up", "supporting"]
