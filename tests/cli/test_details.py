"""What a person would notice: pipes, paces, ranges, silence in numbers, and how to go on."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
import wave
from dataclasses import asdict
from pathlib import Path
from types import SimpleNamespace

import pytest

from coach.check.verify import Expectation, inspect
from coach.cli.main import take_as_typed
from coach.cli.session import Wanted
from coach.cli.starting import again
from coach.cli.terminal import out_json
from coach.routine.template import new_routine
from coach.speech import hibari, system
from coach.units import RATE, Frames, clock

ROOT = Path(__file__).parents[2]
COACH = [sys.executable, "-m", "coach"]


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT)}


def coach(*arguments: str, code: int = 0, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [*COACH, *arguments], capture_output=True, text=True, env=environment(), cwd=cwd, timeout=120
    )
    assert done.returncode == code, done.stderr
    return done


@pytest.fixture
def own(tmp_path: Path) -> Path:
    path = tmp_path / "quiet-hands.yaml"
    path.write_text(new_routine("quiet-hands"), encoding="utf-8")
    return path


def piped(*arguments: str, text: str) -> subprocess.CompletedProcess[str]:
    """Run a command whose PIPE is a pipe, as a shell's ``<(cat FILE)`` is."""
    end, start = os.pipe()
    with os.fdopen(start, "w", encoding="utf-8") as file:
        file.write(text)
    typed = [f"/dev/fd/{end}" if argument == "PIPE" else argument for argument in arguments]
    try:
        return subprocess.run(
            [*COACH, *typed], capture_output=True, text=True, env=environment(), pass_fds=[end], timeout=120
        )
    finally:
        os.close(end)


@pytest.mark.skipif(not Path("/dev/fd").exists(), reason="needs /dev/fd")
def test_a_routine_may_come_through_a_pipe(own: Path) -> None:
    text = own.read_text(encoding="utf-8")
    for command in (("show",), ("script",), ("show", "--json")):
        straight = coach(*command, str(own))
        done = piped(*command, "PIPE", text=text)
        assert (done.returncode, done.stdout) == (0, straight.stdout), done.stderr
    done = piped("check", "PIPE", text=text)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    wrong = piped("check", "PIPE", text=text.replace("target_s:", "target:"))
    assert wrong.returncode == 3
    assert wrong.stdout.startswith("/dev/fd/")
    endless = coach("check", "/dev/zero", code=3)
    assert endless.stdout.startswith("/dev/zero:1:1: Y001")


def test_a_profile_is_that_of_the_routine(own: Path) -> None:
    own.write_text(
        own.read_text("utf-8").replace("start_position:", "audience_profile: no_traction\nstart_position:"),
        encoding="utf-8",
    )
    assert "without pulling" in coach("show", str(own)).stdout
    assert json.loads(coach("show", str(own), "--json").stdout)["options"]["profile"] == "no_traction"


def test_a_silent_file_has_no_loudness_in_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    quiet = tmp_path / "quiet.wav"
    with wave.open(str(quiet), "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        file.writeframes(bytes(2 * RATE))
    report = inspect(quiet, Expectation(Frames(RATE)))
    assert report.lufs == float("-inf")
    out_json({"reports": [asdict(report)], "heard": (1.5, [float("nan")])})
    found = json.loads(capsys.readouterr().out, parse_constant=pytest.fail)
    assert found["reports"][0]["lufs"] is None
    assert found["reports"][0]["frames"] == RATE
    assert found["heard"] == [1.5, [None]]


def test_the_list_says_what_a_routine_can_be() -> None:
    headings = {row["id"]: row for row in json.loads(coach("list", "--json").stdout)}
    sheet = json.loads(coach("show", "head-15", "--json").stdout)
    assert headings["head-15"]["range"] == sheet["fit"]["range"]
    low, high = (clock(round(second) * RATE) for second in sheet["fit"]["range"])
    listed = coach("list").stdout
    assert f"can be {low} to {high}" in listed
    assert "130 words a minute" in listed.splitlines()[-1]


def test_voices_end_with_the_cache() -> None:
    clips = Path(os.environ["XDG_CACHE_HOME"]) / "coach" / "clips"
    count = len(list(clips.glob("*.clip*"))) if clips.is_dir() else 0
    cache = json.loads(coach("voices", "--json").stdout)["cache"]
    assert cache["folder"] == str(clips)
    assert cache["clips"] >= count
    assert cache["bytes"] <= cache["limit"]
    last = coach("voices").stdout.splitlines()[-1]
    assert last.startswith(f"Cache: {cache['clips']} clips, ")
    assert str(clips) in last


def test_help_says_how_fast_each_voice_speaks() -> None:
    said = " ".join(coach("export", "--help").stdout.split())
    assert f"hibari {hibari.PACES[0]} to {hibari.PACES[1]}" in said
    assert f"system {system.PACES[0]} to {system.PACES[1]}" in said
    assert "Half the bit rate" not in said


def test_the_fastest_pace_in_the_help_is_taken(own: Path) -> None:
    coach("show", str(own), "--pace", str(system.PACES[1]))
    said = coach("show", str(own), "--voice", "hibari", "--pace", str(system.PACES[1]), code=2).stderr
    assert f"{hibari.PACES[0]} and {hibari.PACES[1]}" in said


@pytest.mark.parametrize("where", ["3:99", "1:2:3:4", ":"])
def test_a_time_that_is_none_is_a_complaint_about_from(where: str, own: Path) -> None:
    asked = ("--output", "null", "--voice", "silent", "--from", where)
    said = coach("play", str(own), *asked, code=2).stderr
    assert f"--from {where}" in said
    assert "--minutes" not in said


def test_the_way_to_go_on_repeats_what_was_asked_for() -> None:
    wanted = Wanted("my head.yaml", "12:30", "light", "both", "recorded:my voice", 120, 3)
    typed = shlex.split(again(wanted, {"--output": "null", "--device": None, "--from": "3:20"}))
    assert typed == [
        *("coach", "play", "my head.yaml", "--minutes", "12:30", "--talk", "light", "--count", "both"),
        *("--voice", "recorded:my voice", "--pace", "120", "--seed", "3", "--output", "null"),
        *("--from", "3:20"),
    ]
    assert again(Wanted("head-15", voice="hibari"), {"--from": "3:20"}) == "coach play head-15 --from 3:20"
    alone = Wanted("head-15", voice="hibari", alone=True)  # said by --ears
    assert again(alone, {}, "script") == "coach script head-15"


UNPATCHED = """
import sys
from coach.cli import main
main.take_as_typed = lambda param: None
del main._QuickHelp.get_help_option
sys.exit(main.run(sys.argv[1:]))
"""


@pytest.mark.parametrize(
    "arguments", [("--help",), ("show", "-h"), ("show", "OWN", "--pace", "120", "--json")]
)
def test_the_short_way_past_the_parser_changes_nothing(arguments: tuple[str, ...], own: Path) -> None:
    typed = [str(own) if argument == "OWN" else argument for argument in arguments]
    straight = subprocess.run(
        [sys.executable, "-c", UNPATCHED, *typed], capture_output=True, text=True, env=environment()
    )
    assert (straight.returncode, straight.stdout) == (0, coach(*typed).stdout), straight.stderr


def test_a_parser_that_is_built_otherwise_is_left_alone() -> None:
    class Sealed:
        __slots__ = ()
        type_descriptor = SimpleNamespace(annotation=str)

        def get_runtime_param(self) -> str:
            return "the parser's own"

    sealed = Sealed()
    take_as_typed(sealed)
    assert sealed.get_runtime_param() == "the parser's own"
    for other in (object(), SimpleNamespace(type_descriptor=SimpleNamespace(annotation=str))):
        take_as_typed(other)
        assert not hasattr(other, "get_runtime_param")
