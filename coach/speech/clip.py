"""A clip: one sentence as sound, trimmed, levelled and at the one rate, ready for the mixer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coach.units import Frames

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

CLIP_LUFS = -23.0
"""Loudness every clip has when it enters the cache, in LUFS (mono); leaves room for any peak."""

NONE = Frames(0)

HOP = 480
"""Frames per entry of ``Clip.energy``: 10 ms."""


@dataclass(frozen=True, slots=True, eq=False)
class Clip:
    """One piece of sound; the same object from engine to mixer."""

    pcm: NDArray[np.int16]
    """Mono samples at 48 kHz, shape (frames,)."""
    energy: NDArray[np.float32]
    """K-weighted mean square per hop of 10 ms (full scale = 1), shape (ceil(frames / HOP),);
    any 400 ms block of BS.1770 is the mean of forty of them."""
    key: str
    """Hash that names it in the cache."""
    tail: Frames = NONE
    """Frames at the end in which nothing is said any more: a room rings on."""

    @property
    def frames(self) -> Frames:
        """Length in frames at 48 kHz."""
        return Frames(len(self.pcm))

    @property
    def spoken(self) -> Frames:
        """Length of what is said, in frames: what a plan leaves room for."""
        return Frames(self.frames - self.tail)
