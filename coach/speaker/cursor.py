"""How far a device has played: from what it took, and when.

A device takes a period of frames whenever a period of its buffer is free. When it does so jitters with
the load of the machine; on the average it says exactly how fast the device's own clock runs. So the
cursor runs with the machine's clock from the first frame on, and follows the average.
"""

from __future__ import annotations

from coach.units import RATE

SETTLED = 40
"""Takings after which the average is one to rely on."""

_FILLING_S = 0.5
"""The beginning, when the buffer fills and a taking says nothing about the clock."""

ASLEEP_S = 1.0
"""A gap of so many seconds, after the second that a device holds, is nobody's haste: the machine slept, or
the sound server stood. A device that takes nothing for so long in all is taken for lost anyway."""

_SLOW = 0.02
"""Weight of one taking in the average then."""


class Cursor:
    """The place in a stream of frames that is heard; times are seconds of the monotonic clock."""

    def __init__(self, hold_s: float) -> None:
        """Begin before the stream does; after ``hold_s`` without a taking the cursor stands still."""
        self.handed = 0
        """Frames that the device has taken."""
        self.dry = 0
        """Frames of silence that were heard because the device had nothing left when it took more."""
        self._hold_s = hold_s
        self._anchor = 0.0
        """When frame 0 would have been heard if all had gone evenly since."""
        self._last = 0.0
        self._reached = 0
        self._count = 0
        self._usual = 0.0
        """Average of frames taken minus frames heard right after a taking."""

    def begin(self, now: float) -> None:
        """Note that the first frame is heard now."""
        self._anchor = self._last = now

    def take(self, frames: int, now: float) -> None:
        """Note that the device has taken ``frames`` more."""
        heard = (now - self._anchor) * RATE if self._anchor else 0.0
        if heard > self.handed:  # everything was played out, and silence came after it
            gap = round(heard) - self.handed
            self.dry += gap if gap < ASLEEP_S * RATE else 0
            self._anchor = now - self.handed / RATE
            self._count = 0
            heard = self.handed
        self.handed += frames
        self._last = now
        if heard < RATE * _FILLING_S:
            return
        held = self.handed - heard
        self._count += 1
        if self._count <= SETTLED:
            self._usual += (held - self._usual) / self._count
        else:
            self._anchor += (self._usual - held) * _SLOW / RATE

    def played(self, now: float) -> int:
        """Return the frames heard by ``now``; it never goes back."""
        if self._anchor:
            until = min(now, self._last + self._hold_s)
            heard = min(self.handed, round((until - self._anchor) * RATE))
            self._reached = max(self._reached, heard)
        return self._reached
