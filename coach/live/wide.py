"""The session on one channel of an outlet with two: the coach in the left ear, the room in the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.speaker.channels import Ears

if TYPE_CHECKING:
    from coach.speaker.outlet import Flow, Outlet, Source
    from coach.units import Frames


class Wide:
    """An outlet of one channel, made of one of two: its left one."""

    def __init__(self, outlet: Outlet) -> None:
        self._outlet = outlet

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
        self._outlet.start(Ears(source))

    def heard(self) -> Frames:
        """Return how many frames of the source have been heard."""
        return self._outlet.heard()

    def stop(self) -> Frames:
        """Fall silent at once and return the frames heard."""
        return self._outlet.stop()

    def close(self) -> None:
        """Let go of the device."""
        self._outlet.close()


__all__ = ["Wide"]
