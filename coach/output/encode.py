"""Stretches of a session into files: in parts on several threads, heard in order while they are written."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Self

from coach.check.listen import Hear, Listener, Proof, nobody
from coach.output.codec import Codec
from coach.output.parts import parts
from coach.output.pool import in_order
from coach.output.press import Run, pressed
from coach.sound.mixer import render
from coach.units import Decibels, Frames

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator, Sequence

    from coach.output.atomic import Draft
    from coach.output.parts import Part
    from coach.output.sink import Sink
    from coach.output.tags import Track
    from coach.sound.score import Score

MOST_HANDS = 4
"""Parts that are encoded at once, at most: more would wait for the one that writes and listens."""


@dataclass(frozen=True, slots=True)
class Job:
    """What becomes one file."""

    score: Score
    start: Frames
    stop: Frames
    track: Track
    ceiling: Decibels
    """True peak that the limiter keeps, in dBTP."""
    tell: Callable[[float], None]
    """Told how much is done, 0 to 1."""


class Files:
    """Files written one after another; the next ones are encoded already while this one is written.

    A context manager: nothing runs on when it is left.
    """

    def __init__(self, jobs: Sequence[Job], make: Codec | Callable[[Path, Track], Sink]) -> None:
        self._jobs = iter(jobs)
        self._make = make
        self._runs = _ahead(jobs, make) if isinstance(make, Codec) else None
        self._files = groupby(self._runs or (), itemgetter(0))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """End what is ahead."""
        if self._runs is not None:
            self._runs.close()

    def write(self, draft: Draft, hear: Hear = nobody) -> Proof | None:
        """Write the next job into ``draft``; return what was heard of it, if it was listened to.

        ``hear`` is given what is heard of the packets, where they are listened to. Raises WriteError, and
        what fetching a clip raises.
        """
        job = next(self._jobs)
        if isinstance(self._make, Codec):
            _, runs = next(self._files)
            return _in_parts(job, draft, self._make, map(itemgetter(1), runs), hear)
        _in_one(job, draft, self._make)
        return None


def encode(
    job: Job, draft: Draft, make: Codec | Callable[[Path, Track], Sink], hear: Hear = nobody
) -> Proof | None:
    """Write the sound of one ``job`` into ``draft``, as ``Files`` does."""
    with Files([job], make) as files:
        return files.write(draft, hear)


def _ahead(jobs: Sequence[Job], codec: Codec) -> Generator[tuple[int, Run], None, None]:
    """Yield the packets of all ``jobs`` in order, each with the number of its job."""
    cut = [
        (number, part)
        for number, job in enumerate(jobs)
        for part in parts(job.score, job.start, job.stop, codec.frame)
    ]
    work = (partial(_numbered, number, jobs[number], part, codec) for number, part in cut)
    return in_order(work, max(1, min(os.cpu_count() or 1, MOST_HANDS, len(cut))))


def _numbered(number: int, job: Job, part: Part, codec: Codec) -> Iterator[tuple[int, Run]]:
    for run in pressed(job.score, part, codec, job.track, job.ceiling):
        yield number, run


def _in_parts(job: Job, draft: Draft, codec: Codec, runs: Iterable[Run], hear: Hear) -> Proof | None:
    track = job.track
    listener = Listener(codec.ear(track), track.channels, codec.lead, track.frames, hear)
    with draft.refusing():
        writer = codec.writer(draft.path, track)
    written = 0
    try:
        for run in runs:
            with draft.refusing():
                writer.put(run.packets, run.times)
            listener.take(run.packets, run.times)
            written += run.count
            job.tell(min(1.0, written * codec.frame / track.frames))
        with draft.refusing():
            writer.close()
    except BaseException:
        writer.abandon()
        raise
    return listener.end()


def _in_one(job: Job, draft: Draft, make: Callable[[Path, Track], Sink]) -> None:
    with draft.refusing():
        sink = make(draft.path, job.track)
    written = 0
    try:
        for block in render(job.score, job.start, job.stop, ceiling_db=job.ceiling):
            with draft.refusing():
                sink.write(block)
            written += block.shape[1]
            job.tell(written / job.track.frames)
        with draft.refusing():
            sink.close()
    except BaseException:
        sink.abandon()
        raise


__all__ = ["Files", "Job", "encode"]
