"""The shape of a sentence: how loud it is from moment to moment, as a word of letters.

It stands in the cue sheet beside an export. Two sentences as long and as loud as each other, or one with
a hole in it, have other shapes; what encoders, limiters and players change is far below one letter.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from coach.check.envelope import HOP, NOTHING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

HOPS = 5
"""Hops in a letter: 50 ms."""

LETTERS = "abcdefghijklmnopqrstuvwxyz"

STEP = 2.0
"""dB from one letter to the next."""

LOWEST = -60.0
"""dB that ``a`` stands for, and all below."""

DEEP = 22.0
"""dB below a sentence's mean from which on one silence is like another."""

MEAN_OFF = 4.0
"""dB that a shape may be off on average."""

RUN = 3
"""Letters in a row that may not all be off by ``RUN_OFF``."""

RUN_OFF = 6.0
"""dB."""


def shape(pcm: NDArray[np.int16]) -> str:
    """Return the shape of a clip, shape (frames,)."""
    whole = np.zeros(-(-len(pcm) // (HOP * HOPS)) * HOP * HOPS, np.float32)
    whole[: len(pcm)] = pcm / np.float32(32_768)
    levels = _decibels(np.square(whole).reshape(-1, HOP * HOPS).mean(axis=1))
    steps = np.clip(np.rint((levels - LOWEST) / STEP), 0, len(LETTERS) - 1).astype(int)
    return "".join(LETTERS[step] for step in steps)


def differs(word: str, energy: NDArray[np.float32], gain: float, bed: float = NOTHING) -> bool:
    """Say whether what was heard (mean square by hop) is another sentence than that of ``word``.

    ``gain`` is by how much the whole is louder than the clips, in dB; ``bed`` the level in dB
    of what may sound under it, which makes soft moments louder, but no loud one softer.
    """
    planned = np.array([LETTERS.index(letter) for letter in word]) * STEP + LOWEST + gain
    count = min(len(planned), len(energy) // HOPS)
    if count < RUN:
        return False
    heard = _decibels(energy[: count * HOPS].reshape(count, HOPS).mean(axis=1))
    planned = planned[:count]
    floor = float(_decibels(np.mean(10 ** (planned / 10)))) - DEEP
    most = 10 * np.log10(10 ** (planned / 10) + 10 ** (bed / 10))
    heard = np.maximum(heard, floor)
    off = np.maximum(np.maximum(planned, floor) - heard, heard - np.maximum(most, floor)).clip(0)
    runs = np.lib.stride_tricks.sliding_window_view(off, RUN).min(axis=1)
    return bool(off.mean() > MEAN_OFF or runs.max() > RUN_OFF)


def loudness(word: str) -> float:
    """Return the mean level of a shape, in dB."""
    levels = np.array([LETTERS.index(letter) for letter in word]) * STEP + LOWEST
    return float(_decibels(np.mean(10 ** (levels / 10))))


def middle(values: Iterable[float]) -> float:
    """Return the median of at least one value; numpy's own would load half of numpy for it."""
    ordered = sorted(values)
    half = len(ordered) // 2
    return (ordered[half] + ordered[~half]) / 2


def _decibels(energy: NDArray[np.float32] | np.floating) -> NDArray[np.float64]:
    return np.asarray(10 * np.log10(np.maximum(energy, 1e-12)), np.float64)


__all__ = ["LETTERS", "differs", "loudness", "middle", "shape"]
