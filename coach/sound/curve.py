"""A level over a session: points, and straight lines between them; known at any frame without the rest."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


Floats = TypeVar("Floats", bound=np.floating)


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """A level in dB; before the first point and after the last it stays as it is there."""

    frames: NDArray[np.float64]
    """Frames of the points, ascending, shape (points,)."""
    decibels: NDArray[np.float64]
    """Level at each of them, shape (points,)."""

    def at(self, frames: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the level in dB at ``frames``, same shape."""
        return np.interp(frames, self.frames, self.decibels)

    def __add__(self, other: Curve) -> Curve:
        """Return both on top of each other."""
        frames = np.union1d(self.frames, other.frames)
        return Curve(frames, self.at(frames) + other.at(frames))

    def then(self, other: Curve, swap: int, glide: int) -> Curve:
        """Return this curve up to frame ``swap``, and then ``other``, after ``glide`` frames between them."""
        arrives = swap + glide
        edges = np.array([swap, arrives], np.float64)
        levels = np.array([self.at(edges[:1])[0], other.at(edges[1:])[0]])
        early, late = self.frames < swap, other.frames > arrives
        return Curve(
            np.concatenate([self.frames[early], edges, other.frames[late]]),
            np.concatenate([self.decibels[early], levels, other.decibels[late]]),
        )


def curve(points: Iterable[tuple[float, float]]) -> Curve:
    """Return the curve through ``points`` (frame, dB), which ascend; level 0 if there is none."""
    rows = np.array([*points] or [(0.0, 0.0)], np.float64)
    return Curve(rows[:, 0], rows[:, 1])


def ramped(levels: NDArray[Floats], step: int) -> NDArray[Floats]:
    """Return a level for every frame from those at every ``step`` frames, straight in between.

    ``levels`` has the shape (steps + 1,); the result (steps * step,), or (1,) if they are all the same.
    """
    if levels.max() == levels.min():
        return levels[:1]
    part = np.arange(step, dtype=levels.dtype) / levels.dtype.type(step)
    rise: NDArray[Floats] = np.diff(levels)
    return np.asarray(levels[:-1, None] + rise[:, None] * part).reshape(-1)


__all__ = ["Curve", "curve", "ramped"]
