"""The meter, against the standard's own example and against ffmpeg."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest

from coach.sound.block import silence, spread
from coach.sound.chimes import load_chimes
from coach.sound.loudness import Meter
from coach.sound.mixer import render
from coach.sound.score import arrange
from coach.units import RATE

from .material import ebur128, guided, join, voice

if TYPE_CHECKING:
    from numpy.typing import NDArray

FADE = RATE // 50
TIME = np.arange(8 * RATE) / RATE


def measured(sound: NDArray[np.float32], piece: int = RATE) -> Meter:
    meter = Meter(len(sound))
    for start in range(0, sound.shape[1], piece):
        meter.feed(sound[:, start : start + piece])
    return meter


def tone(hertz: float, level_db: float, channels: int = 1) -> NDArray[np.float32]:
    row = 10 ** (level_db / 20) * np.sin(2 * np.pi * hertz * TIME)
    return np.repeat(row.astype(np.float32)[None], channels, axis=0)


def pink(channels: int) -> NDArray[np.float32]:
    rng = np.random.default_rng(3)
    spectrum = np.fft.rfft(rng.standard_normal((channels, len(TIME))), axis=1)
    spectrum[:, 1:] /= np.sqrt(np.arange(1, spectrum.shape[1]))
    return (np.fft.irfft(spectrum, axis=1) * 3).astype(np.float32)


def stepped() -> NDArray[np.float32]:
    """Loud, soft, silent: both gates have something to do."""
    gain = np.select([TIME < 2, TIME < 4, TIME < 6], [0.3, 0.02, 0.0], 0.1)
    return (pink(1) * gain).astype(np.float32)


def session(channels: int) -> NDArray[np.float32]:
    timeline, clips = guided(70.0)
    return join(render(arrange(timeline, clips, load_chimes(), channels=channels)))


SOUNDS = {
    "tone of 1 kHz": tone(1_000, -20),
    "tone of 60 Hz": tone(60, -10),
    "tone of 12 kHz": tone(12_000, -10, 2),
    "pink": pink(1),
    "pink, two channels": pink(2),
    "stepped": stepped(),
    "voice": np.resize(voice(5, 4.0).pcm, len(TIME))[None] / np.float32(32_768),
    "session": session(1),
    "session, two channels": session(2),
    "one channel silent": np.concatenate([tone(700, -18), tone(700, -200)]),
}


@pytest.mark.parametrize("name", SOUNDS)
def test_it_agrees_with_ffmpeg(name: str) -> None:
    sound = SOUNDS[name].copy()
    sound[:, :FADE] *= np.linspace(0, 1, FADE)
    sound[:, -FADE:] *= np.linspace(1, 0, FADE)
    meter = measured(sound)
    integrated, momentary, peak = ebur128(sound)
    assert meter.integrated() == pytest.approx(integrated, abs=0.1)
    assert meter.momentary() == pytest.approx(momentary, abs=0.2)
    assert meter.true_peak() == pytest.approx(peak, abs=0.2)


def test_the_tone_of_the_standard() -> None:
    """A full-scale sine of 997 Hz in one channel reads -3.01 LUFS, in two channels 3 dB more."""
    assert measured(tone(997, 0)).integrated() == pytest.approx(-3.01, abs=0.02)
    assert measured(tone(997, 0, 2)).integrated() == pytest.approx(0.0, abs=0.02)


def test_a_peak_between_the_samples_is_seen() -> None:
    samples = np.sin(np.pi / 2 * np.arange(RATE) + np.pi / 4).astype(np.float32)[None]
    assert 20 * np.log10(np.abs(samples).max()) == pytest.approx(-3.01, abs=0.01)
    # Away from the ends, where the tone begins out of nothing.
    faded = samples * np.hanning(RATE).astype(np.float32)
    assert measured(faded).true_peak() == pytest.approx(0.0, abs=0.05)


@pytest.mark.parametrize("place", [0, 5, 4_799, 4_800, 9_590, RATE - 1, RATE, 2 * RATE - 3, 3 * RATE - 1])
def test_a_peak_on_any_border_is_seen(place: int) -> None:
    sound = np.zeros((1, 3 * RATE), np.float32)
    for step, value in ((-1, 0.2), (0, 0.7), (1, 0.7), (2, 0.2)):
        if 0 <= place + step < 3 * RATE:
            sound[0, place + step] = value
    whole = measured(sound, 3 * RATE).true_peak()
    assert whole >= 20 * np.log10(0.7) + (0.5 if 0 < place < 3 * RATE - 1 else -1e-6)
    for piece in (1_000, 4_800, RATE):
        assert measured(sound, piece).true_peak() == pytest.approx(whole, abs=1e-5)


@pytest.mark.parametrize("piece", [480, 1_001, 4_800, 7_777, 10 * RATE])
def test_the_size_of_the_blocks_does_not_matter(piece: int) -> None:
    for name in ("session, two channels", "stepped"):
        one, other = measured(SOUNDS[name]), measured(SOUNDS[name], piece)
        assert other.integrated() == pytest.approx(one.integrated(), abs=1e-4)
        assert other.momentary() == pytest.approx(one.momentary(), abs=1e-4)
        assert other.true_peak() == pytest.approx(one.true_peak(), abs=1e-4)


def test_free_silence_counts_like_silence() -> None:
    speech = np.resize(voice(2).pcm, (1, 2 * RATE + 700)) / np.float32(32_768)
    free, plain = Meter(2), Meter(2)
    for block in (silence(2, 700), spread(speech, 2), silence(2, 5 * RATE), spread(speech, 2)):
        free.feed(block)
        plain.feed(np.array(block))
    assert free.integrated() == pytest.approx(plain.integrated(), abs=1e-6)
    assert free.true_peak() == pytest.approx(plain.true_peak(), abs=1e-6)
    assert math.isfinite(free.integrated())


def test_silence_has_no_loudness() -> None:
    meter = Meter(1)
    assert meter.integrated() == meter.momentary() == meter.true_peak() == -math.inf
    meter.feed(silence(1, 100 * RATE))
    meter.feed(np.zeros((1, RATE), np.float32))
    assert meter.integrated() == meter.momentary() == meter.true_peak() == -math.inf


def test_reading_does_not_disturb() -> None:
    sound = SOUNDS["pink"]
    read, left = Meter(1), Meter(1)
    for start in range(0, sound.shape[1], 3_333):
        read.feed(sound[:, start : start + 3_333])
        left.feed(sound[:, start : start + 3_333])
        read.true_peak()
        read.integrated()
    assert read.integrated() == left.integrated()
    assert read.true_peak() == pytest.approx(left.true_peak(), abs=1e-6)
