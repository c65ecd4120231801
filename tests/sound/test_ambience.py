"""Ambiences: endless without a loop, without a click, the same from anywhere, and each at one loudness."""

from __future__ import annotations

import functools

import numpy as np
import pytest

from coach.errors import UsageError
from coach.sound.ambience import AMBIENCES, BOWL, LUFS, WAVE_S, synthesised
from coach.sound.block import GRID
from coach.sound.loudness import Meter
from coach.units import RATE

from .material import ebur128

MINUTES = 3


@pytest.fixture(scope="module", params=AMBIENCES)
def name(request) -> str:
    """Each ambience in turn, all that is asked of one after the other."""
    return request.param


@functools.lru_cache(maxsize=1)
def heard(name: str) -> np.ndarray:
    """Some minutes of an ambience, shape (2, frames)."""
    source = synthesised(name)
    return np.concatenate([source.second(index) for index in range(60 * MINUTES)], axis=1)


def test_a_second_is_the_same_whatever_was_asked_before(name: str) -> None:
    sound = heard(name)
    other = synthesised(name)
    for index in (150, 3, 77, 76, 3):
        assert np.array_equal(other.second(index), sound[:, index * GRID : (index + 1) * GRID])
    far = other.second(100_000)
    assert np.array_equal(far, synthesised(name).second(100_000))
    assert not np.array_equal(far, synthesised(name, seed=5).second(100_000))


def test_every_ambience_has_the_same_loudness_and_says_it(name: str) -> None:
    source, meter = synthesised(name), Meter(2)
    meter.feed(heard(name))
    assert meter.integrated() == pytest.approx(LUFS, abs=0.7)
    told = source.energy(0, 60 * MINUTES)
    assert len(told) == 600 * MINUTES
    found = meter.cells()
    assert 10 * np.log10(found.mean() / told.mean()) == pytest.approx(0, abs=0.25)
    slow = [np.add.reduceat(cells, np.arange(0, len(cells), 20)) for cells in (found, told)]
    assert np.percentile(np.abs(10 * np.log10(slow[0] / slow[1])), 90) < 2.0


def test_a_foreign_ear_hears_that_loudness() -> None:
    faded = heard("brown")[:, : 60 * RATE].copy()
    faded[:, [0, -1]] = 0
    assert ebur128(faded)[0] == pytest.approx(LUFS, abs=0.7)


def test_no_click_where_two_seconds_meet(name: str) -> None:
    """The steps from sample to sample are no larger there than anywhere else."""
    steps = np.abs(np.diff(heard(name), axis=1))
    seams = np.arange(1, 60 * MINUTES) * GRID - 1
    at_seams = steps[:, seams].max(axis=0)
    others = np.array([steps[:, seams + offset].max(axis=0) for offset in range(100, 48_000, 2_003)])
    for part in (50, 90):
        assert np.percentile(at_seams, part) < 1.25 * np.percentile(others, part)
    assert at_seams.max() <= others.max() * 1.3


def test_nothing_comes_back(name: str) -> None:
    """No lag of half a second to two minutes at which the sound is like itself."""
    if name == "bowl":  # tones are like themselves at any lag: it is their swelling that must not come back
        cells = synthesised(name).energy(0, 3_600)
        left, rate, limit, first = cells - cells.mean(), 10, 0.3, 260
    else:
        left, rate, limit, first = heard(name)[0].astype(np.float64), RATE, 0.06, RATE // 2
    size = 1 << (2 * len(left)).bit_length()
    spectrum = np.abs(np.fft.rfft(left, size)) ** 2
    like = np.fft.irfft(spectrum, size)[: 120 * rate] / (left**2).sum()
    like *= len(left) / (len(left) - np.arange(len(like)))
    assert like[0] == pytest.approx(1)
    assert np.abs(like[first:]).max() < limit


def test_both_ears_hear_something_of_their_own(name: str) -> None:
    assert np.corrcoef(heard(name)[:, : 60 * RATE])[0, 1] < 0.95


def test_no_second_startles(name: str) -> None:
    levels = 10 * np.log10(np.square(heard(name)).reshape(2, -1, GRID).mean(axis=(0, 2)))
    assert np.abs(np.diff(levels)).max() < 6
    meter = Meter(2)
    meter.feed(heard(name))
    assert meter.true_peak() < 0


def test_each_is_audibly_another() -> None:
    """Level by third of an octave differs by several dB between any two."""
    colours = {}
    for each in AMBIENCES:
        source = synthesised(each)
        sound = np.concatenate([source.second(index)[0] for index in range(20)])
        power = np.abs(np.fft.rfft(sound)) ** 2
        edges = 20 * RATE * 50 * 2 ** (np.arange(26) / 3) / RATE
        colours[each] = 10 * np.log10(np.add.reduceat(power, edges.astype(int))[:-1] + 1e-3)
    names = list(AMBIENCES)
    for place, one in enumerate(names):
        for other in names[place + 1 :]:
            assert np.sqrt(np.mean((colours[one] - colours[other]) ** 2)) > 3, (one, other)


def test_the_ocean_has_about_six_waves_a_minute() -> None:
    cells = np.square(heard("ocean")).reshape(2, -1, RATE // 2).mean(axis=(0, 2))
    smooth = np.convolve(cells, np.hanning(9) / np.hanning(9).sum(), mode="same")
    peaks = np.flatnonzero(
        (smooth[1:-1] > smooth[:-2]) & (smooth[1:-1] >= smooth[2:]) & (smooth[1:-1] > smooth.mean())
    )
    assert len(peaks) / MINUTES == pytest.approx(60 / WAVE_S, abs=1)
    assert np.std(np.diff(peaks) / 2) > 0.4, "no two waves are alike"


def test_no_clock_is_heard_in_the_ocean() -> None:
    """Waves keep no even beat: minutes later nothing falls where it would have fallen."""
    level = np.sqrt(synthesised("ocean").energy(0, 3_600))
    level -= level.mean()
    size = 1 << 17
    alike = np.fft.irfft(np.abs(np.fft.rfft(level, size)) ** 2, size)
    alike /= alike[0] * (1 - np.arange(size) / len(level)).clip(0.5)
    assert alike[80:120].max() > 0.3, "one after the other they do"
    assert alike[10 * 120 : 10 * 1_800].max() < 0.3


def test_the_bowls_never_come_back_as_they_were() -> None:
    pitches = np.array([tone.pitch + half * tone.beat / 2 for tone in BOWL for half in (-1, 1)])
    levels = np.array([(share * tone.level) ** 2 for tone in BOWL for share in (0.8, 0.2)])
    later = np.arange(1, 3_600)
    alike = (levels[:, None] * np.cos(2 * np.pi * pitches[:, None] * later)).sum(axis=0) / levels.sum()
    assert alike.max() < 0.98


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(UsageError, match="rain, ocean"):
        synthesised("traffic")
