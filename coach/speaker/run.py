"""One run of playing, as the child keeps it: what came, what the device took of it, and what was heard.

``draw`` is called by the device, from a thread of its library: it copies what is there and nothing else.
All other calls come from the child's own threads. No lock is needed: each end of each queue has one user.
"""

from __future__ import annotations

import threading
from collections import deque
from typing import NamedTuple

from coach.speaker.protocol import WINDOW


class Heard(NamedTuple):
    """What lies before and after the ear, in frames."""

    source: int
    """Of the source, heard."""
    ahead: int
    """Of the source, right after those in the device."""
    late: int
    """Silence that was heard because nothing was there."""


class Run:
    """The frames of one run: ``lead`` frames of silence, then those of the source."""

    def __init__(self, number: int, channels: int, lead: int = 0) -> None:
        self.number = number
        self.ended = False
        """Whether everything has come."""
        self.arrived = threading.Event()
        """Set when there is something new."""
        self._size = 2 * channels
        self._lead = lead
        self._came, self._drawn = 0, 0
        self._queue: deque[memoryview] = deque()
        self._rest = memoryview(b"")
        self._pieces: deque[tuple[str, int]] = deque()
        self._past = {"source": 0, "late": 0, "calm": 0}

    @property
    def allow(self) -> int:
        """Return how many frames of the source may have been sent in all."""
        return self._drawn + WINDOW

    @property
    def ready(self) -> int:
        """Return how many frames are at hand for the device; after the end there is silence without end."""
        return self._lead + (1 << 40 if self.ended else self._came - self._drawn)

    def feed(self, samples: bytes) -> None:
        """Add the next frames of the source."""
        self._queue.append(memoryview(samples))
        self._came += len(samples) // self._size
        self.arrived.set()

    def end(self) -> None:
        """Note that no more will come."""
        self.ended = True
        self.arrived.set()

    def draw(self, frames: int) -> bytes:
        """Return exactly ``frames`` frames for the device; silence before the source and for what lacks."""
        lead = min(self._lead, frames)
        self._lead -= lead
        parts: list[bytes | memoryview] = [bytes(lead * self._size)]
        wanted = (frames - lead) * self._size
        over = self.ended  # looked at before the queue: what came last is not taken for late
        while wanted:
            if not self._rest:
                if not self._queue:
                    break
                self._rest = self._queue.popleft()
            part, self._rest = self._rest[:wanted], self._rest[wanted:]
            parts.append(part)
            wanted -= len(part)
        lacking = wanted // self._size
        taken = frames - lead - lacking
        self._drawn += taken
        for kind, count in (("calm", lead), ("source", taken), ("calm" if over else "late", lacking)):
            if count:
                self._pieces.append((kind, count))
        parts.append(bytes(wanted))
        return b"".join(parts)

    def heard(self, played: int) -> Heard:
        """Return what was heard when the device has played ``played`` frames; only one thread may ask."""
        while self._pieces and sum(self._past.values()) + self._pieces[0][1] <= played:
            kind, count = self._pieces.popleft()
            self._past[kind] += count
        now, into = dict(self._past), played - sum(self._past.values())
        ahead, first = 0, True
        for kind, count in list(self._pieces):
            reached = max(0, into) if first else 0
            if kind != "source" and not first:
                break
            now[kind] += reached
            ahead += count - reached if kind == "source" else 0
            if kind != "source":
                break
            first = False
        return Heard(now["source"], ahead, now["late"])
