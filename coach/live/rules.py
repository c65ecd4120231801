"""Tables of the commands: which say go, which change the level, which are moments, which change the plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.live.command import WORDED, Command, Verb
from coach.live.status import State
from coach.plan.options import NO_BED, Talk
from coach.plan.request import Back, BedOf, EndIn, Hush, Lighter, Longer, Next, PaceOf, TalkOf

if TYPE_CHECKING:
    from collections.abc import Callable

    from coach.plan.options import Options
    from coach.plan.request import Request

GO = frozenset({Verb.GO_ON, Verb.READY})
"""Commands that mean: go on."""

LEVELS = {Verb.LOUDER: 3.0, Verb.QUIETER: -3.0}
"""What is added to the level, in dB."""

ALWAYS = frozenset({Verb.STOP, *LEVELS})
"""Commands that mean the same in every state."""

LATER = frozenset({Verb.PAUSE, *WORDED})
"""Commands that nobody gives to begin: they wait for the first cue."""

AT_GATE = frozenset({*ALWAYS, *LATER, Verb.BACK, Verb.AGAIN, Verb.HOW_LONG})
"""Commands that keep their meaning at a gate; every other one opens it."""

MOMENTS = frozenset({Verb.OIL, Verb.CRAMP, Verb.TICKLE, Verb.PHONE})
"""Things that happen between two people: the clock stands until they go on."""


def meant(verb: Verb, state: State, *, untimed: bool = False) -> Verb | None:
    """Return what ``verb`` means in ``state``; None if it cannot be meant before the first cue.

    ``untimed`` tells that a step is heard that lasts until the giver goes on.
    """
    if state is State.OPENING and verb in LATER:
        return None
    if state in KEPT and verb not in KEPT[state]:
        return Verb.READY
    if verb is Verb.TOGGLE:
        return Verb.PAUSE if state is State.PLAYING and not untimed else Verb.GO_ON
    return verb


KEPT = {State.OPENING: ALWAYS, State.GATE: AT_GATE}
"""Where any command goes on: those that do not."""

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
    Verb.BED: lambda command, _: BedOf(command.sound or NO_BED),
    Verb.HUSH: lambda _, __: Hush(),
    Verb.ASLEEP: lambda _, __: Hush(),
}
"""Commands that change the plan, and what they ask of it."""


def request_of(command: Command, options: Options) -> Request | None:
    """Return what ``command`` asks of a plan made with ``options``; None if there is no such thing."""
    return CHANGES[command.verb](command, options)


__all__ = ["CHANGES", "GO", "LEVELS", "MOMENTS", "meant", "request_of"]
