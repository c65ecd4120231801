"""The journal: how far a session came, so that it can go on after the program ended, however it ended.

It is written whole beside its place, synced and moved there, at every cue and every five seconds. A
smaller position never takes the place of a larger one: going back adds to a plan, so a position only
grows. A disk that cannot be written to costs a notice, never the session.
"""

from __future__ import annotations

import hashlib
import json
import os
import threading
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from coach.live.record import FORMAT, VERSION, Record, plain, restored
from coach.units import Frames

if TYPE_CHECKING:
    from coach.live.asked import Asked
    from coach.live.errand import Runner
    from coach.live.levels import Levels
    from coach.live.record import Script
    from coach.routine.routine import Routine

EVERY_S = 5.0
"""Longest time between two entries while the position moves, in seconds."""

LARGEST = 1024 * 1024
"""No journal is larger, in bytes."""


def digest(routine: Routine) -> str:
    """Return the hash of everything a routine says."""
    return hashlib.sha256(routine.model_dump_json().encode("utf-8")).hexdigest()


def read(path: Path) -> tuple[Record | None, str]:
    """Return the record in ``path``, if there is one, and a sentence to show; empty if there is none.

    A journal of a newer version stays where it is; a damaged one is set aside as ``NAME.damaged``.
    """
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST + 1)
    except FileNotFoundError:
        return None, ""
    except OSError as error:
        return None, f"The journal {path} cannot be read: {error.strerror}. The session begins at its start."
    try:
        values = json.loads(raw[:LARGEST])
        kind, _, version = str(values["format"]).rpartition("/")
        if f"{kind}/" == FORMAT and int(version) > VERSION:
            note = f"The journal {path} was written by a newer coach, and is left alone. "
            return None, note + "To go on there, type: pip install --upgrade massage-coach"
        return restored(values), ""
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        aside = path.with_name(f"{path.name}.damaged")
        with suppress(OSError):
            path.replace(aside)
        return None, f"The journal was damaged and is kept as {aside}. The session begins at its start."


def write(path: Path, record: Record) -> None:
    """Make ``record`` the content of ``path``, all of it or nothing, once the disk has it. Raises OSError."""
    import tempfile

    from coach.output.atomic import sync_folder

    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(plain(record), file)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
        sync_folder(path.parent)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


class Keeper:
    """Writes the journal of one session, on a thread that nobody waits for."""

    def __init__(self, path: Path, script: Script, runner: Runner, kept: Record | None = None) -> None:
        """``kept`` is what the journal holds already, of a session that goes on."""
        self._path, self._script, self._runner = path, script, runner
        self._lock = threading.Lock()
        self._kept = kept
        self._when = float("-inf")
        self._number = self._written = 0
        self._notice = ""
        self._warned = False

    def look(self, record: Record, now: float) -> None:
        """Write ``record`` if it is time."""
        kept, record = self._kept, self._grown(record)
        if kept is not None:
            if record == kept:
                return
            if replace(record, at=kept.at) == kept and now - self._when < EVERY_S:
                return
        self._kept, self._when = record, now
        self._number += 1
        number = self._number
        self._runner.send("journal", lambda: self._write(record, number))
        while self._runner.back() is not None:
            pass

    def record(self, changes: tuple[Asked, ...], where: tuple[int, int, str, str], levels: Levels) -> Record:
        """Return what there is to write: ``where`` has frame, length, cue and title."""
        at, frames, cue, title = where
        return Record(self._script, changes, Frames(at), Frames(frames), cue, title, levels)

    def take_notice(self) -> str:
        """Return what there is to show, once."""
        notice, self._notice = self._notice, ""
        return notice

    def close(self, last: Record | None) -> None:
        """Write ``last``, or with None, after the end, take the journal away; may be called twice."""
        self._number += 1
        if last is None:
            with self._lock, suppress(OSError):
                self._written = self._number
                self._path.unlink(missing_ok=True)
        else:
            self._write(self._grown(last), self._number)
        self._runner.close()

    def _grown(self, record: Record) -> Record:
        """Return ``record`` at the place that was reached already, unless a command has changed the plan."""
        kept = self._kept
        if kept is None or record.at >= kept.at or record.changes != kept.changes:
            return record
        return replace(kept, script=record.script, levels=record.levels)

    def _write(self, record: Record, number: int) -> None:
        with self._lock:
            if number < self._written:
                return
            self._written = number
            try:
                write(self._path, record)
            except OSError as error:
                self._warn(error)

    def _warn(self, error: OSError) -> None:
        if not self._warned:
            self._warned = True
            why = error.strerror or str(error)
            self._notice = (
                f"The journal {self._path} cannot be written: {why}. The session goes on; "
                "if the program ends early, begin again with --from."
            )


__all__ = ["Keeper", "digest", "read", "write"]
