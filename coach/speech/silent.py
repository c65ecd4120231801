"""The quiet twin of every voice: exactly 130 words a minute of silence, without an engine.

A plan made with it is the same on every machine; nothing is imported, spoken or stored for it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from coach.speech.casting import Casting
from coach.speech.clean import words
from coach.speech.voice import Settings, Speech
from coach.units import RATE, Frames

if TYPE_CHECKING:
    from coach.plan.timeline import Line  # it brings the models with it: a worker has no use for them

PACE = 130
"""Words a minute."""


def silent_frames(text: str) -> Frames:
    """Return the length of ``text`` in frames, at 130 words a minute."""
    return Frames(round(words(text) * 60 * RATE / PACE))


def silent_measure(lines: Collection[Line]) -> Mapping[Line, Frames]:
    """Return the length of each line as the silent voice speaks it; a ``Measure`` that costs nothing."""
    return {line: silent_frames(line.text) for line in lines}


class SilentVoice:
    """Speaks silence of the right length, to the frame."""

    name = "silent"
    version = "1"
    languages = ("*",)
    deterministic = True
    max_chars = 100_000

    def speak(self, text: str, settings: Settings) -> Speech:  # noqa: ARG002 (the contract has settings)
        """Return silence as long as ``text`` at 130 words a minute, at 48 kHz."""
        import numpy as np

        return Speech(np.zeros(silent_frames(text), np.int16), RATE)


def cast(argument: str) -> Casting:  # noqa: ARG001 (there is one silence only)
    """Describe the silent voice."""
    voice = SilentVoice
    return Casting(
        name=voice.name,
        argument="",
        version=voice.version,
        languages=voice.languages,
        deterministic=voice.deterministic,
        max_chars=voice.max_chars,
        length=silent_frames,
    )


def load(argument: str) -> SilentVoice:  # noqa: ARG001 (there is one silence only)
    """Return the silent voice."""
    return SilentVoice()
