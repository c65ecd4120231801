"""Skimming a file gives the very samples that decoding all of it gives."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from coach.check.decode import recording
from coach.check.growing import Growing
from coach.check.skim import CannotSkimError, skim
from coach.units import RATE

from .encoded import pcm_by_ffmpeg, speech_like, track, write


def heard(path: Path, *, skimmed: bool) -> np.ndarray:
    with recording(path, skimmed=skimmed) as found:
        return np.concatenate(list(found.blocks), axis=1)


def cannot_be_skimmed(path: Path) -> None:
    with pytest.raises(CannotSkimError):
        list(skim(Growing(path, finished=True), 1))


def sparse(channels: int, frames: int) -> np.ndarray:
    """Return a few words and clicks in long silence, down to the last sample."""
    sound = np.zeros((channels, frames), np.float32)
    speech = speech_like(channels, 2 * RATE)
    for place in (0, 7 * RATE + 13, 15 * RATE, frames - 2 * RATE):
        sound[:, place : place + 2 * RATE] = speech
    sound[0, [5 * RATE, 12 * RATE + 575, 20 * RATE]] = 0.9
    return sound


@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("small", [False, True])
@pytest.mark.parametrize("frames", [24 * RATE, 24 * RATE + 777])
def test_every_sample_is_that_of_a_full_decoding(
    channels: int, small: bool, frames: int, tmp_path: Path
) -> None:
    about = track(channels, frames, small=small)
    path = write("mp3", tmp_path / "x.mp3", sparse(channels, frames), about)
    assert list(skim(Growing(path, finished=True), channels))
    whole = heard(path, skimmed=False)
    assert whole.shape == (channels, frames)
    assert (heard(path, skimmed=True) == whole).all()
    assert np.abs(pcm_by_ffmpeg(path, channels) / 32_768 - whole).max() <= 1.5 / 32_768


def test_all_silence_needs_no_decoding(tmp_path: Path) -> None:
    path = write("mp3", tmp_path / "x.mp3", np.zeros((1, 9 * RATE + 1), np.float32))
    assert heard(path, skimmed=True).shape == (1, 9 * RATE + 1)
    assert not heard(path, skimmed=True).any()


def test_sound_without_silence_is_the_same_too(tmp_path: Path) -> None:
    noise = np.random.default_rng(0).uniform(-0.5, 0.5, (1, 60 * RATE)).astype(np.float32)
    path = write("mp3", tmp_path / "x.mp3", noise, track(1, 60 * RATE))
    assert (heard(path, skimmed=True) == heard(path, skimmed=False)).all()


def test_very_long_sound_without_silence_is_decoded_whole(tmp_path: Path) -> None:
    noise = np.random.default_rng(0).uniform(-0.5, 0.5, (1, 30 * RATE)).astype(np.float32)
    long = np.broadcast_to(noise[:, None], (1, 14, 30 * RATE)).reshape(1, -1)
    cannot_be_skimmed(write("mp3", tmp_path / "x.mp3", long, track(1, long.shape[1])))


def test_an_mp3_of_another_make_is_decoded_whole(tmp_path: Path) -> None:
    import lameenc

    encoder = lameenc.Encoder()
    encoder.set_in_sample_rate(44_100)
    encoder.set_channels(1)
    encoder.silence()
    path = tmp_path / "x.mp3"
    path.write_bytes(bytes(encoder.encode(np.zeros(5 * RATE, np.int16))) + bytes(encoder.flush()))
    cannot_be_skimmed(path)
    path.write_bytes(b"ID3")
    cannot_be_skimmed(path)


def test_a_damaged_frame_is_not_taken_at_its_word(tmp_path: Path) -> None:
    path = write("mp3", tmp_path / "x.mp3", sparse(1, 24 * RATE), track(1, 24 * RATE))
    data = bytearray(path.read_bytes())
    for at in range(len(data) // 2, len(data) // 2 + 288):
        data[at] = 0
    path.write_bytes(data)
    cannot_be_skimmed(path)


@pytest.mark.parametrize("name", ["m4b", "opus"])
@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("small", [False, True])
def test_packets_left_out_change_no_sample(name: str, channels: int, small: bool, tmp_path: Path) -> None:
    frames = 24 * RATE + 777
    path = write(name, tmp_path / "x", sparse(channels, frames), track(channels, frames, small=small))
    whole, skimmed = heard(path, skimmed=False), heard(path, skimmed=True)
    assert skimmed.shape == whole.shape
    assert (skimmed == whole).all()


@pytest.mark.parametrize("name", ["m4b", "opus"])
@pytest.mark.parametrize("frames", [5, 9 * RATE + 1])
def test_silent_packets_are_counted_to_the_last(name: str, frames: int, tmp_path: Path) -> None:
    path = write(name, tmp_path / "x", np.zeros((1, frames), np.float32), track(1, frames))
    whole, skimmed = heard(path, skimmed=False), heard(path, skimmed=True)
    assert skimmed.shape == whole.shape
    assert not skimmed.any()
