"""The keyboard of a session: keys without Enter, and a terminal that is given back whatever happens.

While it is lent, Ctrl-Z gives the terminal back before the program stops and takes it again when the
program goes on; in the background nothing is read. A terminal that has gone is an interruption.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Protocol

from coach.live.keys import ESCAPE_S, Reader


class Keyboard(Protocol):
    """Somewhere keys come from."""

    def wait(self, seconds: float) -> list[str]:
        """Return the names of the keys that were pressed, as soon as there is one; none after ``seconds``.

        Raises KeyboardInterrupt if the terminal has gone.
        """
        ...

    def give_back(self) -> None:
        """Leave the terminal as it was found, now; never raises."""
        ...


def _nothing() -> None:
    """Do nothing."""


@contextlib.contextmanager
def keyboard(leave: Callable[[], None] = _nothing, back: Callable[[], None] = _nothing) -> Iterator[Keyboard]:
    """Lend the keyboard of standard input; without a terminal it is one that nobody presses.

    ``leave`` is called before Ctrl-Z stops the program, ``back`` when it goes on.
    """
    if sys.stdin is None or not sys.stdin.isatty():
        yield Unattended()
    elif os.name == "nt":
        from coach.live.console import Console

        yield Console()
    else:
        terminal = Terminal(sys.stdin.fileno(), leave, back)
        try:
            terminal.take()
            yield terminal
        finally:
            terminal.let_go()


class Unattended:
    """A keyboard that nobody presses."""

    def wait(self, seconds: float) -> list[str]:
        """Wait, and return nothing."""
        threading.Event().wait(seconds)
        return []

    def give_back(self) -> None:
        """There is nothing to give back."""


class Terminal:
    """The keyboard of a terminal."""

    def __init__(self, number: int, leave: Callable[[], None], back: Callable[[], None]) -> None:
        import termios

        self._number = number
        self._leave, self._back = leave, back
        self._reader = Reader()
        self._before = termios.tcgetattr(number)
        self._stopping = signal.getsignal(signal.SIGTSTP)

    def take(self) -> None:
        """Read single keys, unseen, from now on; what was typed before was meant for nobody."""
        import termios

        if threading.current_thread() is threading.main_thread() and self._stopping is not signal.SIG_IGN:
            signal.signal(signal.SIGTSTP, self._stop)
        self._set_up()
        if self._in_front():
            with contextlib.suppress(termios.error):
                termios.tcflush(self._number, termios.TCIFLUSH)

    def let_go(self) -> None:
        """Read no more; the terminal and its signals are as before."""
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGTSTP, self._stopping)
        self.give_back()

    def give_back(self) -> None:
        """Leave the terminal as it was found; one that has gone needs nothing."""
        import termios

        with contextlib.suppress(termios.error), _unstopped():
            termios.tcsetattr(self._number, termios.TCSADRAIN, self._before)

    def wait(self, seconds: float) -> list[str]:
        """Return the keys pressed."""
        if not self._in_front():
            threading.Event().wait(seconds)
            return []
        if not self._arrives(seconds):
            return []
        names = self._reader.feed(self._read())
        while self._reader.waits:
            if self._arrives(ESCAPE_S):
                names += self._reader.feed(self._read())
            else:
                names += self._reader.flush()
        return names

    def _arrives(self, seconds: float) -> bool:
        return bool(select.select([self._number], [], [], seconds)[0])

    def _read(self) -> bytes:
        try:
            received = os.read(self._number, 1024)  # past every buffer: select does not see those
        except OSError:  # the terminal has gone
            received = b""
        if not received:
            raise KeyboardInterrupt
        return received

    def _in_front(self) -> bool:
        """Tell whether this program has the terminal; one in the background is stopped for reading."""
        try:
            return os.tcgetpgrp(self._number) == os.getpgrp()
        except OSError:  # it has gone, or it is nobody's: reading tells
            return True

    def _set_up(self) -> None:
        import termios
        import tty

        with contextlib.suppress(termios.error):
            tty.setcbreak(self._number, termios.TCSADRAIN)

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        """Ctrl-Z: put all back, stop, and take all again when the program goes on."""
        self._leave()
        self.give_back()
        signal.signal(signal.SIGTSTP, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGTSTP)  # the program stands here until it is called back
        signal.signal(signal.SIGTSTP, self._stop)
        if self._in_front():
            self._set_up()
            self._back()


@contextlib.contextmanager
def _unstopped() -> Iterator[None]:
    """Let a program in the background set its terminal right without being stopped for it."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTTOU, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGTTOU, before)


__all__ = ["Keyboard", "Terminal", "Unattended", "keyboard"]
