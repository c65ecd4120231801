"""The bed of a session: an ambience at its level, with its curve, on the session's own frames."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from coach.sound.block import GRID
from coach.sound.curve import Curve, ramped
from coach.sound.loudness import CELL
from coach.units import RATE, Decibels, Frames, to_gain

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from coach.sound.ambience import Ambience
    from coach.sound.block import Block

AGAINST_VOICE_DB = -18.0
"""How loud a bed is against the voice unless something else is asked for, in dB."""

STEP = 480
"""Frames from one value of the curve to the next; in between the gain runs straight: 10 ms."""

GLIDE = 28_800
"""In so many frames the curve of one plan goes over to that of another: 0.6 s."""


@dataclass(frozen=True, slots=True, eq=False)
class Bed:
    """What sounds under everything else."""

    source: Ambience
    level: Decibels
    """Against the voice."""
    curve: Curve
    """What is added to the level over the session."""
    shift: int = 0
    """Frame of the ambience that is heard at frame 0 of the session."""

    def second(self, index: int, channels: int) -> Block:
        """Return second ``index`` of the session, shape (channels, GRID), ``channels`` being 1 or 2.

        In one channel it is as loud against the voice as in two.
        """
        sound = self._sound(index)
        if channels == 1:
            sound = (sound[:1] + sound[1:]) * np.float32(math.sqrt(0.5))
        sound *= self._gain(index)
        return sound

    def energy(self, seconds: int) -> NDArray[np.float64]:
        """Return the K-weighted mean square of both channels together for each 100 ms of the session."""
        first, rest = divmod(self.shift, GRID)
        cells = self.source.energy(first, seconds + (1 if rest else 0))[rest // CELL :]
        cells = cells[: seconds * RATE // CELL]
        middles = np.asarray((np.arange(len(cells)) + 0.5) * CELL, np.float64)
        return np.asarray(cells * 10 ** ((self.level + self.curve.at(middles)) / 10))

    def louder(self, decibels: float) -> Bed:
        """Return the same bed, so much louder."""
        return replace(self, level=Decibels(self.level + decibels))

    def then(self, other: Bed, swap: Frames) -> Bed:
        """Return ``other`` as it goes on from this one at frame ``swap``."""
        grid = -(-swap // STEP) * STEP  # up to here not a sample differs
        return replace(other, curve=self.curve.then(other.curve, grid, GLIDE))

    def _sound(self, index: int) -> Block:
        first, rest = divmod(index * GRID + self.shift, GRID)
        sound = self.source.second(first)
        if rest:
            sound = np.concatenate([sound[:, rest:], self.source.second(first + 1)[:, :rest]], axis=1)
        return sound

    def _gain(self, index: int) -> NDArray[np.float32]:
        """Return the gain of every frame of second ``index``, shape (GRID,), or (1,) if it is one."""
        points = np.asarray(index * GRID + np.arange(GRID // STEP + 1) * STEP, np.float64)
        values = to_gain(self.level) * 10 ** (self.curve.at(points) / 20)
        return ramped(values.astype(np.float32), STEP)


__all__ = ["AGAINST_VOICE_DB", "Bed"]
