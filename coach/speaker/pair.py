"""Two people listen, each on a speaker of their own: one outlet made of two, kept in step.

The source has two channels, the giver's and the receiver's. The giver's device is the clock; where the
receiver's channel is silent, silence is put in or left out until both are heard at the same time. If one
device is lost the other goes on, is the clock for that time, and the lost one joins it again.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from statistics import median
from typing import TYPE_CHECKING

from coach.errors import UsageError
from coach.speaker.channels import split
from coach.speaker.outlet import Flow
from coach.units import RATE, Frames

if TYPE_CHECKING:
    from coach.speaker.outlet import Outlet, Source

STEP = RATE // 100
"""A difference of so many frames (10 ms) is put right."""

QUIET = RATE // 100
"""Silence is put in where so many frames (10 ms) are silent: in a word there are single silent frames too."""

_LOOK_S = 0.05
_LOOKS = 9
"""Differences that are looked at before one is believed; their middle counts."""


class Pair:
    """An outlet of two outlets."""

    def __init__(self, giver: Outlet, receiver: Outlet) -> None:
        self._outlets = (giver, receiver)
        self._lock = threading.RLock()
        self._sides: tuple[_Side, ...] = ()
        self._differences: deque[int] = deque(maxlen=_LOOKS)
        self._losses, self._reached = 0, 0
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._keep, name="pair", daemon=True)
        self._thread.start()

    @property
    def flow(self) -> Flow:
        """Return what is going on now; it plays if one of the two does."""
        flows = [outlet.flow for outlet in self._outlets]
        if not self._sides:
            return Flow.IDLE
        order = (Flow.PLAYING, Flow.OPENING, Flow.WAITING)
        return Flow.WAITING if self._losses else next((flow for flow in order if flow in flows), Flow.OPENING)

    @property
    def losses(self) -> int:
        """Return 1 after both devices were lost."""
        return self._losses

    @property
    def late(self) -> Frames:
        """Return frames of silence on the giver's side because the source had nothing ready."""
        return self._outlets[0].late

    @property
    def trouble(self) -> str:
        """Return why one of them cannot be heard just now."""
        return next(filter(None, (outlet.trouble for outlet in self._outlets)), "")

    def start(self, source: Source) -> None:
        """Begin to play ``source``, of two channels, on both; raise DeviceError as the outlets do."""
        if source.channels != 2:
            raise UsageError("Two listeners need a source of two channels: the giver's and the receiver's.")
        self.stop()
        with self._lock:
            self._losses, self._reached = 0, 0
            self._differences.clear()
            shared = _Shared(source)
            self._sides = tuple(_Side(shared, channel) for channel in range(2))
            for side, outlet in zip(self._sides, self._outlets, strict=True):
                outlet.start(side)

    def heard(self) -> Frames:
        """Return how many frames of the source have been heard by the one who leads."""
        with self._lock:
            self._reached = max([self._reached, *map(self._place, self._leading())])
            return Frames(self._reached)

    def stop(self) -> Frames:
        """Fall silent at once on both; return the frames heard by the one who leads."""
        with self._lock:
            leading = self._leading()
            reached = 0
            for number, (side, outlet) in enumerate(zip(self._sides, self._outlets, strict=False)):
                heard = side.place(outlet.stop())
                if number in leading:
                    reached = heard
            reached = reached if leading else self._reached
            self._sides, self._reached = (), 0
            return Frames(reached)

    def close(self) -> None:
        """Let go of both devices."""
        self._closed.set()
        with self._lock:
            self._sides = ()
        self._thread.join()
        for outlet in self._outlets:
            outlet.close()

    def _leading(self) -> list[int]:
        """Return the number of the outlet that is the clock, if there is one."""
        there = [number for number, side in enumerate(self._sides) if side.begun and not side.lost]
        return there[:1]

    def _place(self, number: int) -> int:
        return self._sides[number].place(self._outlets[number].heard())

    def _keep(self) -> None:
        while not self._closed.wait(_LOOK_S):
            with self._lock:
                if self._sides:
                    self._look()

    def _look(self) -> None:
        for side, outlet in zip(self._sides, self._outlets, strict=True):
            absent = outlet.flow is Flow.WAITING and side.begun and self._reached and not outlet.heard()
            side.lost = side.lost or bool(outlet.losses) or bool(absent)
        if not self._leading():
            self._losses = 1
            return
        for number, side in enumerate(self._sides):
            if side.lost:
                self._join(number)
        self.heard()
        giver, receiver = self._sides
        playing = all(outlet.flow is Flow.PLAYING and outlet.heard() > 0 for outlet in self._outlets)
        if playing and receiver.settled(self._outlets[1].heard()) and giver.settled(self._outlets[0].heard()):
            self._differences.append(self._place(1) - self._place(0))
        else:
            self._differences.clear()
        if len(self._differences) == _LOOKS and abs(median(self._differences)) > STEP:
            receiver.correct(round(median(self._differences)))
            self._differences.clear()

    def _join(self, number: int) -> None:
        """Let an outlet that has lost its device play again, from where the other is when it begins."""
        old, outlet = self._sides[number], self._outlets[number]
        old.leave()
        outlet.stop()
        side = _Side(old.shared, number, self._rejoining)
        self._sides = tuple(side if place == number else kept for place, kept in enumerate(self._sides))
        outlet.start(side)

    def _rejoining(self) -> int:
        """Return the frame that the other one heard at the last look.

        An outlet asks while it holds a lock of its own: nothing here may wait for an outlet.
        """
        return self._reached


class _Shared:
    """A source of two channels that two take from, each at a time of their own."""

    def __init__(self, source: Source) -> None:
        self.lock = threading.RLock()
        self.source = source
        self.taken = 0
        self.queues: dict[int, bytearray] = {0: bytearray(), 1: bytearray()}

    def fill(self, channel: int, frames: int) -> bytearray:
        """Have ``frames`` frames ready for ``channel``, if the source has them, and return its queue."""
        queue = self.queues[channel]
        missing = frames - len(queue) // 2
        if missing > 0:
            samples = self.source.take(missing)
            self.taken += len(samples) // 4
            for number, part in enumerate(split(samples)):
                if number in self.queues:
                    self.queues[number] += part
        return queue


class _Side:
    """One channel of the shared source, with silence put in or left out where it is silent."""

    channels = 1

    def __init__(self, shared: _Shared, channel: int, now: Callable[[], int] | None = None) -> None:
        self.shared = shared
        self.lost = False
        self.begun = now is None
        """Whether it has its place on the common timeline."""
        self._channel, self._now = channel, now
        self._first = 0
        self._given = 0
        self._owed = 0
        """Frames of silence still to be put in; to be left out if negative."""
        self._steps: list[tuple[int, int]] = []
        """Where silence was put in (or left out, negative) in frames of this side, and how much."""

    @property
    def ended(self) -> bool:
        """Return whether everything has been taken."""
        return self.shared.source.ended and not self.shared.queues.get(self._channel)

    def leave(self) -> None:
        """Keep nothing for this side any more."""
        with self.shared.lock:
            self.shared.queues.pop(self._channel, None)

    def take(self, frames: int) -> bytes:
        """Return up to ``frames`` frames of this channel."""
        if not self.begun:
            heard = self._now() if self._now is not None else 0
            with self.shared.lock:
                self.shared.queues[self._channel] = bytearray()
                self._first = self.shared.taken
                self._owed = max(0, self._first - heard)
                self.begun = True
        with self.shared.lock:
            queue = self.shared.fill(self._channel, frames)
            samples = self._corrected(queue, frames)
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
        return not self._owed and self.begun and all(heard > at + max(0, put) for at, put in self._steps)

    def correct(self, frames: int) -> None:
        """Put in ``frames`` frames of silence at the next chance, or leave so many out if negative."""
        self._owed = frames

    def _corrected(self, queue: bytearray, frames: int) -> bytes:
        if self._owed > 0 and not any(queue[: 2 * QUIET]):
            count = min(frames, self._owed)
            self._steps.append((self._given, count))
            self._owed -= count
            return bytes(2 * count)
        if self._owed < 0:
            silent = len(queue) - len(queue.lstrip(b"\0"))
            count = min(silent // 2, -self._owed)
            if count:
                del queue[: 2 * count]
                self._steps.append((self._given, -count))
                self._owed += count
        samples = bytes(queue[: 2 * frames])
        del queue[: 2 * frames]
        return samples


__all__ = ["QUIET", "STEP", "Pair"]
