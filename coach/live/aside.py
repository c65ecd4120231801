"""Asides: what is said while the plan's clock stands, as small scores of their own; and the tick."""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from coach.live.levels import SOFT
from coach.sound.curve import Curve
from coach.sound.ducking import UP, ducked
from coach.sound.score import Placed, Score
from coach.speech.clip import CLIP_LUFS, Clip
from coach.speech.level import block_energy, hop_energy, k_weight, to_lufs
from coach.units import RATE, Frames, to_frames, to_gain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coach.sound.bed import Bed

LEAD = to_frames(0.15)
"""Silence before the first word: a device that wakes up swallows none of it."""
GAP = to_frames(0.7)
"""Silence after each line."""
RING = to_frames(1.0)
"""So soon after a chime the next line may begin; the rest of the chime rings under it."""
TICK_BELOW_VOICE = 12.0
"""How far the loudest 400 ms of a tick stay below a levelled voice, in dB."""


@dataclass(frozen=True, slots=True)
class Aside:
    """Something to say or to ring, one after the other."""

    clips: tuple[Clip, ...]
    words: str = ""
    """The words, for the screen."""
    soft: bool = False
    told: tuple[bool, ...] = ()
    """By clip, whether the receiver hears it too on a speaker of their own; empty for none."""

    @property
    def frames(self) -> Frames:
        """Return how long it takes."""
        return self.score(1.0, 1).frames

    def score(self, gain: float, channels: int) -> Score:
        """Return the sound of it at the level of a session; ``gain`` is an amplitude factor."""
        level = to_gain(SOFT) if self.soft else 1.0
        placed: list[Placed] = []
        at, end = LEAD, GAP
        for clip in self.clips:
            placed.append(Placed(at, clip.frames, functools.partial(_same, clip), level))
            rings = clip.key.startswith("chime:")
            end = Frames(at + clip.frames + (0 if rings else GAP))
            at = Frames(at + (min(clip.frames, RING) if rings else clip.spoken + GAP))
        return Score(end, channels, tuple(placed), gain, CLIP_LUFS)


WAIT = to_frames(1_800.0)
"""So long a bed sounds where a session waits, before it is begun again."""


def over(bed: Bed | None, score: Score, at: int) -> Score:
    """Return ``score`` with ``bed`` under it as it is at frame ``at`` of the plan, with room for words."""
    if bed is None:
        return score
    still = float(bed.curve.at(np.array([at + UP], np.float64))[0])
    room = ducked([(placed.start, placed.end) for placed in score.placed])
    curve = Curve(room.frames, np.minimum(still, room.decibels))
    return replace(score, bed=replace(bed, curve=curve, shift=bed.shift + at))


def waiting(gain: float, channels: int) -> Score:
    """Return nothing, for a long while: what a bed lies under where a session waits."""
    return Score(WAIT, channels, (), gain, CLIP_LUFS)


def ticked(score: Score, frame: int) -> Score:
    """Return ``score`` with a tick at ``frame``."""
    clip = tick()
    placed = Placed(Frames(frame), clip.frames, tick)
    row = sorted((*score.placed, placed), key=lambda each: each.start)
    return replace(score, placed=tuple(row))


def ticking(gain: float, channels: int) -> Score:
    """Return a tick by itself."""
    clip = tick()
    return Score(clip.frames, channels, (Placed(Frames(0), clip.frames, tick),), gain, CLIP_LUFS)


@functools.cache
def tick() -> Clip:
    """Return the sound that says "heard": a small wooden knock, 60 ms, computed, well below the voice."""
    time = np.arange(round(0.06 * RATE)) / RATE
    rise = 1 - np.exp(-time / 0.001)
    sound = np.zeros(len(time))
    for pitch, level, decay in ((620.0, 1.0, 0.012), (1_655.0, 0.5, 0.006), (2_950.0, 0.2, 0.003)):
        sound += level * np.sin(2 * np.pi * pitch * time) * np.exp(-time / decay) * rise
    sound *= 0.5 + 0.5 * np.cos(np.pi * time / time[-1])
    padded = np.zeros(round(0.4 * RATE), np.float32)
    padded[: len(sound)] = sound
    loudest = to_lufs(float(block_energy(hop_energy(k_weight(padded))).max()))
    level = to_gain(round(CLIP_LUFS - TICK_BELOW_VOICE - loudest, 4))
    pcm = np.rint(sound * level * 32_768).astype(np.int16)
    return Clip(pcm, hop_energy(k_weight(pcm * np.float32(1 / 32_768))), "tick")


def words_of(texts: Iterable[str]) -> str:
    """Return lines as they are shown."""
    return " ".join(text for text in texts if text)


def _same(clip: Clip) -> Clip:
    return clip


__all__ = ["Aside", "over", "tick", "ticked", "ticking", "waiting", "words_of"]
