"""A finished file against what was planned: decoded as a player would, then counted and measured."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from coach.check.decode import Mark, at_our_rate, recording
from coach.check.fault import Fault
from coach.check.listen import Hear, Heard, listen, nobody
from coach.errors import InputError, VerifyError
from coach.units import RATE, Decibels, Frames, clock, to_frames, to_seconds
from coach.words.plain import plain

MP4_SLACK = 1024
"""Frames that an MP4 reader may add at the end: the rest of the last AAC frame."""

RESAMPLED_SLACK = 4
"""Frames that a file of another rate may be off, because its length is a whole number of its own frames."""

CHAPTER_SLACK = to_frames(0.010)
"""Frames a chapter may be off its place."""

TRUE_PEAK = Decibels(-1.0)
"""Highest true peak of a finished file, in dBTP."""

LOUDNESS_SLACK = 0.5
"""LU the loudness may be off."""

BED_SLACK = 1.0
"""LU by which a session with a bed may come out softer: of noise encoders leave out what nobody misses (rain
under few words loses 0.55 in MP3)."""


@dataclass(frozen=True, slots=True)
class Expectation:
    """What a file must be; whatever is None is measured but not judged."""

    frames: Frames
    channels: int | None = None
    lufs: tuple[float, float] | None = None
    """Lowest and highest integrated loudness."""
    peak: Decibels | None = TRUE_PEAK
    """Highest true peak, in dBTP."""
    chapters: tuple[Frames, ...] | None = None
    """Where each chapter starts."""
    titles: tuple[str, ...] | None = None
    """What each chapter is called."""
    rate: int = RATE
    """In Hz."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a file is."""

    frames: Frames
    channels: int
    rate: int
    """In Hz."""
    lufs: float
    """Integrated loudness; -inf for silence."""
    peak: Decibels
    """True peak, in dBTP."""
    chapters: tuple[Mark, ...]
    faults: tuple[Fault, ...]
    """What is off; empty for a good file."""
    too_loud: Decibels
    """By how much the true peak is above what was expected, in dB."""


def inspect(path: Path, expected: Expectation, hear: Hear = nobody) -> Report:
    """Decode ``path`` and return what it is; ``hear`` is given its sound too, at 48 kHz.

    Raises InputError if it cannot be read as sound.
    """
    with recording(path) as found:
        heard = listen(at_our_rate(found.blocks, found.rate, found.channels), found.channels, hear)
    slack = MP4_SLACK if "mp4" in found.container else 0
    return judged(expected, found, heard, slack)


class Shape(Protocol):
    """What a container says of its sound."""

    @property
    def rate(self) -> int:
        """In Hz."""
        ...

    @property
    def channels(self) -> int:
        """1 or 2."""
        ...

    @property
    def chapters(self) -> tuple[Mark, ...]:
        """In order."""
        ...


def judged(expected: Expectation, found: Shape, heard: Heard, slack: int) -> Report:
    """Return what a file is that was ``found``, and ``heard`` at 48 kHz; it may be longer by ``slack``."""
    frames, meter = heard.frames, heard.meter
    lufs, peak = meter.integrated(), meter.true_peak()
    too_loud = max(0.0, peak - expected.peak) if expected.peak is not None else 0.0
    faults = (
        *_shape_faults(expected, frames, slack, found.rate, found.channels),
        *level_faults(expected, lufs, peak),
        *_chapter_faults(expected, found.chapters),
    )
    return Report(
        Frames(frames), found.channels, found.rate, lufs, peak, found.chapters, faults, Decibels(too_loud)
    )


def verify(path: Path, expected: Expectation) -> Report:
    """Return what ``path`` is. Raises VerifyError, naming all that is off, if it is not as expected."""
    try:
        report = inspect(path, expected)
    except InputError as error:
        raise VerifyError(f"The finished file cannot be played: {error}") from error
    if report.faults:
        raise VerifyError(f'"{path}" is not as planned: {"; ".join(fault.what for fault in report.faults)}.')
    return report


def _shape_faults(
    expected: Expectation, frames: int, slack: int, rate: int, channels: int
) -> Iterator[Fault]:
    if rate != expected.rate:
        yield Fault("rate", f"its rate is {rate} Hz instead of {expected.rate}")
    if expected.channels not in {None, channels}:
        yield Fault("channels", f"it has {channels} channels instead of {expected.channels}")
    rounding = 0 if rate == RATE else RESAMPLED_SLACK
    if not -rounding <= frames - expected.frames <= slack + rounding:
        off = to_seconds(frames - expected.frames)
        yield Fault(
            "length",
            f"it lasts {clock(frames, tenths=True)}, {off:+.4f} s off the {clock(expected.frames)} planned",
        )


def level_faults(expected: Expectation, lufs: float, peak: float) -> Iterator[Fault]:
    """Yield what is off with the loudness (LUFS) and the true peak (dBTP) of a file."""
    if expected.lufs is not None and not expected.lufs[0] <= lufs <= expected.lufs[1]:
        low, high = expected.lufs
        yield Fault("loudness", f"its loudness is {lufs:.2f} LUFS, outside {low:.2f} to {high:.2f}")
    if expected.peak is not None and peak > expected.peak:
        yield Fault("peak", f"its true peak is {peak:.2f} dBTP, above {expected.peak:.2f}")


def _chapter_faults(expected: Expectation, found: tuple[Mark, ...]) -> Iterator[Fault]:
    if expected.chapters is None:
        return
    if len(found) != len(expected.chapters):
        yield Fault("chapter", f"it has {len(found)} chapters instead of {len(expected.chapters)}")
        return
    titles = expected.titles or tuple(mark.title for mark in found)
    for number, (mark, start, title) in enumerate(zip(found, expected.chapters, titles, strict=True), 1):
        if abs(mark.start - start) > CHAPTER_SLACK:
            found_at, planned = to_seconds(mark.start), to_seconds(start)
            what = f"chapter {number} starts at {found_at:.3f} s instead of {planned:.3f} s"
            yield Fault("chapter", what, start, title)
        if mark.title != plain(title):
            what = f'chapter {number} at {clock(start)} is called "{mark.title}" instead of "{plain(title)}"'
            yield Fault("chapter", what, start, title)


def loudness_range(lufs: float, *, bed: bool) -> tuple[float, float]:
    """Return least and most integrated loudness of a file that was mixed to ``lufs``, in LUFS."""
    return lufs - (BED_SLACK if bed else LOUDNESS_SLACK), lufs + LOUDNESS_SLACK


__all__ = [
    "MP4_SLACK",
    "Expectation",
    "Report",
    "inspect",
    "judged",
    "level_faults",
    "loudness_range",
    "verify",
]
