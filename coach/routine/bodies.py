"""Where people are and which side is worked: positions, areas, sides, and the frame around it all."""

from __future__ import annotations

from collections.abc import Iterator

from coach.routine.finding import Finding, Path
from coach.routine.kind import Kind, Level
from coach.routine.resolve import TWO_SIDED
from coach.routine.routine import Routine, Section
from coach.routine.step import Step
from coach.routine.tables import Position, Tables, Technique

_ARRIVING = ("tr.", "prep.position")
"""Techniques that bring people into another position begin with one of these."""


def positions(routine: Routine, tables: Tables) -> Iterator[Finding]:
    """Yield a first section elsewhere than the start, and changes of position that nothing joins.

    A receiver who changes needs a step for it; a giver who only moves while the receiver stays as
    they are needs to be told, in a cue of kind setup at the first touch.
    """
    now = routine.start_position
    first = routine.sections[0].position
    if first is not None and first != now:
        message = f'the routine starts in "{now}", and its first section is in "{first}". Write the same.'
        yield Finding(("sections", 0, "position"), "MS008", message)
        now = first
    here, moved = now, False
    for index, section in enumerate(routine.sections):
        here = section.position or here
        for _, step in steps_of(section, ("sections", index)):
            if step.technique.startswith(_ARRIVING):
                moved = True
            elif not tables.techniques[step.technique].contactless:
                if here != now and not (moved or _told(step, tables.positions.get(now), section.receiver)):
                    message = f'nothing leads from "{now}" to "{here}". Add a step such as tr.move before.'
                    yield Finding(("sections", index, "position"), "MS008", message)
                now, moved = here, False


def _told(step: Step, left: Position | None, receiver: str | None) -> bool:
    """Tell whether a step says where the giver goes, and the receiver stays as in the position left."""
    stays = left is not None and left.receiver == receiver
    return stays and any(cue.kind is Kind.SETUP and cue.level is Level.MUST for cue in step.cues)


def reach(routine: Routine, tables: Tables) -> Iterator[Finding]:
    """Yield steps whose areas or technique do not go with the position of their section."""
    here = routine.start_position
    for index, section in enumerate(routine.sections):
        here = section.position or here
        position = tables.positions.get(here)
        if position is None:
            continue
        for path, step in steps_of(section, ("sections", index)):
            allowed = tables.techniques[step.technique].positions
            if allowed and here not in allowed:
                message = f'"{step.technique}" is not done in "{here}". It is done in {", ".join(allowed)}.'
                yield Finding((*path, "technique"), "M061", message)
            for number, area in enumerate(step.areas):
                if area.area not in position.allowed_areas:
                    message = f'"{area.area}" cannot be reached in "{here}". Choose another area or position.'
                    yield Finding((*path, "areas", number), "M060", message)


def sides(step: Step, technique: Technique, section: Section, path: Path) -> Iterator[Finding]:
    """Yield a two-sided technique on one side only, and sides in a section that has none."""
    if step.sides == "each" and section.repeat not in TWO_SIDED:
        message = "sides: each needs a section that runs once for each side. Write repeat: per_side there."
        yield Finding((*path, "sides"), "M062", message)
    if technique.both_sided and step.sides == "none" and step.single_side_reason is None:
        message = (
            f'"{step.technique}" is done on both sides. Write sides: each in a section with '
            "repeat: per_side, sides: both_at_once, or a single_side_reason."
        )
        yield Finding((*path, "sides"), "MS301", message)


def changes(routine: Routine) -> Iterator[Finding]:
    """Yield changes of side that nobody is told of, and steps between sides that there are not."""
    for index, section in enumerate(routine.sections):
        path: Path = ("sections", index)
        if section.repeat not in TWO_SIDED:
            if section.between:
                message = (
                    f'"between" is played between two sides, and repeat: {section.repeat} has none. '
                    "Make a section of its own of these steps, or write repeat: per_side."
                )
                yield Finding((*path, "between"), "M064", message, on_key=True)
        elif all(cue.kind is not Kind.SWITCH for step in section.between for cue in step.cues):
            message = (
                f'the side changes in "{section.id}" without a spoken change. Add between, with a step such '
                "as tr.side, or one with a cue of kind switch."
            )
            yield Finding((*path, "repeat"), "MS304", message)


def frame(step: Step, section: Section, path: Path) -> Iterator[Finding]:
    """Yield steps of the frame that could be lost: those that are neither essential nor core."""
    if step.frame and step.priority > 2 and not section.optional:
        message = f'"{step.technique}" belongs to the frame of a routine. Write priority: 1 or 2.'
        yield Finding((*path, "priority"), "M063", message)


def steps_of(section: Section, path: Path) -> Iterator[tuple[Path, Step]]:
    """Yield the steps of a section and those between its sides, each with its path."""
    for part in ("steps", "between"):
        for index, step in enumerate(getattr(section, part)):
            yield (*path, part, index), step
