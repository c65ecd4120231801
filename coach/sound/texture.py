"""What ambience is made of: noise and single sounds. Each can say any second of itself, and how loud it is.

A second depends on its own number and on a seed, on nothing before it. Noise is computed once, a few
seconds of it, and every second takes a piece from a place that is drawn by lot and goes over into the
next piece with equal power: so it is cheap, and no two minutes are alike.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from coach.sound.block import GRID
from coach.sound.curve import ramped
from coach.speech.level import k_weight
from coach.units import RATE

if TYPE_CHECKING:
    from coach.sound.block import Block

TABLE = 1 << 19
"""Frames of noise that are kept: 11 s."""

STEP = 2_400
"""Frames from one value of a level to the next; in between it runs straight: 50 ms."""

BLOCK = 30
"""Seconds whose levels are computed together."""

Envelope = Callable[[NDArray[np.float64]], NDArray[np.float64]]
"""Amplitude factor of left and right, shape (2, times), at times in seconds, shape (times,)."""

Shape = Callable[[NDArray[np.float64]], NDArray[np.float64]]
"""Amplitude of a noise by frequency in Hz."""

_MIX = (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB)
_WORD = (1 << 64) - 1


def dice(*keys: int) -> int:
    """Return 64 bits drawn by lot from ``keys``: always the same for the same ones."""
    state = 0
    for key in keys:
        state = (state + (key & _WORD) + _MIX[0]) & _WORD
        state = ((state ^ (state >> 30)) * _MIX[1]) & _WORD
        state = ((state ^ (state >> 27)) * _MIX[2]) & _WORD
        state ^= state >> 31
    return state


@functools.lru_cache(maxsize=1 << 14)
def lot(*keys: int) -> float:
    """Return a value of 0 to 1, by lot."""
    return dice(*keys) / 2.0**64


def drifts(
    rows: Sequence[tuple[int, ...]], times: NDArray[np.float64], periods: Sequence[float]
) -> NDArray[np.float64]:
    """Return curves between 0 and 1 that wander, each with a new aim every period, in seconds.

    ``rows`` are their keys, ``times`` ascend; the shape is (rows, times).
    """
    place = times / np.array(periods)[:, None]
    first = np.floor(place).astype(np.int64)
    part = 0.5 - 0.5 * np.cos(np.pi * (place - first))
    lowest = first[:, 0]
    width = int((first[:, -1] - lowest).max()) + 2
    aims = np.array(
        [[lot(*keys, low + n) for n in range(width)] for keys, low in zip(rows, lowest.tolist(), strict=True)]
    )
    index = first - lowest[:, None]
    before, after = np.take_along_axis(aims, index, 1), np.take_along_axis(aims, index + 1, 1)
    return np.asarray(before + (after - before) * part)


def times_of(index: int, seconds: int = 1) -> NDArray[np.float64]:
    """Return the times at which the level of so many seconds is known, their end included."""
    return np.asarray(index + np.arange(seconds * GRID // STEP + 1) * (STEP / RATE), np.float64)


class Layer(Protocol):
    """A part of an ambience."""

    def add(self, index: int, bus: Block) -> None:
        """Add second ``index`` to ``bus``, shape (2, GRID)."""
        ...

    def power(self, times: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the K-weighted mean square of both channels together at ``times`` in seconds."""
        ...


_PART = (np.arange(GRID) + 0.5) / GRID * (np.pi / 2)
_RISE, _FALL = np.sin(_PART).astype(np.float32), np.cos(_PART).astype(np.float32)


class Noise:
    """Noise of one colour, independent in both channels, with a level that may change."""

    def __init__(self, keys: tuple[int, ...], table: NDArray[np.float32], envelope: Envelope) -> None:
        """``table`` has the shape (TABLE,) and goes on at its end with its beginning."""
        self._keys = keys
        self._envelope = envelope
        self._table = np.concatenate([table, table[: 2 * GRID]])
        self._power = float(np.mean(np.square(k_weight(table), dtype=np.float64)))
        self._levels = functools.lru_cache(maxsize=16)(self._of_block)  # several render at once

    def _of_block(self, block: int) -> NDArray[np.float32]:
        """Return the levels of ``BLOCK`` seconds, shape (2, times); one by one they cost more than sound."""
        return self._envelope(times_of(block * BLOCK, BLOCK)).astype(np.float32)

    def add(self, index: int, bus: Block) -> None:
        """Add second ``index`` to ``bus``."""
        block, second = divmod(index, BLOCK)
        first = second * GRID // STEP
        levels = self._levels(block)[:, first : first + GRID // STEP + 1]
        for channel in range(2):
            new, old = (dice(*self._keys, channel, number) % TABLE for number in (index, index - 1))
            sound = self._table[new : new + GRID] * _RISE
            sound += self._table[old + GRID : old + 2 * GRID] * _FALL
            sound *= ramped(levels[channel], STEP)
            bus[channel] += sound

    def power(self, times: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the K-weighted mean square of both channels together."""
        return np.asarray(self._power * np.square(self._envelope(times)).sum(axis=0), np.float64)


def coloured(keys: tuple[int, ...], shape: Shape) -> NDArray[np.float32]:
    """Return noise with the colour ``shape`` and a mean square of 1, shape (TABLE,)."""
    rng = np.random.default_rng([key & _WORD for key in keys])
    lines = TABLE // 2 + 1
    spectrum = rng.standard_normal(2 * lines, np.float32).view(np.complex64)
    spectrum *= shape(np.asarray(np.arange(lines) * (RATE / TABLE), np.float64)).astype(np.float32)
    spectrum[0] = 0
    return _to_unit(np.fft.irfft(spectrum, TABLE).astype(np.float32))


def scattered(
    keys: tuple[int, ...], drops: tuple[NDArray[np.float32], ...], density: float, heavy: float
) -> NDArray[np.float32]:
    """Return ``drops`` strewn at random, ``density`` of each a second, with a mean square of 1.

    The larger ``heavy``, the fewer of them stand out.
    """
    rng = np.random.default_rng([key & _WORD for key in keys])
    total = np.zeros(TABLE // 2 + 1, np.complex64)
    count = round(density * TABLE / RATE)
    for drop in drops:
        train = np.zeros(TABLE, np.float32)
        sizes = rng.random(count) ** heavy * rng.choice([-1.0, 1.0], count)
        np.add.at(train, rng.integers(0, TABLE, count), sizes.astype(np.float32))
        total += np.fft.rfft(train) * np.fft.rfft(drop, TABLE)
    return _to_unit(np.fft.irfft(total, TABLE).astype(np.float32))


def _to_unit(table: NDArray[np.float32]) -> NDArray[np.float32]:
    return table / np.float32(np.sqrt(np.mean(np.square(table, dtype=np.float64))))


@dataclass(frozen=True)
class Events:
    """Single sounds, one at most in every slot of a second, each at its own time, level and place."""

    keys: tuple[int, ...]
    bank: tuple[NDArray[np.float32], ...]
    """The sounds, each shorter than a second."""
    slots: int
    """Slots in a second."""
    chance: float
    """Part of the slots in which something sounds."""
    softest: float
    """Amplitude of the softest; the loudest has 1."""
    rare: float = 1.0
    """The larger, the fewer are loud."""
    width: float = 1.0
    """How far to the sides they lie: 0 is the middle, 1 all the way."""

    def add(self, index: int, bus: Block) -> None:
        """Add second ``index`` to ``bus``."""
        for second in (index - 1, index):
            rng = np.random.default_rng([*(key & _WORD for key in self.keys), second & _WORD])
            draws = rng.random((self.slots, 5))
            for slot, (happens, where, which, how, side) in enumerate(draws):
                if happens >= self.chance:
                    continue
                sound = self.bank[int(which * len(self.bank))]
                start = (second - index) * GRID + int((slot + where) * GRID / self.slots)
                low, high = max(start, 0), min(start + len(sound), GRID)
                if low < high:
                    turn = np.pi / 4 * (1 + self.width * (2 * side - 1))
                    part = sound[low - start : high - start] * np.float32(self._level(how))
                    bus[0, low:high] += part * np.float32(np.cos(turn))
                    bus[1, low:high] += part * np.float32(np.sin(turn))

    def _level(self, how: float) -> float:
        return float(self.softest ** (1 - how**self.rare))

    def power(self, times: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the K-weighted mean square of both channels together, on average."""
        sizes = [
            float(np.sum(np.square(k_weight(_with_tail(sound)), dtype=np.float64))) for sound in self.bank
        ]
        levels = np.mean([self._level(how) ** 2 for how in (np.arange(1000) + 0.5) / 1000])
        return np.full(len(times), np.mean(sizes) * levels * self.slots * self.chance / RATE)


def _with_tail(sound: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.concatenate([sound, np.zeros(RATE // 10, np.float32)])


__all__ = [
    "STEP",
    "TABLE",
    "Envelope",
    "Events",
    "Layer",
    "Noise",
    "Shape",
    "coloured",
    "dice",
    "drifts",
    "lot",
    "scattered",
    "times_of",
]
