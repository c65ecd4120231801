"""From one bed to another while a session is heard: both sound for a moment, the second ever more."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from coach.sound.ambience import CELLS
from coach.sound.block import GRID
from coach.sound.loudness import CELL
from coach.units import RATE, Frames

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from coach.sound.ambience import Ambience
    from coach.sound.bed import Bed
    from coach.sound.block import Block

CROSS = 4 * RATE
"""Frames in which one sound goes over into the other: 4 s, in which nothing is noticed as a joint."""


class Nothing:
    """The ambience that is none."""

    def second(self, index: int) -> Block:  # noqa: ARG002 - every second is the same
        """Return a second of silence, shape (2, GRID)."""
        return np.zeros((2, GRID), np.float32)

    def energy(self, first: int, seconds: int) -> NDArray[np.float64]:  # noqa: ARG002 - as above
        """Return no energy, for each 100 ms."""
        return np.zeros(seconds * CELLS)


NOTHING = Nothing()


@dataclass(frozen=True, slots=True, eq=False)
class Crossing:
    """One ambience up to a frame, another one from there on; of equal power in between."""

    before: Ambience
    after: Ambience
    at: int
    """Frame where the second one begins to be heard."""

    def second(self, index: int) -> Block:
        """Return second ``index`` of it, shape (2, GRID)."""
        first = index * GRID
        if first + GRID <= self.at:
            return self.before.second(index)
        if first >= self.at + CROSS:
            return self.after.second(index)
        falls, rises = self._shares(np.arange(first, first + GRID))
        sound = self.before.second(index) * falls.astype(np.float32)
        sound += self.after.second(index) * rises.astype(np.float32)
        return sound

    def energy(self, first: int, seconds: int) -> NDArray[np.float64]:
        """Return the K-weighted mean square of both channels together for each 100 ms."""
        middles = (np.arange(first * CELLS, (first + seconds) * CELLS) + 0.5) * CELL
        falls, rises = self._shares(middles)
        before, after = self.before.energy(first, seconds), self.after.energy(first, seconds)
        return np.asarray(before * falls**2 + after * rises**2)

    def _shares(self, frames: NDArray[np.floating] | NDArray[np.integer]) -> tuple[NDArray[np.float64], ...]:
        """Return the amplitude factors of both at ``frames``."""
        turn = np.clip((frames - self.at) / CROSS, 0, 1) * (np.pi / 2)
        return np.cos(turn), np.sin(turn)


def crossed(before: Bed | None, after: Bed | None, swap: Frames, *, heard: bool) -> Bed | None:
    """Return the bed that is ``before`` up to frame ``swap`` and ``after`` from there on.

    Where it is not ``heard`` at the moment, it is the sound of ``after`` throughout: whatever was
    interrupted may begin again before the swap.
    """
    joint = before.then(after, swap) if before and after else after or before
    if joint is None or not heard:
        return after and joint
    return replace(joint, source=_turned(_sound(before), _sound(after), swap + joint.shift))


def _turned(before: Ambience, after: Ambience, at: int) -> Ambience:
    """Return the sound that goes over from frame ``at`` on; one that goes there already just goes on."""
    last = before.after if isinstance(before, Crossing) else before
    return before if last is after else Crossing(before, after, at)


def _sound(bed: Bed | None) -> Ambience:
    return NOTHING if bed is None else bed.source


__all__ = ["CROSS", "NOTHING", "Crossing", "crossed"]
