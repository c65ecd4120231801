"""The contract between a live session and what makes it audible.

A session hands over a source of samples and asks how much of it was heard. Whatever happens to a
device in the meantime is the outlet's business: it opens another, again and again if need be, and
says so. Nothing that was not heard is ever counted as heard.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from coach.units import Frames


class Flow(StrEnum):
    """What an outlet is doing."""

    IDLE = "idle"
    """Nothing was started, or it was stopped."""
    OPENING = "opening"
    """Started; the device is being opened."""
    PLAYING = "playing"
    """Frames are being heard."""
    WAITING = "waiting"
    """No device can play: none is there, or it was lost on the way. It is tried again and again."""


class Source(Protocol):
    """Where samples come from."""

    channels: int

    @property
    def ended(self) -> bool:
        """Return whether everything has been taken."""
        ...

    def take(self, frames: int) -> bytes:
        """Return up to ``frames`` frames of interleaved int16, fewer if no more are ready; never waits."""
        ...


@runtime_checkable
class Telling(Protocol):
    """A source that knows where the second of its two channels tells nothing, whatever bed sounds there."""

    def still(self, first: int) -> int:
        """Return for how many frames from ``first`` on nothing is told; frame 0 is its first."""
        ...


class Outlet(Protocol):
    """Somewhere to play. One source at a time; every method returns within a tenth of a second."""

    @property
    def flow(self) -> Flow:
        """Return what is going on now."""
        ...

    @property
    def losses(self) -> int:
        """Return how often the device was lost since ``start``.

        Frames that were taken and not heard are gone then: whoever started it calls ``stop`` for the frame
        that was reached, and ``start`` with a source that begins where the listener should hear again.
        Until then an outlet that has lost its device takes nothing.
        """
        ...

    @property
    def stuck(self) -> bool:
        """Return whether the device has taken nothing for so long that it may be lost in a moment.

        Whoever would begin anew then, at the frame that was reached, rather goes back to where the
        listener should hear again.
        """
        ...

    @property
    def late(self) -> Frames:
        """Return frames of silence that were heard since ``start`` because the source had nothing ready."""
        ...

    @property
    def trouble(self) -> str:
        """Return a sentence about why nothing can be heard just now, and what to do; empty if all is well."""
        ...

    def start(self, source: Source) -> None:
        """Begin to play ``source`` as soon as there is a device; after a ``stop`` or a loss, or at first.

        Raises DeviceError only if the machine has no sound system at all, and only at the first start.
        """
        ...

    def heard(self) -> Frames:
        """Return how many frames of the source were heard; it only grows until ``stop``, then it is 0."""
        ...

    def stop(self) -> Frames:
        """Fall silent at once, forget what was taken and not heard, and return the frames heard.

        A source that begins at this frame goes on without a gap and without a repetition. May be called
        at any time; without a start there is nothing to stop, and 0 is returned.
        """
        ...

    def close(self) -> None:
        """Let go of the device and of everything that belongs to it. Never raises; may be called twice."""
        ...


__all__ = ["Flow", "Outlet", "Source", "Telling"]
