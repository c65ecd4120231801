"""What is kept of a session: what it was made of, how far it came, how loud it was, and where it sounded.

As plain values it can be written and read again; what an older coach wrote is understood too.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from coach.live.asked import Asked
from coach.live.levels import LOUDEST, QUIETEST, UNCHANGED, Levels
from coach.plan import request as requests
from coach.plan.options import Counting, Options, Talk
from coach.units import RATE, Frames

if TYPE_CHECKING:
    from coach.plan.request import Request

FORMAT = "coach-journal/"
VERSION = 1
"""Raised whenever a journal of before could not be understood any more."""

_ASKED = {
    row.__name__: row
    for row in (
        *(requests.Next, requests.Longer, requests.EndIn, requests.Back),
        *(requests.Lighter, requests.TalkOf, requests.Hush, requests.PaceOf, requests.BedOf),
        requests.AloneOf,
    )
}


@dataclass(frozen=True, slots=True)
class Where:
    """Where a session sounds, as it was typed."""

    output: str = "auto"
    """``null`` is as fast as it goes, ``null:1`` in real time, ``null:20`` twenty times as fast."""
    device: str | None = None
    giver: str | None = None
    receiver: str | None = None
    ears: bool = False


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
    where: Where = Where()


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
    levels: Levels = UNCHANGED


def plain(record: Record) -> dict[str, Any]:
    """Return ``record`` as plain values, ready for ``json.dumps``."""
    return {
        "format": f"{FORMAT}{VERSION}",
        "routine": record.script.routine,
        "digest": record.script.digest,
        "options": asdict(record.script.options),
        "person": record.script.person,
        "asked": record.script.asked,
        "where": asdict(record.script.where),
        "changes": [_asked(change) for change in record.changes],
        "levels": asdict(record.levels),
        "at": record.at,
        "frames": record.frames,
        "seconds": record.at / RATE,
        "cue": record.cue,
        "title": record.title,
    }


def restored(values: dict[str, Any]) -> Record:
    """Return the record that ``plain`` made ``values`` of.

    Raises KeyError, TypeError, ValueError or AttributeError for values of another shape.
    """
    row = values["options"]
    options = Options(**{**row, "talk": Talk(row["talk"]), "count": Counting(row["count"])})
    script = Script(
        _text(values["routine"]),
        _text(values["digest"]),
        options,
        _name(values.get("person")),
        values.get("asked") is True,
        _where(values.get("where", {})),
    )
    changes = tuple(
        Asked(_frames(row["at"]), _frames(row["ahead"]), _request(row["request"]))
        for row in values["changes"]
    )
    at, frames = _frames(values["at"]), _frames(values["frames"])
    cue, title, levels = _text(values["cue"]), _text(values["title"]), _levels(values.get("levels"), changes)
    return Record(script, changes, min(at, frames), frames, cue, title, levels)


def _asked(change: Asked) -> dict[str, Any]:
    request = {"ask": type(change.request).__name__, **asdict(change.request)}
    return {"at": change.at, "ahead": change.ahead, "request": request}


def _request(asked: dict[str, Any]) -> Request:
    rest = {name: value for name, value in asked.items() if name != "ask"}
    if "talk" in rest:
        rest["talk"] = Talk(rest["talk"])
    made: Request = _ASKED[asked["ask"]](**rest)
    return made


def _where(row: dict[str, Any]) -> Where:
    devices = {name: _name(row.get(name)) for name in ("device", "giver", "receiver")}
    return Where(_text(row.get("output", "auto")), **devices, ears=row.get("ears") is True)


def _levels(row: dict[str, Any] | None, changes: tuple[Asked, ...]) -> Levels:
    """Return the levels in ``row``; where none were kept, whoever was asleep still is."""
    if row is None:
        return Levels(hushed=any(isinstance(change.request, requests.Hush) for change in changes))
    return Levels(_decibels(row["volume"]), _decibels(row["bed"]), row["hushed"] is True)


def _decibels(value: object) -> float:
    if not isinstance(value, (int, float)) or not QUIETEST <= value <= LOUDEST:
        raise TypeError("a level in decibels is wanted")
    return float(value)


def _name(value: object) -> str | None:
    return None if value is None else _text(value)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("text is wanted")
    return value


def _frames(value: object) -> Frames:
    if type(value) is not int or value < 0:
        raise TypeError("whole frames are wanted")
    return Frames(value)


__all__ = ["FORMAT", "VERSION", "Record", "Script", "Where", "plain", "restored"]
