"""The verifier finds what is wrong with a file, and nothing wrong with a good one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from coach.check.verify import Expectation, inspect, verify
from coach.errors import InputError, VerifyError
from coach.output.formats import FORMATS
from coach.sound.loudness import Meter
from coach.units import Decibels, Frames

from .encoded import FRAMES, chapters, speech_like, write

EVERY = pytest.mark.parametrize("name", FORMATS)
STARTS = tuple(mark.start for mark in chapters())
TITLES = tuple(mark.title for mark in chapters())
GOOD = Expectation(FRAMES, channels=1, chapters=STARTS)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("files")
    return {name: write(name, folder / name, speech_like()) for name in FORMATS}


@EVERY
def test_a_good_file_is_good_and_measured(name: str, files: dict[str, Path]) -> None:
    meter = Meter(1)
    meter.feed(speech_like())
    report = verify(files[name], GOOD)
    assert report.lufs == pytest.approx(meter.integrated(), abs=0.3)
    assert report.peak == pytest.approx(meter.true_peak(), abs=1.0)
    assert [mark.title for mark in report.chapters] == [mark.title for mark in chapters()]


@EVERY
def test_stereo_is_measured_as_stereo(name: str, tmp_path: Path) -> None:
    sound = speech_like(2)
    sound[1] *= 0.5
    meter = Meter(2)
    meter.feed(sound)
    report = inspect(write(name, tmp_path / "x", sound), replace(GOOD, channels=2))
    assert report.faults == ()
    assert report.lufs == pytest.approx(meter.integrated(), abs=0.3)


@EVERY
def test_a_file_cut_short_is_found(name: str, files: dict[str, Path], tmp_path: Path) -> None:
    data = files[name].read_bytes()
    (tmp_path / "x").write_bytes(data[: len(data) * 2 // 3])
    with pytest.raises(VerifyError, match=r"lasts .* off the 0:07 planned|cannot be played"):
        verify(tmp_path / "x", GOOD)


@EVERY
def test_bytes_that_are_missing_in_the_middle_are_found(
    name: str, files: dict[str, Path], tmp_path: Path
) -> None:
    data = files[name].read_bytes()
    middle = len(data) // 2
    (tmp_path / "x").write_bytes(data[:middle] + data[middle + len(data) // 10 :])
    with pytest.raises(VerifyError, match=r"not as planned|cannot be played"):
        verify(tmp_path / "x", GOOD)


@EVERY
@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"frames": Frames(FRAMES + 1025)}, "off the 0:07 planned"),
        ({"frames": Frames(FRAMES - 1025)}, "off the 0:07 planned"),
        ({"channels": 2}, "1 channels instead of 2"),
        ({"lufs": (-10.0, -9.0)}, "outside -10.00 to -9.00"),
        ({"peak": Decibels(-12.0)}, "above -12.00"),
        ({"chapters": STARTS[:-1]}, "6 chapters instead of 5"),
        ({"titles": (*TITLES[:-1], "Elsewhere")}, 'instead of "Elsewhere"'),
        ({"chapters": (*STARTS[:-1], Frames(STARTS[-1] + 960))}, "chapter 6 starts at"),
    ],
    ids=["longer", "shorter", "channels", "loudness", "peak", "chapters", "title", "place"],
)
def test_each_fault_is_named(name: str, wrong: dict[str, object], words: str, files: dict[str, Path]) -> None:
    with pytest.raises(VerifyError, match=words):
        verify(files[name], replace(GOOD, **wrong))


def test_silence_is_minus_infinity(tmp_path: Path) -> None:
    path = write("mp3", tmp_path / "x", np.zeros((1, FRAMES), np.float32))
    assert inspect(path, Expectation(FRAMES)).lufs == -np.inf


def test_what_is_no_sound_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "x.mp3").write_text("no sound at all")
    with pytest.raises(InputError, match="cannot be read as sound"):
        inspect(tmp_path / "x.mp3", GOOD)
    with pytest.raises(InputError, match="There is no file"):
        inspect(tmp_path / "y.mp3", GOOD)
