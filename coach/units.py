"""What a number means: one rate, whole frames inside, and one place where seconds end.

All times between planning and the file are frames (``int``) at 48 000 Hz. Seconds (``float``)
exist at the border only: in routine files, in the cue sheet, on the screen.
"""

from __future__ import annotations

import math
from typing import NewType

Seconds = NewType("Seconds", float)
"""A length or a point in time, in seconds."""

Frames = NewType("Frames", int)
"""A length or a point in time, in frames at ``RATE``."""

Decibels = NewType("Decibels", float)
"""A gain or a level, in dB; 0 dB is full scale where a level is meant."""

RATE = 48_000
"""The only sample rate inside, in Hz."""


def to_frames(seconds: float) -> Frames:
    """Return the whole number of frames nearest to ``seconds``; the only place where seconds end."""
    return Frames(round(seconds * RATE))


def to_seconds(frames: int) -> Seconds:
    """Return ``frames`` as seconds, exact to the frame."""
    return Seconds(frames / RATE)


def to_gain(level: float) -> float:
    """Return the amplitude factor for ``level`` in dB."""
    return float(10.0 ** (level / 20.0))


def to_decibels(gain: float) -> Decibels:
    """Return ``gain`` (an amplitude factor) in dB; -inf for silence."""
    return Decibels(20.0 * math.log10(gain) if gain > 0 else -math.inf)


def clock(frames: int, *, tenths: bool = False) -> str:
    """Return a point in time as people read it: ``14:05``, ``1:00:05`` or ``14:05.3``."""
    whole = round(to_seconds(frames) * (10 if tenths else 1))
    rest, fraction = divmod(whole, 10) if tenths else (whole, 0)
    minutes, seconds = divmod(rest, 60)
    hours, minutes = divmod(minutes, 60)
    text = f"{hours}:{minutes:02d}:{seconds:02d}" if hours else f"{minutes}:{seconds:02d}"
    return f"{text}.{fraction}" if tenths else text
