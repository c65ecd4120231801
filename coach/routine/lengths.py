"""How long a routine is: by default, at its shortest and at its longest, in whole seconds."""

from __future__ import annotations

from collections.abc import Callable

from coach.routine.routine import Routine, Section
from coach.routine.step import Step

TIMES = {"once": (1, 1), "per_side": (2, 1), "per_receiver": (2, 1), "per_receiver_and_side": (4, 2)}
"""How often a section's steps are played, and how often what lies between."""


def default_s(routine: Routine) -> int:
    """Return the sum of all steps as written."""
    return sum(section_s(section, lambda step: step.duration.default_s) for section in routine.sections)


def shortest_s(routine: Routine) -> int:
    """Return the sum of all minima, without steps and sections that may be dropped."""
    kept = (section for section in routine.sections if not section.optional)
    return sum(section_s(s, lambda step: 0 if step.droppable else step.duration.min_s) for s in kept)


def longest_s(routine: Routine) -> int:
    """Return the sum of all maxima; frame steps stay at their default."""
    return sum(section_s(section, _most) for section in routine.sections)


def section_s(section: Section, length: Callable[[Step], int]) -> int:
    """Return the time of a section with all its repetitions, given the length of one step."""
    times, between = TIMES[section.repeat]
    return times * sum(map(length, section.steps)) + between * sum(map(length, section.between))


def _most(step: Step) -> int:
    return step.duration.default_s if step.frame else step.duration.max_s
