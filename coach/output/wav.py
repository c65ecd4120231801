"""WAV, 16 bit: the plain header everybody reads, RF64 where 4 GiB are not enough.

Title and chapters stand behind the sound in an ID3 chunk, so that even a reader that takes the
first 44 bytes for granted plays the sound and nothing else.
"""

from __future__ import annotations

import contextlib
import struct
from typing import TYPE_CHECKING

from coach.output.id3 import id3
from coach.sound.pcm import to_int16
from coach.units import RATE

if TYPE_CHECKING:
    from pathlib import Path

    from coach.output.tags import Track
    from coach.sound.block import Block

LIMIT = 0xFFFF_FFFF
"""Largest size that a plain header can state, in bytes."""

SAMPLE = 2
"""Bytes of one sample."""

BUFFER = 1 << 18
"""Bytes gathered before they go to disk."""


class Wav:
    """A sink that writes a WAV file; it must be given exactly the frames that ``track`` promises."""

    def __init__(self, path: Path, track: Track, limit: int = LIMIT) -> None:
        tag = id3(track)
        self._tail = struct.pack("<4sI", b"id3 ", len(tag)) + tag + bytes(len(tag) % 2)
        self._file = path.open("wb", buffering=BUFFER)
        self._file.write(_header(track, len(self._tail), limit))

    def write(self, block: Block) -> None:
        """Write ``block``, shape (channels, frames). Raises OSError when the disk does not take it."""
        self._file.write(to_int16(block).data)

    def close(self) -> None:
        """Write the tags and finish. Raises OSError when the disk does not take them."""
        self._file.write(self._tail)
        self._file.close()

    def abandon(self) -> None:
        """Close the file as it is."""
        with contextlib.suppress(OSError):
            self._file.close()


def _header(track: Track, tail: int, limit: int) -> bytes:
    width = track.channels * SAMPLE
    data = track.frames * width
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, track.channels, RATE, RATE * width, width, SAMPLE * 8)
    riff = len(b"WAVE") + len(form) + 8 + data + tail
    if riff <= limit:
        return struct.pack("<4sI4s", b"RIFF", riff, b"WAVE") + form + struct.pack("<4sI", b"data", data)
    sizes = struct.pack("<4sIQQQI", b"ds64", 28, riff + 36, data, track.frames, 0)
    return struct.pack("<4sI4s", b"RF64", LIMIT, b"WAVE") + sizes + form + struct.pack("<4sI", b"data", LIMIT)
