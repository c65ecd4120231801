"""The contract of a backend: one library that plays, used in a child process only.

A backend is a module with ``roster`` and ``open_device``; ``BACKENDS`` names them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, Protocol

from coach.speaker.protocol import Why

Draw = Callable[[int], bytes]
"""Returns exactly so many frames, at once."""

BACKENDS = {
    "miniaudio": "coach.speaker.by_miniaudio",
    "simpleaudio": "coach.speaker.by_simpleaudio",
}
"""The module of each output that sounds; the first that works here is ``auto``."""


class Unplayable(Exception):  # noqa: N818 (a state; the keeper makes an error of it, or waits)
    """Nothing can be played on."""

    def __init__(self, why: Why, text: str) -> None:
        super().__init__(text)
        self.why = why


class Listed(NamedTuple):
    """A device in a backend's roster."""

    name: str
    default: bool


class Device(Protocol):
    """A device that is open."""

    name: str
    stays: bool
    """Whether it can be silenced at once and go on in this process; otherwise the process has to end."""

    @property
    def handed(self) -> int:
        """Return how many frames it has taken since ``play``."""
        ...

    @property
    def dry(self) -> int:
        """Return how many frames of silence were heard since ``play`` because it had run empty."""
        ...

    def play(self, draw: Draw, ready: Callable[[], int]) -> None:
        """Begin to take frames; ``ready`` says how many are there. Raises Unplayable."""
        ...

    def played(self, now: float) -> int:
        """Return how many frames since ``play`` are heard at ``now``, as well as can be known."""
        ...

    def tend(self) -> None:
        """Do what has to be done twenty times a second while it plays."""
        ...

    def halt(self) -> None:
        """Be silent at once, forgetting what was not heard."""
        ...


class Backend(Protocol):
    """What a backend's module holds."""

    def roster(self) -> list[Listed]:
        """Return the devices there are; raise Unplayable."""
        ...

    def open_device(self, channels: int, name: str | None) -> Device:
        """Open the device called ``name``, or the default; raise Unplayable."""
        ...
