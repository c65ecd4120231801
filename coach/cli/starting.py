"""Where a session begins, a time or a chapter, and the words with which it goes on."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import fields
from itertools import chain
from typing import TYPE_CHECKING

from coach.cli.choices import SPEAKER, clocked
from coach.cli.session import Wanted
from coach.errors import UsageError
from coach.units import RATE, Frames, clock

if TYPE_CHECKING:
    from coach.plan.timeline import Timeline


NAMES = {"person": "--for"}
"""Options that are not called what their fields are."""

UNTYPED = ("answers", "alone", "guess")
"""Fields that follow from other options, or are asked for again."""


def again(wanted: Wanted, where: Mapping[str, str | None], command: str = "play") -> str:
    """Return the command, as it is typed, for what is ``wanted``, with the options in ``where``.

    An option that has the value it has anyway is not repeated.
    """
    usual = Wanted(wanted.routine, voice=SPEAKER)
    typed = {
        NAMES.get(field.name, f"--{field.name}"): getattr(wanted, field.name)
        for field in fields(wanted)
        if field.name not in UNTYPED and getattr(wanted, field.name) != getattr(usual, field.name)
    }
    steady = ["--no-pulse"] if typed.pop("--pulse", None) is False else []
    options = [(name, str(value)) for name, value in {**typed, **where}.items() if value is not None]
    return shlex.join(["coach", command, wanted.routine, *chain.from_iterable(options), *steady])


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


__all__ = ["NAMES", "again", "begin_at"]
