"""What a need has said: a line more, or another line in the place of one."""

from __future__ import annotations

from collections.abc import Sequence

from coach.routine.cue import Cue
from coach.routine.need import Need
from coach.routine.routine import Adaptation, Section
from coach.routine.step import Step
from coach.routine.tables import Tables

ALLERGY = "allergy"
"""The caution that is given before oil, gel or lotion is opened."""

NO_NUTS = {
    "text": "No nut oil today. Read the label first.",
    "short_text": "No nut oil today.",
    "second_receiver_text": None,
    "lighter_text": None,
    "alternatives": (),
}
"""What is said of oil to whoever has a receiver with an allergy to nuts."""

TICKLE = Cue.model_validate(
    {
        "id": "tickle",
        "kind": "detail",
        "level": "light",
        "offset_s": 12,
        "sides": "first",
        "text": "Slower, and with the whole hand. A flat hand tickles less.",
        "short_text": "Slowly, with the whole hand.",
    }
)
"""What is said where ticklish skin is touched first."""

TOUCHES = frozenset({"glide", "squeeze", "circle", "roll"})
"""Strokes that tickle when they are light."""


def said(
    sections: list[Section], tables: Tables, needs: Sequence[Need], notes: list[Adaptation]
) -> list[Section]:
    """Return the sections with what the needs have said; each change is noted."""
    for need in needs:
        if need.says == "no_nuts":
            sections = [_without_nuts(section, need, notes) for section in sections]
        elif need.says == "tickle":
            sections = [_slowly(section, tables, need, notes) for section in sections]
    return sections


def _without_nuts(section: Section, need: Need, notes: list[Adaptation]) -> Section:
    """Return a section in which the question about allergies is an answer already."""
    parts = {}
    for part in ("steps", "between"):
        steps: list[Step] = []
        for step in getattr(section, part):
            cues = tuple(
                cue.model_copy(update=NO_NUTS) if cue.caution == ALLERGY else cue for cue in step.cues
            )
            if cues != step.cues:
                notes.append(Adaptation(step.id, "changed", "says: no nut oil", f"for {need.name}"))
            steps.append(step.model_copy(update={"cues": cues}))
        parts[part] = tuple(steps)
    return section.model_copy(update=parts)


def _slowly(section: Section, tables: Tables, need: Need, notes: list[Adaptation]) -> Section:
    """Return a section whose first light stroke is said to be slow."""
    steps = list(section.steps)
    for index, step in enumerate(steps):
        touches = tables.techniques[step.technique].contact != "none" and step.stroke in TOUCHES
        if touches and not step.frame and step.duration.reps is None:
            steps[index] = step.model_copy(update={"cues": (*step.cues, TICKLE)})
            notes.append(Adaptation(step.id, "changed", "says: slowly, the whole hand", f"for {need.name}"))
            break
    return section.model_copy(update={"steps": tuple(steps)})


__all__ = ["said"]
