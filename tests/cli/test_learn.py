"""The lesson in keys: what it asks for, what ends it, and that every key can be taught."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from coach.cli.learn import ASKED, LEAVES, SKIP_S, pressed
from coach.live.command import Verb
from coach.live.keymap import commands
from tests.cli.stage import SOON, Sit


def hands(*presses: tuple[float, str]) -> Callable[[float], list[str]]:
    """Return a keyboard on which keys are pressed after so many seconds each."""
    coming, clock = list(presses), 0.0

    def wait(seconds: float) -> list[str]:
        nonlocal clock
        if coming and coming[0][0] <= clock + seconds:
            at, key = coming.pop(0)
            clock = max(at, clock)
            return [key]
        clock += seconds
        return []

    return wait


def test_every_command_is_asked_for_once() -> None:
    told = commands({str(number): text for number, (text, _) in enumerate(ASKED)})
    assert {command.verb for command in told.values() if command} == set(Verb) - {Verb.TOGGLE, Verb.READY}
    assert len({text for text, _ in ASKED}) == len(ASKED)
    assert {"louder", "louder bed", "quieter", "quieter bed"} <= {text for text, _ in ASKED}


@pytest.mark.parametrize("key", ["enter", "q", "space", "pagedown", "esc[99~"])
def test_any_key_can_be_taught(key: str) -> None:
    assert pressed(hands((2.0, key)), set()) == key
    assert pressed(hands((0.1, key), (0.4, key), (0.6, key)), set()) == key


def test_what_was_taught_just_now_is_not_taught_again() -> None:
    assert pressed(hands((1.0, "q"), (3.0, "enter")), {"q"}) == "enter"


def test_escape_skips_and_twice_it_leaves() -> None:
    assert pressed(hands((1.0, "escape"), (4.0, "escape")), set()) == ""
    assert pressed(hands((1.0, "escape"), (1.7, "escape")), set()) == LEAVES


def test_without_a_key_a_command_stays_as_it_is() -> None:
    assert pressed(hands((SKIP_S - 1.0, "q")), set()) == "q"
    assert pressed(hands((SKIP_S + 1.0, "q")), set()) == ""


@pytest.mark.usefixtures("places")
def test_why_media_keys_are_not_heard_is_said_before_it_begins(sit: Sit) -> None:
    lesson = sit("play", "--learn-keys")
    said = lesson.until("twice: again")
    assert lesson.text[:said].lower().count("media keys") == 1
    lesson.type("\x03")
    assert lesson.ends() == 0
    assert lesson.text.lower().count("media keys") == 1


@pytest.mark.parametrize("way", ["\x1b\x1b", "\x03"])
def test_a_lesson_that_is_left_keeps_what_was_taught(way: str, sit: Sit, places: Path) -> None:
    lesson = sit("play", "--learn-keys")
    at = lesson.until("twice: again")
    lesson.type("\r")
    at = lesson.until("say the last line again", lesson.until("enter", at))
    lesson.type("q")
    lesson.until("go to the next step", at)
    lesson.type(way)
    assert lesson.ends() == 0
    kept = json.loads((places / "settings" / "keys.json").read_text())["keys"]
    assert kept == {"enter": "switch", "q": "again"}


@pytest.mark.skipif(not shutil.which("dbus-send"), reason="needs a bus: apt install dbus")
def test_media_keys_and_clicks_can_be_taught(sit: Sit, places: Path) -> None:
    pytest.importorskip("dbus_fast", reason="needs the extra media")
    command = ["dbus-daemon", "--session", "--nofork", "--print-address=1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as daemon:
        try:
            assert daemon.stdout is not None
            where = {"DBUS_SESSION_BUS_ADDRESS": daemon.stdout.readline().strip()}
            lesson = sit("play", "--learn-keys", **where)
            at = lesson.until("twice: again")
            assert "media keys" not in lesson.text.lower()
            lesson.type("\x1b[<0;5;5M\x1b[<0;5;5m")
            at = lesson.until("say the last line again", lesson.until("click", at))
            _press("Next", where)
            at = lesson.until("go to the next step", lesson.until("media-next", at))
            _press("PlayPause", where)
            at = lesson.until("go back", lesson.until("media-play-pause", at))
            lesson.type("\x03")
            assert lesson.ends() == 0
        finally:
            daemon.kill()
    kept = json.loads((places / "settings" / "keys.json").read_text())["keys"]
    assert kept == {"click": "switch", "media-next": "again", "media-play-pause": "next"}
    assert lesson.raw.rfind("\x1b[?1000l") > lesson.raw.rfind("\x1b[?1000h")


def _press(method: str, env: dict[str, str]) -> None:
    """Press a media key, as the desktop does."""
    words = ["--dest=org.mpris.MediaPlayer2.coach", "/org/mpris/MediaPlayer2"]
    asked = ["dbus-send", "--session", "--print-reply", *words, f"org.mpris.MediaPlayer2.Player.{method}"]
    done = subprocess.run(asked, env=env, capture_output=True, text=True, timeout=SOON)
    assert "method return" in done.stdout, done.stderr
