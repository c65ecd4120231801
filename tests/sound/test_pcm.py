"""Sixteen bits: what was a whole number comes back as the same one."""

from __future__ import annotations

import numpy as np

from coach.sound.block import silence, spread
from coach.sound.pcm import to_int16


def test_every_value_comes_back() -> None:
    every = np.arange(-32_768, 32_768, dtype=np.int16)
    block = (every / np.float32(32_768)).astype(np.float32)[None]
    assert np.array_equal(to_int16(block)[:, 0], every)


def test_channels_lie_side_by_side() -> None:
    block = np.array([[0.25, 0.5], [-0.25, -0.5]], np.float32)
    pcm = to_int16(block)
    assert pcm.shape == (2, 2)
    assert pcm.flags.c_contiguous
    assert np.frombuffer(pcm.tobytes(), np.int16).tolist() == [8_192, -8_192, 16_384, -16_384]


def test_equal_channels_and_separate_ones_give_the_same() -> None:
    row = np.random.default_rng(1).uniform(-1, 1, (1, 5_000)).astype(np.float32)
    assert np.array_equal(to_int16(spread(row, 2)), to_int16(np.repeat(row, 2, axis=0)))


def test_it_rounds_to_the_nearest_and_cuts_at_full_scale() -> None:
    block = np.array([[0.4, 0.6, -0.4, -0.6, 32_767.4, 40_000, -40_000]], np.float32) / np.float32(32_768)
    assert to_int16(block)[:, 0].tolist() == [0, 1, 0, -1, 32_767, 32_767, -32_768]


def test_silence_is_shared_and_silent() -> None:
    pcm = to_int16(silence(2, 4_800))
    assert pcm.shape == (4_800, 2)
    assert not pcm.any()
    assert not pcm.flags.writeable
    assert to_int16(silence(2, 4_800)) is pcm
    assert to_int16(np.zeros((1, 0), np.float32)).shape == (0, 1)
