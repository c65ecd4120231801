"""True peaks: how high the curve goes between the samples.

Four points a sample are computed by a windowed sinc, and only where a sample comes near the level
that matters: elsewhere the curve cannot reach it.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

REACH = 12
"""Samples on either side of a point that decide its height."""

NEAR = 0.63
"""A curve may pass the samples on both its sides by this factor (4 dB), not by more in any
sound that is worth hearing: samples below this part of a level are not looked at."""


@functools.cache
def _taps() -> NDArray[np.float32]:
    """Return the filter, shape (2 * REACH, 3): one column for each quarter between two samples."""
    place = np.arange(1 - REACH, REACH + 1)[:, None] - np.array([0.25, 0.5, 0.75])
    window = np.i0(7.0 * np.sqrt(np.maximum(0.0, 1.0 - (place / REACH) ** 2)))
    taps = np.sinc(place) * window
    return np.asarray(taps / taps.sum(axis=0), np.float32)


def peaks_near(x: NDArray[np.float32], level: float) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
    """Return where one channel comes near ``level``, and how high the curve is there.

    ``x`` has the shape (frames,). The first array holds frames, ascending; the second the highest
    absolute value from that frame to the next. Nothing is said about the outermost ``REACH`` frames.
    """
    sample = np.abs(x[REACH - 1 : len(x) - REACH + 1])
    loud = sample > level * NEAR
    where = np.flatnonzero(loud[:-1] | loud[1:]) + (REACH - 1)
    height = np.maximum(np.abs(x[where]), np.abs(x[where + 1]))
    # Between samples that go steadily up or down there is nothing higher than they are.
    slopes = [x[where + step + 1] > x[where + step] for step in (-1, 0, 1)]
    bent = np.flatnonzero((slopes[0] != slopes[1]) | (slopes[1] != slopes[2]))
    windows = x[where[bent, None] + np.arange(1 - REACH, REACH + 1)]
    between = np.abs(np.einsum("ij,jk->ik", windows, _taps()))
    height[bent] = np.maximum(height[bent], between.max(axis=1, initial=0.0))
    return where, height


__all__ = ["NEAR", "REACH", "peaks_near"]
