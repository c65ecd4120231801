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
    from collections.abc import Sequence
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


def kilobits(track: Track) -> int:
    """Return the bit rate of ``track`` in kbit/s."""
    return (SMALL_KILOBITS if track.small else KILOBITS)[track.channels]


class Lame:
    """An encoder whose packets are MP3 frames."""

    def __init__(self, track: Track) -> None:
        import lameenc

        self._size = gapless.size(kilobits(track))
        self._begun = bytearray()
        self._encoder = lameenc.Encoder()
        self._encoder.set_bit_rate(kilobits(track))
        self._encoder.set_in_sample_rate(RATE)
        self._encoder.set_out_sample_rate(RATE)  # LAME would choose a lower one for small files
        self._encoder.set_channels(track.channels)
        self._encoder.set_quality(QUALITY)
        self._encoder.silence()

    def encode(self, block: Block) -> list[bytes]:
        """Take the next frames, shape (channels, frames); return the MP3 frames that are ready."""
        return self._whole(self._encoder.encode(to_int16(_made_up(block))))

    def flush(self) -> list[bytes]:
        """Return the MP3 frames that LAME still holds."""
        return self._whole(self._encoder.flush())

    def _whole(self, data: bytes) -> list[bytes]:
        self._begun += data
        end = len(self._begun) // self._size * self._size
        frames = [bytes(self._begun[at : at + self._size]) for at in range(0, end, self._size)]
        del self._begun[:end]
        return frames


class Mp3:
    """A file of MP3 frames; chapters first, the gapless header last."""

    def __init__(self, path: Path, track: Track) -> None:
        self._track = track
        self._header = b""
        self._length = 0
        self._file = path.open("wb", buffering=BUFFER)
        self._start = self._file.write(id3(track))
        self._file.write(bytes(gapless.size(kilobits(track))))

    def put(self, packets: Sequence[bytes], times: int = 1) -> None:
        """Append MP3 frames, so many times. Raises OSError when the disk does not take them."""
        if not packets:
            return
        self._header = self._header or packets[0][:4]
        together = b"".join(packets)
        self._length += len(together) * times
        for _ in range(times):
            self._file.write(together)

    def close(self) -> None:
        """Write the gapless header. Raises OSError or WriteError."""
        if not self._length:
            raise WriteError("There is no sound to encode: the session is 0 frames long.")
        track = self._track
        rate, own = kilobits(track), gapless.size(kilobits(track))
        stream = gapless.Stream(
            self._header, track.channels, rate, self._length, track.frames, own, self._length // own
        )
        self._file.seek(self._start)
        self._file.write(gapless.info(stream))
        self._file.close()

    def abandon(self) -> None:
        """Close the file as it is."""
        with contextlib.suppress(OSError):
            self._file.close()


def _made_up(block: Block) -> Block:
    if is_silence(block):
        return block
    louder = distinct(block) * MAKE_UP
    return spread(louder, len(block)) if len(louder) < len(block) else louder
