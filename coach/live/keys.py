"""Single keys from a terminal, without Enter; the terminal is given back as it was, whatever happens."""

from __future__ import annotations

import contextlib
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
        termios.tcsetattr(terminal, termios.TCSADRAIN, before)


def _key(seconds: float) -> str:
    ready, _, _ = select.select([sys.stdin], [], [], seconds)
    if not ready:
        return ""
    key = sys.stdin.read(1)
    if not key:  # the terminal was closed
        raise KeyboardInterrupt
    return key


def _no_keys(seconds: float) -> str:
    threading.Event().wait(seconds)
    return ""
