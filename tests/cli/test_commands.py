"""The command line as a person meets it: a real process, its output, its messages, its exit code."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
COACH = [sys.executable, "-m", "coach"]


def coach(*arguments: str, cwd: Path | None = None, **env: str) -> subprocess.CompletedProcess[str]:
    place = {**os.environ, "PYTHONPATH": str(ROOT), **env}
    done = subprocess.run(
        [*COACH, *arguments], capture_output=True, text=True, env=place, cwd=cwd, timeout=120
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A routine as ``coach new`` writes it."""
    folder = tmp_path_factory.mktemp("own")
    done = coach("new", "quiet-hands", cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder / "quiet-hands.yaml"


def test_help_tells_what_there_is_and_how_to_begin() -> None:
    for arguments in ((), ("-h",), ("--help",)):
        done = coach(*arguments)
        assert done.returncode == 0
        assert "coach play head-15" in done.stdout
        for name in (
            "list",
            "show",
            "check",
            "play",
            "control",
            "export",
            "script",
            "new",
            "schema",
            "doctor",
        ):
            assert f"\n  {name} " in done.stdout
        assert done.stderr == ""


@pytest.mark.parametrize(
    "name",
    [
        "list",
        "show",
        "check",
        "play",
        "control",
        "export",
        "script",
        "techniques",
        "new",
        "schema",
        "voices",
        "devices",
        "doctor",
    ],
)
def test_every_command_explains_itself(name: str) -> None:
    done = coach(name, "-h")
    assert done.returncode == 0
    assert f"Usage: coach {name}" in done.stdout


def test_a_near_miss_is_answered_with_what_was_meant(own: Path) -> None:
    for arguments, meant in (
        (("lits",), "Did you mean list?"),
        (("show", "haed-15"), 'Did you mean "head-15"?'),
        (("show", str(own), "--talk", "lihgt"), "Did you mean light?"),
        (("show", str(own), "--voice", "hibary"), "hibari"),
        (("show", "--technique", "neck.blade_drw"), "neck.blade_draw"),
    ):
        done = coach(*arguments)
        assert done.returncode in {2, 4, 5}
        assert meant in done.stderr
        assert done.stdout == ""


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("nonsense",), 2),
        (("--nonsense",), 2),
        (("show",), 2),
        (("export", "head-15"), 2),
        (("show", "OWN", "--minutes", "x"), 2),
        (("show", "OWN", "--minutes", "nan"), 2),
        (("show", "OWN", "--minutes", "-5"), 2),
        (("show", "OWN", "--minutes", "0"), 2),
        (("show", "OWN", "--minutes", "7.3333"), 2),
        (("show", "OWN", "--pace", "9000"), 2),
        (("show", "OWN", "--count", "toes"), 2),
        (("export", "OWN", "-o", "x.ogg"), 2),
        (("play", "OWN", "--output", "radio"), 2),
        (("play", "OWN", "--output", "null", "--voice", "silent", "--from", "99:00"), 2),
        (("new", "No Good"), 2),
        (("show", "OWN", "--minutes", "999"), 3),
        (("check", "BROKEN"), 3),
        (("show", "BROKEN"), 3),
        (("show", "nowhere-15"), 4),
        (("check", "no/such/file.yaml"), 4),
        (("show", "OWN", "--voice", "nobody"), 5),
        (("export", "OWN", "-o", "/no/such/folder/x.mp3"), 6),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else str(value),
)
def test_exit_codes(arguments: tuple[str, ...], code: int, own: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text("id: broken\ntitle: 3\n")
    named = {"OWN": str(own), "BROKEN": str(broken)}
    done = coach(*(named.get(argument, argument) for argument in arguments), cwd=tmp_path)
    assert done.returncode == code, done.stderr
    assert done.stderr or arguments[0] == "check"
    assert not list(tmp_path.glob("x.*"))


@pytest.mark.skipif(Path("/dev/snd").exists(), reason="this machine has a sound card")
def test_without_a_sound_device_the_message_says_what_to_do(own: Path) -> None:
    nowhere = {"PULSE_SERVER": "unix:/nowhere", "XDG_RUNTIME_DIR": "/nowhere"}
    for arguments in (("play", str(own)), ("devices",)):
        done = coach(*arguments, **nowhere)
        assert done.returncode == 7
        assert "coach export" in done.stderr
        assert "ALSA" not in done.stderr
    done = coach("ambience", "sample", "rain", "--seconds", "1", **nowhere)
    assert done.returncode == 7
    assert "coach ambience sample rain -o sample.wav" in done.stderr
    assert "coach export" not in done.stderr


def test_check_names_file_line_and_column_and_points_at_the_place(tmp_path: Path, own: Path) -> None:
    text = own.read_text()
    wrong = tmp_path / "quiet-hands.yaml"
    wrong.write_text(text.replace("target_s:", "target:"))
    line = next(n for n, row in enumerate(text.splitlines(), 1) if row.startswith("target_s:"))
    done = coach("check", str(wrong))
    assert done.returncode == 3
    assert f"{wrong}:{line}:1: " in done.stdout
    assert "error: " in done.stdout
    assert "\n    ^" in done.stdout
    shown = coach("show", str(wrong))
    assert shown.returncode == 3
    assert f"{wrong}:{line}:1: " in shown.stderr
    assert "\n    ^" in shown.stderr


def test_what_coach_new_writes_is_valid(own: Path) -> None:
    done = coach("check", str(own))
    assert done.returncode == 0, done.stdout
    assert done.stdout == ""
    again = coach("new", "quiet-hands", cwd=own.parent)
    assert again.returncode == 6
    assert "quiet-hands.yaml" in again.stderr


@pytest.mark.parametrize(
    "arguments", [("list",), ("show", "OWN"), ("script", "OWN"), ("check", "OWN"), ("schema",), ("voices",)]
)
def test_json_is_all_there_is_on_standard_output(arguments: tuple[str, ...], own: Path) -> None:
    typed = [str(own) if argument == "OWN" else argument for argument in arguments]
    done = coach(*typed, *(["--json"] if arguments != ("schema",) else []))
    assert done.returncode == 0, done.stderr
    json.loads(done.stdout)
    assert done.stdout.isascii()


def test_show_json_is_the_cue_sheet_to_the_second(own: Path) -> None:
    for minutes, seconds in (("7:30", 450.0), ("7.5", 450.0), ("9", 540.0)):
        sheet = json.loads(coach("show", str(own), "--json", "--minutes", minutes).stdout)
        assert sheet["format"] == "coach-cue-sheet/1"
        assert sheet["seconds"] == seconds
        assert sheet["steps"][-1]["end"] == seconds


def test_show_fits_eighty_columns_and_has_every_step(own: Path) -> None:
    sheet = json.loads(coach("show", str(own), "--json").stdout)
    done = coach("show", str(own), "--cues")
    assert done.returncode == 0
    assert max(len(line) for line in done.stdout.splitlines()) <= 80
    together = " ".join(done.stdout.split())
    for step in sheet["steps"]:
        assert step["step"] in done.stdout
    for cue in sheet["cues"]:
        assert cue["text"] in together


def test_fewer_words_are_asked_for_and_come() -> None:
    def cues(*options: str) -> int:
        return len(json.loads(coach("show", "head-15", "--json", *options).stdout)["cues"])

    assert cues("--talk", "full") > cues("--talk", "minimal") > 0
    assert cues("--count", "voice") > cues("--count", "chime")


def test_a_picture_is_a_picture(own: Path, tmp_path: Path) -> None:
    from xml.etree import ElementTree as ET

    done = coach("show", str(own), "--svg", "plan.svg", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    assert ET.parse(tmp_path / "plan.svg").getroot().tag.endswith("svg")  # noqa: S314 - our own file


def test_text_from_a_file_never_steers_the_terminal(tmp_path: Path) -> None:
    evil = tmp_path / "evil.yaml"
    evil.write_text('id: evil\ntitle: "a\\e[2Jb\\u202Ec"\nnonsense: "\\e]0;owned\\a"\n')
    for command in ("check", "show", "play", "script"):
        done = (
            coach(command, str(evil), "--output", "null") if command == "play" else coach(command, str(evil))
        )
        assert not set("\x1b\x07\u202e") & set(done.stdout + done.stderr)
    done = coach("show", "\x1b[2Jx\u202ey")
    assert not set("\x1b\u202e") & set(done.stdout + done.stderr)


def test_playing_to_nobody_goes_the_whole_way(own: Path) -> None:
    done = coach("play", str(own), "--output", "null", "--talk", "minimal", "--from", "2")
    assert done.returncode == 0, done.stderr
    assert "Done" in done.stderr
    assert done.stdout.splitlines()[-1]
    assert "\x1b" not in done.stdout
