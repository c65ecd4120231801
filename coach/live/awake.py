"""Awake: the computer does not fall asleep while a session plays, and may again when it pauses or is over.

Only falling asleep by itself is held up; whoever closes the lid is obeyed. What holds it up is a child
that ends when its input does, or a call that ends with the thread: neither can outlive this process.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from contextlib import suppress
from typing import Protocol

COMMANDS: dict[str, tuple[tuple[str, ...], ...]] = {
    "linux": (
        ("systemd-inhibit", "--what=idle", "--who=coach", "--why=a massage session", "--mode=block", "cat"),
        ("elogind-inhibit", "--what=idle", "--who=coach", "--why=a massage session", "--mode=block", "cat"),
        ("gnome-session-inhibit", "--inhibit", "idle", "--reason", "a massage session", "cat"),
    ),
    "darwin": (("caffeinate", "-i", "-w", "{pid}"),),
}
"""What keeps a system awake as long as it runs, the first choice first. ``cat`` ends with its input."""

_CONTINUOUS, _SYSTEM_REQUIRED = 0x80000000, 0x00000001
"""Bits of SetThreadExecutionState."""


class Grip(Protocol):
    """Something that keeps a computer awake."""

    def hold(self) -> bool:
        """Keep it awake, and tell whether that works; called again and again while it should."""
        ...

    def release(self) -> None:
        """Let it fall asleep when it likes."""
        ...


class Awake:
    """Keeps the computer awake while it is wanted."""

    def __init__(self, grip: Grip | None = None) -> None:
        self._grip = grip if grip is not None else _grip()
        self._held = False
        self._notice = ""
        self._told = False

    def want(self, awake: bool) -> None:
        """Keep the computer awake, or let it go; call it often."""
        if awake:
            self._held = True
            if not self._grip.hold() and not self._told:
                self._told = True
                self._notice = (
                    "This computer cannot be kept awake from here: if it falls asleep by itself, "
                    "turn that off in its settings for the time of the session."
                )
        elif self._held:
            self._held = False
            self._grip.release()

    def take_notice(self) -> str:
        """Return what there is to show, once."""
        notice, self._notice = self._notice, ""
        return notice


class Child:
    """Keeps the computer awake by a program; the next one is tried where one does not work."""

    def __init__(self, commands: tuple[tuple[str, ...], ...]) -> None:
        self._left = [command for command in commands if shutil.which(command[0])]
        self._process: subprocess.Popen[bytes] | None = None

    def hold(self) -> bool:
        """Start the program if it does not run."""
        if self._process is not None and self._process.poll() is None:
            return True
        if self._process is not None:  # it ended by itself: there is nothing behind it that could keep awake
            self.release()
            self._left.pop(0)
        while self._left:
            command = [part.format(pid=os.getpid()) for part in self._left[0]]
            try:
                self._process = subprocess.Popen(  # noqa: S603 - a row of the table above
                    command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
                )
            except OSError:
                self._left.pop(0)
            else:
                return True
        return False

    def release(self) -> None:
        """End the program."""
        process, self._process = self._process, None
        if process is None:
            return
        if process.stdin is not None:
            with suppress(OSError):
                process.stdin.close()
        process.terminate()
        try:
            process.wait(0.5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


class Windows:
    """Keeps Windows awake; the system forgets it with the thread that asked."""

    def hold(self) -> bool:
        """Ask once more; that costs nothing."""
        return self._say(_CONTINUOUS | _SYSTEM_REQUIRED)

    def release(self) -> None:
        """Take it back."""
        self._say(_CONTINUOUS)

    def _say(self, state: int) -> bool:
        import ctypes

        windll = getattr(ctypes, "windll", None)
        return windll is not None and bool(windll.kernel32.SetThreadExecutionState(state))


def _grip() -> Grip:
    return Windows() if sys.platform == "win32" else Child(COMMANDS.get(sys.platform, ()))


__all__ = ["COMMANDS", "Awake", "Child", "Grip", "Windows"]
