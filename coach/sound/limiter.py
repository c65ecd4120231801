"""The limiter: no true peak above the ceiling, and not a bit changed where there is none.

It has no state. The gain at a frame is a closed form of the sound within ``CONTEXT`` frames of it:
the least gain that any peak within half of that asks for, smoothed by a window of the same length.
So it is the same from wherever the rendering began.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from coach.sound.block import Block, distinct, is_silence, spread
from coach.sound.curve import ramped
from coach.sound.peak import NEAR, peaks_near
from coach.units import to_gain

if TYPE_CHECKING:
    from numpy.typing import NDArray

CEILING_DB = -1.0
"""Highest true peak that leaves the limiter, in dBTP, live and in files without loss: the same samples."""

STEP = 16
"""Frames from one value of the gain to the next; in between it runs straight."""

_SPAN = 24
"""Three running means over twice this and one values make a window that is smooth like a Hann."""

_HOLD = 3 * _SPAN + 1
"""Steps for which a peak's gain is held on either side, so that no smoothing can miss it: 24 ms."""

CONTEXT = (2 * _HOLD - 1) * STEP
"""Frames on either side that decide the gain at a frame: 48 ms."""

_MARGIN = 0.985
"""Part of the ceiling that is aimed at: between four points a sample the curve may still rise a little."""


def limit(before: Block, block: Block, after: Block, ceiling_db: float = CEILING_DB) -> Block:
    """Return ``block`` with no true peak above ``ceiling_db`` (dBTP), given its two neighbours.

    Each has the shape (channels, frames), frames being a multiple of ``STEP``; the neighbours have
    at least ``CONTEXT`` of them. All channels get the same gain. Where nothing comes near the
    ceiling, ``block`` itself comes back.
    """
    if is_silence(block):
        return block
    channels = len(block)
    ceiling = to_gain(ceiling_db) * _MARGIN
    rows = max((distinct(part) for part in (before, block, after)), key=len)
    count = len(rows)
    head, tail = before[:count, -CONTEXT:], after[:count, :CONTEXT]
    core = block[:count]
    if not any(_reaches(part, ceiling * NEAR) for part in (core, head, tail)):
        return block
    gain = _gain(np.concatenate([head, core, tail], axis=1), ceiling)
    if gain is None:
        return block
    limited = core * gain
    return spread(limited, channels) if count < channels else limited


def _reaches(part: Block, level: float) -> bool:
    """Say whether a sample of ``part`` is above ``level``."""
    if is_silence(part) or not part.size:
        return False
    return max(float(part.max()), -float(part.min())) > level


def _gain(sound: Block, ceiling: float) -> Block | None:
    """Return the gain of all but the outermost ``CONTEXT`` frames, as ``ramped`` does; None if it is 1."""
    needed = np.ones(sound.shape[1] // STEP)
    for row in sound:
        where, height = peaks_near(row, ceiling)
        over = height > ceiling
        wanted = ceiling / height[over].astype(np.float64)
        # A peak between two samples asks for the gain of both.
        for edge in (0, 1):
            np.minimum.at(needed, (where[over] + edge) // STEP, wanted)
    if not (needed < 1).any():
        return None
    # Value i of ``lowered`` lies on the border before step i + _HOLD, then i + CONTEXT / STEP.
    lowered = 1.0 - _least(needed, 2 * _HOLD)
    for _ in range(3):
        total = np.concatenate([[0.0], np.cumsum(lowered)])
        lowered = (total[2 * _SPAN + 1 :] - total[: -2 * _SPAN - 1]) / (2 * _SPAN + 1)
    return ramped(1.0 - lowered, STEP).astype(np.float32)


def _least(values: NDArray[np.float64], width: int) -> NDArray[np.float64]:
    """Return the least of every ``width`` neighbours."""
    done = 1
    while done < width:
        step = min(done, width - done)
        values = np.minimum(values[:-step], values[step:])
        done += step
    return values


__all__ = ["CEILING_DB", "CONTEXT", "limit"]
