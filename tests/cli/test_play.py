"""A session at a real terminal: keys, screen, ends of every kind, and how it goes on afterwards."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import termios
import time
from pathlib import Path

import pytest

from tests.cli.stage import COACH, ROOT, SOON, Sit, Sitting, coach
from tests.hearing.conftest import needs_recogniser

PLAY = ("play", "hands-10", "--voice", "silent", "--output", "null:4")


@pytest.fixture(autouse=True)
def led(places: Path) -> None:
    """A session was led: before a first one questions are asked."""
    (places / "state").mkdir()
    (places / "state" / "sessions-led").write_text("1\n")


def test_card_sound_check_pause_again_and_stop(sit: Sit) -> None:
    session = sit(*PLAY)
    session.type("x")  # before there is anything to answer: it starts nothing
    at = session.until("Before you begin")
    at = session.until("Fetch", at)
    at = session.until("opening", at)
    for _ in range(5):
        session.look(0.1)
    assert "playing" not in session.text[at:]
    session.type(" ")
    at = session.until("playing", at)
    at = session.until("9:59 left", at)  # two keys in the same moment would be an elbow
    session.type("x")  # any key
    at = session.until("PAUSED", at)
    assert not session.look(0.1)
    session.type(" ")
    at = session.until("playing", at)
    session.type("\x1b[A")
    at = session.until("+3 dB", at)
    session.type("s")
    at = session.until("Stopped at 0:", at)
    assert "To go on: coach play hands-10 --resume" in session.text[at:]
    assert "--voice" not in session.text[at:]
    assert session.ends() == 0
    assert termios.tcgetattr(session.slave) == session.before
    assert session.raw.count("\x1b[?1049h") == session.raw.count("\x1b[?1049l") == 1


def test_a_click_is_the_switch_held_it_stops_and_the_wheel_is_the_volume(sit: Sit) -> None:
    session = sit(*PLAY)
    at = session.until("opening")
    session.type("\x1b[<0;12;7M\x1b[<0;12;7m")
    at = session.until("playing", at)
    at = session.until("9:59 left", at)
    session.type("\x1b[<64;12;7M")
    at = session.until("+3 dB", at)
    session.look(0.2)  # two in the same moment would be an elbow
    session.type("\x1b[<0;12;7M\x1b[<0;12;7m")
    at = session.until("PAUSED", at)
    session.type("\x1b[<0;12;7M")
    at = session.until("playing", at)
    end = time.monotonic() + 1.1
    while time.monotonic() < end:
        session.look(0.05)
    assert "Stopped" not in session.text
    session.type("\x1b[<0;12;7m")
    session.until("Stopped", at)
    assert session.ends() == 0
    on, off = session.raw.count("\x1b[?1000h\x1b[?1006h"), session.raw.count("\x1b[?1006l\x1b[?1000l")
    assert on == off == 1


@pytest.mark.parametrize("way", ["ctrl-c", "terminate", "hang up", "ctrl-d"])
def test_every_end_saves_the_place_and_gives_the_terminal_back(way: str, sit: Sit, places: Path) -> None:
    session = sit(*PLAY, "--no-wait", "--from", "2:00")
    session.until("playing")
    if way in {"ctrl-c", "ctrl-d"}:
        session.type({"ctrl-c": "\x03", "ctrl-d": "\x04"}[way])
    else:
        session.process.send_signal({"terminate": signal.SIGTERM, "hang up": signal.SIGHUP}[way])
    assert session.ends() == (0 if way == "ctrl-d" else 130)
    assert "Stopped at 2:" in session.text
    assert "coach play hands-10 --resume" in session.text
    assert termios.tcgetattr(session.slave) == session.before
    assert session.raw.rstrip().rfind("\x1b[?1049l") > session.raw.rfind("\x1b[?1049h")
    kept = json.loads((places / "state" / "journals" / "hands-10.json").read_text())
    assert 120 <= kept["seconds"] < 150


def test_a_question_mark_shows_all_keys_and_pauses_nothing(sit: Sit) -> None:
    session = sit(*PLAY, "--no-wait")
    at = session.until("playing")
    session.type("?")
    at = session.until("Every other key", at)
    assert "less" in session.text[:at]
    assert "PAUSED" not in session.text
    session.type("x")
    at = session.until("PAUSED", at)
    session.type("s")
    assert session.ends() == 0
    plain = sit(*PLAY, "--no-wait", "--plain")
    at = plain.until("Keys: space pause, go on; s stop; ? all keys.")
    at = plain.until("playing", at)
    plain.type("?")
    at = plain.until("Every other key", at)
    assert "PAUSED" not in plain.text
    plain.type("s")
    assert plain.ends() == 0


def test_the_line_of_the_sound_check_is_shown_once_and_only_while_it_is_said(sit: Sit) -> None:
    session = sit(*PLAY, "--plain")
    at = session.until("If you hear this well, start.")
    assert session.text.count("If you hear this well") == 1
    session.type("h")
    session.until("playing", at)
    session.type("s")
    assert session.ends() == 0
    assert "If you hear this well" not in coach("show", "hands-10").stdout


def test_the_sound_check_names_no_key_that_has_another_command(sit: Sit, places: Path) -> None:
    (places / "settings").mkdir()
    (places / "settings" / "keys.json").write_text('{"format": "coach-keys/1", "keys": {"up": "next"}}')
    session = sit(*PLAY, "--plain")
    at = session.until("Any key begins.")
    assert "up and down" not in session.text
    session.type("\x1b[A")
    at = session.until("playing", at)
    session.type("s")
    assert session.ends() == 0


def test_a_terminal_that_is_closed_ends_it_with_the_place_saved(sit: Sit, places: Path) -> None:
    session = sit(*PLAY, "--no-wait", "--from", "2:00")
    session.until("playing")
    os.close(session.slave)
    os.close(session.master)
    assert session.process.wait(SOON) == 130
    assert json.loads((places / "state" / "journals" / "hands-10.json").read_text())["seconds"] >= 120


def test_what_was_left_goes_on_where_it_was(sit: Sit) -> None:
    first = sit(*PLAY, "--no-wait", "--from", "4:00")
    first.until("playing")
    first.type("\x03")
    assert first.ends() == 130
    second = sit("play", "--resume", "--no-wait")
    at = second.until("playing")
    second.type("s")
    at = second.until("Stopped at ", at)
    assert second.text[at:].startswith(("3:5", "4:0", "4:1"))
    assert "To go on: coach play hands-10 --resume" in second.text
    assert second.ends() == 0
    other = coach("play", "feet-15", "--resume", "--output", "null")
    assert other.returncode == 4
    assert "hands-10" in other.stderr


def test_two_sessions_at_once_keep_their_places_apart(sit: Sit, places: Path) -> None:
    first, second = (sit(*PLAY, "--no-wait", "--from", at) for at in ("2:00", "6:00"))
    kept = places / "state" / "journals"
    for session in (first, second):
        session.until("playing")
    third = coach("play", "hands-10", "--resume", "--output", "null")
    assert third.returncode == 4, "what is being played is not to be gone on with"
    first.type("\x03")
    second.type("\x03")
    assert (first.ends(), second.ends()) == (130, 130)
    seconds = sorted(json.loads(path.read_text())["seconds"] for path in kept.iterdir())
    assert len(seconds) == 2
    assert 120 <= seconds[0] < 180
    assert 360 <= seconds[1] < 420
    done = coach("play", "hands-10", "--resume", "--output", "null:600")
    assert done.returncode == 0, done.stderr
    assert len(list(kept.iterdir())) == 1, "it is over, and its journal has gone"


@needs_recogniser
def test_a_session_that_listened_goes_on_listening(sit: Sit) -> None:
    session = sit(*PLAY, "--no-wait", "--listen")
    session.until("playing")
    session.type("s")
    assert session.ends() == 0
    assert "To go on: coach play hands-10 --listen --resume" in session.text


BROKEN = """
import runpy
from coach.plan import replan
def broken(*_, **__):
    raise KeyError("no such room")
replan.replan = broken
runpy.run_module("coach", run_name="__main__")
"""


def test_a_bug_under_way_ends_nothing_and_is_confessed_at_the_end(places: Path) -> None:
    assert places.is_dir()
    session = Sitting(sys.executable, "-c", BROKEN, *PLAY, "--no-wait", "--plain")
    try:
        at = session.until("playing")
        session.type("l")
        at = session.until("Everything goes on as planned", at)
        session.type("s")
        at = session.until("bug in coach: KeyError", at)
        assert session.ends() == 0
        told = session.text[at:]
        assert "desk.py" in told
        assert "massage-coach 0." in told
        assert "hands-10" in told
    finally:
        session.close()


def test_nothing_to_go_on_with_is_said(places: Path) -> None:
    shutil.rmtree(places / "state")
    done = coach("play", "--resume", "--output", "null")
    assert (done.returncode, done.stdout) == (4, "")
    assert "coach play ROUTINE" in done.stderr


def test_stopped_by_the_shell_and_called_back(sit: Sit) -> None:
    assert sit
    shell = Sitting("bash", "--norc", "--noprofile", "-i", env={"PS1": "shell> "})
    try:
        at = shell.until("shell> ")
        shell.type(shlex.join([*COACH, *PLAY, "--no-wait"]) + "\n")
        at = shell.until("playing", at)
        single = termios.tcgetattr(shell.slave)
        shell.type("\x1a")
        at = shell.until("Stopped", at)
        at = shell.until("shell> ", at)
        assert shell.raw.rfind("\x1b[?1049l") > shell.raw.rfind("\x1b[?1049h")
        shell.type("echo still $((20 + 3))\n")
        at = shell.until("still 23", at)
        shell.type("fg\n")
        at = shell.until("PAUSED", at)  # nobody heard it go on meanwhile
        assert termios.tcgetattr(shell.slave) == single
        shell.type(" ")
        at = shell.until("playing", at)
        shell.type("s")
        at = shell.until("Stopped at", at)
        shell.type("exit\n")
        shell.ends()
    finally:
        shell.close()


def test_a_narrow_screen_without_colour_that_grows(sit: Sit) -> None:
    session = sit(*PLAY, "--no-wait", size=(10, 40), NO_COLOR="1")
    at = session.until("playing")
    shown = session.raw[session.raw.index("\x1b[?1049h") :]
    assert "\x1b[1m" not in shown
    assert "\x1b[32m" not in shown
    assert "█" not in shown
    session.resize(40, 140)
    session.until("next:", at)
    session.until("█", at)
    session.type("s")
    assert session.ends() == 0


@pytest.mark.parametrize("wish", ["--plain", "TERM=dumb"])
def test_plain_lines_move_no_cursor(wish: str, sit: Sit) -> None:
    words = [*PLAY, "--no-wait", "--from", "2:00"]
    session = sit(*words, "--plain") if wish == "--plain" else sit(*words, TERM="dumb")
    at = session.until("playing")
    session.type(" ")
    at = session.until("PAUSED", at)
    session.type("q")
    assert session.ends() == 0
    told = session.raw[session.raw.index("playing") :]
    assert "\x1b" not in told
    assert "\r\n" in told


def test_lines_in_a_pipe_are_one_for_each_change(places: Path) -> None:
    assert places.is_dir()
    done = coach("play", "hands-10", "--voice", "silent", "--output", "null:600")
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    begun = next(number for number, line in enumerate(lines) if line.endswith("playing"))
    assert "Before you begin" in lines[:begun]
    assert any(line.lstrip().startswith("Fetch") for line in lines[:begun])
    assert not any(line.startswith("Keys:") for line in lines), "nobody is there to press one"
    assert any(re.fullmatch(r"[0-9:]+  chapter .+, [0-9:]+ left", line) for line in lines)
    assert any("  == " in line for line in lines)
    assert "10:00  done" in lines
    assert "Done: 10:00" in done.stderr
    assert "null:1 in real time" in " ".join(coach("play", "--help").stdout.replace("│", " ").split())
    assert not {"\x1b", "\r"} & set(done.stdout)


def test_that_media_keys_do_nothing_is_told_once_and_not_to_programs(places: Path) -> None:
    assert places.is_dir()
    said = [
        coach("play", "ears-scalp-5", "--voice", "silent", "--output", "null", *more).stderr
        for more in (["--json"], [], [])
    ]
    assert [text.lower().count("media keys") for text in said] == [0, 1, 0]


def test_the_screen_tells_it_with_the_card(sit: Sit) -> None:
    session = sit(*PLAY, size=(40, 100))
    at = session.until("opening", session.until("Before you begin"))
    session.until("edia keys", at)
    session.type("s")
    assert session.ends() == 0


def test_json_is_one_object_a_line_and_nothing_else(places: Path) -> None:
    assert places.is_dir()
    done = coach("play", "hands-10", "--voice", "silent", "--output", "null:600", "--json")
    pictures = [json.loads(line) for line in done.stdout.splitlines()]
    assert {picture["format"] for picture in pictures} == {"coach-status/1"}
    assert pictures[-1]["state"] == "done"
    assert pictures[-1]["position"] == pictures[-1]["seconds"] == 600


@pytest.mark.parametrize("how", [(), ("--json",)])
def test_a_reader_that_leaves_ends_it_with_the_place_saved(how: tuple[str, ...], places: Path) -> None:
    command = [*COACH, *PLAY[:-1], "null:20", "--from", "1:00", *how]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, cwd=ROOT
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert any(b"playing" in line for line in process.stdout), "it does not begin"
        process.stdout.close()
        assert process.wait(SOON) == 6
        said = process.stderr.read().decode()
    assert "Traceback" not in said
    assert "Exception ignored" not in said
    assert json.loads((places / "state" / "journals" / "hands-10.json").read_text())["seconds"] >= 60


def test_a_damaged_table_of_keys_is_said_before_anything_else(places: Path) -> None:
    (places / "settings").mkdir()
    (places / "settings" / "keys.json").write_text("{")
    done = coach(*PLAY)
    assert done.returncode == 4
    assert "--learn-keys" in done.stderr


def test_keys_are_learnt_and_then_they_work(sit: Sit, places: Path) -> None:
    lesson = sit("play", "--learn-keys")
    at = lesson.until("switch")
    lesson.type("\x1b")
    at = lesson.until("say the last line again", at)
    lesson.type("\x1b[6~")
    at = lesson.until("pagedown", at)
    at = lesson.until("go to the next step", at)
    lesson.type("\x1b[6~" * 3)
    at = lesson.until("has a command already", at)
    lesson.type("\x1b[99~")
    at = lesson.until("esc[99~", at)
    lesson.until("go back", at)
    lesson.type("\x04")
    assert lesson.ends() == 0
    assert termios.tcgetattr(lesson.slave) == lesson.before
    kept = json.loads((places / "settings" / "keys.json").read_text())["keys"]
    assert kept == {"pagedown": "again", "esc[99~": "next"}
    session = sit(*PLAY, "--no-wait", "--plain")
    at = session.until("playing")
    session.type("\x1b[6~")
    session.type("x")
    at = session.until("PAUSED", at)
    session.type("s")
    assert session.ends() == 0
    refused = coach("play", "--learn-keys")
    assert refused.returncode == 2


def test_a_key_pressed_twice_says_it_again_and_held_it_stops(sit: Sit) -> None:
    session = sit(*PLAY, "--no-wait")
    at = session.until("playing")
    session.type("  ")
    at = session.until("PAUSED", at)
    at = session.until("playing", at)
    while "Stopped at" not in session.text[at:]:  # as a terminal sends a held key
        session.type("x")
        session.look(0.03)
        assert session.process.poll() is None or "Stopped at" in session.text
    assert session.ends() == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--output", "null:0"), "null:0 is unknown"),
        (("--output", "null:1", "--device", "x"), "--device names a speaker"),
        (("--resume", "--from", "2"), "--resume and --from"),
        (("--output", "null", "--from", "nowhere"), "neither a time"),
    ],
)
def test_what_does_not_go_together_is_wrong_usage(
    arguments: tuple[str, ...], said: str, places: Path
) -> None:
    assert places.is_dir()
    done = coach("play", "hands-10", "--voice", "silent", *arguments)
    assert done.returncode == 2
    assert said in done.stderr
