"""A sample of an ambience: some seconds of it at a level to listen to, faded at both ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from coach.sound.block import GRID
from coach.units import to_gain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.sound.ambience import Ambience
    from coach.sound.block import Block

LEVEL_DB = -3.0
"""Against the loudness of every ambience: -23 LUFS, so that no peak of any is cut."""


def sample(source: Ambience, seconds: int, first: int = 0) -> Iterator[Block]:
    """Yield ``seconds`` of ``source`` from second ``first``; the first second rises, the last one sinks."""
    rise = (0.5 - 0.5 * np.cos(np.pi * np.arange(GRID) / GRID)).astype(np.float32)
    for index in range(seconds):
        block = source.second(first + index) * np.float32(to_gain(LEVEL_DB))
        if index == 0:
            block *= rise
        if index == seconds - 1:
            block *= rise[::-1]
        yield block


__all__ = ["sample"]
