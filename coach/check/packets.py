"""AAC and Opus of ours, decoded without their silence: a packet like those before it gives what they gave.

Half of a guided session is digital silence, and an encoder says the same few bytes for all of it. As
soon as a row of equal packets has brought the decoder to exact zero, more of them cannot bring it
anywhere else: they are counted and not decoded. The first packets of a row always are, for the sound
that rings on, and so is the last packet of the file, which may say what a player cuts off.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from coach.units import RATE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from av import AudioFrame, Packet
    from av.audio.stream import AudioStream
    from av.container import InputContainer
    from numpy.typing import NDArray

TINY = 16
"""Bytes that a packet without sound has at most."""

SETTLED = 8
"""Equal packets after which the decoder is asked whether it gives zero, and again after as many."""

END = b"end"
"""What the empty packet behind the last one is like."""


def without_silence(container: InputContainer) -> Iterator[NDArray[Any]]:
    """Yield the sound of ``container`` in parts of shape (frames, channels), about a second at a time.

    Raises av.FFmpegError for what cannot be decoded.
    """
    sound = _Sound(container)
    for like, row in groupby(container.demux(audio=0), _likeness):
        if like == END:
            yield from sound.end(row)
        elif like:
            yield from sound.repeated(row)
        else:
            yield from sound.changing(row)


def _likeness(packet: Packet[AudioStream]) -> bytes:
    """Return what equal neighbours have in common; nothing for a packet with sound."""
    if not packet.size:
        return END
    return bytes(packet) if packet.size <= TINY else b""


class _Sound:
    """A decoder and what came out of it."""

    def __init__(self, container: InputContainer) -> None:
        from av import AudioFifo

        stream = container.streams.audio[0]
        self._decoder = stream.codec_context
        self._channels = stream.channels
        self._ready = AudioFifo()
        self._held: Packet[AudioStream] | None = None  # counted, unless it is the last of the file
        self._each = 0

    def changing(self, row: Iterable[Packet[AudioStream]]) -> Iterator[NDArray[Any]]:
        """Decode packets with sound."""
        yield from self._counted()
        for packet in row:
            self._take(packet)
            if self._ready.samples >= RATE:
                yield self._read()

    def repeated(self, row: Iterable[Packet[AudioStream]]) -> Iterator[NDArray[Any]]:
        """Decode equal packets until they give zero, and count the others."""
        yield from self._counted()
        for number, packet in enumerate(row, 1):
            frames = self._take(packet)
            if number % SETTLED == 0 and len(frames) == 1 and not frames[0].to_ndarray().any():
                self._each = frames[0].samples
                break
        counted = 0
        for packet in row:
            self._held = packet
            counted += 1
        if counted:
            yield from self._rest()
            yield from self._zeros(counted - 1)

    def end(self, row: Iterable[Packet[AudioStream]]) -> Iterator[NDArray[Any]]:
        """Decode what is left."""
        if self._held:
            self._take(self._held)
        for packet in row:
            self._take(packet)
        yield from self._rest()

    def _counted(self) -> Iterator[NDArray[Any]]:
        """Yield the packet held back, now that it is known not to be the last."""
        if self._held:
            self._held = None
            yield from self._zeros(1)

    def _take(self, packet: Packet[AudioStream]) -> list[AudioFrame]:
        frames = self._decoder.decode(packet)
        for frame in frames:
            frame.pts = None  # times have gaps where packets were only counted
            self._ready.write(frame)
        return frames

    def _rest(self) -> Iterator[NDArray[Any]]:
        if self._ready.samples:
            yield self._read()

    def _read(self) -> NDArray[Any]:
        frame = cast("AudioFrame", self._ready.read())
        part = frame.to_ndarray()
        return part.T if frame.format.is_planar else part.reshape(frame.samples, -1)

    def _zeros(self, packets: int) -> Iterator[NDArray[Any]]:
        left = packets * self._each
        while left:
            frames = min(RATE, left)
            left -= frames
            yield np.broadcast_to(np.float32(0), (frames, self._channels))


__all__ = ["without_silence"]
