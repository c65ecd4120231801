"""Loading: tables, routines by name or file, and all problems of a file in one run."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from coach.errors import RoutineError, UsageError
from coach.problem import Problem, Severity
from coach.routine.cards import check_tables
from coach.routine.finding import MOST, Finding
from coach.routine.invariants import parts, whole
from coach.routine.library import find, on_shelf
from coach.routine.locales import SOURCE, known_locale, same
from coach.routine.marks import Document
from coach.routine.reader import read
from coach.routine.resolve import resolve
from coach.routine.routine import Routine, RoutineEntry
from coach.routine.salvage import salvage
from coach.routine.sentences import findings_of
from coach.routine.tables import Tables


@dataclass(frozen=True, slots=True)
class Opened:
    """A routine file, as far as it could be read, and everything that was found on the way."""

    document: Document | None
    """The file with the places of its values; None if it is no YAML."""
    entry: RoutineEntry | None
    """The routine as written; None if a field is at fault."""
    routine: Routine | None
    """The routine, complete; None if a step could not be filled in."""
    tables: Tables
    """The tables it was filled in from."""
    problems: tuple[Problem, ...]
    """What was found, in the order of the lines."""


def load_tables(locale: str = SOURCE) -> Tables:
    """Return all tables, the user's own laid over the built-in ones entry by entry.

    With a ``locale``, in its words as far as there are any. Raises RoutineError with every problem of
    every table file, UsageError for a language that there are no words for.
    """
    tables, problems = _tables([path for _, path in on_shelf("tables")])
    if errors := _errors(problems):
        raise RoutineError(errors)
    if same(locale, SOURCE):
        return tables
    from coach.routine.translation import words_of_tables  # the models of all words: English needs none

    return words_of_tables(tables, locale)


def load_routine(source: str | Path, tables: Tables | None = None, locale: str | None = None) -> Routine:
    """Return the routine with this id, or in this file, in the language ``locale`` or else its own.

    Raises InputError if there is none, and RoutineError with all problems if it is not valid.
    """
    opened = open_routine(source, tables, locale)
    errors = _errors(list(opened.problems))
    if opened.routine is None or errors:
        raise RoutineError(errors)
    return opened.routine


def open_routine(source: str | Path, tables: Tables | None = None, locale: str | None = None) -> Opened:
    """Return the routine with this id, or in this file, with all problems, valid or not.

    ``tables`` are in the language they were written in; ``locale`` is the language the routine is wanted
    in, its own if None. Raises InputError if there is none, RoutineError if the tables are broken,
    UsageError for a language that there are no words for.
    """
    wanted = None if locale is None else known_locale(locale)
    return _routine(find(source), tables if tables is not None else load_tables(), wanted)


def check_file(path: str | Path, tables: Tables | None = None) -> tuple[Problem, ...]:
    """Return every problem of a routine or table file, in the order of its lines.

    Raises InputError if there is no such file, and RoutineError if the tables beside it are broken.
    """
    place = find(path)
    document, problems = read(place)
    if document is not None and _is_table(document.data):
        others = [other for _, other in on_shelf("tables") if other.resolve() != place.resolve()]
        found = [p for p in _tables([*others, place])[1] if p.place.file == document.name]
        return tuple(_in_order(found or problems))
    return open_routine(place, tables).problems


def _tables(paths: list[Path]) -> tuple[Tables, list[Problem]]:
    problems: list[Problem] = []
    merged: dict[str, dict[str, Any]] = {name: {} for name in Tables.model_fields}
    homes: dict[tuple[str, str], Document] = {}
    for path in paths:
        document, found = read(path)
        problems += found
        if document is None:
            continue
        table, document = _validated(document, problems)
        for name in merged if table is not None else ():
            for key, value in getattr(table, name).items():
                merged[name][key] = value
                homes[name, key] = document
    tables = Tables.model_construct(None, **merged)
    gaps = bool(_errors(problems))
    for finding in check_tables(tables):
        if not (gaps and finding.code == "MS009"):  # the name may stand in a part that could not be read
            problems.append(homes[str(finding.path[0]), str(finding.path[1])].problem(finding))
    return tables, problems


def _routine(path: Path, tables: Tables, locale: str | None) -> Opened:
    document, problems = read(path)
    if document is None:
        return Opened(None, None, None, tables, tuple(_in_order(problems)))
    place = _place_of(path)
    opened = open_document(document, tables, builtin=place == "builtin", locale=locale)
    problems += opened.problems
    if opened.entry is not None and place is not None and opened.entry.id != path.stem:
        message = f'the file is called "{path.stem}", and so is the routine. Write id: {path.stem}.'
        problems.append(document.problem(Finding(("id",), "M010", message)))
    return replace(opened, problems=tuple(_in_order(problems)))


def open_document(
    document: Document, tables: Tables, *, builtin: bool = False, locale: str | None = None
) -> Opened:
    """Return the routine in a document, with all problems; a built-in one is as long as it says."""
    problems: list[Problem] = []
    try:
        entry = RoutineEntry.model_validate(document.data)
    except ValidationError as error:
        problems += [document.problem(finding) for finding in findings_of(error, RoutineEntry, ())]
        problems += _rest(document, error, tables)
        return Opened(document, None, None, tables, tuple(_in_order(problems)))
    if not (same(locale or entry.locale, SOURCE) and same(entry.locale, SOURCE)):
        from coach.routine.translation import spoken

        try:
            said = spoken(entry, document, tables, locale or entry.locale)
        except UsageError as error:  # the routine's own language: the one that was asked for is known
            problems.append(document.problem(Finding(("locale",), "M090", str(error))))
            return Opened(document, entry, None, tables, tuple(_in_order(problems)))
        entry, document, tables = said.entry, said.document, said.tables
        problems += said.problems
    if _errors(problems):
        return Opened(document, entry, None, tables, tuple(_in_order(problems)))
    findings = parts(entry, tables)
    resolved = resolve(entry, tables)
    findings += resolved.findings
    if resolved.routine is not None:
        findings += whole(entry, resolved.routine, tables, builtin=builtin)
    problems += [document.problem(finding) for finding in _each_once(findings)]
    return Opened(document, entry, resolved.routine, tables, tuple(_in_order(problems)))


def _rest(document: Document, error: ValidationError, tables: Tables) -> list[Problem]:
    """Return the problems of what is left when the faulty parts are taken out."""
    left = salvage(document, error, RoutineEntry)
    if left is None:
        return []
    entry, rest = left
    findings = [*parts(entry, tables), *resolve(entry, tables).findings]
    return [
        rest.problem(f) for f in _each_once(findings) if f.path[:1] != ("start_position",) or _said(document)
    ]


def _validated(document: Document, problems: list[Problem]) -> tuple[Tables | None, Document]:
    try:
        return Tables.model_validate(document.data), document
    except ValidationError as error:
        problems += [document.problem(finding) for finding in findings_of(error, Tables, ())]
        return salvage(document, error, Tables) or (None, document)


def _each_once(findings: list[Finding]) -> list[Finding]:
    return list({(f.path, f.message): f for f in findings}.values())


def _place_of(path: Path) -> str | None:
    try:
        whole = path.resolve()
    except (OSError, ValueError):
        return None
    return next((source for source, known in on_shelf("routines") if known.resolve() == whole), None)


def _is_table(data: Any) -> bool:  # noqa: ANN401 - plain values of a file
    return (
        isinstance(data, dict)
        and "sections" not in data
        and any(name in data for name in Tables.model_fields)
    )


def _said(document: Document) -> bool:
    """Tell whether the file names a start position, well-formed or not at all."""
    return isinstance(document.data.get("start_position"), str)


def _in_order(problems: list[Problem]) -> list[Problem]:
    """Return the first ``MOST`` problems by their lines; what is no error gives way to what is one."""

    def at(problem: Problem) -> tuple[str, int, int, str]:
        return problem.place.file, problem.place.line, problem.place.column, problem.code

    errors = sorted(_errors(problems), key=at)[:MOST]
    others = sorted((p for p in problems if p.severity is not Severity.ERROR), key=at)
    return sorted([*errors, *others[: MOST - len(errors)]], key=at)


def _errors(problems: list[Problem]) -> list[Problem]:
    return [problem for problem in problems if problem.severity is Severity.ERROR]
