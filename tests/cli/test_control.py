"""``coach control`` and a running session, each a process of its own."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from coach.cli.control import _news
from tests.cli.stage import COACH, ROOT, SOON

pytestmark = pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="needs sockets with names")


@pytest.fixture(autouse=True)
def runtime(places: Path) -> Path:
    """Return the folder of sockets."""
    assert places.is_dir()
    return Path(os.environ["XDG_RUNTIME_DIR"])


def control(*arguments: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [*COACH, "control", *arguments], capture_output=True, text=True, cwd=ROOT, timeout=SOON
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done


class Running:
    """A session without a terminal, four times as fast as real."""

    def __init__(self, routine: str) -> None:
        command = [*COACH, "play", routine, "--voice", "silent", "--output", "null:4", "--plain"]
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        self.until("playing")

    def until(self, mark: str) -> None:
        assert self.process.stdout is not None
        while mark not in (line := self.process.stdout.readline()):
            assert line, f"it ended without {mark}"

    def close(self) -> None:
        self.process.kill()
        self.process.communicate()


@pytest.fixture
def hands() -> Iterator[Running]:
    running = Running("hands-10")
    yield running
    running.close()


def test_from_pause_to_stop_and_the_session_shows_it(hands: Running, runtime: Path) -> None:
    paused = control("pause")
    assert paused.returncode == 0
    assert paused.stdout.startswith("Hands: paused, 0:")
    hands.until("PAUSED")
    status = json.loads(control("status", "--json").stdout)
    assert (status["state"], status["title"]) == ("paused", "Hands")
    assert "paused" in control("status").stdout
    assert control("quieter").returncode == 0
    hands.until("volume -3 dB")
    assert control("go", "on").returncode == 0
    hands.until("playing")
    stopped = json.loads(control("stop", "--json").stdout)
    assert (stopped["ok"], stopped["status"]["state"]) == (True, "stopped")
    hands.until("stopped")
    _, said = hands.process.communicate(timeout=SOON)
    assert hands.process.returncode == 0
    assert "coach play hands-10 --resume" in said
    assert not [path for path in runtime.rglob("*") if path.suffix == ".sock"]


def test_what_is_to_come_is_printed_and_is_there_for_programs(hands: Running) -> None:
    assert hands.process.poll() is None
    shown = control("plan")
    assert shown.returncode == 0, shown.stderr
    assert re.match(r"Hands: \d:\d\d now, the end is at 10:00\n", shown.stdout)
    known = json.loads(control("plan", "--json").stdout)
    assert known["format"] == "coach-plan/1"
    for step in known["steps"]:
        assert step["step"] in shown.stdout
    told = control("end", "in", "7")
    assert re.match(r"The end is at 7:\d\d now. \d:\d\d to go. Shorter: .* more.", told.stdout)
    assert "Changed: " in control("plan").stdout
    assert json.loads(control("plan", "--json").stdout)["changed"]


def test_the_answer_is_printed_and_what_is_refused_has_a_code(hands: Running) -> None:
    for _ in range(2):  # the same answer twice is an answer too
        told = control("how", "long")
        assert (told.returncode, told.stderr) == (0, "")
        assert re.match(r"About .* minutes", told.stdout)
    assert control("louder").stdout == "Volume +3 dB.\n"
    assert control("pause").returncode == 0
    refused = control("more", "talk")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "no less and no more talk" in refused.stderr
    refused = control("pace", "120")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "This voice has only one pace." in refused.stderr
    assert hands.process.poll() is None


def test_an_answer_is_what_is_new_in_a_notice() -> None:
    waiting = "Waiting for a speaker: plug one in."
    assert _news("", "Volume +3 dB.") == "Volume +3 dB."
    assert _news("Volume +3 dB.", "Volume +3 dB.") == ""
    assert _news(f"{waiting} Volume +3 dB.", "Volume +3 dB.") == "", "it stopped, and waits for nothing more"
    assert _news("Volume +3 dB.", f"{waiting} Volume +3 dB.") == waiting
    assert _news(waiting, f"{waiting} Volume +6 dB.") == "Volume +6 dB."


def test_another_ambience_can_be_asked_for(hands: Running, tmp_path: Path) -> None:
    told = control("bed", "brown")
    assert told.returncode == 0, told.stderr
    hands.until("The ambience is brown from here on.")
    wrong = control("bed", "brwn")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert 'There is no ambience "brwn". Did you mean brown?' in wrong.stderr
    for words in (("bed-ocean",), ("BED", "Ocean")):
        assert control(*words).returncode == 0
    hands.until("The ambience is ocean from here on.")
    missing = control("bed", str(tmp_path / "Some Music.mp3"))
    assert missing.returncode == 4
    assert "Some Music.mp3" in missing.stderr
    assert control("bed", "none").returncode == 0
    hands.until("The ambience ends.")
    assert hands.process.poll() is None


def test_following_ends_with_the_session(hands: Running) -> None:
    command = [*COACH, "control", "status", "--follow"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as follower:
        assert follower.stdout is not None
        assert json.loads(follower.stdout.readline())["state"] == "playing"
        control("stop")
        pictures = [json.loads(line) for line in follower.stdout]
        assert pictures[-1]["state"] == "stopped"
        assert follower.wait(SOON) == 0
    hands.process.communicate(timeout=SOON)


def test_a_new_end_is_shown_with_the_plan(hands: Running) -> None:
    assert control("end in 8").returncode == 0
    assert hands.process.stdout is not None
    for line in hands.process.stdout:
        if found := re.search(r"The end is at (\d+):\d\d now. (\d+:\d\d) to go", line):
            assert found[1] == "8"
            assert found[2] == "8:00" or found[2].startswith("7:")
            break
    else:
        pytest.fail("the new plan is not shown")


def test_several_are_told_apart_by_name(hands: Running) -> None:
    assert hands.process.poll() is None
    other = Running("head-15")
    try:
        assert control("sessions").stdout.split() == ["hands-10", "head-15"]
        unclear = control("pause")
        assert unclear.returncode == 2
        assert "hands-10, head-15" in unclear.stderr
        assert control("pause", "--session", "head-15").returncode == 0
        other.until("PAUSED")
        assert control("pause", "--session", "feet-15").returncode == 4
    finally:
        other.close()
    assert control("pause").returncode == 0, "the other one died without closing its door"
    hands.until("PAUSED")


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("pause",), 4, "No session is running"),
        (("status",), 4, "No session is running"),
        (("sessions",), 4, "No session is running"),
        (("dance",), 2, "is no command"),
        (("longr",), 2, "Did you mean longer?"),
        (("edn", "in", "5"), 2, "Did you mean end in?"),
        (("end", "in"), 2, "needs a number"),
        ((), 2, "coach control pause"),
        (("pause", "--follow"), 2, "--follow goes with status"),
    ],
)
def test_what_is_wrong_is_said(arguments: tuple[str, ...], code: int, said: str) -> None:
    done = control(*arguments)
    assert (done.returncode, done.stdout) == (code, "")
    assert said in done.stderr


def test_what_a_dead_session_left_is_swept(runtime: Path) -> None:
    running = Running("hands-10")
    running.close()
    assert list(runtime.rglob("*.sock"))
    assert control("pause").returncode == 4
    assert not list(runtime.rglob("*.sock"))


def test_a_session_plays_on_where_it_cannot_be_reached(runtime: Path) -> None:
    (runtime / "coach").mkdir(mode=0o755)
    done = subprocess.run(
        [*COACH, "play", "hands-10", "--voice", "silent", "--output", "null"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=SOON,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == 0, done.stderr
    assert "not yours alone" in done.stderr
    shutil.rmtree(runtime / "coach")
