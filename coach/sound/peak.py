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
    loud = np.abs(x[REACH - 1 : len(x) - REACH + 1]) > level * NEAR
    where = np.flatnonzero(loud[:-1] | loud[1:]) + (REACH - 1)
    taps = _taps()
    between = np.zeros((len(where), 3), np.float32)
    for column in range(2 * REACH):
        between += x[where + (column + 1 - REACH)][:, None] * taps[column]
    height = np.maximum(np.abs(between).max(axis=1, initial=0.0), np.abs(x[where]))
    return where, np.maximum(height, np.abs(x[where + 1]))


__all__ = ["NEAR", "REACH", "peaks_near"]
