"""A session and the person at the terminal: keys become commands, what happens is shown, until it is over."""

from __future__ import annotations

import errno
import sys
import threading
from collections.abc import Mapping
from time import monotonic
from typing import TYPE_CHECKING, Protocol

from coach.live.command import Command, Verb
from coach.live.keyboard import keyboard
from coach.live.keymap import HELP, commands
from coach.live.status import Leader, State
from coach.live.switch import Switch

if TYPE_CHECKING:
    from coach.cli.interrupts import Patience
    from coach.cli.screen_view import View
    from coach.live.status import Status

LOOK_S = 0.1
"""Longest time between two looks at the session, in seconds; a key is looked at when it comes."""

ANSWER_S = 0.02
"""When to look after a key: its effect is on the screen by then, in seconds."""

SILENCE_S = 0.3
"""How long Ctrl-Z waits for silence before the program stands still, in seconds."""


class Led(Leader, Protocol):
    """A session that can be waited for."""

    def wait(self, seconds: float | None = None) -> bool:
        """Return whether it is over within ``seconds``; raise what ended it if it failed."""
        ...


def lead(session: Led, view: View, keys: Mapping[str, str], patience: Patience) -> None:
    """Lead ``session`` to its end.

    Raises KeyboardInterrupt for every end from outside, a closed terminal too; OSError if nobody reads
    what is shown any more; CoachError if the session failed.
    """
    switch = Switch(commands(keys))

    def leave() -> None:
        _fall_silent(session)
        view.leave()

    try:
        with view, keyboard(leave, view.back) as hands:
            patience.rescue = [view.leave, hands.give_back]
            pressed: list[str] = []
            helping = False
            while True:
                now = monotonic()
                for told in switch.decide(now):
                    session.tell(told)
                over = session.wait(0)
                view.show(session.status())
                if over:
                    return
                look = ANSWER_S if pressed else LOOK_S
                pressed = hands.wait(max(0.0, min(look, switch.due - now)))
                for key in pressed:
                    helping = keys.get(key) == HELP and not helping
                    view.help(wanted=helping)
                    if keys.get(key) == HELP:
                        continue
                    for told in switch.press(key, monotonic(), awaited=_awaits(session.status())):
                        session.tell(told)
    except OSError as error:
        if error.errno == errno.EIO and sys.stdout.isatty():  # the terminal has gone
            raise KeyboardInterrupt from error
        raise
    finally:
        patience.ending = True


def _awaits(status: Status) -> bool:
    return status.state in {State.OPENING, State.GATE}


def _fall_silent(session: Leader) -> None:
    """Pause, and give it a moment to be heard: whoever presses Ctrl-Z hears nothing more."""
    if session.status().state not in {State.PLAYING, State.GATE, State.NO_SPEAKER}:
        return
    session.tell(Command(Verb.PAUSE))
    end = monotonic() + SILENCE_S
    while session.status().state is not State.PAUSED and monotonic() < end:
        threading.Event().wait(0.01)


__all__ = ["LOOK_S", "Led", "lead"]
