"""Scores for two people on speakers of their own: the coach for the giver, and for the receiver their lines.

Both have the same frames and the same level; in the feed the giver's channel is the first.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from coach.sound.crossing import crossed
from coach.sound.mixer import render
from coach.sound.score import Placed, Score

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from coach.sound.bed import Bed
    from coach.sound.mixer import Block
    from coach.units import Frames


@dataclass(frozen=True, slots=True)
class TwoScore(Score):
    """A score of two channels that are not the same; ``placed`` is what the giver hears."""

    receiver: tuple[Placed, ...] = ()
    """What the receiver hears, by start; the bed lies under it, and under nothing else."""


def for_two(score: Score, receiver: Iterable[Placed], bed: Bed | None = None) -> TwoScore:
    """Return ``score`` for the giver, with what the receiver hears meanwhile; the ``bed`` lies under that."""
    return TwoScore(score.frames, 2, score.placed, score.gain, score.lufs, bed=bed, receiver=tuple(receiver))


def joined(before: Score, after: Score, swap: Frames, *, heard: bool = True) -> Score:
    """Return ``after`` with what begins before frame ``swap`` in ``before``; both are of one kind.

    ``heard`` tells that it sounds at the moment: another bed is gone over to, and does not just begin.
    """
    bed = crossed(before.bed, after.bed, swap, heard=heard)
    score = replace(after, placed=_upto(swap, before.placed) + after.placed, bed=bed)
    if isinstance(before, TwoScore) and isinstance(score, TwoScore):
        return replace(score, receiver=_upto(swap, before.receiver) + score.receiver)
    return score


def mixed(score: Score, start: int, stop: int) -> Iterator[Block]:
    """Yield frames ``start`` to ``stop``, one second at a time at most, each channel limited by itself."""
    if not isinstance(score, TwoScore):
        yield from render(score, start, stop)
        return
    rows = ((score.placed, None), (score.receiver, score.bed))
    sides = (Score(score.frames, 1, row, score.gain, score.lufs, bed) for row, bed in rows)
    for both in zip(*(render(side, start, stop) for side in sides), strict=True):
        yield np.concatenate(both)


def still(score: Score, frame: int) -> int:
    """Return for how many frames from ``frame`` on the receiver hears the bed at most; 0 if it is not so."""
    if not isinstance(score, TwoScore) or any(told.start <= frame < told.end for told in score.receiver):
        return 0
    return min((told.start for told in score.receiver if told.start > frame), default=score.frames) - frame


def _upto(swap: Frames, row: tuple[Placed, ...]) -> tuple[Placed, ...]:
    return tuple(placed for placed in row if placed.start < swap)


__all__ = ["TwoScore", "for_two", "joined", "mixed", "still"]
