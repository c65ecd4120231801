"""How loud a file is from moment to moment: energy and highest sample of every 10 ms, as it streams by."""

from __future__ import annotations

from array import array
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from coach.sound.block import distinct, is_silence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from coach.sound.block import Block

HOP = 480
"""Frames in 10 ms."""

NOTHING = -120.0
"""Level of silence, in dB."""


def decibels(energy: NDArray[np.float32] | np.floating) -> NDArray[np.float32]:
    """Return mean squares as levels, in dB."""
    return np.asarray(10 * np.log10(np.maximum(energy, np.float32(10 ** (NOTHING / 10)))), np.float32)


def widened(mask: NDArray[np.bool_], by: int) -> NDArray[np.bool_]:
    """Return ``mask`` with ``by`` more hops on either side of all that is true."""
    wide = mask.copy()
    for step in range(1, by + 1):
        wide[step:] |= mask[:-step]
        wide[:-step] |= mask[step:]
    return wide


def runs(mask: NDArray[np.bool_], least: int) -> Iterator[tuple[int, int]]:
    """Yield first hop and hop after the last of every run that is ``least`` hops long or more."""
    edges = [0, *(np.flatnonzero(mask[1:] != mask[:-1]) + 1), len(mask)]
    yield from ((int(low), int(high)) for low, high in pairwise(edges) if high - low >= least and mask[low])


class Envelope:
    """Listens to blocks in order; it keeps eight bytes for every 10 ms."""

    def __init__(self) -> None:
        self._energy = array("f")
        self._peak = array("f")
        self._rest = np.zeros((1, 0), np.float32)

    def feed(self, block: Block, gain: float = 1.0) -> None:
        """Take the next frames, shape (channels, frames); their energy is told without ``gain``."""
        if is_silence(block) and not self._rest.any():
            hops, rest = divmod(self._rest.shape[1] + block.shape[1], HOP)
            self._append(np.zeros(hops, np.float32), np.zeros(hops, np.float32))
            self._rest = np.zeros((1, rest), np.float32)
            return
        rows = distinct(block)
        if len(self._rest) > len(rows):
            rows = np.broadcast_to(rows, (len(self._rest), rows.shape[1]))
        rest = np.broadcast_to(self._rest, (len(rows), self._rest.shape[1]))
        missing = HOP - rest.shape[1]
        if rest.shape[1]:
            self._take(np.concatenate([rest, rows[:, :missing]], axis=1), gain)
            rows = rows[:, missing:]
        if rows.shape[1]:
            self._take(rows, gain)

    def energy(self) -> NDArray[np.float32]:
        """Return the mean square of every whole 10 ms so far (full scale = 1), shape (hops,)."""
        return np.frombuffer(self._energy, np.float32).copy()

    def peak(self) -> NDArray[np.float32]:
        """Return the highest absolute sample of every whole 10 ms so far, shape (hops,)."""
        return np.frombuffer(self._peak, np.float32).copy()

    def _take(self, sound: NDArray[np.float32], gain: float) -> None:
        hops = sound.shape[1] // HOP
        self._rest = sound[:, hops * HOP :].copy()
        cells = sound[:, : hops * HOP].reshape(len(sound), hops, HOP)
        energy = np.einsum("cij,cij->i", cells, cells) / np.float32(HOP * len(sound) * gain * gain)
        peak = np.maximum(cells.max(axis=2), -cells.min(axis=2)).max(axis=0)
        self._append(energy, peak)

    def _append(self, energy: NDArray[np.float32], peak: NDArray[np.float32]) -> None:
        self._energy.frombytes(energy.astype(np.float32).tobytes())
        self._peak.frombytes(peak.astype(np.float32).tobytes())


__all__ = ["HOP", "NOTHING", "Envelope", "decibels", "runs", "widened"]
