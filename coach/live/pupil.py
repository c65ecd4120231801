"""Media keys in the lesson of the keys: a player on the desktop's bus that remembers what was pressed."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from queue import Empty, SimpleQueue
from time import monotonic

from coach.live.command import Command
from coach.live.keymap import USUAL
from coach.live.mpris import KEYS, MediaKeys, told
from coach.live.status import NONE, State, Status
from coach.plan.options import Options
from coach.plan.timeline import FitReport, Timeline

LOOK_S = 0.05
"""Between two looks at the bus, in seconds."""

_NAMES = {command: KEYS[method] for method, command in told(USUAL).items() if method in KEYS}
"""Which key a command comes from, where none was taught another one."""


class Pupil:
    """Somebody who is told commands, as a session is, and hears keys in them."""

    def __init__(self) -> None:
        title = "Learning keys"
        fit = FitReport(NONE, NONE, NONE)
        self.timeline = Timeline("", title, "", Options(), NONE, (), (), (), (), (), fit)
        self._now = Status(
            state=State.PLAYING,
            title=title,
            position=NONE,
            frames=NONE,
            chapter="",
            step="",
            words="",
            following="",
            hold=None,
            talk="",
            volume=0.0,
            notice="",
            late=NONE,
            revision=0,
        )
        self._pressed: SimpleQueue[str] = SimpleQueue()

    def tell(self, command: Command) -> None:
        """Remember the key that gives ``command``; what no key gives is nothing to learn."""
        if name := _NAMES.get(command):
            self._pressed.put(name)

    def status(self) -> Status:
        """Return the picture of somebody who plays: the desktop sends keys to no one else."""
        return self._now

    def pressed(self) -> list[str]:
        """Return the names of the keys that were pressed since the last time."""
        names = []
        with contextlib.suppress(Empty):
            while True:
                names.append(self._pressed.get_nowait())
        return names


@contextlib.contextmanager
def with_media(wait: Callable[[float], list[str]]) -> Iterator[Callable[[float], list[str]]]:
    """Give a ``wait`` (names of keys, after so many seconds at most) that hears media keys as well."""
    pupil = Pupil()
    media = MediaKeys(pupil)

    def both(seconds: float) -> list[str]:
        end = monotonic() + seconds
        while True:
            left = end - monotonic()
            if names := [*wait(max(0.0, min(left, LOOK_S))), *pupil.pressed()]:
                return names
            if left <= 0:
                return []

    try:
        yield both
    finally:
        media.close()


__all__ = ["Pupil", "with_media"]
