"""A session in parts that can be encoded apart: cut where it is silent, by the score alone.

An encoder that has heard nothing but silence for a while says the same packet again and again, and a
decoder gives nothing but zeros. There the packets of one encoder can be followed by those of another,
and a packet of silence by any number of the same. So neither the number of processors nor the order in
which threads run has a say in what comes out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coach.units import RATE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.sound.score import Score

PART = 60 * RATE
"""Frames after which the next long silence ends a part."""

LONG = 2 * RATE
"""Frames of silence that can hold a cut."""

BEFORE_SOUND = RATE // 2
"""Frames of silence at least between a cut and the sound after it; most of a gap lies before the cut."""

SHORT = RATE // 2
"""Frames of silence that are worth counting instead of encoding."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Frames ``start`` to ``stop`` of the session, all silent or not."""

    start: int
    stop: int
    silent: bool


@dataclass(frozen=True, slots=True)
class Part:
    """What one encoder makes."""

    stretches: tuple[Stretch, ...]
    """In order, without gaps; silent where it touches another part."""
    first: bool
    last: bool

    @property
    def frames(self) -> int:
        """Length of the part."""
        return self.stretches[-1].stop - self.stretches[0].start


def parts(score: Score, start: int, stop: int, frame: int) -> Iterator[Part]:
    """Yield frames ``start`` to ``stop`` of ``score`` in parts.

    Every part but the last is a multiple of ``frame`` frames long. A session without silence is one part.
    """
    begun: list[Stretch] = []
    first = True
    for stretch in stretches(score, start, stop):
        begun.append(stretch)
        cut = start + (stretch.stop - BEFORE_SOUND - start) // frame * frame
        whole = cut - begun[0].start >= PART and stretch.stop < stop
        if stretch.silent and stretch.stop - stretch.start >= LONG and whole:
            begun[-1] = Stretch(stretch.start, cut, silent=True)
            yield Part(tuple(begun), first, last=False)
            begun, first = [Stretch(cut, stretch.stop, silent=True)], False
    yield Part(tuple(begun), first, last=True)


def stretches(score: Score, start: int, stop: int) -> Iterator[Stretch]:
    """Yield frames ``start`` to ``stop`` in stretches that sound and silences worth counting, in order."""
    if score.bed is not None:
        if start < stop:
            yield Stretch(start, stop, silent=False)
        return
    done = end = start  # all before ``done`` is told; no clip so far sounds after ``end``
    for placed in score.placed:
        if placed.start >= stop:
            break
        if placed.start - end >= SHORT:
            if end > done:
                yield Stretch(done, end, silent=False)
            yield Stretch(end, placed.start, silent=True)
            done = placed.start
        end = max(end, min(placed.end, stop))
    if stop - end >= SHORT:
        if end > done:
            yield Stretch(done, end, silent=False)
        yield Stretch(end, stop, silent=True)
    elif stop > done:
        yield Stretch(done, stop, silent=False)


__all__ = ["Part", "Stretch", "parts", "stretches"]
