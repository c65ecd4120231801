"""The limiter: nothing above the ceiling, nothing touched below it, no state."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from coach.sound.block import GRID, silence, spread
from coach.sound.limiter import CONTEXT, STEP, limit
from coach.units import RATE, to_gain

from .material import ebur128, highest, voice

if TYPE_CHECKING:
    from numpy.typing import NDArray

NONE = silence(1, GRID)


def noise(seed: int, level: float) -> NDArray[np.float32]:
    """Everything up to 16 kHz: what lies above is in no voice and no bell."""
    spectrum = np.fft.rfft(np.random.default_rng(seed).standard_normal(4 * GRID))
    spectrum[4 * 16_000 :] = 0
    return (np.fft.irfft(spectrum) * level).astype(np.float32)


def speech(level: float) -> NDArray[np.float32]:
    return np.resize(voice(4, 4.0).pcm, 4 * GRID) * np.float32(level / 32_768)


def clicks() -> NDArray[np.float32]:
    sound = np.zeros(4 * GRID, np.float32)
    for place in (0, 5, GRID - 1, GRID, 2 * GRID - 7, 2 * GRID + 2_319, 3 * GRID + 100, 4 * GRID - 1):
        sound[place] = 2.0
    return sound


def between_samples() -> NDArray[np.float32]:
    """A tone whose samples all stay 3 dB below its curve."""
    return (np.sin(np.pi / 2 * np.arange(4 * GRID) + np.pi / 4) * 1.1).astype(np.float32)


def low() -> NDArray[np.float32]:
    return (1.5 * np.sin(2 * np.pi * 40 * np.arange(4 * GRID) / RATE)).astype(np.float32)


HOT = {
    "noise": noise(1, 0.5),
    "speech": speech(8.0),
    "clicks": clicks(),
    "between samples": between_samples(),
    "low": low(),
    "everything": noise(2, 0.3) + speech(4.0),
}


def limited(sound: NDArray[np.float32], ceiling_db: float) -> NDArray[np.float32]:
    blocks = [NONE, *sound.reshape(-1, 1, GRID), NONE]
    out = [limit(*three, ceiling_db) for three in zip(blocks, blocks[1:], blocks[2:], strict=False)]
    return np.concatenate(out, axis=1)[0]


@pytest.mark.parametrize("ceiling_db", [-1.0, -1.5, -3.0])
@pytest.mark.parametrize("name", HOT)
def test_no_true_peak_is_above_the_ceiling(name: str, ceiling_db: float) -> None:
    assert highest(HOT[name]) > to_gain(ceiling_db) * 1.05, "this would test nothing"
    out = limited(HOT[name], ceiling_db)
    # Sixteen points a sample, on each side of the inside: the ends of a spectrum ring.
    assert 20 * np.log10(highest(np.pad(out, 4_096))) <= ceiling_db
    assert np.abs(out).max() > to_gain(ceiling_db) * 0.5


def test_a_foreign_ear_finds_no_peak_either() -> None:
    for name, sound in HOT.items():
        assert ebur128(np.pad(limited(sound, -1.0), 4_800)[None])[2] <= -1.0, name


def test_even_the_highest_tones_stay_below_for_the_usual_measure() -> None:
    white = np.random.default_rng(1).standard_normal(4 * GRID).astype(np.float32)
    assert ebur128(np.pad(limited(white, -1.0), 4_800)[None])[2] <= -1.0


def test_below_the_ceiling_the_very_block_comes_back() -> None:
    for block in np.reshape(speech(1.0), (-1, 1, GRID)):
        assert limit(NONE, block, NONE, -1.5) is block


def test_far_from_a_peak_not_a_bit_is_changed() -> None:
    sound = speech(1.0)
    sound[2 * GRID + 20_000] = 1.5
    out = limited(sound, -1.5)
    changed = np.flatnonzero(out != sound) - (2 * GRID + 20_000)
    assert changed.min() > -CONTEXT - STEP
    assert changed.max() < CONTEXT + STEP
    assert len(changed) > CONTEXT


def test_the_gain_moves_gently() -> None:
    sound = np.full(4 * GRID, 0.25, np.float32)
    sound[[GRID + 5, GRID * 2 + 24_000, GRID * 2 + 25_000]] = (2.0, -1.8, 1.2)
    gain = limited(sound, -1.5) / sound
    assert gain.min() == pytest.approx(to_gain(-1.5) * 0.985 / 2.0, rel=0.02)
    assert np.abs(np.diff(gain)).max() < 2e-3


def test_the_gain_is_a_matter_of_the_neighbourhood_only() -> None:
    sound = HOT["everything"]
    whole = limited(sound, -1.5).reshape(-1, GRID)
    blocks = sound.reshape(-1, 1, GRID)
    for index in (1, 2):
        before = np.zeros((1, CONTEXT), np.float32)
        before[:] = blocks[index - 1][:, -CONTEXT:]
        alone = limit(before, blocks[index], blocks[index + 1][:, :CONTEXT], -1.5)
        assert np.array_equal(alone[0], whole[index])


def test_a_peak_next_door_is_prepared_for_in_time() -> None:
    block = np.full((1, GRID), 0.5, np.float32)
    after = np.full((1, GRID), 0.5, np.float32)
    after[0, 3] = 2.0
    out = limit(NONE, block, after, -1.5)
    assert out[0, -1] < 0.25
    assert np.array_equal(out[0, :-CONTEXT], block[0, :-CONTEXT])


def test_channels_share_one_gain() -> None:
    left = speech(1.0)[:GRID]
    right = left * np.float32(0.1)
    left = left + np.where(np.arange(GRID) == 24_000, np.float32(1.5), np.float32(0))
    none = silence(2, GRID)
    out = limit(none, np.stack([left, right]), none, -1.5)
    heard = np.abs(right) > 1e-4
    gain = out[1, heard] / right[heard]
    assert gain.min() < 0.7
    assert np.allclose(out[0, heard] / left[heard], gain, rtol=1e-4)


def test_equal_channels_stay_one_memory() -> None:
    sound = HOT["speech"].reshape(-1, 1, GRID)
    none = silence(2, GRID)
    out = limit(none, spread(sound[1], 2), none, -1.5)
    assert out.shape == (2, GRID)
    assert out.strides[0] == 0
    assert np.array_equal(out[:1], limit(NONE, sound[1], NONE, -1.5))
