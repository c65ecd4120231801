"""Every name that is used exists, and every name that is given is given once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from coach.routine.finding import Finding, Path
from coach.routine.near import did_you_mean, shown
from coach.routine.routine import RoutineEntry, SectionEntry
from coach.routine.step import StepEntry, StepPatch
from coach.routine.tables import Tables


def unknown(what: str, name: str | None, known: Iterable[str], path: Path) -> Iterator[Finding]:
    """Yield one finding if ``name`` is not among the ``known``; None is no name at all."""
    names = list(known)
    if name is not None and name not in names:
        message = f'there is no {what} "{shown(name)}". {did_you_mean(name, names)}'
        yield Finding(path, "MS009", message.rstrip())


def twice(what: str, names: Iterable[tuple[str, Path]]) -> Iterator[Finding]:
    """Yield one finding for each name that was given before."""
    seen: set[str] = set()
    for name, path in names:
        if name in seen:
            message = f'there are two {what} "{shown(name)}". Give each its own id.'
            yield Finding((*path, "id"), "M030", message)
        seen.add(name)


def step_names(step: StepPatch, path: Path, tables: Tables) -> Iterator[Finding]:
    """Yield the unknown names in what a technique, a variant or a routine says of a step."""
    for index, area in enumerate(step.areas or ()):
        yield from unknown("area", area.area, tables.areas, (*path, "areas", index))
    for index, caution in enumerate(step.cautions or ()):
        yield from unknown("caution", caution, tables.cautions, (*path, "cautions", index))
    yield from unknown("chime", step.chime_at_start, tables.chimes, (*path, "chime_at_start"))
    cues = [(cue, (*path, "cues", index)) for index, cue in enumerate(step.cues)]
    for cue, at in cues:
        yield from unknown("caution", cue.caution, tables.cautions, (*at, "caution"))
        yield from unknown("chime", cue.chime_after, tables.chimes, (*at, "chime_after"))
    yield from twice("cues called", ((cue.id, at) for cue, at in cues))


def routine_names(entry: RoutineEntry, tables: Tables) -> Iterator[Finding]:
    """Yield the unknown and the doubled names of a routine file; its techniques are looked up elsewhere."""
    sections: list[tuple[SectionEntry, Path]] = [
        (section, ("sections", index)) for index, section in enumerate(entry.sections)
    ]
    steps = [(s, at) for section, path in sections for s, at in section_steps(section, path)]
    step_ids = [step.id for step, _ in steps]
    yield from unknown("position", entry.start_position, tables.positions, ("start_position",))
    for index, prop in enumerate(entry.props):
        yield from unknown("prop", prop.prop, tables.props, ("props", index, "prop"))
    for index, area in enumerate(entry.areas_off):
        yield from unknown("area", area, tables.areas, ("areas_off", index))
    yield from unknown("set of questions", entry.screening, tables.screenings, ("screening",))
    for index, override in enumerate(entry.lint_overrides):
        yield from unknown("step", override.step, step_ids, ("lint_overrides", index, "step"))
    for section, path in sections:
        yield from _section_names(section, path, tables, [s.id for s, _ in sections])
    for step, path in steps:
        yield from step_names(step, path, tables)
        yield from _links(step, path, tables, step_ids)
    yield from twice("sections called", ((s.id, at) for s, at in sections))
    yield from twice("steps called", ((s.id, at) for s, at in steps))


def section_steps(section: SectionEntry, path: Path) -> Iterator[tuple[StepEntry, Path]]:
    """Yield the steps of a section and those between its sides, each with its path."""
    for part in ("steps", "between"):
        for index, step in enumerate(getattr(section, part)):
            yield step, (*path, part, index)


def _section_names(
    section: SectionEntry, path: Path, tables: Tables, sections: list[str]
) -> Iterator[Finding]:
    yield from unknown("position", section.position, tables.positions, (*path, "position"))
    yield from unknown("section", section.requires_section, sections, (*path, "requires_section"))
    for index, area in enumerate(section.areas):
        yield from unknown("area", area, tables.areas, (*path, "areas", index))


def _links(step: StepEntry, path: Path, tables: Tables, steps: list[str]) -> Iterator[Finding]:
    for field in ("depends_on", "conflicts_with"):
        for index, other in enumerate(getattr(step, field)):
            yield from unknown("step", other, steps, (*path, field, index))
    if step.end_point is not None:
        yield from unknown("step", step.end_point.agreed_in, steps, (*path, "end_point", "agreed_in"))
    for condition, technique in step.substitutions.items():
        yield from unknown("technique", technique, tables.techniques, (*path, "substitutions", condition))
