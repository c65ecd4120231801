"""What holds for every routine that was loaded: names, texts, guidance, bodies and lengths.

``parts`` looks at the pieces of a file one by one and works on what is left of a faulty one;
``whole`` needs the complete routine.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from coach.problem import Severity
from coach.routine.bodies import changes, frame, positions, reach, sides, steps_of
from coach.routine.cue import Cue, Kind
from coach.routine.finding import MOST, Finding, Path
from coach.routine.grammar import LONGEST_S
from coach.routine.guidance import cautions, cues, previews, required
from coach.routine.lengths import default_s, longest_s, shortest_s
from coach.routine.merge import merge_cues
from coach.routine.names import routine_names, section_steps
from coach.routine.routine import Routine, RoutineEntry
from coach.routine.step import StepEntry
from coach.routine.tables import Tables
from coach.routine.texts import Tongue, step_texts, text_findings
from coach.routine.unused import without_effect
from coach.units import RATE, clock

MAY_BE_SILENCED = frozenset({"MS205", "MS301", "MS401", "MS416", "MS421", "MS504"})
"""Rules of this room that a routine may silence on one step, with a reason."""

FIRST: Path = ("sections", 0, "steps", 0)
"""Where the first step of every routine stands."""


def parts(entry: RoutineEntry, tables: Tables) -> list[Finding]:
    """Return what is wrong with the names and the words of a routine file, up to ``MOST`` errors."""
    found: list[Finding] = []
    errors = 0
    for finding in _heard(_parts(entry, tables), entry):
        found.append(finding)
        errors += finding.severity is Severity.ERROR
        if errors >= MOST:
            break
    return found


def _parts(entry: RoutineEntry, tables: Tables) -> Iterator[Finding]:
    yield from routine_names(entry, tables)
    tongue = Tongue(entry.locale)
    for index, section in enumerate(entry.sections):
        for step, path in section_steps(section, ("sections", index)):
            yield from step_texts(step, path, _kinds(step, tables), tongue)
        if section.gate is not None and "text" in section.gate.model_fields_set:
            at: Path = ("sections", index, "gate", "text")
            yield from text_findings(section.gate.text, at, None, tongue)
    for index, line in enumerate(entry.preflight.lines):
        yield from text_findings(line, ("preflight", "lines", index), None, tongue)
    for place, lines in entry.preflight.headboard.items():
        for index, line in enumerate(lines):
            yield from text_findings(line, ("preflight", "headboard", place, index), None, tongue)
    yield from without_effect(entry)


def whole(entry: RoutineEntry, routine: Routine, tables: Tables, *, builtin: bool) -> list[Finding]:
    """Return what is wrong with a complete routine; the names in it exist."""
    found = [*positions(routine, tables), *reach(routine, tables), *changes(routine)]
    for index, section in enumerate(routine.sections):
        written = dict(_by_path(entry, index))
        given: frozenset[str] = frozenset()
        asked = False
        for path, step in steps_of(section, ("sections", index)):
            technique = tables.techniques[step.technique]
            found += required(step, technique, path, given, asked=asked)
            asked = any(cue.kind is Kind.CHECK_IN for cue in step.cues)
            at = _Where(written[path], path)
            found += cues(step, at)
            if path == FIRST:
                found += previews(step, at)
            found += sides(step, technique, section, path)
            found += frame(step, section, path)
            given = given if step.droppable else given | cautions(step)
    found += _length(routine, builtin=builtin)
    return list(_heard(found, entry))


class _Where:
    """Finds the place of a cue: its own entry in the file, or else the technique it came with."""

    def __init__(self, entry: StepEntry, path: Path) -> None:
        self._own = {cue.id: index for index, cue in enumerate(entry.cues)}
        self._path = path

    def __call__(self, cue: Cue) -> Path:
        index = self._own.get(cue.id)
        return (*self._path, "technique") if index is None else (*self._path, "cues", index)


def _by_path(entry: RoutineEntry, index: int) -> Iterator[tuple[Path, StepEntry]]:
    for step, path in section_steps(entry.sections[index], ("sections", index)):
        yield path, step


def _kinds(step: StepEntry, tables: Tables) -> dict[str, Kind]:
    technique = tables.techniques.get(step.technique)
    if technique is None:
        return {}
    variant = technique.variants.get(step.variant) if step.variant is not None else None
    merged = merge_cues([technique.step, *([variant] if variant is not None else [])])[0]
    return {name: cue["kind"] for name, cue in merged.items() if "kind" in cue}


def _length(routine: Routine, *, builtin: bool) -> Iterator[Finding]:
    total, target = default_s(routine), routine.target_s
    low, high = shortest_s(routine), longest_s(routine)
    if total > LONGEST_S:
        message = f"the steps add up to {_clock(total)}, and no routine is longer than {_clock(LONGEST_S)}."
        yield Finding(("target_s",), "MS004", message)
    elif not low <= target <= high:
        message = f"this routine can be {_clock(low)} to {_clock(high)}, and target_s is {_clock(target)}."
        yield Finding(("target_s",), "MS005", message)
    elif total != target:
        message = (
            f"the steps add up to {_clock(total)}, and target_s is {_clock(target)}. Write {_clock(total)}."
        )
        yield Finding(("target_s",), "MS207", message, Severity.ERROR if builtin else Severity.WARNING)


def _clock(seconds: float) -> str:
    return clock(round(seconds * RATE))


def _heard(found: Iterable[Finding], entry: RoutineEntry) -> Iterator[Finding]:
    """Yield the findings without those that the routine silences on a step."""
    silenced = {(override.rule, override.step) for override in entry.lint_overrides}
    ids = {path: step.id for i in range(len(entry.sections)) for path, step in _by_path(entry, i)}
    for finding in found:
        said = finding.code in MAY_BE_SILENCED and (finding.code, ids.get(finding.path[:4])) in silenced
        if not said:
            yield finding
