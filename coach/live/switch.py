"""What pressing keys means: one switch is enough, and every other key has its own command.

    any key once                   pause, or go on; where a session waits, ready
    twice within 0.4 s             say the last line again, and be as before the first press
    held for a second              stop; a mouse button when it is let go

The first press acts at once, because a pause has to. A second one is held back for a moment: a terminal
does not say that a key is held, it only sends it again and again, and that is heard in the rhythm. A key
with a command of its own counts once however long it is held; only the volume goes on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.live.command import WORDED, Command, Verb
from coach.live.keys import CLICK, LET_GO

if TYPE_CHECKING:
    from collections.abc import Mapping

TWICE_S = 0.4
"""Two presses within this belong together, in seconds."""

HELD_S = 1.0
"""A switch that is held for so long means stop, in seconds."""

REPEAT_S = 0.12
"""A terminal that repeats a held key sends it at least as often as this, in seconds."""

FIRST_REPEAT_S = 0.75
"""A terminal begins to repeat within this, in seconds."""

MASHED_S = 0.05
"""Keys that come together within this are one elbow, in seconds."""

_DECIDE_S = REPEAT_S + 0.03

_AWAITED = frozenset({Verb.PAUSE, *WORDED})
"""Commands whose key is any key where a session waits for one."""

_REPEATABLE = frozenset({Verb.LOUDER, Verb.QUIETER})


class Switch:
    """Turns keys with their times into commands; has no clock of its own."""

    def __init__(self, keys: Mapping[str, Command | None]) -> None:
        """``keys`` has the commands of keys by name; every other key, and one with None, is the switch."""
        self._keys = keys
        self._key = ""
        self._first = self._last = float("-inf")
        self._presses = 0
        self._pending: tuple[Command, ...] = ()
        self._due = float("inf")
        self._stopped = False
        self._down = float("inf")
        """When the mouse button was pressed."""

    @property
    def due(self) -> float:
        """Return when ``decide`` has something to say; infinity if it has not."""
        return self._due

    def press(self, key: str, now: float, *, awaited: bool = False) -> tuple[Command, ...]:
        """Return what to do at once for ``key`` at ``now`` (seconds of any clock).

        ``awaited`` tells that the session waits for a key, whichever it is.
        """
        command = self._keys.get(key)
        if key == LET_GO:
            return self._let_go(now)
        if key == CLICK and command is None:
            self._down = now
        if command is not None and command.verb in _REPEATABLE:
            return (*self.decide(float("inf")), command)
        if key == self._key and self._presses > 1 and now - self._last <= REPEAT_S:
            return self._repeat(now, command)
        if key == self._key and self._presses == 1 and now - self._last <= FIRST_REPEAT_S:
            return self._second(now, command)
        mashed = command is None and self._keys.get(self._key) is None and now - self._last <= MASHED_S
        if mashed and key != self._key:
            return ()
        before = self.decide(float("inf"))
        self._key, self._presses = key, 1
        self._first = self._last = now
        self._stopped = False
        if awaited and command is not None and command.verb in _AWAITED:
            command = Command(Verb.READY)
        return (*before, command or Command(Verb.TOGGLE))

    def decide(self, now: float) -> tuple[Command, ...]:
        """Return what was held back and is certain at ``now``."""
        if now < self._due:
            return ()
        pending, self._pending, self._due = self._pending, (), float("inf")
        return pending

    def _let_go(self, now: float) -> tuple[Command, ...]:
        """The button is up: a terminal that never tells it stops nothing."""
        down, self._down = self._down, float("inf")
        if now - down < HELD_S:
            return ()
        return (*self.decide(float("inf")), Command(Verb.STOP))

    def _second(self, now: float, command: Command | None) -> tuple[Command, ...]:
        """Hold back what a second press means: it may be the first repetition of a key that is held."""
        if command is not None:
            self._pending = (command,)
        elif now - self._last > TWICE_S:
            self._pending = (Command(Verb.TOGGLE),)
        else:
            self._pending = (Command(Verb.AGAIN, undoes=True),)
        self._due = now + _DECIDE_S
        self._presses, self._last = 2, now
        return ()

    def _repeat(self, now: float, command: Command | None) -> tuple[Command, ...]:
        """The key is held: the second press was none."""
        self._pending, self._due = (), float("inf")
        self._presses, self._last = self._presses + 1, now
        if command is None and not self._stopped and now - self._first >= HELD_S:
            self._stopped = True
            return (Command(Verb.STOP),)
        return ()


__all__ = ["FIRST_REPEAT_S", "HELD_S", "MASHED_S", "REPEAT_S", "TWICE_S", "Switch"]
