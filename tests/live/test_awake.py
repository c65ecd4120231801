"""The computer stays awake while a session plays, and what keeps it awake cannot outlive the session."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from coach.live.awake import COMMANDS, Awake, Child

from .stand import Stand

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the programs are those of Unix systems")

FAKE = """#!/bin/sh
echo "$$ $*" >> "$AWAKE_LOG"
while [ "${1#--}" != "$1" ]; do shift; done
exec "$@"
"""


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A systemd-inhibit that writes down how it was called, and runs what it was given."""
    program = tmp_path / "bin" / "systemd-inhibit"
    program.parent.mkdir()
    program.write_text(FAKE)
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:/usr/bin:/bin")
    monkeypatch.setenv("AWAKE_LOG", str(tmp_path / "log"))
    return tmp_path / "log"


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def started(child: Child) -> int:
    assert child._process is not None
    return child._process.pid


def test_only_falling_asleep_by_itself_is_held_up(log: Path) -> None:
    child = Child(COMMANDS["linux"])
    assert child.hold()
    assert child.hold()
    pid = started(child)
    assert alive(pid)
    child.release()
    assert not alive(pid)
    said = subprocess.run([COMMANDS["linux"][0][0], "--what=idle", "true"], capture_output=True)
    assert said.returncode == 0  # the stand-in runs what it is given, so the child did run
    assert all("--what=idle" in line for line in log.read_text().splitlines())


@pytest.mark.usefixtures("log")
def test_it_ends_with_the_program_even_if_that_is_killed() -> None:
    script = (
        "from coach.live.awake import *; import time; child = Child(COMMANDS['linux']); child.hold();"
        "print(child._process.pid, flush=True); time.sleep(60)"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    with parent.stdout as told:
        pid = int(told.readline())
        assert alive(pid)
        parent.send_signal(signal.SIGKILL)
        parent.wait()
    end = subprocess.run(["timeout", "5", "sh", "-c", f"while kill -0 {pid} 2>/dev/null; do :; done"])
    if end.returncode:  # where nobody collects orphans it stays as a zombie; that holds nothing up
        assert Path(f"/proc/{pid}/stat").read_text().split()[2] == "Z"


def test_without_any_way_it_is_said_once() -> None:
    awake = Awake(Child(()))
    awake.want(True)
    awake.want(True)
    assert "cannot be kept awake" in awake.take_notice()
    awake.want(True)
    assert awake.take_notice() == ""


@pytest.mark.usefixtures("log")
def test_a_program_that_fails_gives_way_to_the_next() -> None:
    child = Child((("systemd-inhibit", "false"), ("systemd-inhibit", "cat"), ("not there at all",)))
    assert child.hold()
    assert child._process is not None
    child._process.wait()
    assert child.hold()
    assert child._process.poll() is None
    child.release()


class Grip:
    def __init__(self) -> None:
        self.held = False

    def hold(self) -> bool:
        self.held = True
        return True

    def release(self) -> None:
        self.held = False


def test_awake_while_it_plays_and_not_while_it_is_paused_or_over() -> None:
    grip = Grip()
    stand = Stand("head-15", awake=Awake(grip)).begin()
    stand.run(10)
    assert grip.held
    stand.tell("pause")
    assert not grip.held
    stand.tell("go on")
    assert grip.held
    stand.tell("stop")
    stand.finish()
    assert not grip.held
