"""What becomes a file: the session as one, a chapter of it, or a chapter as audiobook shops want it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING

from coach.check.cuesheet import Cut
from coach.check.verify import Expectation, loudness_range
from coach.output import audiobook
from coach.output.order import Order, track_name
from coach.output.tags import Tags, Track, tags
from coach.units import Frames, to_decibels

if TYPE_CHECKING:
    from coach.plan.timeline import Timeline
    from coach.sound.score import Score


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of sound that becomes one file."""

    path: Path
    score: Score
    start: Frames
    """First frame in ``score``."""
    stop: Frames
    track: Track
    expected: Expectation
    at: Frames
    """Where it stands in the session."""
    cut: Cut | None = None
    """What of the session it is, where that is not the whole and not a chapter."""

    @property
    def part(self) -> Cut:
        """What of the session it is."""
        end = Frames(self.at + self.stop - self.start)
        return self.cut or Cut(self.at, end, Frames(0), Frames(0))


def pieces(timeline: Timeline, score: Score, order: Order) -> tuple[Piece, ...]:
    """Return what is to be written, in order. Raises what fetching a clip raises."""
    if not order.split:
        return (_whole(timeline, score, order),)
    return tuple(_split(timeline, score, order))


def _whole(timeline: Timeline, score: Score, order: Order) -> Piece:
    track = Track(score.channels, score.frames, tags(timeline, order.performer, order.cover), order.small)
    lufs = loudness_range(score.lufs, bed=score.bed is not None) if isfinite(score.lufs) else None
    starts = tuple(chapter.start for chapter in timeline.chapters)
    titles = tuple(chapter.title for chapter in timeline.chapters)
    expected = Expectation(score.frames, score.channels, lufs, order.target.peak, starts, titles)
    return Piece(order.path, score, Frames(0), score.frames, track, expected, Frames(0))


def _split(timeline: Timeline, score: Score, order: Order) -> Iterator[Piece]:
    count = len(timeline.chapters)
    performer = order.performer or timeline.options.voice
    for number, chapter in enumerate(timeline.chapters, 1):
        about = Tags(
            chapter.title,
            album=timeline.title,
            performer=performer,
            cover=order.cover,
            track=(number, count),
        )
        path = order.path / track_name(number, count, chapter, order.format.suffix)
        cut = audiobook.cut(score, chapter) if order.target.name == "acx" else None
        part = score if cut is None else audiobook.track(score, cut)
        if cut is not None:
            cut = replace(cut, gain=to_decibels(part.gain / score.gain))
        start, stop = (chapter.start, chapter.end) if cut is None else (Frames(0), part.frames)
        frames = Frames(stop - start)
        expected = Expectation(
            frames, score.channels, peak=order.target.peak, chapters=(), rate=order.target.rate
        )
        track = Track(score.channels, frames, about, order.small)
        yield Piece(path, part, start, stop, track, expected, chapter.start, cut)


__all__ = ["Piece", "pieces"]
