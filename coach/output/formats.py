"""The formats an export can have: one row each; a new format is a new row and a new sink."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from coach.check.ear import Ear
from coach.check.readback import DECODER_DELAY, read_av, read_mp3
from coach.check.verify import MP4_SLACK
from coach.errors import UsageError
from coach.output import audiobook, gapless, mp3, pyav, wav
from coach.output.codec import Codec
from coach.output.recipes import FLAC, M4A, M4B, OPUS, Recipe
from coach.output.sink import Sink
from coach.output.tags import Track
from coach.sound.limiter import CEILING_DB
from coach.units import RATE, Decibels

SPARE = 1 << 16
"""Bytes of a file that are not sound: tags, chapters, index."""

LOSSLESS_CEILING = Decibels(CEILING_DB)
LOSSY_CEILING = Decibels(CEILING_DB - 1.0)
"""True peak the limiter keeps, so that the decoded file stays at or below -1 dBTP: an encoder adds to it."""


@dataclass(frozen=True, slots=True)
class Format:
    """What the rest of the program must know of a format."""

    name: str
    suffix: str
    make: Codec | Callable[[Path, Track], Sink]
    """What encodes it: in packets, or as a sink that is given the sound; starting a file raises OSError."""
    bits: Callable[[int], int]
    """Bits per second for a number of channels, at most; for the free-space estimate."""
    lossy: bool
    ceiling: Decibels
    """Where the limiter keeps the true peak before encoding, in dBTP."""
    slack: int = 0
    """Frames that a decoder may add at the end."""

    def needs(self, track: Track) -> int:
        """Return the bytes a track takes at most."""
        titles = sum(len(chapter.title) for chapter in track.tags.chapters)
        return (
            self.bits(track.channels) * track.frames // RATE // 8
            + SPARE
            + 16 * titles
            + 2 * len(track.tags.cover)
        )


def _mp3_ear(track: Track) -> Ear:
    from coach.check.lame import LameEar

    return LameEar(track.channels)


def _by_ffmpeg(recipe: Recipe) -> Codec:
    return Codec(
        recipe.frame,
        recipe.delay,
        partial(pyav.Coder, recipe=recipe),
        partial(pyav.Packets, recipe=recipe),
        partial(pyav.ear, recipe=recipe),
        read_av,
    )


def _by_recipe(name: str, recipe: Recipe, most: float, slack: int = 0) -> Format:
    return Format(
        name,
        f".{name}",
        _by_ffmpeg(recipe),
        lambda channels: round(recipe.bits[channels] * most),
        lossy=True,
        ceiling=LOSSY_CEILING,
        slack=slack,
    )


def _pcm_bits(channels: int) -> int:
    return round(RATE * 16 * channels * 1.02)  # noise makes FLAC a little larger than WAV


MP3 = Codec(gapless.PER_FRAME, gapless.DELAY + DECODER_DELAY, mp3.Lame, mp3.Mp3, _mp3_ear, read_mp3)

FORMATS = {
    "mp3": Format("mp3", ".mp3", MP3, lambda n: mp3.KILOBITS[n] * 1000, lossy=True, ceiling=LOSSY_CEILING),
    # Putting the index of an MP4 first moves the sound within the file: no second copy is needed.
    "m4b": _by_recipe("m4b", M4B, 1.1, MP4_SLACK),
    "m4a": _by_recipe("m4a", M4A, 1.1, MP4_SLACK),
    "opus": _by_recipe("opus", OPUS, 1.2),
    "flac": Format(
        "flac",
        ".flac",
        partial(pyav.Pyav, recipe=FLAC),
        _pcm_bits,
        lossy=False,
        ceiling=LOSSLESS_CEILING,
    ),
    "wav": Format("wav", ".wav", wav.Wav, _pcm_bits, lossy=False, ceiling=LOSSLESS_CEILING),
}


AUDIOBOOK = Format(
    "mp3",
    ".mp3",
    audiobook.Audiobook,
    lambda _: audiobook.KILOBITS * 1000,
    lossy=True,
    ceiling=audiobook.CEILING,
)
"""What audiobook shops take; it is asked for by its target, not by its name."""


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
