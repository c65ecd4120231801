"""Two people listen, each on a speaker of their own: one outlet made of two, kept in step.

The source has two channels, the giver's and the receiver's. The giver's device is the clock: if it is lost
the outlet is, as if it were the only one. The receiver's channel is made a little longer or shorter, where
nothing is told in it, until both are heard at the same time. If the receiver's device is lost the giver's
goes on, and the lost one joins it again.
"""

from __future__ import annotations

import threading
from collections import deque
from statistics import median
from typing import TYPE_CHECKING

from coach.errors import UsageError
from coach.speaker.outlet import Flow
from coach.speaker.side import Shared, Side
from coach.units import RATE, Frames

if TYPE_CHECKING:
    from coach.speaker.outlet import Outlet, Source

STEP = RATE // 200
"""A difference of more frames than this (5 ms) is put right: on the way it may grow."""

EARLY = RATE // 2
"""A receiver who is so many frames ahead of a giver who hears nothing yet has to wait: 0.5 s."""

_LOOK_S = 0.05
_LOOKS = 9
"""Differences that are looked at before one is believed; their middle counts."""


class Pair:
    """An outlet of two outlets."""

    def __init__(self, giver: Outlet, receiver: Outlet) -> None:
        self._outlets = (giver, receiver)
        self._lock = threading.RLock()
        self._sides: tuple[Side, ...] = ()
        self._differences: deque[int] = deque(maxlen=_LOOKS)
        self._reached = 0
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._keep, name="pair", daemon=True)
        self._thread.start()

    @property
    def flow(self) -> Flow:
        """Return what is going on now, on the giver's device."""
        return self._outlets[0].flow if self._sides else Flow.IDLE

    @property
    def losses(self) -> int:
        """Return how often the giver's device was lost since ``start``."""
        return self._outlets[0].losses

    @property
    def stuck(self) -> bool:
        """Return whether the giver's device has taken nothing for a while."""
        return self._outlets[0].stuck

    @property
    def late(self) -> Frames:
        """Return frames of silence on the giver's side because the source had nothing ready."""
        return self._outlets[0].late

    @property
    def trouble(self) -> str:
        """Return why one of them cannot be heard just now."""
        giver, receiver = (outlet.trouble for outlet in self._outlets)
        if giver or not receiver:
            return giver
        return f"The receiver hears nothing. {receiver}"

    def start(self, source: Source) -> None:
        """Begin to play ``source``, of two channels, on both; raise DeviceError as the outlets do.

        As long as the giver's device is not there the receiver's stays silent.
        """
        if source.channels != 2:
            raise UsageError("Two listeners need a source of two channels: the giver's and the receiver's.")
        self.stop()
        with self._lock:
            self._reached = 0
            self._differences.clear()
            giver, receiver = self._outlets
            shared, lost = Shared(source), bool(giver.losses)
            sides = [Side(shared, 0)]
            giver.start(sides[0])
            waits = lost or giver.flow is Flow.WAITING
            sides.append(Side(shared, 1, self._joining if waits else None))
            self._sides = tuple(sides)
            receiver.start(sides[1])

    def heard(self) -> Frames:
        """Return how many frames of the source the giver has heard."""
        with self._lock:
            if self._sides:
                self._reached = max(self._reached, self._place(0))
            return Frames(self._reached)

    def stop(self) -> Frames:
        """Fall silent at once on both; return the frames that the giver has heard."""
        with self._lock:
            reached, _ = (outlet.stop() for outlet in self._outlets)
            self._sides, self._reached = (), 0
            return reached

    def close(self) -> None:
        """Let go of both devices."""
        self._closed.set()
        with self._lock:
            self._sides = ()
        self._thread.join()
        for outlet in self._outlets:
            outlet.close()

    def _place(self, number: int) -> int:
        return self._sides[number].place(self._outlets[number].heard())

    def _keep(self) -> None:
        while not self._closed.wait(_LOOK_S):
            with self._lock:
                if self._sides:
                    self._look()

    def _look(self) -> None:
        if self.losses:
            return
        receiver = self._outlets[1]
        reached, side, heard = self.heard(), self._sides[1], receiver.heard()
        if reached:
            side.shared.forget()
        absent = receiver.flow is Flow.WAITING and reached and not heard and 1 in side.shared.queues
        if receiver.losses or absent or (not reached and heard > EARLY):
            self._join()
            return
        playing = all(outlet.flow is Flow.PLAYING for outlet in self._outlets) and reached and heard
        if not (playing and side.settled(receiver.heard())):
            self._differences.clear()
            return
        self._differences.append(self._place(1) - self._place(0))
        if len(self._differences) == _LOOKS and abs(median(self._differences)) > STEP:
            side.correct(round(median(self._differences)))
            self._differences.clear()

    def _join(self) -> None:
        """Let the receiver's outlet begin anew, from where the giver is then."""
        self._differences.clear()
        giver, left = self._sides
        self._outlets[1].stop()
        left.shared.leave()
        side = Side(left.shared, 1, self._joining)
        self._sides = (giver, side)
        self._outlets[1].start(side)

    def _joining(self) -> int:
        """Return the frame that the giver had heard at the last look.

        An outlet asks while it holds a lock of its own: nothing here may wait for an outlet.
        """
        return self._reached


__all__ = ["EARLY", "STEP", "Pair"]
