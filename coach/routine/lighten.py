"""Lightening: pressure is capped, and words that speak of pressure are the lighter ones."""

from __future__ import annotations

from collections.abc import Sequence

from coach.routine.need import Need
from coach.routine.routine import Adaptation, Section
from coach.routine.step import Step


def lightened(section: Section, needs: Sequence[Need], notes: list[Adaptation]) -> Section:
    """Return a section with the pressure of every step capped."""
    return section.model_copy(
        update={
            part: tuple(_lighter(step, needs, notes) for step in getattr(section, part))
            for part in ("steps", "between")
        }
    )


def _lighter(step: Step, needs: Sequence[Need], notes: list[Adaptation]) -> Step:
    """Return a step with its pressure capped, in its lighter words where it has them."""
    old = step.pressure
    most = min(old.max, *(need.most for need in needs))
    usual = min(old.default, most, *(need.usual for need in needs))
    if (most, usual) == (old.max, old.default):
        return step
    strict = min(needs, key=lambda need: (need.usual, need.most))
    what = f"pressure {old.default} to {old.max} -> {usual} to {most}"
    notes.append(Adaptation(step.id, "changed", what, f"lighter for {strict.name}"))
    pressure = old.model_copy(update={"max": most, "default": usual})
    words = {"short_text": None, "second_receiver_text": None, "alternatives": ()}
    cues = tuple(
        cue.model_copy(update={"text": cue.lighter_text, **words}) if cue.lighter_text else cue
        for cue in step.cues
    )
    return step.model_copy(update={"pressure": pressure, "cues": cues})


__all__ = ["lightened"]
