"""How loud a programme is: BS.1770-4, measured as it streams by.

The sound is cut into cells of 100 ms; four neighbours make a gating block. The weighted mean square
of a cell is read off its spectrum (Parseval), so no filtered sound is ever made: against the filter
itself that differs by a few thousandths of a decibel. Silence costs nothing, and of the true peak
only what may be higher than everything before is computed.
"""

from __future__ import annotations

import functools
from array import array
from typing import TYPE_CHECKING

import numpy as np

from coach.sound.block import Block, distinct, is_silence, silence
from coach.sound.peak import NEAR, REACH, peaks_near
from coach.speech.level import block_loudness, k_weight, to_lufs
from coach.units import Decibels, to_decibels

if TYPE_CHECKING:
    from numpy.typing import NDArray

CELL = 4_800
"""Frames from one gating block to the next: 100 ms."""

BLOCK_CELLS = 4
"""Cells in a gating block of 400 ms."""

_AT_ONCE = 8
"""Cells transformed at a time: so many stay in the processor's cache, and take half the time of thirty."""

_EDGE = 2 * REACH
"""Frames kept from before, for peaks on the border of two blocks."""


def gating_blocks(cells: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the mean square of every 400 ms, each 100 ms later, from that of every 100 ms."""
    if len(cells) < BLOCK_CELLS:
        return np.zeros(0)
    return np.asarray(np.lib.stride_tricks.sliding_window_view(cells, BLOCK_CELLS).mean(axis=1))


@functools.cache
def _weights() -> NDArray[np.float32]:
    """Return what the square of each part of a cell's spectrum adds to its K-weighted mean square.

    The parts are real and imaginary by turns.
    """
    impulse = np.zeros(CELL, np.float32)
    impulse[0] = 1.0
    power = np.abs(np.fft.rfft(k_weight(impulse))) ** 2
    power[1:-1] *= 2.0
    return np.repeat(power / CELL**2, 2).astype(np.float32)


class Meter:
    """Listens to blocks in order and knows their loudness so far; it keeps eight bytes per 100 ms."""

    def __init__(self, channels: int) -> None:
        self._channels = channels
        self._cells = array("d")
        self._edge: Block = silence(channels, _EDGE)
        self._rest: Block = silence(channels, 0)
        self._peak = 0.0

    def feed(self, block: Block) -> None:
        """Take the next frames, shape (channels, frames); any number of them."""
        parts = (self._edge, self._rest, block)
        if all(is_silence(part) for part in parts):
            cells, rest = divmod(self._rest.shape[1] + block.shape[1], CELL)
            self._cells.extend([0.0] * cells)
            self._rest = silence(self._channels, rest)
            return
        count = max(len(distinct(part)) for part in parts if part.size)
        sound = np.concatenate([part[:count] for part in parts], axis=1)
        whole = (sound.shape[1] - _EDGE) // CELL * CELL
        self._rest = self._share(sound[:, _EDGE + whole :])
        if whole:
            self._edge = self._share(sound[:, whole : whole + _EDGE])
            self._climb(sound[:, : whole + _EDGE])
            self._weigh(sound[:, _EDGE : whole + _EDGE])

    def integrated(self) -> float:
        """Return the loudness of everything so far in LUFS; -inf for silence or less than 400 ms."""
        return block_loudness(gating_blocks(self.cells()))

    def cells(self) -> NDArray[np.float64]:
        """Return the K-weighted mean square of all channels together of every whole 100 ms so far."""
        return np.array(self._cells)

    def momentary(self) -> float:
        """Return the loudest 400 ms so far in LUFS; -inf for silence or less than 400 ms."""
        return to_lufs(float(gating_blocks(self.cells()).max(initial=0.0)))

    def true_peak(self) -> Decibels:
        """Return the highest point of the curve so far in dBTP; -inf for silence."""
        self._climb(np.concatenate([self._edge, self._rest, silence(self._channels, _EDGE)], axis=1))
        return to_decibels(self._peak)

    def _share(self, rows: Block) -> Block:
        """Return a copy of ``rows`` as all channels; silence becomes free silence."""
        if not rows.any():
            return silence(self._channels, rows.shape[1])
        return np.broadcast_to(rows.copy(), (self._channels, rows.shape[1]))

    def _weigh(self, sound: Block) -> None:
        """Append the cells of ``sound``."""
        total = np.zeros(sound.shape[1] // CELL)
        for row in sound:
            cells = row.reshape(-1, CELL)
            active = np.flatnonzero(cells.any(axis=1))
            for first in range(0, len(active), _AT_ONCE):
                some = active[first : first + _AT_ONCE]
                parts = np.fft.rfft(cells[some], axis=1).view(np.float32)
                parts *= parts
                total[some] += parts @ _weights()
        self._cells.extend(total * (self._channels / len(sound)))

    def _climb(self, sound: Block) -> None:
        """Raise the peak to the highest point of ``sound``; its last ``REACH`` frames wait for the next."""
        highest = [max(float(row.max()), -float(row.min())) for row in sound]
        self._peak = max(self._peak, *highest)
        for row, height in zip(sound, highest, strict=True):
            if height > self._peak * NEAR:
                self._peak = max(self._peak, float(peaks_near(row, self._peak)[1].max(initial=0.0)))


__all__ = ["BLOCK_CELLS", "CELL", "Meter", "gating_blocks"]
