"""Going on with a session that was left: what it was made of, where it sounded, and what may change in it.

How much is said, how fast, and the level of the bed can change; what made the plan cannot, and is refused.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from time import monotonic, sleep
from typing import TYPE_CHECKING

from coach.cli.choices import to_seconds
from coach.cli.session import Wanted, loaded, options_of
from coach.cli.staging import typed as words
from coach.cli.starting import NAMES, again
from coach.cli.terminal import Styled, note
from coach.errors import CoachError, InputError, UsageError
from coach.units import RATE, clock

if TYPE_CHECKING:
    from collections.abc import Collection

    from coach.live.record import Record, Where
    from coach.live.slot import Slot
    from coach.plan.options import Options
    from coach.plan.request import AloneOf, PaceOf, TalkOf
    from coach.routine.routine import Routine

MAKING = ("minutes", "count", "voice", "seed", "profile", "person", "locale", "ambience", "room")
"""What a plan and its sound were made of, by the fields of ``Wanted``."""

BED = ("bed", "pulse")
"""What can change where there is an ambience."""

END_S = 8.0
"""So long a session that is over may take for its last line, in seconds."""

LOOK_S = 0.1

SPEAKERS = frozenset({"device", "giver_device", "receiver_device"})


@dataclass(frozen=True, slots=True)
class Resumed:
    """A session to go on with."""

    wanted: Wanted
    where: Where
    record: Record
    slot: Slot
    """Its journal, held."""
    requests: tuple[TalkOf | PaceOf | AloneOf, ...] = ()
    """What is to be so from there on, if it is not."""


def left_behind(wanted: Wanted, where: Where, typed: Collection[str]) -> Resumed:
    """Return the session that was left, with those options of ``wanted`` and ``where`` that were ``typed``.

    It is one (of the routine that was named, if one was) that is not being played now. Raises InputError if
    there is none, UsageError for an option that it cannot take.
    """
    record, slot = _found(wanted.routine)
    try:
        before = _wanted(record)
        choice = options_of(wanted)  # what is no level or no pace is said first
        _refuse(before, wanted, typed, record)
        heard = merged(record.script.where, where, typed)
        bed = {name: getattr(wanted, name) for name in BED if name in typed}
        return Resumed(
            replace(before, **bed),
            heard,
            record,
            slot,
            _requests(choice, heard, typed),
        )
    except BaseException:
        slot.close()
        raise


def merged(kept: Where, typed: Where, names: Collection[str]) -> Where:
    """Return where a session goes on that sounded as in ``kept``: options that were typed, by name, win."""
    output, speakers = "output" in names, bool(SPEAKERS & set(names))
    if not speakers and (not output or typed.output == kept.output):
        return replace(kept, ears=kept.ears or typed.ears)
    if not output and not kept.output.startswith("null"):
        typed = replace(typed, output=kept.output)
    return replace(typed, ears=typed.ears or (kept.ears and typed.giver is None))


def script_of(wanted: Wanted) -> tuple[Routine, Options]:
    """Return the routine and the options of a session that goes on; the file of its ambience may be away."""
    from coach.plan.options import NO_BED

    routine, options = loaded(replace(wanted, ambience=NO_BED))
    return routine, replace(options, ambience=wanted.ambience or NO_BED)


def _await_end() -> None:
    """Wait while a session that is over says its last line: its journal is held until then.

    Raises InputError if that takes longer than ``END_S``.
    """
    from coach.live.slot import held

    end = monotonic() + END_S
    while held() > (states := _states()).count(False):
        if monotonic() > end:
            if any(states):
                raise InputError("The last session is just ending. Once it has, type: coach play --resume")
            return  # nobody knows what that one does: it cannot be reached
        sleep(LOOK_S)


def _states() -> list[bool]:
    """Return whether each session that can be reached is over, and only says its last line."""
    from coach.cli.control import ask
    from coach.live.door import sessions
    from coach.live.status import OVER

    states: list[bool] = []
    with suppress(CoachError):  # without a folder for sessions nobody can be reached
        for path in sessions().values():
            with suppress(CoachError):  # it ended in that moment
                states.append(next(ask(path, {"ask": "status"}))["status"]["state"] in OVER)
    return states


def _found(routine: str) -> tuple[Record, Slot]:
    from coach.live.slot import left
    from coach.routine.library import find

    names = {routine, str(find(routine).resolve())} if routine else set()
    _await_end()
    found = left(names)
    for said in found.said:
        note(Styled("note: ", "yellow"), said)
    if found.slot is not None and found.record is not None:
        return found.record, found.slot
    if found.others:
        raise InputError(
            f"The session that was left is {found.others[0]}, not {routine}."
            " Type coach play --resume, or leave --resume out."
        )
    raise InputError("There is no session to go on with. Begin one: coach play ROUTINE")


def _wanted(record: Record) -> Wanted:
    script = record.script
    options = script.options
    return Wanted(
        *(script.routine, _minutes(options.seconds), str(options.talk), str(options.count)),
        *(options.voice, options.pace, options.seed, options.profile),
        ambience=options.ambience,
        bed=f"{options.bed:g}",
        pulse=options.pulse,
        room=options.room,
        person=script.person,
        locale=options.locale,
        alone=options.alone,
    )


def _minutes(seconds: int | None) -> str | None:
    return None if seconds is None else clock(seconds * RATE)


def _refuse(before: Wanted, wanted: Wanted, typed: Collection[str], record: Record) -> None:
    """Raise UsageError for the first option that was typed and that the session cannot take any more."""
    from coach.plan.options import NO_BED
    from coach.plan.request import BedOf

    beds = {
        before.ambience,
        *(row.request.ambience for row in record.changes if isinstance(row.request, BedOf)),
    }
    if beds == {NO_BED} and any(name in typed for name in BED):
        raise UsageError(
            "The session that was left has no ambience. Leave --bed, --pulse and --no-pulse out."
        )
    asked = {name: getattr(wanted, name) for name in MAKING if name in typed}
    if asked.get("minutes") is not None:
        asked["minutes"] = _minutes(to_seconds(asked["minutes"]))
    for name, value in asked.items():
        if value == getattr(before, name):
            continue
        at = clock(record.at // RATE * RATE)
        anew = again(replace(before, **{name: value}), {**words(record.script.where), "--from": at})
        raise UsageError(
            f"{NAMES.get(name, f'--{name}')} cannot change in a session that goes on. "
            f"Leave it out, or begin anew: {anew}"
        )


def _requests(choice: Options, heard: Where, typed: Collection[str]) -> tuple[TalkOf | PaceOf | AloneOf, ...]:
    from coach.plan.request import AloneOf, PaceOf, TalkOf

    level = [TalkOf(choice.talk)] if "talk" in typed else []
    pace = [PaceOf(choice.pace)] if "pace" in typed else []
    return (*level, *pace, AloneOf(heard.ears))


__all__ = ["Resumed", "left_behind", "merged", "script_of"]
