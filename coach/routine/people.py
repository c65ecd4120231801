"""The people file: read with the same guard as a routine, and never remembered anywhere else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pydantic import ValidationError

from coach.errors import InputError, RoutineError, UsageError
from coach.places import home
from coach.problem import Severity
from coach.routine.anatomy import areas_of
from coach.routine.compose import compose
from coach.routine.finding import Finding
from coach.routine.guard import decode, read_bytes
from coach.routine.load import load_tables
from coach.routine.near import nearest, shown
from coach.routine.person import People, Person
from coach.routine.sentences import findings_of
from coach.routine.tables import Tables

LONGEST = 40
"""No name is longer, in characters."""


def people_file() -> Path:
    """Return where people are kept; there is no such file until somebody asks for it."""
    return home() / "people.yaml"


def named(name: str) -> str:
    """Return ``name`` as it is kept: plain words; raise UsageError for anything else."""
    plain = " ".join(name.split())
    letters = plain.replace(" ", "").replace("-", "").replace("'", "").replace(".", "")
    if not letters.isalnum() or len(plain) > LONGEST:
        raise UsageError(
            f'"{shown(name)}" is no name of a person. Write letters, digits and spaces, at most {LONGEST}.'
        )
    return plain


def people() -> dict[str, Person]:
    """Return everybody who is kept, by name; nobody if there is no file.

    Raises InputError if the file cannot be read, RoutineError with its problems if it is not valid.
    """
    path = people_file()
    if not path.exists():
        return {}
    return parsed(read_bytes(path), shown(path, 300), load_tables()).people


def parsed(raw: bytes, name: str, tables: Tables) -> People:
    """Return the people in ``raw``, the content of the file called ``name``; raise RoutineError."""
    document, problems = compose(decode(raw, name), name)
    problems = [problem for problem in problems if problem.severity is Severity.ERROR]
    if problems:
        raise RoutineError(problems)
    try:
        found = People.model_validate(document.data)
    except ValidationError as error:
        raise RoutineError([document.problem(f) for f in findings_of(error, People, ())]) from None
    if wrong := list(_wrong(found, tables)):
        raise RoutineError([document.problem(finding) for finding in wrong])
    return found


def _wrong(found: People, tables: Tables) -> Iterator[Finding]:
    """Yield names that are none or are given twice, and places that are not on the body."""
    seen: dict[str, str] = {}
    for key, person in found.people.items():
        try:
            plain = named(key)
        except UsageError as error:
            yield Finding(("people", key), "M090", str(error), on_key=True)
            continue
        if (other := seen.setdefault(plain.casefold(), key)) is not key:
            message = f'"{shown(key)}" and "{shown(other)}" are the same name. Keep one of them.'
            yield Finding(("people", key), "M090", message, on_key=True)
        for index, place in enumerate(person.off):
            try:
                areas_of(tables, [place])
            except UsageError as error:
                yield Finding(("people", key, "off", index), "M091", str(error))


def names_in(names: str | None) -> tuple[str, ...]:
    """Return the names in a text, such as ``ann, bob``; no name has a comma itself."""
    return tuple(name.strip() for name in (names or "").split(",") if name.strip())


def find_person(name: str) -> tuple[str, Person]:
    """Return the person called ``name``, large and small letters alike, with the name as it is kept.

    Raises InputError if nobody is called so.
    """
    known = people()
    plain = " ".join(name.split()).casefold()
    for key, person in known.items():
        if key.casefold() == plain:
            return key, person
    near = nearest(name, known)
    hint = f'Did you mean "{near}"? ' if near else ""
    raise InputError(
        f'Nobody called "{shown(name)}" is kept here. {hint}To keep somebody: coach people add NAME'
    )


__all__ = ["find_person", "named", "names_in", "parsed", "people", "people_file"]
