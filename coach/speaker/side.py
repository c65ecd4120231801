"""The two sides of a source of two channels: each is taken at a time of its own, and one can be corrected.

A side is made longer or shorter where its channel is silent, and where the source says that nothing is
told there: a bed may sound on under it. What is told is never touched.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from coach.speaker.channels import split
from coach.speaker.outlet import Telling
from coach.speaker.splice import FADE, LEAST, PIECE, led_in, splice, wanted
from coach.units import RATE

if TYPE_CHECKING:
    from collections.abc import Callable

    from coach.speaker.outlet import Source

QUIET = RATE // 100
"""Silence is silence where so many frames (10 ms) are: in a word there are single silent frames too."""

APART = RATE // 4
"""Frames between two splices, so that they are no rhythm: 0.25 s."""

AHEAD = 2 * RATE
"""A splice looks so many frames ahead, at most."""


class Shared:
    """A source of two channels that two take from, each at a time of their own."""

    def __init__(self, source: Source) -> None:
        self.lock = threading.RLock()
        self.source = source
        self.taken = 0
        """Frames taken of the source."""
        self.queues: dict[int, bytearray] = {0: bytearray(), 1: bytearray()}
        self._kept: bytearray | None = bytearray()
        """All of the receiver's channel, as long as the giver has heard nothing."""

    def fill(self, channel: int, frames: int) -> bytearray:
        """Have ``frames`` frames ready for ``channel``, if the source has them, and return its queue."""
        queue = self.queues[channel]
        missing = frames - len(queue) // 2
        if missing > 0:
            samples = self.source.take(missing)
            self.taken += len(samples) // 4
            both = split(samples)
            for number in self.queues:
                self.queues[number] += both[number]
            if self._kept is not None:
                self._kept += both[1]
        return queue

    def forget(self) -> None:
        """Keep nothing from now on that both have taken: the giver hears it."""
        with self.lock:
            self._kept = None

    def leave(self) -> None:
        """Keep nothing for the receiver, or, if the giver has heard nothing yet, all of it."""
        with self.lock:
            self.queues.pop(1, None)
            if self._kept is not None:
                self.queues[1] = bytearray(self._kept)

    def front(self, channel: int) -> int:
        """Return the frame of the source that is the next of ``channel``."""
        return self.taken - len(self.queues[channel]) // 2


class Side:
    """One channel of the shared source, with a little put in or left out where nobody would hear it."""

    channels = 1

    def __init__(self, shared: Shared, channel: int, now: Callable[[], int] | None = None) -> None:
        """With ``now`` it begins when that is more than 0, at the frame that it returns then."""
        self.shared = shared
        self.begun = now is None
        """Whether it has its place on the common timeline."""
        self._channel, self._now = channel, now
        self._first = 0
        self._given = 0
        self._before = 0
        """Frames of silence still to come before its first frame."""
        self._owed = 0
        """Frames still to be put in; to be left out if negative."""
        self._steps: list[tuple[int, int]] = []
        """Where something was put in (or left out, negative) in frames of this side, and how much."""
        self._again = 0
        """Frame of this side from which it may be spliced again."""

    @property
    def ended(self) -> bool:
        """Return whether everything has been taken."""
        return self.shared.source.ended and not self.shared.queues.get(self._channel)

    def take(self, frames: int) -> bytes:
        """Return up to ``frames`` frames of this channel."""
        with self.shared.lock:
            if not (self.begun or self._begin()):
                return b""
            if self._before:
                samples = self._silence(frames, self._before)
                self._before -= len(samples) // 2
            else:
                samples = self._corrected(frames)
            self._given += len(samples) // 2
            return samples

    def place(self, heard: int) -> int:
        """Return the frame of the shared source at which this side is after ``heard`` frames."""
        place = heard
        for at, put_in in self._steps:
            if heard > at:
                place -= min(put_in, heard - at)
        return self._first + place if self.begun else 0

    def settled(self, heard: int) -> bool:
        """Return whether every correction has been heard and none is to be made."""
        owing = self._owed or self._before or not self.begun
        return not owing and all(heard > at + max(0, put) for at, put in self._steps)

    def correct(self, frames: int) -> None:
        """Put in ``frames`` frames at the next chance, or leave so many out if negative."""
        self._owed = frames

    def _begin(self) -> bool:
        """Begin where the other one is, if that is anywhere yet."""
        heard = 0 if self._now is None else self._now()
        if heard <= 0:
            return False
        queue = self.shared.queues.setdefault(self._channel, bytearray())
        first = self.shared.front(self._channel)
        self._first, self._before = max(first, heard), max(0, first - heard)
        del queue[: 2 * (self._first - first)]
        led_in(self.shared.fill(self._channel, FADE))
        self.begun = True
        return True

    def _silence(self, frames: int, most: int) -> bytes:
        count = min(frames, most)
        self._steps.append((self._given, count))
        return bytes(2 * count)

    def _corrected(self, frames: int) -> bytes:
        queue = self.shared.fill(self._channel, max(frames, QUIET) if self._owed else frames)
        source, front = self.shared.source, self.shared.front(self._channel)
        if self._owed and self._given >= self._again:
            still = source.still(front) if isinstance(source, Telling) else None
            silent = (len(queue) - len(queue.lstrip(b"\0"))) // 2 if still != 0 else 0
            if silent >= QUIET and self._owed > 0:
                samples = self._silence(frames, self._owed)
                self._owed -= len(samples) // 2
                return samples
            if silent >= QUIET:
                count = min(silent, -self._owed, silent if still is None else still)
                del queue[: 2 * count]
                self._steps.append((self._given, -count))
                self._owed += count
            elif still:
                self._splice(queue, still)
        samples = bytes(queue[: 2 * frames])
        del queue[: 2 * frames]
        return samples

    def _splice(self, queue: bytearray, still: int) -> None:
        """Pay some of what is owed out of the next ``still`` frames, if they are enough."""
        step = wanted(self._owed)
        room = min(AHEAD, still - FADE, abs(step))
        least = min(PIECE, abs(step))
        if room >= least:
            self.shared.fill(self._channel, room + FADE)
            room = min(room, len(queue) // 2 - FADE)
        if room < least:
            return
        done = splice(queue, room if step > 0 else -room)
        # what is left out has gone when the cross-fade is over; what is put in comes before it
        self._steps.append((self._given + (FADE if done < 0 else 0), done))
        self._again = self._given + abs(done) + FADE + APART
        self._owed -= done
        if abs(self._owed) < LEAST:
            self._owed = 0


__all__ = ["QUIET", "Shared", "Side"]
