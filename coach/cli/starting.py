"""Where a session begins, and the words with which it goes on: a time, a chapter, or where it was left."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import fields
from itertools import chain
from typing import TYPE_CHECKING

from coach.cli.choices import SPEAKER, clocked
from coach.cli.session import Wanted
from coach.cli.terminal import Styled, note
from coach.errors import InputError, UsageError
from coach.units import RATE, Frames, clock

if TYPE_CHECKING:
    from coach.live.journal import Record
    from coach.live.slot import Slot
    from coach.plan.timeline import Timeline


NAMES = {"person": "--for"}
"""Options that are not called what their fields are."""


def again(wanted: Wanted, where: Mapping[str, str | None]) -> str:
    """Return the command, as it is typed, that plays what is ``wanted`` with the options in ``where``.

    An option that has the value it has anyway is not repeated.
    """
    usual = Wanted(wanted.routine, voice=SPEAKER)
    typed = {
        NAMES.get(field.name, f"--{field.name}"): getattr(wanted, field.name)
        for field in fields(wanted)
        if field.name != "answers"  # they are asked for again
        and getattr(wanted, field.name) != getattr(usual, field.name)
    }
    steady = ["--no-pulse"] if typed.pop("--pulse", None) is False else []
    options = [(name, str(value)) for name, value in {**typed, **where}.items() if value is not None]
    return shlex.join(["coach", "play", wanted.routine, *chain.from_iterable(options), *steady])


def begin_at(where: str, timeline: Timeline) -> Frames:
    """Return the frame that ``where`` means: a time, or the number or the title of a chapter."""
    if ":" in where:
        second = clocked(where)
        if second is None:
            raise UsageError(f"--from {where} is no time. Write minutes and seconds, such as 3:20.")
        if second * RATE < timeline.frames:
            return Frames(second * RATE)
        raise UsageError(f"--from {where} lies after the end at {clock(timeline.frames)}.")
    titles = [chapter.title for chapter in timeline.chapters]
    if where.isdecimal() and 1 <= int(where) <= len(titles):
        return timeline.chapters[int(where) - 1].start
    fitting = [chapter for chapter in timeline.chapters if where.lower() in chapter.title.lower()]
    if fitting:
        return fitting[0].start
    chapters = ", ".join(f"{number} {title}" for number, title in enumerate(titles, 1))
    raise UsageError(
        f"--from {where} is neither a time such as 3:20 nor a chapter. The chapters: {chapters}."
    )


def left_behind(wanted: Wanted) -> tuple[Wanted, Record, Slot]:
    """Return what the session that was left was asked for, how far it came, and its journal, held.

    That is the newest one (of the routine that was named, if one was) that is not being played now.
    Raises InputError if there is none.
    """
    from coach.live.slot import left
    from coach.routine.library import find

    names = {wanted.routine, str(find(wanted.routine).resolve())} if wanted.routine else set()
    found = left(names)
    for said in found.said:
        note(Styled("note: ", "yellow"), said)
    if found.slot is None or found.record is None:
        if found.others:
            raise InputError(
                f"The session that was left is {found.others[0]}, not {wanted.routine}."
                " Type coach play --resume, or leave --resume out."
            )
        raise InputError("There is no session to go on with. Begin one: coach play ROUTINE")
    script = found.record.script
    options = script.options
    minutes = None if options.seconds is None else clock(options.seconds * RATE)
    return (
        Wanted(
            *(script.routine, minutes, str(options.talk), str(options.count)),
            *(options.voice, options.pace, options.seed, options.profile),
            ambience=options.ambience,
            bed=f"{options.bed:g}",
            pulse=options.pulse,
            room=options.room,
            person=script.person,
            locale=options.locale,
        ),
        found.record,
        found.slot,
    )


__all__ = ["again", "begin_at", "left_behind"]
