"""Journals side by side: every session that plays holds one, and one that was left waits for ``--resume``.

A routine has a journal of its own, ``NAME.json``; a second session of it at the same time has
``NAME.2.json``. Who holds one has a lock on ``NAME.json.lock``, which the system takes back however the
program ends.

A new session takes the first journal of its routine that nobody holds and nobody will miss: one that came
``FAR_S`` far in the last ``FRESH_S`` seconds stays beside it. At most ``FEW`` of a routine stay; then the
oldest gives its place.
"""

from __future__ import annotations

import os
import re
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from coach.live.journal import read
from coach.places import state_root
from coach.units import RATE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from coach.live.record import Record

MOST = 50
"""Sessions of one routine at a time."""

FAR_S = 30
"""A session that came so far is worth going on with, in seconds."""

FRESH_S = 86_400
"""So long it is, in seconds: a day."""

FEW = 3
"""Journals of one routine that are kept beside that of a new session."""


@dataclass(slots=True)
class Slot:
    """A journal that nobody else holds, until ``close``."""

    path: Path
    _lock: int | None = None
    left: Record | None = None
    """The newest of the same routine that can be gone on with, if there is one."""

    def close(self) -> None:
        """Let others have it; may be called twice."""
        if self._lock is not None:
            lock, self._lock = self._lock, None
            with suppress(OSError):  # where an open file cannot be removed, an empty one stays
                _lock_of(self.path).unlink()
            os.close(lock)


@dataclass(frozen=True, slots=True)
class Left:
    """What was found of sessions that nobody plays now."""

    slot: Slot | None = None
    """The journal of the one to go on with; it is held."""
    record: Record | None = None
    others: tuple[str, ...] = ()
    """Routines of those that were not looked for, newest first."""
    said: tuple[str, ...] = ()
    """Sentences to show, of journals that could not be read."""


def journals() -> Path:
    """Return the folder of the journals."""
    return state_root() / "journals"


def take(routine: str) -> Slot:
    """Return a journal for a new session of ``routine``; without a lock where no lock can be had."""
    plain = re.sub(r"[^a-z0-9]+", "-", routine.lower()).strip("-")[:60] or "session"
    first = journals() / f"{plain}.json"
    paths = [first, *(first.with_name(f"{plain}.{number}.json") for number in range(2, MOST + 1))]
    passed: list[Slot] = []
    try:
        slot = _free(paths, passed) or Slot(first.with_name(f"{plain}.{os.getpid()}.json"))
        newest = sorted(passed, key=lambda each: _age(each.path))
        slot.left = next((each.left for each in newest if each.left is not None), None)
        return slot
    finally:
        for each in passed:
            each.close()


def _free(paths: Iterable[Path], passed: list[Slot]) -> Slot | None:
    """Return the first of ``paths`` that nobody holds or will miss, or the oldest of too many.

    Those that somebody will miss are ``passed``, held.
    """
    for path in paths:
        try:
            slot = hold(path)
        except OSError:  # the journal itself will say that nothing can be written here
            return Slot(path)
        if slot is None:
            continue
        slot.left, _ = read(path)  # a damaged one is set aside by that, a newer one stays as it is
        if not (path.exists() if slot.left is None else _is_worth(slot.left, path)):
            return slot
        passed.append(slot)
        if len(passed) > FEW:
            oldest = max(passed, key=lambda each: _age(each.path))
            passed.remove(oldest)
            return oldest
    return None


def left(routines: Collection[str] = ()) -> Left:
    """Return the journal to go on with, of one of ``routines`` (any if empty), that nobody holds.

    That is the newest that came ``FAR_S`` far within ``FRESH_S`` seconds; if there is none, the newest.
    """
    others: list[str] = []
    said: list[str] = []
    found: tuple[Slot, Record] | None = None
    for path in sorted(journals().glob("*.json"), key=_age):
        slot = None
        with suppress(OSError):
            slot = hold(path)
        if slot is None:
            continue
        record, sentence = read(path)
        if sentence:
            said.append(sentence)
        if record is None or (routines and record.script.routine not in routines):
            slot.close()
            others += [] if record is None else [record.script.routine]
        elif _is_worth(record, path):
            if found is not None:
                found[0].close()
            return Left(slot, record, tuple(others), tuple(said))
        elif found is None:
            found = slot, record
        else:
            slot.close()
    slot, record = found or (None, None)
    return Left(slot, record, tuple(others), tuple(said))


def held() -> int:
    """Return how many journals somebody holds now."""
    count = 0
    for lock in journals().glob("*.json.lock"):
        with suppress(OSError):
            slot = hold(lock.with_suffix(""))
            if slot is None:
                count += 1
            else:
                slot.close()
    return count


def forget(person: str) -> int:
    """Remove the journals of ``person`` that nobody holds, and return how many there were."""
    from coach.routine.people import names_in

    gone = 0
    for path in sorted(journals().glob("*.json")):
        with suppress(OSError):
            slot = hold(path)
            if slot is None:
                continue
            record, _ = read(path)
            names = () if record is None else names_in(record.script.person)
            if person.casefold() in {name.casefold() for name in names}:
                path.unlink()
                gone += 1
            slot.close()
    return gone


def hold(path: Path) -> Slot | None:
    """Return the journal at ``path``, held; None if another session holds it. Raises OSError."""
    lock = _lock_of(path)
    lock.parent.mkdir(parents=True, exist_ok=True)
    while True:
        handle = os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
        if not _locked(handle):
            os.close(handle)
            return None
        with suppress(OSError):
            if os.path.samestat(os.fstat(handle), lock.stat()):
                return Slot(path, handle)
        os.close(handle)  # whoever had it took it away in that moment: once more


def _is_worth(record: Record, path: Path) -> bool:
    """Return whether somebody will want to go on with what ``path`` holds."""
    return record.at >= FAR_S * RATE and time.time() + _age(path) < FRESH_S


def _locked(handle: int) -> bool:
    try:
        try:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except ImportError:
            import msvcrt

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
    except OSError:
        return False
    return True


def _lock_of(path: Path) -> Path:
    return path.with_name(f"{path.name}.lock")


def _age(path: Path) -> float:
    try:
        return -path.stat().st_mtime
    except OSError:  # it was over in that moment
        return 0.0


__all__ = ["Left", "Slot", "forget", "held", "hold", "journals", "left", "take"]
