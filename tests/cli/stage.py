"""A coach on a terminal of its own: what it shows, what is typed, how it ends."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[2]
COACH = [sys.executable, "-m", "coach"]
SOON = 30.0
"""Far longer than anything here takes, in seconds; a failure waits so long."""

STEERING = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|[78=>])")


class Sitting:
    """A program whose terminal is the test's."""

    def __init__(
        self, *command: str, size: tuple[int, int] = (30, 100), env: dict[str, str] | None = None
    ) -> None:
        self.master, self.slave = pty.openpty()
        self.before = termios.tcgetattr(self.slave)
        self.resize(*size)
        self.process = subprocess.Popen(
            command,
            stdin=self.slave,
            stdout=self.slave,
            stderr=self.slave,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm", "PYTHONUTF8": "1", **(env or {})},
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # noqa: PLW1509 - one thread here
        )
        self.raw = ""

    def resize(self, rows: int, columns: int) -> None:
        fcntl.ioctl(self.slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def type(self, keys: str) -> None:
        os.write(self.master, keys.encode())

    @property
    def text(self) -> str:
        """Everything that was shown, without what steers the terminal."""
        return STEERING.sub(" ", self.raw)

    def until(self, mark: str, after: int = 0) -> int:
        """Read until ``mark`` was shown after the place ``after``; return the place behind it."""
        deadline = time.monotonic() + SOON
        while (found := self.text.find(mark, after)) < 0:
            assert time.monotonic() < deadline, f"{mark!r} does not come: {self.text[-3000:]!r}"
            if not self.look(0.05) and self.process.poll() is not None and not self.look(0.2):
                raise AssertionError(f"it ended without {mark!r}: {self.text[-3000:]!r}")
        return found + len(mark)

    def look(self, seconds: float) -> bool:
        ready, _, _ = select.select([self.master], [], [], seconds)
        if not ready:
            return False
        try:
            self.raw += os.read(self.master, 65536).decode(errors="replace")
        except OSError:
            return False
        return True

    def ends(self) -> int:
        """Return the exit code; everything that was shown has been read then."""
        deadline = time.monotonic() + SOON
        while self.process.poll() is None:
            self.look(0.05)
            assert time.monotonic() < deadline, f"it does not end: {self.text[-2000:]!r}"
        while self.look(0.05):
            pass
        assert "Traceback" not in self.text, self.text
        return self.process.returncode

    def close(self) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        for end in (self.master, self.slave):
            try:
                os.close(end)
            except OSError:  # the test closed it
                continue


Sit = Callable[..., Sitting]
"""Starts coach with these arguments on a terminal of its own."""


def coach(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run coach without a terminal and with nobody at the keys, and return how it ended."""
    return subprocess.run(
        [*COACH, *arguments], capture_output=True, text=True, cwd=ROOT, timeout=SOON, stdin=subprocess.DEVNULL
    )
