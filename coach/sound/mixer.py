"""The mixer: a score becomes blocks of sound, the same from whatever frame it starts.

Every second of the session, counted from its first frame, is computed by itself: from the clips
that lie in it and, for the limiter, from the seconds beside it. Nothing is carried along, so
``render(score, start=k)`` is the tail of ``render(score)`` sample for sample, and memory does not
grow with the length.
"""

from __future__ import annotations

import bisect
import functools
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import numpy as np

from coach.sound.block import GRID, Block, silence, spread
from coach.sound.limiter import CEILING_DB, limit
from coach.sound.pcm import FULL_SCALE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from coach.sound.score import Placed, Score
    from coach.speech.clip import Clip

CUT = 2_400
"""Frames over which a clip that runs past the end of the session is led to silence: 50 ms."""

KEPT = 8
"""Clips kept at hand while rendering: those of one second, and the chimes that ring again and again."""


def render(
    score: Score, start: int = 0, stop: int | None = None, *, ceiling_db: float = CEILING_DB
) -> Iterator[Block]:
    """Yield frames ``start`` to ``stop`` (the end if None), at most one second at a time.

    Blocks end on whole seconds of the session, are limited to ``ceiling_db`` (dBTP) and must not be
    written to. Raises what fetching a clip raises.
    """
    stop = score.frames if stop is None else min(stop, score.frames)
    start = max(start, 0)
    if start >= stop:
        return
    mixer = _Mixer(score)
    first = start // GRID
    before, now = mixer.second(first - 1), mixer.second(first)
    for index in range(first, (stop - 1) // GRID + 1):
        after = mixer.second(index + 1)
        block = limit(before, now, after, ceiling_db)
        low, high = max(start - index * GRID, 0), min(stop - index * GRID, GRID)
        yield spread(block[:, low:high], score.channels)
        before, now = now, after


class _Mixer:
    """Computes any second of a score."""

    def __init__(self, score: Score) -> None:
        self._score = score
        self._starts = [placed.start for placed in score.placed]
        self._longest = max((placed.frames for placed in score.placed), default=0)
        self._rows = score.channels if score.bed or score.ears else 1
        self._fetch: Callable[[Callable[[], Clip]], Clip] = functools.lru_cache(maxsize=KEPT)(_fetch)

    def second(self, index: int) -> Block:
        """Return second ``index`` before the limiter; silence outside the session.

        The shape is (1, GRID), or (channels, GRID) with a bed.
        """
        start, stop = index * GRID, min((index + 1) * GRID, self._score.frames)
        low = bisect.bisect_right(self._starts, start - self._longest)
        high = bisect.bisect_left(self._starts, stop)
        sounding = [placed for placed in self._score.placed[low:high] if placed.end > start]
        bed = self._score.bed
        if (not sounding and bed is None) or stop <= start or index < 0:
            return silence(self._rows, GRID)
        if bed is None:
            bus = np.zeros((self._rows, GRID), np.float32)
        else:
            bus = bed.second(index, self._rows)
            bus *= np.float32(self._score.gain)
            bus[:, stop - start :] = 0
        heard = bus[:1] if self._score.ears else bus
        for placed in sounding:
            first, last = max(placed.start, start), min(placed.end, stop)
            heard[:, first - start : last - start] += self._part(placed, first, last)
        return bus

    def _part(self, placed: Placed, first: int, last: int) -> NDArray[np.float32]:
        """Return session frames ``first`` to ``last`` of one clip with its gain."""
        pcm = self._fetch(placed.load).pcm[first - placed.start : last - placed.start]
        sound = pcm.astype(np.float32)
        sound *= np.float32(placed.gain * self._score.gain / FULL_SCALE)  # in place: a fourth of the time
        end = self._score.frames
        if placed.end > end and last > end - CUT:
            left = end - np.arange(max(first, end - CUT), last)
            sound[-len(left) :] *= (0.5 - 0.5 * np.cos(np.pi * left / CUT)).astype(np.float32)
        return sound


def _fetch(load: Callable[[], Clip]) -> Clip:
    return load()


__all__ = ["Block", "render"]
