"""The listener to an evening of faults finds words wherever a device begins anew, and nothing else."""

from __future__ import annotations

import numpy as np
import pytest

from tests.listening.room import RATE
from tests.listening.unplugged import COARSE, occurrences


def hissing(seed: int) -> np.ndarray:
    """Three seconds that change as fast as a sharp s does, shape (frames,)."""
    noise = np.random.default_rng(seed).standard_normal(3 * RATE + 4)
    smooth = np.convolve(noise, np.hanning(13), "same")[: 3 * RATE]
    return (smooth / np.abs(smooth).max() * 12_000).astype(np.int16)


@pytest.mark.parametrize("late", range(COARSE))
def test_words_are_found_at_every_sample(late: int) -> None:
    wanted, other = hissing(1), hissing(2)
    tape = np.zeros(40 * RATE, np.int16)
    for place in (5 * RATE + late, 20 * RATE + late):
        tape[place : place + len(wanted)] = wanted
    tape[30 * RATE : 30 * RATE + len(other)] = other
    found = occurrences(wanted, tape)
    assert [round(place / RATE) for place, _ in found] == [5, 20]
    torn = tape.copy()
    torn[6 * RATE : 7 * RATE] = 0
    assert len(occurrences(wanted, torn)) == 1, "words with a hole are not whole"
