"""The headings of all routines, for lists: read from plain values, so that a list is quick to make."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from coach.errors import CoachError
from coach.routine.grammar import parse_length
from coach.routine.library import Source, on_shelf, routine_files
from coach.routine.reader import read


@dataclass(frozen=True, slots=True)
class Heading:
    """What a list says of one routine."""

    id: str
    """Name to type."""
    title: str
    """Title for people."""
    seconds: int
    """Default length, in seconds; 0 if the file does not say."""
    positions: tuple[str, ...]
    """Keys of its positions, in order, each once."""
    receiver: tuple[str, ...]
    """How the receiver is, in order, such as "face down", "face up"."""
    summary: str
    """One or two sentences."""
    reviewed: str | None
    """Who has checked the safety wording; None for nobody."""
    level: str
    """How much the giver should have done before: first_time, easy or regular."""
    tags: tuple[str, ...]
    """Words to find it by."""
    source: Source
    """Whether it came with coach or is the user's own."""
    problem: str | None = None
    """Why the file cannot be read; its other fields are then empty."""


def index() -> tuple[Heading, ...]:
    """Return a heading for every routine there is, by id; a file that cannot be read says why."""
    receivers = _receivers()
    return tuple(
        _heading(name, source, path, receivers) for name, (source, path) in sorted(routine_files().items())
    )


def _heading(name: str, source: Source, path: Path, receivers: dict[str, str]) -> Heading:
    try:
        document, problems = read(path)
    except CoachError as error:
        return _empty(name, source, str(error))
    if document is None:
        return _empty(name, source, problems[0].headline())
    data: dict[str, Any] = document.data
    keys = _once(
        [data.get("start_position"), *(_get(section, "position") for section in _items(data, "sections"))]
    )
    return Heading(
        id=name,
        title=_text(data, "title") or name,
        seconds=_seconds(data.get("target_s")),
        positions=keys,
        receiver=_once(receivers.get(key) for key in keys),
        summary=" ".join(_text(data, "summary").split()),
        reviewed=_text(data, "reviewed") or None,
        level=_text(data, "level") or "easy",
        tags=_once(_items(data, "tags")),
        source=source,
    )


def _receivers() -> dict[str, str]:
    """Return how the receiver is in each position; only table files that name positions are read."""
    found: dict[str, str] = {}
    for _, path in on_shelf("tables"):
        try:
            if b"\npositions:" not in b"\n" + path.read_bytes()[:262_144]:
                continue
            document, _ = read(path)
        except (CoachError, OSError):
            continue  # "coach check" tells what is wrong with a table; a list goes on without it
        positions = _get(document.data, "positions") if document is not None else None
        for key, value in positions.items() if isinstance(positions, dict) else ():
            if isinstance(how := _get(value, "receiver"), str):
                found[key] = how.replace("_", " ")
    return found


def _empty(name: str, source: Source, problem: str) -> Heading:
    return Heading(name, name, 0, (), (), "", None, "easy", (), source, problem)


def _get(value: Any, key: str) -> Any:  # noqa: ANN401 - plain values of a file
    return value.get(key) if isinstance(value, dict) else None


def _items(data: dict[str, Any], key: str) -> list[Any]:
    value = data.get(key)
    return value if isinstance(value, list) else []


def _text(data: dict[str, Any], key: str) -> str:
    value = data.get(key)
    return value.strip() if isinstance(value, str) else ""


def _once(words: Iterable[object]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for word in words if isinstance(word, str)))


def _seconds(value: object) -> int:
    try:
        return round(parse_length(value))
    except ValueError:
        return 0
