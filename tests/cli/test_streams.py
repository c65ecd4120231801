"""Output that is cut off, full, or no terminal; colours; interruptions."""

from __future__ import annotations

import os
import pty
import select
import signal
import subprocess
import sys
import termios
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
COACH = [sys.executable, "-m", "coach"]


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT)}


def test_a_reader_that_leaves_is_no_error_message() -> None:
    process = subprocess.Popen(
        [*COACH, "show", "head-15", "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    )
    assert process.stdout is not None
    process.stdout.close()
    _, said = process.communicate()
    assert said == b""
    assert process.returncode == 6


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs the always-full device")
@pytest.mark.parametrize("arguments", [("list",), ("show", "head-15"), ("schema",), ("--help",)])
def test_output_that_is_lost_is_not_success(arguments: tuple[str, ...]) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*COACH, *arguments], stdout=full, stderr=subprocess.PIPE, text=True, env=environment()
        )
    assert done.returncode == 6
    assert "could not be written" in done.stderr
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr


class Terminal:
    """A coach that believes it sits at a terminal."""

    def __init__(self, *arguments: str, **env: str) -> None:
        self.master, slave = pty.openpty()
        self.before = termios.tcgetattr(slave)
        place = {**environment(), "TERM": "xterm", **env}
        self.process = subprocess.Popen(
            [*COACH, *arguments], stdin=slave, stdout=slave, stderr=slave, env=place, start_new_session=True
        )
        self.slave = slave
        self.text = ""

    def read(self, until: str = "", seconds: float = 60) -> str:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and not (until and until in self.text):
            ready, _, _ = select.select([self.master], [], [], 0.05)
            if ready:
                self.text += os.read(self.master, 65536).decode(errors="replace")
            elif self.process.poll() is not None:
                return self.text
        assert until in self.text, self.text
        return self.text

    def close(self) -> int:
        code = self.process.wait(timeout=60)
        self.read()
        os.close(self.slave)
        os.close(self.master)
        return code


def test_colour_on_a_terminal_and_none_where_it_is_not_wanted() -> None:
    coloured = Terminal("list")
    assert "\x1b[1m" in coloured.read()
    assert coloured.close() == 0
    for wish in ({"NO_COLOR": "1"}, {"NO_COLOR": "0"}, {"TERM": "dumb"}):
        plain = Terminal("list", **wish)
        assert "\x1b" not in plain.read()
        assert plain.close() == 0
    piped = subprocess.run([*COACH, "list"], capture_output=True, text=True, env=environment())
    assert "\x1b" not in piped.stdout


def test_an_empty_no_color_means_nothing() -> None:
    coloured = Terminal("list", NO_COLOR="")
    assert "\x1b[1m" in coloured.read()
    assert coloured.close() == 0


@pytest.mark.slow
@pytest.mark.usefixtures("sound_server")
@pytest.mark.parametrize("way", ["q", "interrupt", "terminate", "hang up"])
def test_a_session_that_is_stopped_says_where_and_gives_the_terminal_back(way: str) -> None:
    session = Terminal("play", "head-15", "--voice", "silent", "--no-wait")
    session.read(until="playing")
    os.write(session.master, b" ")
    session.read(until="PAUSED")
    assert termios.tcgetattr(session.slave)[3] != session.before[3]
    if way == "q":
        os.write(session.master, b"q")
    else:
        ways = {"interrupt": signal.SIGINT, "terminate": signal.SIGTERM, "hang up": signal.SIGHUP}
        session.process.send_signal(ways[way])
    assert session.process.wait(timeout=20) == (0 if way == "q" else 130)
    text = session.read()
    assert "Stopped at 0:0" in text
    assert "of 15:00" in text
    assert "coach play head-15 --resume" in text
    assert termios.tcgetattr(session.slave) == session.before
    session.close()


def test_an_interrupted_command_says_so_and_leaves_nothing(tmp_path: Path) -> None:
    target = tmp_path / "x.wav"
    process = subprocess.Popen(
        [*COACH, "export", "head-15", "--voice", "silent", "-o", str(target)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(),
        start_new_session=True,
    )
    deadline = time.monotonic() + 60
    while not list(tmp_path.iterdir()) and time.monotonic() < deadline:
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130, said
    assert "Interrupted" in said
    assert "Traceback" not in said
    assert not list(tmp_path.iterdir())
