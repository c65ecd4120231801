"""The contract of a voice: one screen, one method that matters.

An engine is one small file. It says a text and returns what it has; everything that voices share
(cleaning the text, the pronunciation table, deadlines, checking, trimming, levelling, resampling,
caching) is done once, outside.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Settings:
    """How to speak."""

    pace: int = 135
    """Words a minute, pauses included."""
    seed: int = 0
    """Fixes whatever the engine draws by chance."""
    locale: str = "en"
    """Language of the text."""
    cue: str = ""
    """Name of the cue, for voices that look it up; others do not read it."""


@dataclass(frozen=True, slots=True)
class Speech:
    """What an engine returns."""

    pcm: NDArray[np.int16]
    """Mono samples, shape (frames,)."""
    rate: int
    """Samples a second."""


class Voice(Protocol):
    """Somebody who can speak."""

    name: str
    """Engine and voice, such as ``hibari:heart``; part of the cache key and of the cue sheet."""
    version: str
    """Version of the engine and its data; part of the cache key."""
    languages: tuple[str, ...]
    """Locales it can speak."""
    deterministic: bool
    """Whether the same text and settings always give the same bytes."""
    max_chars: int
    """Longest text it can take at once."""

    def speak(self, text: str, settings: Settings) -> Speech:
        """Return ``text`` spoken, as mono int16 PCM with its rate in Hz; raise VoiceError."""
        ...
