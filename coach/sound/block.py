"""A block of sound, and the block of silence that costs nothing."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from coach.units import RATE

Block = NDArray[np.float32]
"""A stretch of sound: shape (channels, frames), float32, within -1 to 1, at 48 kHz. To be read only:
channels that are alike share their memory, and so does all silence."""

GRID = RATE
"""Frames from one rendered block to the next, counted from the first frame of the session: 1 s."""


def silence(channels: int, frames: int) -> Block:
    """Return silence of any length in the memory of one sample; read only."""
    return np.broadcast_to(np.float32(0), (channels, frames))


def is_silence(block: Block) -> bool:
    """Say whether ``block`` came from ``silence``, without looking at its samples."""
    return block.strides == (0, 0) and not (block.size and block[0, 0])


def spread(core: Block, channels: int) -> Block:
    """Return one channel as ``channels`` equal ones in the same memory; read only."""
    return np.broadcast_to(core, (channels, core.shape[1]))


def distinct(block: Block) -> Block:
    """Return the channels of ``block`` that differ: one row if all are the same memory."""
    return block[:1] if block.strides[0] == 0 else block
