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
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coach.live.asked import Asked
from coach.plan import request as requests
from coach.plan.options import Counting, Options, Talk
from coach.units import RATE, Frames

if TYPE_CHECKING:
    from coach.live.errand import Runner
    from coach.plan.request import Request
    from coach.routine.routine import Routine

FORMAT = "coach-journal/"
VERSION = 1
"""Raised whenever a journal of before could not be understood any more."""

EVERY_S = 5.0
"""Longest time between two entries while the position moves, in seconds."""

LARGEST = 1024 * 1024
"""No journal is larger, in bytes."""

_ASKED = {
    row.__name__: row
    for row in (
        *(requests.Next, requests.Longer, requests.EndIn, requests.Back),
        *(requests.Lighter, requests.TalkOf, requests.Hush, requests.PaceOf),
    )
}


@dataclass(frozen=True, slots=True)
class Script:
    """What a session was made of."""

    routine: str
    """Name or file of the routine, as it was asked for."""
    digest: str
    """``digest`` of the routine."""
    options: Options
    person: str | None = None
    """Who is massaged, by the name in the people file."""
    asked: bool = False
    """Whether answers, which are kept nowhere, changed the routine: they are asked for again."""


@dataclass(frozen=True, slots=True)
class Record:
    """How far a session came."""

    script: Script
    changes: tuple[Asked, ...]
    """What was asked of the plan under way; with it the plan can be made again."""
    at: Frames
    """Frame of the plan that had been heard."""
    frames: Frames
    """Length of the plan."""
    cue: str
    """Cue that was heard last."""
    title: str


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
        return _record(values), ""
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        aside = path.with_name(f"{path.name}.damaged")
        with suppress(OSError):
            path.replace(aside)
        return None, f"The journal was damaged and is kept as {aside}. The session begins at its start."


def write(path: Path, record: Record) -> None:
    """Make ``record`` the content of ``path``: all of it or nothing. Raises OSError."""
    import tempfile

    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(_plain(record), file)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


class Keeper:
    """Writes the journal of one session, on a thread that nobody waits for."""

    def __init__(self, path: Path, script: Script, runner: Runner) -> None:
        self._path, self._script, self._runner = path, script, runner
        self._lock = threading.Lock()
        self._kept: Record | None = None
        self._when = float("-inf")
        self._number = self._written = 0
        self._notice = ""
        self._warned = False

    def look(self, record: Record, now: float) -> None:
        """Write ``record`` if it is time."""
        kept = self._kept
        if kept is not None:
            asked = record.changes != kept.changes
            if not asked and (record == kept or record.at < kept.at):
                return
            if not asked and record.cue == kept.cue and now - self._when < EVERY_S:
                return
        self._kept, self._when = record, now
        self._number += 1
        number = self._number
        self._runner.send("journal", lambda: self._write(record, number))
        while self._runner.back() is not None:
            pass

    def record(self, changes: tuple[Asked, ...], where: tuple[int, int, str, str]) -> Record:
        """Return what there is to write: ``where`` has frame, length, cue and title."""
        at, frames, cue, title = where
        return Record(self._script, changes, Frames(at), Frames(frames), cue, title)

    def take_notice(self) -> str:
        """Return what there is to show, once."""
        notice, self._notice = self._notice, ""
        return notice

    def close(self, last: Record | None) -> None:
        """Write ``last``, or with None, after the end, take the journal away; may be called twice."""
        kept = self._kept
        self._number += 1
        if last is None:
            with self._lock, suppress(OSError):
                self._written = self._number
                self._path.unlink(missing_ok=True)
        elif kept is None or last.at >= kept.at or last.changes != kept.changes:
            self._write(last, self._number)
        self._runner.close()

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


def _plain(record: Record) -> dict[str, Any]:
    return {
        "format": f"{FORMAT}{VERSION}",
        "routine": record.script.routine,
        "digest": record.script.digest,
        "options": asdict(record.script.options),
        "person": record.script.person,
        "asked": record.script.asked,
        "changes": [_asked(change) for change in record.changes],
        "at": record.at,
        "frames": record.frames,
        "seconds": record.at / RATE,
        "cue": record.cue,
        "title": record.title,
    }


def _asked(change: Asked) -> dict[str, Any]:
    request = {"ask": type(change.request).__name__, **asdict(change.request)}
    return {"at": change.at, "ahead": change.ahead, "request": request}


def _record(values: dict[str, Any]) -> Record:
    row = values["options"]
    options = Options(**{**row, "talk": Talk(row["talk"]), "count": Counting(row["count"])})
    person = values.get("person")
    script = Script(
        _text(values["routine"]),
        _text(values["digest"]),
        options,
        None if person is None else _text(person),
        values.get("asked") is True,
    )
    changes = tuple(
        Asked(_frames(row["at"]), _frames(row["ahead"]), _request(row["request"]))
        for row in values["changes"]
    )
    at, frames = _frames(values["at"]), _frames(values["frames"])
    return Record(script, changes, min(at, frames), frames, _text(values["cue"]), _text(values["title"]))


def _request(asked: dict[str, Any]) -> Request:
    rest = {name: value for name, value in asked.items() if name != "ask"}
    if "talk" in rest:
        rest["talk"] = Talk(rest["talk"])
    made: Request = _ASKED[asked["ask"]](**rest)
    return made


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("text is wanted")
    return value


def _frames(value: object) -> Frames:
    if type(value) is not int or value < 0:
        raise TypeError("whole frames are wanted")
    return Frames(value)


__all__ = ["Keeper", "Record", "Script", "digest", "read", "write"]
