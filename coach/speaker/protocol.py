"""What a keeper and its child say to each other, over two pipes.

    keeper: open  {backend, channels, device}         once, first
            start {run, lead}                         begin a run of playing after ``lead`` frames of silence
            feed  {run} + samples                     the next frames of the run
            end   {run}                               there is no more to come
            stop  {run}                               be silent at once
    child:  opened {device}                           or gone, if it cannot be
            position {run, heard, ahead, ...}         twenty times a second while a device is at work
            stopped {run, heard}                      the last word of a run
            gone   {why, text}                        there is nothing to play on; the child ends

The messages are framed as those of a voice's worker. Every stamp is the machine's monotonic clock, which
all processes share.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from coach.speech.protocol import Broken, receive, send
from coach.units import RATE, Frames

if TYPE_CHECKING:
    from collections.abc import Mapping

WINDOW = 3 * RATE // 2
"""Frames the child likes to have at hand beyond those it gave to the device; asked for as ``allow``."""


class Why(StrEnum):
    """Why a child cannot play."""

    NO_SYSTEM = "no system"
    """Nothing on this machine plays sound."""
    NO_DEVICE = "no device"
    """The device, or any device, is not there or does not open."""
    NO_LIBRARY = "no library"
    """The library that was asked for is not installed, or would not run here."""


@dataclass(frozen=True, slots=True)
class Position:
    """What the child knows about its run."""

    run: int
    heard: Frames
    """Frames of the source that were heard at ``stamp``."""
    ahead: Frames
    """Frames of the source that follow those without a hole and are with the device already."""
    stamp: float
    """When it was so, in seconds of the monotonic clock."""
    late: Frames
    """Frames of silence that were heard because nothing was there."""
    handed: int
    """Frames of any kind the device has taken; as long as it grows, the device is alive."""
    allow: Frames
    """How many frames of the source may have been sent by now."""

    def at(self, now: float) -> Frames:
        """Return the frames heard at ``now``; at most a report and a half goes by without another."""
        since = min(max(0.0, now - self.stamp), 0.075)
        return Frames(self.heard + min(self.ahead, round(since * RATE)))


def position(fields: Mapping[str, Any]) -> Position:
    """Return the position in a message."""
    return Position(**{name: fields[name] for name in Position.__slots__})


__all__ = ["WINDOW", "Broken", "Position", "Why", "position", "receive", "send"]
