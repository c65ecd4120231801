"""Listening to sound: counting and measuring it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coach.check.readback import Digest
from coach.sound.loudness import Meter

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from coach.check.ear import Ear
    from coach.sound.block import Block


@dataclass(frozen=True, slots=True)
class Heard:
    """What was heard from the first frame to the last."""

    frames: int
    meter: Meter


@dataclass(frozen=True, slots=True)
class Proof:
    """What was heard of packets, and what tells them from any others."""

    sound: Heard
    digest: bytes


Hear = Callable[["Block"], object]
"""Given all that is heard, block by block in order."""


def nobody(_block: Block) -> None:
    """Do not listen."""


def listen(sound: Iterable[Block], channels: int, hear: Hear = nobody) -> Heard:
    """Return what ``sound`` is, and let ``hear`` hear it too. Raises what reading it raises."""
    meter = Meter(channels)
    frames = 0
    for block in sound:
        meter.feed(block)
        hear(block)
        frames += block.shape[1]
    return Heard(frames, meter)


class Listener:
    """Hears packets as they are made, without what an encoder puts before and after the sound."""

    def __init__(self, ear: Ear, channels: int, lead: int, frames: int, hear: Hear = nobody) -> None:
        self._ear = ear
        self._also = hear
        self._lead = lead
        self._left = frames
        self._frames = 0
        self._lost = False
        self._meter = Meter(channels)
        self._digest = Digest()

    def take(self, packets: Sequence[bytes], times: int = 1) -> None:
        """Hear ``packets``, repeated so many times."""
        together = b"".join(packets)
        for _ in range(times):
            self._digest.add(together)
        self._hear(lambda: self._ear.take(packets, times))

    def end(self) -> Proof | None:
        """Return what was heard of all packets; None if they could not be decoded."""
        self._hear(self._ear.end)
        return None if self._lost else Proof(Heard(self._frames, self._meter), self._digest.value())

    def _hear(self, sound: Callable[[], Iterable[Block]]) -> None:
        if self._lost:
            return
        try:
            for block in sound():
                kept = block[:, self._lead : self._lead + self._left]
                self._lead = max(0, self._lead - block.shape[1])
                self._left -= kept.shape[1]
                self._frames += kept.shape[1]
                self._meter.feed(kept)
                self._also(kept)
        except Exception:  # noqa: BLE001 - who decodes the whole file then meets the same and says it
            self._lost = True


__all__ = ["Hear", "Heard", "Listener", "Proof", "listen", "nobody"]
