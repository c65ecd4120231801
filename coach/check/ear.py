"""Packets as sound, while they are being made: decoded in order, as a player will.

Half of a guided session is digital silence, which an encoder says in one packet again and again. As soon
as a row of equal packets has brought the decoder to exact zero, more of them cannot bring it anywhere
else: they are counted. Everything else is decoded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, cast

from coach.check.decode import block_of
from coach.sound.block import is_silence, silence
from coach.units import RATE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from av import AudioCodecContext, AudioFrame

    from coach.sound.block import Block

SETTLED = 8
"""Equal packets after which the decoder is asked whether it gives zero."""


class Ear(Protocol):
    """A decoder that is given packets in order; what it returns may come later than the packets."""

    def take(self, packets: Sequence[bytes], times: int = 1) -> Iterator[Block]:
        """Yield the sound of ``packets``, repeated so many times."""
        ...

    def end(self) -> Iterator[Block]:
        """Yield what is left."""
        ...


class CannotHearError(Exception):
    """Packets that do not decode to what they should: the whole file must be looked at."""


class AvEar:
    """Hears packets of AAC or Opus."""

    def __init__(self, codec: str, extradata: bytes, channels: int, frame: int) -> None:
        import av

        self._decoder = cast("AudioCodecContext", av.CodecContext.create(codec, "r"))
        self._decoder.extradata = extradata
        self._decoder.sample_rate = RATE
        self._decoder.layout = {1: "mono", 2: "stereo"}[channels]
        self._channels = channels
        self._frame = frame
        self._ready = av.AudioFifo()

    def take(self, packets: Sequence[bytes], times: int = 1) -> Iterator[Block]:
        """Yield the sound of ``packets``, repeated so many times. Raises av.FFmpegError."""
        for turn in range(times):
            if turn == SETTLED:
                yield from self._rest()
            for packet in packets:
                self._decode(packet)
            if turn == SETTLED:
                last = self._read()
                yield last
                if is_silence(last):
                    left = times - turn - 1
                    yield from silences(left * len(packets) * self._frame, self._channels)
                    return
            elif self._ready.samples >= RATE:
                yield self._read()

    def end(self) -> Iterator[Block]:
        """Yield what is left."""
        yield from self._rest()

    def _decode(self, data: bytes) -> None:
        from av import Packet

        for frame in self._decoder.decode(Packet(data)):
            frame.pts = None  # times have gaps where packets were only counted
            self._ready.write(frame)

    def _rest(self) -> Iterator[Block]:
        if self._ready.samples:
            yield self._read()

    def _read(self) -> Block:
        frame = cast("AudioFrame", self._ready.read())
        return block_of(frame.to_ndarray())


def silences(frames: int, channels: int) -> Iterator[Block]:
    """Yield so much silence, a second at a time."""
    while frames > 0:
        yield silence(channels, min(RATE, frames))
        frames -= RATE


__all__ = ["AvEar", "CannotHearError", "Ear", "silences"]
