"""The feed: a thread mixes a little ahead, and whoever plays takes samples that are already there.

``take`` copies from finished blocks and does nothing else, so that it can run in a device's callback:
no lock, no file, no waiting. What is not there in time becomes silence, and is counted.
"""

from __future__ import annotations

import threading
from collections import deque
from typing import TYPE_CHECKING

from coach.sound.pcm import to_int16
from coach.units import Frames

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.sound.mixer import Block

AHEAD = 16
"""Blocks kept ready; the mixer's are one second long at most."""

_REST = 0.01
"""Seconds between two looks of a thread that waits for the other."""


class Feed:
    """The samples of a session from some frame on, for one stretch of playing."""

    def __init__(self, blocks: Iterator[Block], channels: int) -> None:
        self.frame_bytes = 2 * channels
        self.taken = Frames(0)
        """Frames of the session handed out so far."""
        self.after_end = Frames(0)
        """Frames of silence handed out since the session ended."""
        self.missing = Frames(0)
        """Frames of silence handed out because the mixer was late."""
        self.error: BaseException | None = None
        """What kept the mixer from going on."""
        self._blocks = blocks
        self._ready: deque[memoryview] = deque()
        self._rest = memoryview(b"")
        self._mixed = False
        self._dropped = threading.Event()
        self._arrived = threading.Event()
        self._thread = threading.Thread(target=self._mix, name="mixer", daemon=True)
        self._thread.start()

    @property
    def ended(self) -> bool:
        """Return whether everything has been handed out."""
        return self._mixed and not self._ready and not self._rest

    @property
    def at_hand(self) -> int:
        """Return how many frames can be taken from the block that is next."""
        block = self._rest or (self._ready[0] if self._ready else b"")
        return len(block) // self.frame_bytes

    def wait(self) -> None:
        """Return when there is something to take, or there will be nothing more."""
        while not (self._rest or self._ready or self._mixed):
            self._arrived.wait(_REST)
            self._arrived.clear()

    def take(self, frames: int) -> bytes:
        """Return the next ``frames`` frames as interleaved int16; silence for what is not there."""
        wanted = frames * self.frame_bytes
        parts: list[memoryview] = []
        while wanted:
            if not self._rest:
                if not self._ready:
                    break
                self._rest = self._ready.popleft()
            part, self._rest = self._rest[:wanted], self._rest[wanted:]
            parts.append(part)
            wanted -= len(part)
        self.taken = Frames(self.taken + frames - wanted // self.frame_bytes)
        if wanted:
            if self.ended:
                self.after_end = Frames(self.after_end + wanted // self.frame_bytes)
            else:
                self.missing = Frames(self.missing + wanted // self.frame_bytes)
            parts.append(memoryview(bytes(wanted)))
        return b"".join(parts)

    def drop(self) -> None:
        """Stop mixing; nobody will take any more."""
        self._dropped.set()
        self._thread.join()

    def _mix(self) -> None:
        try:
            for block in self._blocks:
                while len(self._ready) >= AHEAD and not self._dropped.wait(_REST):
                    pass
                if self._dropped.is_set():
                    return
                self._ready.append(memoryview(to_int16(block).tobytes()))
                self._arrived.set()
        except Exception as error:  # noqa: BLE001 - a thread cannot raise; the player raises it
            self.error = error
        finally:
            self._mixed = True
            self._arrived.set()
