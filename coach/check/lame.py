"""MP3 frames of LAME as sound, while they are being made.

A decoder is given some seconds at a time. What it would remember of the frames before is given to it as
well: those from which bits are borrowed, and those that ring on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from coach.check.decode import block_of
from coach.check.ear import CannotHearError, silences
from coach.units import RATE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from coach.sound.block import Block

PER_FRAME = 1152
"""Frames of sound in one MP3 frame."""

SIDE = {1: 17, 2: 32}
"""Bytes of side information after the header, by channels."""

BORROWED = 511
"""Bytes of earlier frames a frame may use, at most."""

RINGS_ON = 2
"""Frames in which a frame can still be heard after it."""

AT_ONCE = 128
"""MP3 frames decoded together: 3 s. More of them take memory, fewer a larger share of repeated ones."""

SETTLED = 4
"""Equal frames after which the decoder is asked whether it gives zero; more than ring on."""


class LameEar:
    """Hears 48 kHz MPEG-1 frames of one constant bit rate."""

    def __init__(self, channels: int) -> None:
        self._channels = channels
        self._before: list[bytes] = []
        self._frames: list[bytes] = []

    def take(self, packets: Sequence[bytes], times: int = 1) -> Iterator[Block]:
        """Yield the sound of ``packets``, repeated so many times; it may come later."""
        for turn in range(times):
            if turn == SETTLED:
                sound = self._decoded()
                yield block_of(sound)
                if not sound[:, -len(packets) * PER_FRAME :].any():
                    yield from silences((times - turn) * len(packets) * PER_FRAME, self._channels)
                    return
            self._frames += packets
            asked = turn < SETTLED < times  # then the decoder is asked soon, and needs frames to answer
            if len(self._frames) >= AT_ONCE and not asked:
                yield block_of(self._decoded())

    def end(self) -> Iterator[Block]:
        """Yield what is left."""
        if self._frames:
            yield block_of(self._decoded())

    def _decoded(self) -> NDArray[np.int16]:
        """Return the sound of the frames that wait, shape (channels, frames).

        Raises CannotHearError if a decoder finds more or less in them.
        """
        import miniaudio

        header = self._frames[0][:4]
        size = len(self._frames[0])
        lent = size - 4 - SIDE[self._channels]
        blanks = [_blank(number * lent, header, size) for number in range(-(-BORROWED // lent))]
        waiting = [*self._before, *self._frames]
        left_out = (len(blanks) + len(self._before)) * PER_FRAME
        try:
            found = miniaudio.decode(
                b"".join((*blanks, *waiting)),
                output_format=miniaudio.SampleFormat.SIGNED16,
                nchannels=self._channels,
                sample_rate=RATE,
            )
        except miniaudio.MiniaudioError as error:
            raise CannotHearError from error
        sound = np.frombuffer(found.samples, np.int16).reshape(-1, self._channels)[left_out:]
        if len(sound) != len(self._frames) * PER_FRAME:
            raise CannotHearError
        self._before = waiting[-len(blanks) - RINGS_ON :]
        self._frames = []
        return sound.T


def _blank(lent: int, header: bytes, size: int) -> bytes:
    """Return a frame without sound that keeps what the blank frames before it left to borrow from."""
    return (header + (min(lent, BORROWED) << 7).to_bytes(2, "big")).ljust(size, b"\0")


__all__ = ["LameEar"]
