"""MP3 by LAME: constant bit rate, chapters first, exact to the frame when played."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import numpy as np

from coach.errors import WriteError
from coach.output import gapless
from coach.output.id3 import id3
from coach.sound.block import distinct, is_silence, spread
from coach.sound.pcm import to_int16
from coach.units import RATE

if TYPE_CHECKING:
    from pathlib import Path

    from coach.output.tags import Track
    from coach.sound.block import Block

KILOBITS = {1: 96, 2: 128}
"""Bit rate in kbit/s by number of channels."""

SMALL_KILOBITS = {1: 64, 2: 96}
"""The same where a small file is wanted; lower would leave no room for the gapless header."""

QUALITY = 5
"""LAME's effort; the next better level costs twice the time for nothing heard in speech."""

MAKE_UP = np.float32(1 / 0.95)
"""LAME scales what it gets by 0.95 at all these bit rates (measured); this keeps the level as mixed."""

BUFFER = 1 << 18
"""Bytes gathered before they go to disk."""


class Mp3:
    """A sink that writes an MP3 file."""

    def __init__(self, path: Path, track: Track) -> None:
        import lameenc

        self._channels = track.channels
        self._kilobits = (SMALL_KILOBITS if track.small else KILOBITS)[track.channels]
        self._encoder = lameenc.Encoder()
        self._encoder.set_bit_rate(self._kilobits)
        self._encoder.set_in_sample_rate(RATE)
        self._encoder.set_out_sample_rate(RATE)  # LAME would choose a lower one for small files
        self._encoder.set_channels(track.channels)
        self._encoder.set_quality(QUALITY)
        self._encoder.silence()
        self._frames = 0
        self._length = 0
        self._header = b""
        self._file = path.open("wb", buffering=BUFFER)
        self._start = self._file.write(id3(track))
        self._file.write(bytes(gapless.size(self._kilobits)))

    def write(self, block: Block) -> None:
        """Encode ``block``, shape (channels, frames). Raises OSError when the disk does not take it."""
        self._frames += block.shape[1]
        self._put(self._encoder.encode(to_int16(_made_up(block))))

    def close(self) -> None:
        """Encode what LAME still holds and write the gapless header. Raises OSError or WriteError."""
        if not self._frames:
            raise WriteError("There is no sound to encode: the session is 0 frames long.")
        self._put(self._encoder.flush())
        stream = gapless.Stream(self._header, self._channels, self._kilobits, self._length, self._frames)
        self._file.seek(self._start)
        self._file.write(gapless.info(stream))
        self._file.close()

    def abandon(self) -> None:
        """Close the file as it is."""
        with contextlib.suppress(OSError):
            self._file.close()

    def _put(self, data: bytes) -> None:
        if not self._header:
            self._header = bytes(data[:4])
        self._length += len(data)
        self._file.write(data)


def _made_up(block: Block) -> Block:
    if is_silence(block):
        return block
    louder = distinct(block) * MAKE_UP
    return spread(louder, len(block)) if len(louder) < len(block) else louder
