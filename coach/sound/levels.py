"""How loud each word, chime and second of a bed will be, from the energies that clips carry with them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from coach.sound.ambience import CELLS
from coach.speech.level import LOUDNESS_OFFSET, loudness
from coach.units import RATE, Frames, to_decibels

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coach.plan.timeline import Line, Spoken, Timeline
    from coach.sound.score import Score
    from coach.speech.clip import Clip


SILENT = 1e-10
"""Mean square that stands for none: -100 dB."""


@dataclass(frozen=True, slots=True)
class Levels:
    """Levels of a session, in LUFS."""

    cues: tuple[tuple[Spoken, float], ...]
    """Each cue with its level, in time order."""
    chimes: tuple[tuple[str, float], ...]
    """Each chime by name with its level, in time order."""
    bed: tuple[float, ...]
    """Level of the bed's own sound in each second, before it makes room for words; empty without one."""


def levels(
    timeline: Timeline, score: Score, clips: Mapping[Line, Clip], chimes: Mapping[str, Clip]
) -> Levels:
    """Return the levels of ``timeline`` as ``score``, made of ``clips`` and ``chimes``, lets it be heard.

    The limiter is not allowed for: it takes the highest peaks and changes no loudness that anybody hears.
    """
    lowered = {placed.start: placed.gain for placed in score.placed}

    def level(clip: Clip, start: Frames) -> float:
        return loudness(clip.energy) + to_decibels(lowered[start] * score.gain)

    return Levels(
        tuple((cue, level(clips[cue.line], cue.start)) for cue in timeline.cues),
        tuple((strike.name, level(chimes[strike.name], strike.start)) for strike in timeline.chimes),
        _bed(score),
    )


def _bed(score: Score) -> tuple[float, ...]:
    """Return the level of the bed's own sound in each second; going down for words is no jump."""
    if score.bed is None:
        return ()
    seconds = score.frames // RATE
    energy = score.bed.source.energy(0, seconds).reshape(seconds, CELLS).mean(axis=1)
    loud = LOUDNESS_OFFSET + 10 * np.log10(np.maximum(energy, SILENT)) + score.bed.level
    return tuple(float(level) + to_decibels(score.gain) for level in loud)


__all__ = ["Levels", "levels"]
