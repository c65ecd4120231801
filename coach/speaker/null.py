"""An outlet that nobody hears: a clock without a device, as fast as wanted, or moved by hand.

It keeps the whole contract, losses too, so that what holds here holds for a real device. What it does
is told by ``speed``: ``None`` takes everything as fast as it is mixed; a number is a multiple of real
time; 0 stands still, and only ``advance`` moves it.
"""

from __future__ import annotations

import threading
from time import monotonic, sleep
from typing import TYPE_CHECKING

from coach.speaker.outlet import Flow
from coach.units import RATE, Frames

if TYPE_CHECKING:
    from coach.speaker.outlet import Source

CHUNK = 4_800
"""Frames taken at a time, at most; a tenth of a second."""

PATIENCE_S = 20.0
"""How long ``advance`` waits for a source that has nothing ready, in seconds."""

_TICK_S = 0.01
_STALL_S = 0.25
"""No two looks at the clock are longer apart than this for the outlet: after a sleep nothing is rushed."""


class Null:
    """A device of the imagination. ``speed`` and the calls that only it has are for tests and dry runs."""

    def __init__(self, speed: float | None = None, *, ahead: int = 0) -> None:
        """Make one; ``ahead`` frames are taken before they are heard, as by a device's buffer."""
        self.taken = bytearray()
        """Everything that was heard by nobody since the last start, if ``keep`` is set."""
        self.keep = False
        self.present = True
        """Whether there is a device."""
        self._speed = speed
        self._ahead = ahead
        self._lock = threading.RLock()
        self._source: Source | None = None
        self._over = threading.Event()
        self._thread: threading.Thread | None = None
        self._lost = False
        self._heard, self._late = Frames(0), Frames(0)
        self._losses = 0
        self._waiting = bytearray()

    @property
    def flow(self) -> Flow:
        """Return what is going on now."""
        if self._source is None:
            return Flow.IDLE
        return Flow.PLAYING if self.present and not self._lost else Flow.WAITING

    @property
    def losses(self) -> int:
        """Return how often ``lose`` was called while playing since ``start``."""
        return self._losses

    @property
    def stuck(self) -> bool:
        """Return False: what is imagined works, or is away."""
        return False

    @property
    def late(self) -> Frames:
        """Return frames of silence since ``start`` because the source had nothing ready."""
        return self._late

    @property
    def trouble(self) -> str:
        """Return a sentence while it waits."""
        return "The imagined speaker is switched off." if self.flow is Flow.WAITING else ""

    def start(self, source: Source) -> None:
        """Begin to take from ``source``, at once if there is a device."""
        self.stop()
        with self._lock:
            self._reset()
            self._source = source
        if self._speed != 0:
            self._over.clear()
            self._thread = threading.Thread(target=self._run, name="null outlet", daemon=True)
            self._thread.start()

    def heard(self) -> Frames:
        """Return how many frames of the source have been heard."""
        return self._heard

    def stop(self) -> Frames:
        """Take no more and return the frames heard."""
        self._over.set()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join()
        self._thread = None
        with self._lock:
            heard, self._heard = self._heard, Frames(0)
            self._source, self._lost = None, False
            self._waiting.clear()
        return heard

    def close(self) -> None:
        """Take no more."""
        self.stop()

    def advance(self, frames: int, patience_s: float = PATIENCE_S) -> None:
        """Let ``frames`` frames go by; wait for a source that is being mixed, then count it as late.

        Nothing goes by while there is no device. With ``patience_s=0`` what is not ready is late.
        """
        left = frames
        while left > 0 and self.flow is Flow.PLAYING:
            left -= self._pass(min(left, CHUNK), patience_s)

    def lose(self) -> None:
        """Lose the device, with everything that was taken and not heard."""
        with self._lock:
            if self.flow is Flow.PLAYING:
                self._losses += 1
                self._lost = True
                self._waiting.clear()
            self.present = False

    def restore(self) -> None:
        """Let there be a device again; it plays what is started, or was started since ``lose``."""
        self.present = True

    def _reset(self) -> None:
        self._heard, self._late = Frames(0), Frames(0)
        self._losses = 0
        self._waiting = bytearray()
        self.taken.clear()

    def _pass(self, frames: int, patience_s: float) -> int:
        """Let at most ``frames`` frames be heard; return how many went by."""
        deadline = monotonic() + patience_s
        while True:
            with self._lock:
                source = self._source
                if source is None or self.flow is not Flow.PLAYING:
                    return frames
                size = 2 * source.channels
                missing = frames + self._ahead - len(self._waiting) // size
                self._waiting += source.take(missing) if missing > 0 else b""
                there = min(frames, len(self._waiting) // size)
                if there:
                    self._hear(there * size, there)
                    return there
                if source.ended:
                    return frames
                if monotonic() >= deadline:
                    self._late = Frames(self._late + frames)
                    return frames
            if self._thread is None:
                sleep(_TICK_S / 10)
            elif self._over.wait(_TICK_S / 10):
                return frames

    def _hear(self, size: int, frames: int) -> None:
        if self.keep:
            self.taken += self._waiting[:size]
        del self._waiting[:size]
        self._heard = Frames(self._heard + frames)

    def _run(self) -> None:
        seen, owed = monotonic(), 0.0
        while not self._over.is_set():
            if self._speed is None:
                if self.flow is not Flow.PLAYING or self._source is None or self._source.ended:
                    self._over.wait(_TICK_S)
                self._pass(CHUNK, PATIENCE_S)
                continue
            self._over.wait(_TICK_S)
            now = monotonic()
            if self.flow is Flow.PLAYING:
                owed += min(now - seen, _STALL_S) * RATE * self._speed
                due = int(owed)
                owed -= due
                self.advance(due, 0.0)
            seen = now


__all__ = ["CHUNK", "Null"]
