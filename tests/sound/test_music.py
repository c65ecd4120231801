"""Somebody's own music: any format, one loudness, and a seam that nobody hears."""

from __future__ import annotations

import subprocess
import wave
from pathlib import Path

import av
import numpy as np
import pytest

from coach.errors import InputError, UsageError
from coach.sound.ambience import LUFS
from coach.sound.laying import ambience_of
from coach.sound.loudness import Meter
from coach.sound.music import music, seam
from coach.units import RATE


def tune(seconds: float, rate: int = RATE) -> np.ndarray:
    """A tune of four bars that come again and again, quieter at both ends, shape (frames, 2), int16."""
    time = np.arange(round(seconds * rate)) / rate
    beat = 0.6 + 0.4 * np.cos(2 * np.pi * time / 2.0)
    pitch = np.array([220.0, 277.2, 330.0, 277.2])[(time // 2).astype(int) % 4]
    ends = np.clip(np.minimum(time, seconds - time) / 3.0, 0, 1)
    left = 0.2 * ends * beat * np.sin(2 * np.pi * np.cumsum(pitch) / rate)
    right = 0.2 * ends * beat * np.sin(3 * np.pi * np.cumsum(pitch) / rate)
    return np.rint(np.stack([left, right], axis=1) * 32767).astype(np.int16)


def wav(path: Path, pcm: np.ndarray, rate: int = RATE) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setparams((pcm.shape[1], 2, rate, 0, "NONE", ""))
        file.writeframes(pcm.tobytes())
    return path


def test_it_goes_on_without_an_end_from_any_second(tmp_path: Path) -> None:
    piece = music(wav(tmp_path / "tune.wav", tune(40)))
    whole = np.concatenate([piece.second(index) for index in range(150)], axis=1)
    assert np.array_equal(piece.second(137), whole[:, 137 * RATE : 138 * RATE])
    levels = 10 * np.log10(np.square(whole[:, 4 * RATE :]).reshape(2, -1, 2 * RATE).mean(axis=(0, 2)))
    assert levels.max() - levels.min() < 3.5, "neither a hole nor a bump at a seam"
    steps = np.abs(np.diff(whole[:, 4 * RATE :], axis=1))
    assert steps.max() < 1.5 * np.percentile(steps, 99.9)


def test_the_seam_keeps_the_beat() -> None:
    back, end, cross, alike = seam(tune(40))
    assert 0 < cross <= back < end <= 40 * RATE
    assert ((end - back) / RATE + 4) % 8 == pytest.approx(4, abs=0.05)
    assert alike > 0.9
    assert back - cross >= 2 * RATE, "not while it still becomes louder"


@pytest.mark.parametrize("seconds", [10, 12, 20, 40, 60, 180])
def test_nearly_half_of_a_piece_is_heard_each_time_round(seconds: int) -> None:
    back, end, cross, _ = seam(tune(seconds))
    assert 0 < cross <= back < end <= seconds * RATE
    assert (end - back) / (seconds * RATE) > 0.45


def test_it_has_the_loudness_of_every_ambience(tmp_path: Path) -> None:
    piece = music(wav(tmp_path / "tune.wav", tune(40)))
    meter = Meter(2)
    for index in range(120):
        meter.feed(piece.second(index))
    assert meter.integrated() == pytest.approx(LUFS, abs=0.7)
    assert 10 * np.log10(meter.cells().mean() / piece.energy(0, 120).mean()) == pytest.approx(0, abs=0.5)


@pytest.mark.parametrize(("suffix", "codec", "rate"), [("mp3", "mp3", 44_100), ("flac", "flac", 44_100)])
def test_other_formats_and_rates_are_read(suffix: str, codec: str, rate: int, tmp_path: Path) -> None:
    path = tmp_path / f"tune.{suffix}"
    with av.open(str(path), "w") as file:
        stream = file.add_stream(codec, rate=rate, layout="stereo")
        frame = av.AudioFrame.from_ndarray(tune(20, rate).reshape(1, -1), format="s16", layout="stereo")
        frame.sample_rate = rate
        resampler = av.AudioResampler(format=stream.format, layout="stereo", rate=rate, frame_size=1152)
        for part in (*resampler.resample(frame), *resampler.resample(None)):
            part.pts = None
            file.mux(stream.encode(part))
        file.mux(stream.encode(None))
    piece = ambience_of(str(path))
    spectrum = np.abs(np.fft.rfft(np.concatenate([piece.second(6), piece.second(7)], axis=1)[0]))
    assert int(spectrum.argmax()) / 2 == pytest.approx(277.2, abs=4)


def test_one_channel_becomes_two(tmp_path: Path) -> None:
    piece = music(wav(tmp_path / "tune.wav", tune(20)[:, :1]))
    sound = piece.second(5)
    assert np.array_equal(sound[0], sound[1])
    assert sound.any()


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "cannot be read"), (b"This is not music.\n" * 99, "cannot be read")],
    ids=["empty", "text"],
)
def test_what_is_no_music_is_refused_in_a_sentence(content: bytes, words: str, tmp_path: Path) -> None:
    path = tmp_path / "tune.mp3"
    path.write_bytes(content)
    with pytest.raises(InputError, match=words):
        music(path)


def test_junk_after_the_music_is_left_out_as_players_do(tmp_path: Path) -> None:
    whole = wav(tmp_path / "tune.wav", tune(20))
    subprocess.run(["ffmpeg", "-loglevel", "error", "-i", whole, tmp_path / "tune.mp3"], check=True)
    before = music(tmp_path / "tune.mp3").second(3)
    with (tmp_path / "tune.mp3").open("ab") as file:
        file.write(b"\xff\xfb\x90\x00" + b"\x55" * 700 + b"APETAGEX" + bytes(200))
    assert np.array_equal(music(tmp_path / "tune.mp3").second(3), before)


def test_short_and_silent_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"lasts 5\.0 s"):
        music(wav(tmp_path / "short.wav", tune(5)))
    with pytest.raises(InputError, match="is silent"):
        music(wav(tmp_path / "silent.wav", np.zeros((20 * RATE, 2), np.int16)))


def test_what_is_not_there_is_refused() -> None:
    with pytest.raises(InputError, match="is not there"):
        ambience_of("no/such.mp3")
    with pytest.raises(UsageError, match="Did you mean ocean"):
        ambience_of("oceam")
