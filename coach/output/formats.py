"""The formats an export can have: one row each; a new format is a new row and a new sink."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from coach.check.verify import MP4_SLACK
from coach.errors import UsageError
from coach.output import mp3, pyav, wav
from coach.output.sink import Sink
from coach.output.tags import Track
from coach.units import RATE, Decibels

SPARE = 1 << 16
"""Bytes of a file that are not sound: tags, chapters, index."""

LOSSLESS_CEILING = Decibels(-1.0)
LOSSY_CEILING = Decibels(-2.0)
"""True peak the limiter keeps, so that the decoded file stays at or below -1 dBTP."""


@dataclass(frozen=True, slots=True)
class Format:
    """What the rest of the program must know of a format."""

    name: str
    suffix: str
    open: Callable[[Path, Track], Sink]
    """Start a file; raises OSError."""
    bits: Callable[[int], int]
    """Bits per second for a number of channels, at most; for the free-space estimate."""
    lossy: bool
    ceiling: Decibels
    """Where the limiter keeps the true peak before encoding, in dBTP."""
    slack: int = 0
    """Frames that a decoder may add at the end."""
    grows: bool = False
    """It is an MP3, which only grows until its header is written: it can be checked meanwhile."""

    def needs(self, track: Track) -> int:
        """Return the bytes a track takes at most."""
        titles = sum(len(chapter.title) for chapter in track.tags.chapters)
        return self.bits(track.channels) * track.frames // RATE // 8 + SPARE + 16 * titles


def _mp4(recipe: pyav.Recipe, name: str) -> Format:
    return Format(
        name,
        f".{name}",
        partial(pyav.Pyav, recipe=recipe),
        # Putting the index first moves the sound within the file: no second copy is needed.
        lambda channels: round(pyav.AAC_BITS[channels] * 1.1),
        lossy=True,
        ceiling=LOSSY_CEILING,
        slack=MP4_SLACK,
    )


def _opus_bits(channels: int) -> int:
    return round((pyav.OPUS.bits or {})[channels] * 1.2)


def _pcm_bits(channels: int) -> int:
    return round(RATE * 16 * channels * 1.02)  # noise makes FLAC a little larger than WAV


FORMATS = {
    "mp3": Format(
        "mp3",
        ".mp3",
        mp3.Mp3,
        lambda n: mp3.KILOBITS[n] * 1000,
        lossy=True,
        ceiling=LOSSY_CEILING,
        grows=True,
    ),
    "m4b": _mp4(pyav.M4B, "m4b"),
    "m4a": _mp4(pyav.M4A, "m4a"),
    "opus": Format(
        "opus",
        ".opus",
        partial(pyav.Pyav, recipe=pyav.OPUS),
        _opus_bits,
        lossy=True,
        ceiling=LOSSY_CEILING,
    ),
    "flac": Format(
        "flac",
        ".flac",
        partial(pyav.Pyav, recipe=pyav.FLAC),
        _pcm_bits,
        lossy=False,
        ceiling=LOSSLESS_CEILING,
    ),
    "wav": Format("wav", ".wav", wav.Wav, _pcm_bits, lossy=False, ceiling=LOSSLESS_CEILING),
}


def choose(path: Path, name: str | None = None) -> Format:
    """Return the format called ``name``, or the one that the suffix of ``path`` asks for.

    Raises UsageError with the formats there are.
    """
    wanted = (name or path.suffix.lstrip(".")).lower()
    if wanted in FORMATS:
        return FORMATS[wanted]
    known = ", ".join(FORMATS)
    if not wanted:
        raise UsageError(f'"{path}" does not say which format it should have. Add --format, one of {known}.')
    raise UsageError(f'There is no format "{wanted}". Choose one of {known}.')
