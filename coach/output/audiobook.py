"""Tracks as audiobook shops want them: 44.1 kHz MP3, 192 kbit/s, a little silence at both ends, one RMS.

A chapter is cut to what sounds in it, with 0.75 s before; what silence follows is kept up to 3 s. The
gain is that of the session wherever the chapter's RMS is within the limits then; where it is not, it is
moved just inside, so that chapters stay as alike as the rules allow.
"""

from __future__ import annotations

import contextlib
import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from coach.check.cuesheet import Cut
from coach.errors import UsageError, WriteError
from coach.output import gapless
from coach.output.id3 import id3
from coach.output.mp3 import MAKE_UP
from coach.output.target import TARGETS
from coach.sound.block import distinct, is_silence
from coach.sound.mixer import render
from coach.sound.pcm import to_int16
from coach.units import RATE, Decibels, Frames, to_frames, to_gain

if TYPE_CHECKING:
    from pathlib import Path

    from coach.output.tags import Track
    from coach.plan.timeline import Chapter
    from coach.sound.block import Block
    from coach.sound.score import Score

KILOBITS = 192
"""Bit rate in kbit/s, constant."""

OUT_RATE = TARGETS["acx"].rate

CEILING = Decibels(TARGETS["acx"].peak - 0.8)
"""True peak that the limiter keeps, in dBTP: an encoder may add some tenths of a decibel."""

HEAD = to_frames(0.75)
"""Silence before the first sound; 0.5 to 1 s are allowed."""

LEAST_TAIL, MOST_TAIL = to_frames(1.5), to_frames(3.0)
"""Silence after the last sound; 1 to 5 s are allowed, and a bell is not heard to its very end."""

LOWEST, HIGHEST = -22.5, -18.5
"""RMS of a track in dB, half a decibel within what is allowed."""

MOST_RAISED = 8.0
"""dB that a track with few words is raised at most: more would leave the voice flat."""

TRIES = 8
"""Renderings that the search for a gain may take: the limiter takes away part of what is added."""

BUFFER = 1 << 18

NO_AMBIENCE = "--target acx is words and chimes alone, for its rules ask for silence. Leave --ambience out."


def cut(score: Score, chapter: Chapter) -> Cut:
    """Return what of a chapter becomes a track, and how much silence goes around it.

    What begins in a chapter rings out in its track, also where the next chapter has begun.
    """
    own = [one for one in score.placed if chapter.start <= one.start < chapter.end]
    if not own:
        return Cut(chapter.start, chapter.end, Frames(0), Frames(0))
    first, last = own[0].start, max(one.end for one in own)
    start, end = max(chapter.start, first - HEAD), min(chapter.end, last + MOST_TAIL)
    head, tail = HEAD - (first - start), max(0, last + LEAST_TAIL - end)
    return Cut(Frames(start), Frames(end), Frames(head), Frames(tail))


def track(score: Score, part: Cut) -> Score:
    """Return the score of a track: what ``part`` says, at the gain that its RMS asks for.

    Raises UsageError for a score with a bed.
    """
    if score.bed is not None:
        raise UsageError(NO_AMBIENCE)
    by = part.head - part.start
    placed = tuple(
        replace(one, start=Frames(one.start + by))
        for one in score.placed
        if part.start <= one.start < part.end
    )
    frames = Frames(part.head + part.end - part.start + part.tail)
    return _at_its_level(replace(score, frames=frames, placed=placed, lufs=-math.inf))


def _at_its_level(score: Score) -> Score:
    raised = 0.0
    for _ in range(TRIES):
        made = replace(score, gain=score.gain * to_gain(raised))
        found = _rms(made)
        missing = min(max(found, LOWEST), HIGHEST) - found
        if abs(missing) < 0.1 or not math.isfinite(found) or raised >= MOST_RAISED:
            break
        raised = min(raised + missing * 1.2, MOST_RAISED)
    return made


def _rms(score: Score) -> float:
    """Return the RMS of the whole in dB; -inf for silence."""
    total = 0.0
    for block in render(score, ceiling_db=CEILING):
        if not is_silence(block):
            rows = distinct(block)
            total += float(np.square(rows, dtype=np.float64).sum()) / len(rows)
    return 10 * math.log10(total / score.frames) if total else -math.inf


class Audiobook:
    """A sink that writes one track."""

    def __init__(self, path: Path, track: Track) -> None:
        import lameenc
        import soxr

        self._track = track
        self._resampler = soxr.ResampleStream(RATE, OUT_RATE, track.channels, dtype="float32", quality="HQ")
        self._encoder = lameenc.Encoder()
        self._encoder.set_bit_rate(KILOBITS)
        self._encoder.set_in_sample_rate(OUT_RATE)
        self._encoder.set_out_sample_rate(OUT_RATE)
        self._encoder.set_channels(track.channels)
        self._encoder.set_quality(2)
        self._encoder.silence()
        self._begun = bytearray()
        self._sizes: list[int] = []
        self._header = b""
        self._frames = 0
        self._file = path.open("wb", buffering=BUFFER)
        self._start = self._file.write(id3(track))
        self._file.write(bytes(gapless.size(KILOBITS, OUT_RATE)))

    def write(self, block: Block) -> None:
        """Encode ``block``, shape (channels, frames). Raises OSError when the disk does not take it."""
        self._encode(self._resampler.resample_chunk(np.ascontiguousarray(block.T)))

    def close(self) -> None:
        """Encode what is left and write the gapless header. Raises OSError or WriteError."""
        channels = self._track.channels
        self._encode(self._resampler.resample_chunk(np.zeros((0, channels), np.float32), last=True))
        self._put(self._encoder.flush() if self._frames else b"")
        if not self._sizes:
            raise WriteError("There is no sound to encode: the session is 0 frames long.")
        length, count = sum(self._sizes), len(self._sizes)
        own = gapless.size(KILOBITS, OUT_RATE)
        stream = gapless.Stream(self._header, channels, KILOBITS, length, self._frames, own, count)
        self._file.seek(self._start)
        self._file.write(gapless.info(stream))
        self._file.close()

    def abandon(self) -> None:
        """Close the file as it is."""
        with contextlib.suppress(OSError):
            self._file.close()

    def _encode(self, sound: Block) -> None:
        if len(sound):
            self._frames += len(sound)
            louder = np.ascontiguousarray(sound.T.reshape(self._track.channels, -1)) * MAKE_UP
            self._put(self._encoder.encode(to_int16(louder)))

    def _put(self, data: bytes) -> None:
        """Write ``data``; remember how long every frame is."""
        self._file.write(data)
        self._begun += data
        while len(self._begun) >= 4:
            padded = self._begun[2] >> 1 & 1
            size = gapless.size(KILOBITS, OUT_RATE) + padded
            if len(self._begun) < size:
                return
            self._header = self._header or bytes((*self._begun[:2], self._begun[2] & ~2, self._begun[3]))
            self._sizes.append(size)
            del self._begun[:size]


__all__ = ["CEILING", "KILOBITS", "NO_AMBIENCE", "Audiobook", "cut", "track"]
