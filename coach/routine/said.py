"""What a need has said: a line more, or another line in the place of one."""

from __future__ import annotations

from collections.abc import Sequence

from coach.routine.cue import Cue, Kind, Level
from coach.routine.need import Need
from coach.routine.routine import Adaptation, Section
from coach.routine.step import Step
from coach.routine.tables import Tables
from coach.words import Language

ALLERGY = "allergy"
"""The caution that is given before oil, gel or lotion is opened."""

TOUCHES = frozenset({"glide", "squeeze", "circle", "roll"})
"""Strokes that tickle when they are light."""

FINE = frozenset({"temple", "ear_lobe", "ear_rim"})
"""Areas that are always worked with light fingertips."""

TICKLISH = frozenset({"toes", "ankle_front", "calf", "shin", "knee_back"})
"""Areas that tickle soonest, after what the thumbs do."""

AFTER_S = 12
"""The line about ticklish skin comes so many seconds into a stroke, when hands have found it."""


def said(
    sections: list[Section],
    words: Language,
    tables: Tables,
    needs: Sequence[Need],
    notes: list[Adaptation],
) -> list[Section]:
    """Return the sections with what the needs have said, in ``words``; each change is noted."""
    for need in needs:
        if need.says == "no_nuts":
            sections = [_without_nuts(section, words, need, notes) for section in sections]
        elif need.says == "tickle":
            sections = [_slowly(section, words, tables, need, notes) for section in sections]
    return sections


def _without_nuts(section: Section, words: Language, need: Need, notes: list[Adaptation]) -> Section:
    """Return a section in which the question about allergies is an answer already."""
    answer = {
        "text": words.said["no_nuts"],
        "short_text": words.said["no_nuts_short"],
        "second_receiver_text": None,
        "lighter_text": None,
        "alternatives": (),
    }
    parts = {}
    for part in ("steps", "between"):
        steps: list[Step] = []
        for step in getattr(section, part):
            cues = tuple(
                cue.model_copy(update=answer) if cue.caution == ALLERGY else cue for cue in step.cues
            )
            if cues != step.cues:
                notes.append(Adaptation(step.id, "changed", "says: no nut oil", f"for {need.name}"))
            steps.append(step.model_copy(update={"cues": cues}))
        parts[part] = tuple(steps)
    return section.model_copy(update=parts)


def _slowly(
    section: Section, words: Language, tables: Tables, need: Need, notes: list[Adaptation]
) -> Section:
    """Return a section that says once what to do if it tickles, where that is most likely."""
    tickle = Cue(
        id="tickle",
        kind=Kind.DETAIL,
        level=Level.MUST,
        offset_s=AFTER_S,
        sides="first",
        text=words.said["tickle"],
        short_text=words.said["tickle_short"],
    )
    steps = list(section.steps)
    likely = [(rank, n) for n, step in enumerate(steps) if (rank := _tickles(step, tables)) is not None]
    if likely:
        _, index = min(likely)
        step = steps[index]
        steps[index] = step.model_copy(update={"cues": (*step.cues, tickle)})
        notes.append(Adaptation(step.id, "changed", "says: slowly, the whole hand", f"for {need.name}"))
    return section.model_copy(update={"steps": tuple(steps)})


def _tickles(step: Step, tables: Tables) -> int | None:
    """Return how soon a stroke tickles, 0 for soonest; None where the line would be out of place.

    Flat hands glide as it asks already, light fingertips belong on a temple and on an ear, and a stroke
    that is counted has no time for it.
    """
    contact = tables.techniques[step.technique].contact
    areas = {area.area for area in step.areas}
    flat = contact == "palms" or (contact == "whole_hand" and step.stroke == "glide")
    if (
        contact == "none"
        or flat
        or step.stroke not in TOUCHES
        or step.frame
        or step.duration.reps is not None
    ):
        return None
    if contact == "fingertips" and areas & FINE:
        return None
    return 0 if contact == "thumbs" else 1 if areas & TICKLISH else 2


__all__ = ["said"]
