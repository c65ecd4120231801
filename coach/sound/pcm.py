"""From the bus to what files and speakers take: 16-bit samples, channel beside channel."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import numpy as np

from coach.sound.block import Block, distinct, is_silence

if TYPE_CHECKING:
    from numpy.typing import NDArray

FULL_SCALE = 32_768
"""An int16 sample of this size would be 1.0 on the bus."""


@functools.lru_cache(maxsize=8)
def _silence(frames: int, channels: int) -> NDArray[np.int16]:
    zeros = np.zeros((frames, channels), np.int16)
    zeros.setflags(write=False)
    return zeros


def to_int16(block: Block) -> NDArray[np.int16]:
    """Return ``block`` rounded to int16, contiguous, shape (frames, channels): its bytes are interleaved.

    Rounds to the nearest, cuts what is past full scale. Silence is shared memory: read it only.
    """
    channels, frames = block.shape
    if is_silence(block):
        return _silence(frames, channels)
    rows = distinct(block)
    scaled = rows * np.float32(FULL_SCALE)
    np.rint(scaled, out=scaled)
    if scaled.size and (scaled.max() > FULL_SCALE - 1 or scaled.min() < -FULL_SCALE):
        np.clip(scaled, -FULL_SCALE, FULL_SCALE - 1, out=scaled)
    whole = scaled.astype(np.int16)
    out = np.empty((frames, channels), np.int16)
    for channel in range(channels):
        out[:, channel] = whole[min(channel, len(whole) - 1)]
    return out


__all__ = ["FULL_SCALE", "to_int16"]
