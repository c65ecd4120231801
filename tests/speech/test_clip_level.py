"""Levels are checked against FFmpeg's own meter, and the sound against what BS.1770 says of known tones."""

import math
from fractions import Fraction

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.speech.clip import CLIP_LUFS, HOP
from coach.speech.finish import finished, trimmed
from coach.speech.level import MOST_GAIN, block_energy, hop_energy, k_weight, levelled, loudness, to_lufs
from coach.speech.voice import Speech
from coach.units import RATE


def tone(frequency, seconds, gain=0.1, rate=RATE):
    t = np.arange(round(seconds * rate)) / rate
    return (gain * np.sin(2 * np.pi * frequency * t)).astype(np.float32)


def speechlike(seconds, seed=3, gain=0.05):
    rng = np.random.default_rng(seed)
    n = round(seconds * RATE)
    envelope = np.clip(np.sin(2 * np.pi * 3 * np.arange(n) / RATE), 0, 1)
    return (gain * envelope * rng.standard_normal(n)).astype(np.float32)


def meter(pcm):
    """Integrated loudness in LUFS by FFmpeg's ebur128."""
    graph = av.filter.Graph()
    source = graph.add_abuffer(format="s16", sample_rate=RATE, layout="mono", time_base=Fraction(1, RATE))
    ebur = graph.add("ebur128", "metadata=1")
    sink = graph.add("abuffersink")
    source.link_to(ebur)
    ebur.link_to(sink)
    graph.configure()
    last = None
    for at in range(0, len(pcm), 4_800):
        frame = av.AudioFrame.from_ndarray(pcm[at : at + 4_800][None, :], format="s16", layout="mono")
        frame.sample_rate, frame.pts = RATE, at
        source.push(frame)
        while True:
            try:
                out = sink.pull()
            except (av.BlockingIOError, av.EOFError):
                break
            last = float(out.metadata.get("lavfi.r128.I", last if last is not None else "nan"))
    return last


def test_a_full_scale_tone_of_997_hz_is_minus_3_lufs():
    energy = hop_energy(k_weight(tone(997, 3, gain=1.0)))
    assert loudness(energy) == pytest.approx(-3.01, abs=0.02)


@pytest.mark.parametrize(("frequency", "gain"), [(100, -1.1), (1_000, 0.7), (8_000, 4.0)])
def test_the_weighting_follows_the_standard(frequency, gain):
    x = tone(frequency, 2)
    out = k_weight(x)[RATE // 2 :]
    measured = 10 * math.log10(float(np.mean(out**2)) / float(np.mean(x[RATE // 2 :] ** 2)))
    assert measured == pytest.approx(gain, abs=0.25)


def test_the_weighting_by_blocks_equals_the_filter_step_by_step():
    x = speechlike(0.9)
    y = x.astype(np.float64)
    for b, a in (
        ((1.53512485958697, -2.69169618940638, 1.19839281085285), (-1.69065929318241, 0.73248077421585)),
        ((1.0, -2.0, 1.0), (-1.99004745483398, 0.99007225036621)),
    ):
        out = np.zeros_like(y)
        x1 = x2 = y1 = y2 = 0.0
        for n, v in enumerate(y):
            now = b[0] * v + b[1] * x1 + b[2] * x2 - a[0] * y1 - a[1] * y2
            x1, x2, y1, y2 = v, x1, now, y1
            out[n] = now
        y = out
    assert np.max(np.abs(k_weight(x) - y)) < 1e-6


@pytest.mark.parametrize("gain", [0.5, 0.02])
def test_a_levelled_clip_is_where_a_foreign_meter_wants_it(gain):
    clip = levelled(speechlike(5, gain=gain))
    assert meter(clip.pcm) == pytest.approx(CLIP_LUFS, abs=0.1)
    assert loudness(clip.energy) == pytest.approx(CLIP_LUFS, abs=0.01)


def test_the_stored_energies_are_those_of_the_stored_samples():
    clip = levelled(speechlike(1.234))
    again = hop_energy(k_weight(clip.pcm.astype(np.float32) / 32_768))
    assert len(clip.energy) == -(-clip.frames // HOP)
    np.testing.assert_allclose(clip.energy, again, rtol=1e-3, atol=1e-9)
    forty = np.mean(clip.energy[10:50])
    assert block_energy(clip.energy)[1] == pytest.approx(forty, rel=1e-6)


def test_a_short_word_is_measured_where_it_sounds_and_not_blown_up():
    word = np.zeros(round(0.35 * RATE), np.float32)
    word[4_800:9_600] = tone(400, 0.1, gain=0.05)
    clip = levelled(word)
    sounding = clip.energy[clip.energy > clip.energy.max() / 1_000]
    assert to_lufs(float(np.mean(sounding))) == pytest.approx(CLIP_LUFS, abs=0.1)


def test_a_faint_sound_is_raised_by_no_more_than_the_limit():
    faint = tone(400, 1, gain=1e-3)
    clip = levelled(faint)
    assert np.max(np.abs(clip.pcm)) / 32_768 == pytest.approx(1e-3 * 10 ** (MOST_GAIN / 20), rel=0.05)


def test_silence_stays_silence():
    clip = levelled(np.zeros(RATE, np.float32))
    assert not clip.pcm.any()
    assert loudness(clip.energy) == -math.inf


@given(st.floats(0.001, 1.0), st.floats(0.02, 1.2), st.integers(0, 20))
def test_no_clip_ever_wraps_or_clips(gain, seconds, seed):
    x = speechlike(seconds, seed, 0.001)
    x[len(x) // 2] = gain
    clip = levelled(x)
    assert np.max(np.abs(clip.pcm.astype(int))) <= 32_000
    assert np.sign(clip.pcm[len(x) // 2]) == 1


def test_trimming_keeps_a_soft_onset_and_drops_the_silence():
    rate = 24_000
    breath = tone(3_000, 0.08, gain=0.2 * 10 ** (-40 / 20), rate=rate)
    word = tone(300, 0.5, gain=0.2, rate=rate)
    x = np.concatenate([np.zeros(8_000, np.float32), breath, word, np.zeros(11_000, np.float32)])
    out = trimmed(x, rate)
    assert len(out) / rate == pytest.approx(0.58 + 0.015 + 0.03, abs=0.011)
    assert abs(out[0]) < 1e-3
    assert abs(out[-1]) < 1e-3


def test_trimming_finds_the_words_in_a_noisy_room():
    rng = np.random.default_rng(1)
    x = (1e-3 * rng.standard_normal(3 * RATE)).astype(np.float32)
    x[RATE : 2 * RATE] += tone(300, 1, gain=0.1)
    assert len(trimmed(x, RATE)) / RATE == pytest.approx(1.045, abs=0.02)


@pytest.mark.parametrize("rate", [16_000, 22_050, 24_000, 44_100, 48_000])
def test_a_tone_keeps_its_pitch_and_length_at_every_rate(rate):
    pcm = (tone(440, 1.0, gain=0.3, rate=rate) * 32_767).astype(np.int16)
    clip = finished(Speech(pcm, rate))
    assert clip.frames == pytest.approx(RATE, abs=RATE * 0.01)
    peak = np.argmax(np.abs(np.fft.rfft(clip.pcm.astype(float)))) * RATE / clip.frames
    assert peak == pytest.approx(440, abs=1.5)


@pytest.mark.parametrize("pcm", [np.zeros(0, np.int16), np.zeros(9, np.int16), np.zeros(48_000, np.int16)])
def test_nothing_gives_an_empty_clip(pcm):
    assert finished(Speech(pcm, RATE)).frames == 0
