"""Single keys from a terminal, without Enter; the terminal is given back as it was, whatever happens."""

from __future__ import annotations

import contextlib
import os
import select
import sys
import threading
from collections.abc import Callable, Iterator

Wait = Callable[[float], str]
"""Waits so many seconds at most and returns the key that was pressed, or an empty text."""


@contextlib.contextmanager
def keys() -> Iterator[Wait]:
    """Give a function that waits for a key; without a terminal it only waits."""
    try:
        import termios
        import tty
    except ImportError:  # not a Unix system; the session runs without keys
        yield _no_keys
        return
    if not sys.stdin.isatty():
        yield _no_keys
        return
    terminal = sys.stdin.fileno()
    before = termios.tcgetattr(terminal)
    try:
        tty.setcbreak(terminal)
        yield _key
    finally:
        with contextlib.suppress(termios.error):  # the terminal has gone: there is nothing to give back
            termios.tcsetattr(terminal, termios.TCSADRAIN, before)


def _key(seconds: float) -> str:
    terminal = sys.stdin.fileno()
    ready, _, _ = select.select([terminal], [], [], seconds)
    if not ready:
        return ""
    try:
        key = os.read(terminal, 1)  # past every buffer: select does not see what a buffer took early
    except OSError:  # the terminal has gone
        key = b""
    if not key:
        raise KeyboardInterrupt
    return key.decode("ascii", "replace")


def _no_keys(seconds: float) -> str:
    threading.Event().wait(seconds)
    return ""
