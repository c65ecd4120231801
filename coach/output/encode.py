"""A stretch of a session into one file: in parts on several threads, heard in order while it is written."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from coach.check.listen import Hear, Listener, Proof, nobody
from coach.output.codec import Codec
from coach.output.parts import parts
from coach.output.pool import in_order
from coach.output.press import pressed
from coach.sound.mixer import render
from coach.units import Decibels, Frames

if TYPE_CHECKING:
    from coach.output.atomic import Draft
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
    hear: Hear = nobody
    """Given what is heard of the packets, where they are listened to."""


def encode(job: Job, draft: Draft, make: Codec | Callable[[Path, Track], Sink]) -> Proof | None:
    """Write the sound of ``job`` into ``draft``; return what was heard of it, if it was listened to.

    Raises WriteError, and what fetching a clip raises. Nothing runs on when it returns or raises.
    """
    if isinstance(make, Codec):
        return _in_parts(job, draft, make, min(os.cpu_count() or 1, MOST_HANDS))
    _in_one(job, draft, make)
    return None


def _in_parts(job: Job, draft: Draft, codec: Codec, hands: int) -> Proof | None:
    cut = list(parts(job.score, job.start, job.stop, codec.frame))
    track = job.track
    listener = Listener(codec.ear(track), track.channels, codec.lead, track.frames, job.hear)
    work = (partial(pressed, job.score, part, codec, job.track, job.ceiling) for part in cut)
    with draft.refusing():
        writer = codec.writer(draft.path, job.track)
    written = 0
    try:
        with closing(in_order(work, min(hands, len(cut)))) as runs:
            for run in runs:
                with draft.refusing():
                    writer.put(run.packets, run.times)
                listener.take(run.packets, run.times)
                written += run.count
                job.tell(min(1.0, written * codec.frame / job.track.frames))
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


__all__ = ["Job", "encode"]
