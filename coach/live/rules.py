"""Tables of the commands: which say go, which change the level, which are moments, which change the plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.live.command import Command, Verb
from coach.plan.options import Talk
from coach.plan.request import Back, EndIn, Hush, Lighter, Longer, Next, PaceOf, TalkOf

if TYPE_CHECKING:
    from collections.abc import Callable

    from coach.plan.options import Options
    from coach.plan.request import Request

GO = frozenset({Verb.GO_ON, Verb.READY})
"""Commands that mean: go on."""

LEVELS = {Verb.LOUDER: 3.0, Verb.QUIETER: -3.0}
"""What is added to the level, in dB."""

ALWAYS = frozenset({Verb.STOP, *GO, *LEVELS})
"""Commands that make sense before the first cue too."""

MOMENTS = frozenset({Verb.OIL, Verb.CRAMP, Verb.TICKLE, Verb.PHONE})
"""Things that happen between two people: the clock stands until they go on."""

_TALKS = tuple(Talk)


def _talk(options: Options, way: int) -> TalkOf | None:
    index = _TALKS.index(options.talk) + way
    return TalkOf(_TALKS[index]) if 0 <= index < len(_TALKS) else None


CHANGES: dict[Verb, Callable[[Command, Options], Request | None]] = {
    Verb.NEXT: lambda _, __: Next(),
    Verb.BACK: lambda _, __: Back(),
    Verb.LONGER: lambda _, __: Longer(),
    Verb.END_IN: lambda command, _: EndIn(round((command.number or 0) * 60)),
    Verb.LIGHTER: lambda _, __: Lighter(),
    Verb.MORE_TALK: lambda _, options: _talk(options, -1),
    Verb.LESS_TALK: lambda _, options: _talk(options, 1),
    Verb.PACE: lambda command, _: PaceOf(round(command.number or 0)),
    Verb.HUSH: lambda _, __: Hush(),
    Verb.ASLEEP: lambda _, __: Hush(),
}
"""Commands that change the plan, and what they ask of it."""


def request_of(command: Command, options: Options) -> Request | None:
    """Return what ``command`` asks of a plan made with ``options``; None if there is no such thing."""
    return CHANGES[command.verb](command, options)


__all__ = ["CHANGES", "GO", "LEVELS", "MOMENTS", "request_of"]
