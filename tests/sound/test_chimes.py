"""The five chimes: their files, their sound, and that nobody takes one for another."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from coach.errors import InputError
from coach.sound import chimes as room
from coach.sound.chimes import CHIMES, load_chimes
from coach.sound.loudness import Meter
from coach.speech.clip import CLIP_LUFS
from coach.units import RATE

if TYPE_CHECKING:
    from numpy.typing import NDArray

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "scripts" / "make_chimes.py"
SECONDS = {"open": 5.0, "hold_start": 2.5, "hold_end": 2.5, "switch": 2.0, "close": 5.0}


def unit(name: str) -> NDArray[np.float64]:
    pcm = load_chimes()[name].pcm.astype(np.float64)
    return pcm / np.sqrt(pcm @ pcm)


def pitch(part: NDArray[np.float64]) -> float:
    """The strongest line of the spectrum in Hz."""
    spectrum = np.abs(np.fft.rfft(part * np.hanning(len(part)), 1 << 17))
    return float(spectrum.argmax() * RATE / (1 << 17))


@pytest.mark.parametrize("name", CHIMES)
def test_a_chime_begins_with_its_file_and_ends_in_silence(name: str) -> None:
    clip = load_chimes()[name]
    loud = np.abs(clip.pcm.astype(np.int32))
    assert clip.frames == SECONDS[name] * RATE
    assert loud[: RATE // 1000].max() > loud.max() * 0.02
    assert loud[: RATE // 500].max() < loud.max() * 0.5, "the attack is not soft"
    assert not loud[-3:].any()
    assert loud[-RATE // 10 :].max() < loud.max() * 0.01


@pytest.mark.parametrize("name", CHIMES)
def test_a_chime_is_six_decibels_below_the_voice_at_its_loudest(name: str) -> None:
    meter = Meter(1)
    meter.feed(load_chimes()[name].pcm[None] / np.float32(32_768))
    assert meter.momentary() == pytest.approx(CLIP_LUFS - 6, abs=0.1)


@pytest.mark.parametrize("name", CHIMES)
def test_the_energy_of_a_chime_is_that_of_its_sound(name: str) -> None:
    clip = load_chimes()[name]
    assert len(clip.energy) == -(-clip.frames // 480)
    meter = Meter(1)
    meter.feed(clip.pcm[None] / np.float32(32_768))
    forty = clip.energy[:40].mean()
    assert meter.momentary() == pytest.approx(-0.691 + 10 * np.log10(forty), abs=1.0)


def test_no_chime_is_taken_for_another() -> None:
    length = 1 << 19
    spectra = {name: np.fft.rfft(unit(name), length) for name in CHIMES}
    for one in CHIMES:
        for other in CHIMES:
            match = np.abs(np.fft.irfft(spectra[one] * spectra[other].conj())).max()
            assert match == pytest.approx(1) if one == other else match < 0.6


def test_the_hold_begins_rising_and_ends_falling() -> None:
    early, late = slice(0, RATE * 15 // 100), slice(RATE // 2, RATE)
    assert pitch(unit("hold_start")[early]) < pitch(unit("hold_start")[late]) / 1.2
    assert pitch(unit("hold_end")[early]) > pitch(unit("hold_end")[late]) * 1.2


@pytest.mark.parametrize("name", CHIMES)
def test_a_chime_is_warm(name: str) -> None:
    power = np.abs(np.fft.rfft(unit(name))) ** 2
    high = power[round(3_000 * SECONDS[name]) :].sum() / power.sum()
    assert 200 < pitch(unit(name)) < 700
    assert high < 0.03, "harsh: too much above 3 kHz"


def test_the_script_makes_exactly_the_files_that_are_there(tmp_path: Path) -> None:
    made = subprocess.run([sys.executable, SCRIPT, "--folder", tmp_path], check=True)
    assert made.returncode == 0
    for path in tmp_path.iterdir():
        assert path.read_bytes() == (ROOT / "audio" / path.name).read_bytes(), path.name
    assert subprocess.run([sys.executable, SCRIPT, "--check"]).returncode == 0


def test_the_script_sees_one_changed_byte(tmp_path: Path) -> None:
    for path in (ROOT / "audio").iterdir():
        shutil.copy(path, tmp_path)
    data = bytearray((tmp_path / "switch.wav").read_bytes())
    data[1_000] ^= 1
    (tmp_path / "switch.wav").write_bytes(data)
    told = subprocess.run(
        [sys.executable, SCRIPT, "--check", "--folder", tmp_path], capture_output=True, text=True
    )
    assert told.returncode == 1
    assert "switch.wav" in told.stdout
    assert "open.wav" not in told.stdout


def test_every_sound_has_its_origin_written_down() -> None:
    sources = (ROOT / "audio" / "SOURCES.md").read_text(encoding="utf-8")
    for name in CHIMES:
        digest = hashlib.sha256((ROOT / "audio" / f"{name}.wav").read_bytes()).hexdigest()
        assert f"`{name}.wav`" in sources
        assert digest in sources


def test_an_installed_package_finds_its_sounds_inside(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "coach", tmp_path / "coach", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "audio", tmp_path / "coach" / "_audio")
    code = "from coach.sound.chimes import audio_folder, load_chimes; load_chimes(); print(audio_folder())"
    told = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True)
    assert told.stdout.strip() == str(tmp_path / "coach" / "_audio"), told.stderr


def test_a_missing_folder_and_a_broken_file_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room.importlib.resources, "files", lambda _: tmp_path / "coach")
    with pytest.raises(InputError, match="_audio"):
        load_chimes()
    shutil.copytree(ROOT / "audio", tmp_path / "coach" / "_audio")
    (tmp_path / "coach" / "_audio" / "open.wav").write_bytes(b"RIFF")
    with pytest.raises(InputError, match='"open" cannot be read'):
        load_chimes()
