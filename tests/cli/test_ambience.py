"""``coach ambience``, and the options that choose a bed: what they say, and what is refused."""

from __future__ import annotations

import json
import wave
from pathlib import Path
from typing import get_args

import numpy as np
import pytest

from coach.cli.choices import options
from coach.cli.main import run
from coach.cli.session import Wanted, loaded
from coach.cli.starting import again
from coach.errors import InputError, UsageError
from coach.plan.planner import plan
from coach.routine.library import find
from coach.routine.load import load_routine
from coach.routine.routine import BedSound
from coach.sound.ambience import AMBIENCES
from coach.speech.silent import silent_measure


def test_the_list_names_them_all(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["ambience"]) == 0
    out = capsys.readouterr().out
    assert [line.split()[0] for line in out.splitlines()] == list(AMBIENCES)
    assert run(["ambience", "--json"]) == 0
    assert [row["name"] for row in json.loads(capsys.readouterr().out)] == list(AMBIENCES)


def test_a_sample_is_a_file_of_stereo_sound(tmp_path: Path) -> None:
    path = tmp_path / "ocean.wav"
    arguments = ["ambience", "sample", "ocean", "--seconds", "8", "-o", str(path)]
    assert run(arguments) == 0
    with wave.open(str(path)) as file:
        assert (file.getnchannels(), file.getframerate(), file.getnframes()) == (2, 48_000, 8 * 48_000)
        sound = np.frombuffer(file.readframes(8 * 48_000), "<i2").reshape(-1, 2)
    assert np.abs(sound[[0, -1]]).max() <= 1
    assert sound[48_000:-48_000].std() > 300
    before = path.read_bytes()
    assert run(arguments) == 6, "nothing is overwritten unasked"
    assert run([*arguments, "--force"]) == 0
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["ambience", "sample"], 2, "coach ambience sample NAME"),
        (["ambience", "sample", "oceam"], 2, "Did you mean ocean?"),
        (["ambience", "sample", "none"], 2, "no sound that could be heard"),
        (["ambience", "sample", "rain", "-o", "x.mp3"], 2, "x.wav"),
        (["ambience", "sample", "rain", "--seconds", "0"], 2, "1 to 3600"),
        (["ambience", "sample", "no/such.mp3"], 4, "is not there"),
        (["export", "head-15", "-o", "x.mp3", "--ambience", "oceam"], 2, "Did you mean ocean?"),
        (["export", "head-15", "-o", "x.mp3", "--ambience", "no.mp3"], 4, "is not there"),
        (["export", "head-15", "-o", "x.mp3", "--ambience", "rain", "--bed", "6"], 2, "--bed -18"),
        (["export", "head-15", "-o", "x.mp3", "--ambience", "rain", "--bed", "soft"], 2, "--bed -18"),
        (["export", "head-15", "-o", "x.mp3", "--room", "hall"], 2, "It is one of none, warm."),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_what_cannot_be_is_refused(arguments, code, words, capsys, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(arguments) == code
    assert words in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_a_file_is_named_with_its_whole_path_and_shown_without(tmp_path, monkeypatch) -> None:
    (tmp_path / "mine.mp3").write_bytes(b"x")
    monkeypatch.chdir(tmp_path)
    chosen = options(ambience="mine.mp3", bed="-20")
    assert chosen.ambience == str(tmp_path / "mine.mp3")
    assert (chosen.sheet()["ambience"], chosen.sheet()["bed"]) == ("mine.mp3", -20.0)
    assert "ambience" not in options().sheet()
    with pytest.raises(InputError):
        options(ambience="other.mp3")
    with pytest.raises(UsageError):
        options(bed="-99")


def test_the_command_to_go_on_names_the_bed() -> None:
    wanted = Wanted("head-15", voice="hibari", ambience="rain", bed="-12", pulse=False)
    assert again(wanted, {}) == "coach play head-15 --ambience rain --bed -12 --no-pulse"


def test_the_command_to_go_on_names_the_room() -> None:
    assert again(Wanted("head-15", voice="hibari", room="warm"), {}) == "coach play head-15 --room warm"
    assert options(room="warm").sheet()["room"] == "warm"
    assert "room" not in options().sheet()


def test_with_a_bed_no_silence_is_announced() -> None:
    routine = load_routine("full-60")
    plain = plan(routine, options(minutes="75"), silent_measure)
    bedded = plan(routine, options(minutes="75", ambience="rain"), silent_measure)
    said = [sum(".quiet" in cue.id for cue in each.cues) for each in (plain, bedded)]
    assert said[0] > 0
    assert said[1] == 0


def test_every_bed_sound_that_a_routine_may_name_is_there() -> None:
    assert get_args(BedSound) == tuple(AMBIENCES)


@pytest.fixture
def rainy(tmp_path: Path) -> Path:
    """A built-in routine with a bed sound of its own."""
    path = tmp_path / "rainy.yaml"
    text = find("ears-scalp-5").read_text("utf-8").replace("id: ears-scalp-5", "id: rainy", 1)
    path.write_text(f"bed_sound: rain\n{text}", "utf-8")
    return path


def exported(routine: Path | str, path: Path, *more: str) -> tuple[int, float]:
    """Return the channels of an export, and the level of where nobody speaks and no bell rings, in dB."""
    assert run(["export", str(routine), "-o", str(path), "--voice", "silent", *more]) == 0
    sheet = json.loads(path.with_suffix(".cues.json").read_text("utf-8"))
    with wave.open(str(path)) as file:
        channels = file.getnchannels()
        sound = np.frombuffer(file.readframes(file.getnframes()), "<i2").reshape(-1, channels)
    quiet = np.ones(len(sound), bool)
    quiet[: 10 * 48_000] = quiet[-15 * 48_000 :] = False
    for start, end in [(bell["start"], bell["start"] + 6) for bell in sheet["chimes"]]:
        quiet[round(start * 48_000) : round(end * 48_000)] = False
    mean = float(np.square(sound[quiet] / 32_768).mean())
    return channels, 10 * np.log10(mean) if mean else -np.inf


def test_the_bed_sound_of_a_routine_is_heard_unless_something_else_is_asked_for(rainy, tmp_path) -> None:
    own = exported(rainy, tmp_path / "own.wav")
    asked = exported("ears-scalp-5", tmp_path / "asked.wav", "--ambience", "rain")
    assert own == asked
    assert own[0] == 2
    assert -60 < own[1] < -30
    assert exported(rainy, tmp_path / "other.wav", "--ambience", "brown") != own
    assert exported(rainy, tmp_path / "none.wav", "--ambience", "none") == (1, -np.inf)
    assert exported("ears-scalp-5", tmp_path / "dry.wav") == (1, -np.inf)


def test_a_live_session_has_the_bed_sound_of_its_routine(rainy) -> None:
    assert loaded(Wanted(str(rainy)))[1].ambience == "rain"
    assert loaded(Wanted(str(rainy), ambience="none"))[1].ambience == "none"
    assert loaded(Wanted("ears-scalp-5"))[1].ambience == "none"
    assert again(Wanted(str(rainy), voice="hibari", ambience="none"), {}).endswith("--ambience none")


def test_a_bed_sound_that_there_is_not_is_refused(rainy, capsys) -> None:
    rainy.write_text(rainy.read_text("utf-8").replace("bed_sound: rain", "bed_sound: rian"), "utf-8")
    assert run(["check", str(rainy)]) == 3
    assert "rain" in capsys.readouterr().out
