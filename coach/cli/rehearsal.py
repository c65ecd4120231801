"""Sessions that were planned before: found by everything that decides a plan, and proved by measuring again.

A plan follows from the routine, the tables, the options and the lengths of the lines it asks for. So
a rehearsal keeps those lengths too, batch by batch, and a plan counts again only if the voice gives
the same answers; then nothing has to be loaded, checked and placed anew.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import coach
from coach.errors import CoachError
from coach.plan.plain import plain, restored
from coach.plan.timeline import Line
from coach.routine import memo
from coach.routine.guard import read_bytes
from coach.routine.library import all_words, find, on_shelf
from coach.units import Frames

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from coach.cli.session import Wanted
    from coach.plan.timeline import Measure, Timeline

_PLANNERS = ("cli", "routine", "plan", "lint", "words")
"""Rooms whose code decides a plan, or whether there is one."""


Batch: TypeAlias = "dict[Line, Frames | None]"
"""Lines asked for together, with their lengths; None for what the voice does not have."""


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """A plan, and what the voice was asked for it."""

    timeline: Timeline
    batches: tuple[Batch, ...]
    """Lengths of the lines, in the order in which they were asked for."""

    def holds(self, measure: Measure) -> bool:
        """Tell whether planning would go the same way: every line has the same length."""
        return all(Listener(measure).answers(batch) == batch for batch in self.batches)


class Listener:
    """Measures, and remembers what it was asked."""

    def __init__(self, measure: Measure) -> None:
        self.batches: list[Batch] = []
        self._measure = measure

    def __call__(self, lines: Collection[Line]) -> Mapping[Line, Frames]:
        """Return the length of each line that the voice has."""
        answers = self.answers(lines)
        self.batches.append(answers)
        return {line: frames for line, frames in answers.items() if frames is not None}

    def answers(self, lines: Collection[Line]) -> Batch:
        """Return what the voice says to each line."""
        found = self._measure(lines)
        return {line: found.get(line) for line in lines}


def name_of(wanted: Wanted) -> bytes | None:
    """Return everything that decides the plan of a session but its voice; None if it is not remembered.

    A pipe is not read here: it gives its content once, and loading needs it. What is for one person is
    kept nowhere but in the people file.

    Raises InputError if there is no such routine.
    """
    path = find(wanted.routine)
    if not path.is_file() or wanted.person is not None or wanted.answers is not None:
        return None
    try:
        files = [(str(path.resolve()), _hash(path))]
        files += [(str(table), _hash(table)) for _, table in on_shelf("tables")]
        files += [(str(words), _hash(words)) for words in all_words()]
        name = [coach.__version__, list(_code()), asdict(wanted), files]
        return json.dumps(name).encode("ascii")
    except (CoachError, OSError, ValueError):  # loading finds the words for it
        return None


def recall(name: bytes | None) -> Rehearsal | None:
    """Return the session that was kept under ``name``, if there is one."""
    kept = None if name is None else memo.recall(name, "plans")
    if kept is None:
        return None
    try:
        timeline = restored(kept["timeline"])
        batches = [
            {Line(id_, text): None if n is None else Frames(n) for id_, text, n in batch}
            for batch in kept["batches"]
        ]
    except (KeyError, TypeError, ValueError):  # of another shape: damaged
        return None
    return Rehearsal(timeline, tuple(batches))


def keep(name: bytes | None, timeline: Timeline, listener: Listener) -> None:
    """Remember a session under ``name``."""
    if name is not None:
        batches = [[(line.id, line.text, n) for line, n in batch.items()] for batch in listener.batches]
        memo.keep(name, {"timeline": plain(timeline), "batches": batches}, "plans")


def _hash(path: Path) -> str:
    return hashlib.sha256(read_bytes(path)).hexdigest()


def _code() -> Iterator[tuple[str, int, int]]:
    """Yield name, size and time of the files that plan: a checkout changes without a new version."""
    for room in _PLANNERS:
        for path in sorted((Path(coach.__file__).parent / room).glob("*.py")):
            status = path.stat()
            yield f"{room}/{path.name}", status.st_size, status.st_mtime_ns
