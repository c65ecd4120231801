"""Objections: whether a step is not for somebody with a need, and why."""

from __future__ import annotations

from coach.routine.need import Need
from coach.routine.step import Step
from coach.routine.tables import Tables

LESSON = "learn."
"""Techniques that teach both something: their words name every pressure they use."""


def objects(need: Need, step: Step, tables: Tables) -> bool:
    """Return whether a step is not done as it is for somebody with this need."""
    technique = tables.techniques[step.technique]
    if technique.contactless:
        return False
    if need.condition in technique.excluded_profiles or condition_of(need, step) in step.substitutions:
        return True
    off = need.areas | banned(need, tables)
    return any(area.area in off for area in step.areas)


def condition_of(need: Need, step: Step) -> str | None:
    """Return under which condition a step is replaced: a lesson in pressure also where less is wanted."""
    if need.condition is None and step.technique.startswith(LESSON) and need.most < step.pressure.max:
        return "light_hands"
    return need.condition


def banned(need: Need, tables: Tables) -> frozenset[str]:
    """Return the areas that are left alone for a profile."""
    if need.profile is None:
        return frozenset()
    mine = (c for c in tables.cautions.values() if need.profile in c.profiles and c.severity == "leave_area")
    return frozenset(area for caution in mine for area in caution.areas)


def reason(step: Step, need: Need, tables: Tables) -> str:
    """Return why a need objects to a step, as the end of a sentence."""
    if touched := [area.area for area in step.areas if area.area in need.areas]:
        return f"it touches the {tables.areas[touched[0]].name}"
    technique = tables.techniques[step.technique]
    if technique.because is not None:
        return technique.because[:1].lower() + technique.because[1:].rstrip(".")
    names = (*technique.cautions, *technique.required_cautions, *step.cautions)
    own = (tables.cautions[name] for name in names if name in tables.cautions)
    found = next(
        (c.text.rstrip(".") for c in own if need.profile and need.profile in c.profiles), need.reason
    )
    return found[:1].lower() + found[1:]


__all__ = ["banned", "condition_of", "objects", "reason"]
