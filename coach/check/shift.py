"""Whether all that follows comes earlier or later by one time: something was cut out or put in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

FURTHEST = 12_000
"""Hops (of 10 ms) that are looked through to either side: two minutes."""

AGREES = 0.2
"""Correlation of plan and sound from which on a shift may explain them."""

LEAST = 3
"""Hops that a shift has at least; less is a matter for the chimes."""

NEAR = 30
"""Hops around its place in which the first moment of a sentence is looked for."""

LONG_ENOUGH = 1_000
"""Hops from the first fault to the end from which on there is enough to compare."""


@dataclass(frozen=True, slots=True)
class Shift:
    """From where on, and by how much; in hops."""

    hop: int
    late: int
    """Negative if sooner."""


def shifted(spans: Sequence[tuple[int, int]], heard: NDArray[np.bool_], first: int) -> Shift | None:
    """Return how the sound from hop ``first`` on is shifted; None if it is not.

    ``spans`` are the hops in which sentences are planned, in order; ``heard`` says for every hop whether
    something as loud as a voice sounds.
    """
    coming = [(low, high) for low, high in spans if low >= first]
    plan = np.zeros(max(0, len(heard) - first), np.float32)
    for low, high in coming:
        plan[low - first : high - first] = 1
    sound = heard[first:].astype(np.float32)
    if len(plan) < LONG_ENOUGH or not plan.any() or not sound.any():
        return None
    plan -= plan.mean()
    sound -= sound.mean()
    reach = min(FURTHEST, len(plan) // 2)
    around = _agreement(plan, sound, reach)
    around /= max(float(np.sqrt((plan @ plan) * (sound @ sound))), 1e-9)
    late = int(np.argmax(around)) - reach
    if around[late + reach] < AGREES:
        return None
    usual = _onset([low for low, _ in spans if low < first], heard, 0)
    late += _onset([low for low, _ in coming], heard, late) - usual
    return Shift(first, late) if abs(late) >= LEAST else None


def _agreement(plan: NDArray[np.float32], sound: NDArray[np.float32], reach: int) -> NDArray[np.float64]:
    """Return what ``plan`` and ``sound``, of one length, have in common at every shift.

    The shape is (2 * reach + 1,), from ``reach`` hops too soon to as many too late. It is summed up piece by
    piece, so that an evening needs no more memory than a quarter of an hour.
    """
    size = 1 << (4 * reach).bit_length()
    step = size - 2 * reach
    total = np.zeros(2 * reach + 1)
    padded = np.pad(sound, reach)
    for at in range(0, len(plan), step):
        part = np.fft.rfft(plan[at : at + step], size)
        total += np.fft.irfft(np.fft.rfft(padded[at : at + size], size) * np.conj(part), size)[
            : 2 * reach + 1
        ]
    return total


def _onset(starts: Sequence[int], heard: NDArray[np.bool_], late: int) -> int:
    """Return the hops from a sentence's place to its first loud moment, in the middle of all; 0 of none."""
    found = []
    for start in starts:
        around = heard[max(0, start + late - NEAR) : start + late + NEAR]
        if len(around) == 2 * NEAR and not around[0] and around.any():
            found.append(int(np.argmax(around)) - NEAR)
    return round(float(np.median(found))) if found else 0


__all__ = ["Shift", "shifted"]
