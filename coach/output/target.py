"""What a track is mastered for: how loud it is, how high its peaks may go, and the rules of the place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from coach.check.verify import TRUE_PEAK
from coach.sound.score import TARGET_LUFS
from coach.units import RATE, Decibels


@dataclass(frozen=True, slots=True)
class Target:
    """A name for a loudness."""

    name: str
    lufs: Mapping[int, float]
    """Integrated loudness by channels; the same voice in both channels is 3 dB more."""
    peak: Decibels = TRUE_PEAK
    """Highest true peak of the decoded file, in dBTP."""
    rate: int = RATE
    """In Hz."""


ACX_PEAK = Decibels(-3.0)
ACX_RATE = 44_100

PODCAST = Target("podcast", TARGET_LUFS)

TARGETS = {
    "podcast": PODCAST,
    "quiet": Target("quiet", {1: -26.0, 2: -23.0}),
    # Its loudness is judged by RMS, file by file: this is only where the search for it begins.
    "acx": Target("acx", {1: -19.0, 2: -16.0}, ACX_PEAK, ACX_RATE),
}

__all__ = ["PODCAST", "TARGETS", "Target"]
