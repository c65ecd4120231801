"""The keyboard of a real terminal: no key is lost, and the terminal is given back whatever happens."""

from __future__ import annotations

import os
import pty
import signal
import sys
import termios
from collections.abc import Iterator
from pathlib import Path

import pytest

from coach.live.keyboard import Unattended, keyboard

SOON = 5.0
"""Far longer than a key that was pressed already needs, in seconds; a failure waits so long."""


@pytest.fixture
def hand(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """The other end of a terminal that is this process's standard input: what is written there is typed."""
    master, slave = pty.openpty()
    with os.fdopen(slave, encoding="utf-8") as terminal:
        monkeypatch.setattr(sys, "stdin", terminal)
        yield master
    os.close(master)


def test_keys_pressed_at_once_all_arrive(hand: int) -> None:
    with keyboard() as keys:
        os.write(hand, "q \x1b[A\x1b[6~é".encode())
        assert keys.wait(SOON) == ["q", "space", "up", "pagedown", "é"]
        assert keys.wait(0.0) == []


def test_escape_is_a_key_and_the_next_one_is_not_lost(hand: int) -> None:
    with keyboard() as keys:
        os.write(hand, b"\x1b")
        assert keys.wait(SOON) == ["escape"]
        os.write(hand, b"x")
        assert keys.wait(SOON) == ["x"]


@pytest.mark.usefixtures("hand")
def test_the_terminal_is_as_before_after_an_error_too() -> None:
    before = termios.tcgetattr(sys.stdin.fileno())
    stopping = signal.getsignal(signal.SIGTSTP)

    def fail() -> None:
        with keyboard():
            assert termios.tcgetattr(sys.stdin.fileno()) != before
            assert signal.getsignal(signal.SIGTSTP) != stopping
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert termios.tcgetattr(sys.stdin.fileno()) == before
    assert signal.getsignal(signal.SIGTSTP) == stopping


def test_a_terminal_that_goes_away_ends_the_session(monkeypatch: pytest.MonkeyPatch) -> None:
    master, slave = pty.openpty()
    with os.fdopen(slave, encoding="utf-8") as terminal:
        monkeypatch.setattr(sys, "stdin", terminal)
        with keyboard() as keys:  # leaving it gives nothing back, and is no error
            os.close(master)
            with pytest.raises(KeyboardInterrupt):
                keys.wait(SOON)


def test_without_a_terminal_nobody_presses(monkeypatch: pytest.MonkeyPatch) -> None:
    with Path(os.devnull).open() as nothing:
        monkeypatch.setattr(sys, "stdin", nothing)
        with keyboard() as keys:
            assert isinstance(keys, Unattended)
            assert keys.wait(0.0) == []
