"""Whether a result can be what was asked for: it sounds, and its length fits the text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.errors import VoiceError
from coach.speech.clean import words
from coach.units import RATE

if TYPE_CHECKING:
    from coach.speech.clip import Clip

SHORTEST = 0.4
"""A clip is at least this many times as long as its words take at the pace asked for, less ``SLACK``."""

LONGEST = 3.0
"""And at most this many times, plus ``SLACK``."""

SLACK = (0.4, 3.0)
"""For very short texts, for numbers (one word in writing, many in speech) and pauses, in seconds."""

LOOSE = (0.1, 4.0, 15.0)
"""For recordings, which people make at their own pace: shortest, longest, slack in seconds."""

FAINTEST = -60.0
"""A clip whose loudest 10 ms stay below this, in dB, is silence."""


def bounds(text: str, pace: int, *, loose: bool = False) -> tuple[int, int]:
    """Return the fewest and the most frames at 48 kHz that ``text`` can take."""
    count = max(words(text), len(text) / 15)
    expected = count * 60 / pace
    low = words(text) * 60 / pace
    if loose:
        return int(low * LOOSE[0] * RATE), int((expected * LOOSE[1] + LOOSE[2]) * RATE)
    return max(0, int((low * SHORTEST - SLACK[0]) * RATE)), int((expected * LONGEST + SLACK[1]) * RATE)


def accept(clip: Clip, low: int, high: int) -> None:
    """Raise VoiceError, saying what is wrong, unless ``clip`` sounds and has between low and high frames."""
    if not clip.frames or not len(clip.energy) or float(clip.energy.max()) < 10 ** (FAINTEST / 10):
        raise VoiceError("nothing can be heard in what the engine returned")
    if clip.frames < low:
        raise VoiceError(f"what the engine returned is too short ({clip.frames / RATE:.2f} s)")
    if clip.frames > high:
        raise VoiceError(f"what the engine returned is too long ({clip.frames / RATE:.1f} s)")
