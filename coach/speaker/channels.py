"""Sources made of sources: two side by side as one of two channels."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coach.speaker.outlet import Source


class Beside:
    """A source of two channels, from two of one; it ends with the longer, the shorter goes on silent."""

    channels = 2

    def __init__(self, left: Source, right: Source) -> None:
        self._sources = (left, right)
        self._kept = (bytearray(), bytearray())

    @property
    def ended(self) -> bool:
        """Return whether everything has been taken of both."""
        return all(source.ended for source in self._sources) and not any(self._kept)

    def take(self, frames: int) -> bytes:
        """Return up to ``frames`` frames of interleaved int16: as many as both have ready."""
        for source, kept in zip(self._sources, self._kept, strict=True):
            missing = frames - len(kept) // 2
            if missing > 0:
                kept.extend(source.take(missing))
        longest = max(map(len, self._kept))
        for source, kept in zip(self._sources, self._kept, strict=True):
            if source.ended and len(kept) < longest:
                kept.extend(bytes(longest - len(kept)))
        count = min(frames, *(len(kept) // 2 for kept in self._kept))
        both = bytearray(4 * count)
        for channel, kept in enumerate(self._kept):
            memoryview(both).cast("h")[channel::2] = memoryview(bytes(kept[: 2 * count])).cast("h")
            del kept[: 2 * count]
        return bytes(both)


def split(samples: bytes) -> tuple[bytes, bytes]:
    """Return the left and the right channel of interleaved int16."""
    both = memoryview(samples).cast("h")
    return both[0::2].tobytes(), both[1::2].tobytes()


__all__ = ["Beside", "split"]
