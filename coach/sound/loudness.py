"""How loud a programme is: BS.1770-4, measured as it streams by.

The sound is cut into cells of 100 ms; four neighbours make a gating block. Silence costs nothing,
and of the true peak only what may be higher than everything before is computed.
"""

from __future__ import annotations

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

_CONTEXT = 1_152
"""Frames kept from before, for the filter to settle on: its memory is then below -80 dB. Together
with one second this fills the blocks of the filter exactly."""


def gating_blocks(cells: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the mean square of every 400 ms, each 100 ms later, from that of every 100 ms."""
    if len(cells) < BLOCK_CELLS:
        return np.zeros(0)
    return np.asarray(np.lib.stride_tricks.sliding_window_view(cells, BLOCK_CELLS).mean(axis=1))


class Meter:
    """Listens to blocks in order and knows their loudness so far; a few bytes per 100 ms."""

    def __init__(self, channels: int) -> None:
        self._channels = channels
        self._cells = array("d")
        self._context: Block = silence(channels, _CONTEXT)
        self._rest: Block = silence(channels, 0)
        self._peak = 0.0

    def feed(self, block: Block) -> None:
        """Take the next frames, shape (channels, frames); any number of them."""
        if is_silence(block) and is_silence(self._context) and not self._rest.shape[1]:
            whole = block.shape[1] // CELL
            self._cells.extend([0.0] * whole)
            self._rest = silence(self._channels, block.shape[1] - whole * CELL)
            return
        rows = max((distinct(part) for part in (self._context, self._rest, block) if part.size), key=len)
        count = len(rows)
        sound = np.concatenate([self._context[:count], self._rest[:count], block[:count]], axis=1)
        frames = (sound.shape[1] - _CONTEXT) // CELL * CELL
        self._rest = self._share(sound[:, _CONTEXT + frames :])
        if frames:
            sound = sound[:, : _CONTEXT + frames]
            self._weigh(sound)
            self._climb(sound)
            self._context = self._share(sound[:, -_CONTEXT:])

    def integrated(self) -> float:
        """Return the loudness of everything so far in LUFS; -inf for silence or less than 400 ms."""
        return block_loudness(gating_blocks(np.array(self._cells)))

    def momentary(self) -> float:
        """Return the loudest 400 ms so far in LUFS; -inf for silence or less than 400 ms."""
        return to_lufs(float(gating_blocks(np.array(self._cells)).max(initial=0.0)))

    def true_peak(self) -> Decibels:
        """Return the highest point of the curve so far in dBTP; -inf for silence."""
        count = max(len(distinct(part)) for part in (self._context, self._rest) if part.size)
        parts = [self._context[:count], self._rest[:count], silence(count, REACH)]
        self._climb(np.concatenate(parts, axis=1))
        return to_decibels(self._peak)

    def _share(self, rows: Block) -> Block:
        """Return a copy of ``rows`` with all channels again; silence becomes free silence."""
        if not rows.any():
            return silence(self._channels, rows.shape[1])
        return np.broadcast_to(rows.copy(), (self._channels, rows.shape[1]))

    def _weigh(self, sound: Block) -> None:
        """Append the cells of ``sound``, whose first ``_CONTEXT`` frames are known already."""
        cells = np.zeros((sound.shape[1] - _CONTEXT) // CELL)
        for row in sound:
            active = np.flatnonzero(row[_CONTEXT:].reshape(-1, CELL).any(axis=1))
            if row[:_CONTEXT].any():
                active = np.concatenate([[0], active])
            if not len(active):
                continue
            # One cell more, because the filter rings on after the last sample.
            first, stop = int(active[0]), min(int(active[-1]) + 2, len(cells))
            weighted = k_weight(row[first * CELL : _CONTEXT + stop * CELL])[_CONTEXT:].reshape(-1, CELL)
            cells[first:stop] += np.einsum("ij,ij->i", weighted, weighted, dtype=np.float64)
        self._cells.extend(cells * (self._channels / len(sound) / CELL))

    def _climb(self, sound: Block) -> None:
        """Raise the peak to the highest point of ``sound``; its last ``REACH`` frames wait for the next."""
        for row in sound[:, _CONTEXT - 2 * REACH :]:
            self._peak = max(self._peak, float(row.max()), -float(row.min()))
        for row in sound[:, _CONTEXT - 2 * REACH :]:
            if max(float(row.max()), -float(row.min())) > self._peak * NEAR:
                self._peak = max(self._peak, float(peaks_near(row, self._peak)[1].max(initial=0.0)))


def momentary(sound: NDArray[np.float32]) -> float:
    """Return the loudest 400 ms of mono ``sound`` (48 kHz, shape (frames,)) in LUFS."""
    meter = Meter(1)
    meter.feed(sound[None, :])
    return meter.momentary()


__all__ = ["BLOCK_CELLS", "CELL", "Meter", "gating_blocks", "momentary"]
