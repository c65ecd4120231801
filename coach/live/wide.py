"""A session of one channel on an outlet of two: in one ear alone, or on both of two speakers."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coach.speaker.outlet import Flow, Outlet, Source
    from coach.units import Frames

LEFT, BOTH = (True, False), (True, True)
"""Which channels sound: the coach in the left ear and the room in the right; or the same on both."""


class Widened:
    """A source of two channels made of one; a channel that does not sound is silent."""

    channels = 2

    def __init__(self, source: Source, sounding: tuple[bool, bool]) -> None:
        self._source, self._sounding = source, sounding

    @property
    def ended(self) -> bool:
        """Return whether everything has been taken."""
        return self._source.ended

    def take(self, frames: int) -> bytes:
        """Return up to ``frames`` frames of interleaved int16."""
        taken = memoryview(self._source.take(frames)).cast("h")
        both = bytearray(4 * len(taken))
        for channel, sounds in enumerate(self._sounding):
            if sounds:
                memoryview(both).cast("h")[channel::2] = taken
        return bytes(both)


class Wide:
    """An outlet of one channel, made of one of two."""

    def __init__(self, outlet: Outlet, sounding: tuple[bool, bool]) -> None:
        self._outlet, self._sounding = outlet, sounding

    @property
    def flow(self) -> Flow:
        """Return what is going on now."""
        return self._outlet.flow

    @property
    def losses(self) -> int:
        """Return how often the device was lost since ``start``."""
        return self._outlet.losses

    @property
    def late(self) -> Frames:
        """Return frames of silence heard since ``start`` because the source had nothing ready."""
        return self._outlet.late

    @property
    def trouble(self) -> str:
        """Return a sentence while nothing can be heard."""
        return self._outlet.trouble

    def start(self, source: Source) -> None:
        """Begin to play ``source``; raise DeviceError."""
        self._outlet.start(Widened(source, self._sounding))

    def heard(self) -> Frames:
        """Return how many frames of the source have been heard."""
        return self._outlet.heard()

    def stop(self) -> Frames:
        """Fall silent at once and return the frames heard."""
        return self._outlet.stop()

    def close(self) -> None:
        """Let go of the device."""
        self._outlet.close()


__all__ = ["BOTH", "LEFT", "Wide", "Widened"]
