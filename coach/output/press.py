"""From a part of a session to its packets: what sounds is rendered and encoded, long silence is counted."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from coach.sound.block import silence
from coach.sound.mixer import render

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from coach.output.codec import Codec
    from coach.output.parts import Part
    from coach.output.tags import Track
    from coach.sound.block import Block
    from coach.sound.score import Score
    from coach.units import Decibels

LEAD = 8
"""Packets of silence that an encoder gets before a part that is not the first; they are thrown away."""

SETTLING = 8
"""Packets of silence that are encoded before its packets are looked at, and again after as many."""

ALIKE = 4
"""Equal packets after which an encoder is taken to say nothing else in silence."""


@dataclass(frozen=True, slots=True)
class Run:
    """Packets in order, to be repeated as a whole."""

    packets: Sequence[bytes]
    times: int = 1

    @property
    def count(self) -> int:
        """Packets in all."""
        return len(self.packets) * self.times


def pressed(score: Score, part: Part, codec: Codec, track: Track, ceiling: Decibels) -> Iterator[Run]:
    """Yield the packets of ``part``: the same for the same part, whatever stands before it.

    Raises WriteError if the encoder fails, and what fetching a clip raises.
    """
    press = _Press(codec, track, part)
    for stretch in part.stretches:
        if stretch.silent:
            yield from press.silent(stretch.stop - stretch.start)
        else:
            for block in render(score, stretch.start, stretch.stop, ceiling_db=ceiling):
                yield press.sounding(block)
    yield from press.end()


class _Press:
    """An encoder, and how many of its packets are wanted."""

    def __init__(self, codec: Codec, track: Track, part: Part) -> None:
        self._encoder = codec.encoder(track)
        self._frame = codec.frame
        self._channels = track.channels
        self._drop = 0 if part.first else LEAD
        self._left = None if part.last else part.frames // codec.frame
        self._recent: list[bytes] = []
        if self._drop:
            self._kept(self._nothing(LEAD * self._frame))

    def sounding(self, block: Block) -> Run:
        """Encode ``block``."""
        return Run(self._kept(self._encoder.encode(block)))

    def silent(self, frames: int) -> Iterator[Run]:
        """Encode silence until its packets are alike, and count the others."""
        left = frames
        while left >= self._frame:
            count = min(SETTLING, left // self._frame)
            left -= count * self._frame
            yield Run(self._kept(self._nothing(count * self._frame)))
            again = left // self._frame
            if count == SETTLING and again and self._settled():
                left -= again * self._frame
                yield self._counted(again)
        if left:
            yield Run(self._kept(self._nothing(left)))

    def end(self) -> Iterator[Run]:
        """Yield what is still wanted: all the encoder holds, or silence up to the end of the part."""
        if self._left is None:
            yield Run(self._kept(self._encoder.flush()))
            return
        while self._left:
            if self._settled():
                yield self._counted(self._left)
            else:
                yield Run(self._kept(self._nothing(self._frame)))

    def _nothing(self, frames: int) -> list[bytes]:
        return self._encoder.encode(silence(self._channels, frames))

    def _settled(self) -> bool:
        """Say whether the last packets are alike; only silence makes them so."""
        return len(self._recent) == ALIKE and all(one == next_ for one, next_ in pairwise(self._recent))

    def _counted(self, times: int) -> Run:
        if self._left is not None:
            self._left -= times
        return Run(self._recent[-1:], times)

    def _kept(self, packets: list[bytes]) -> list[bytes]:
        """Return those of ``packets`` that belong to the part."""
        self._recent = [*self._recent, *packets][-ALIKE:]
        dropped = min(self._drop, len(packets))
        self._drop -= dropped
        packets = packets[dropped:]
        if self._left is not None:
            packets = packets[: self._left]
            self._left -= len(packets)
        return packets


__all__ = ["Run", "pressed"]
