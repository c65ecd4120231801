"""Keys from a real terminal: none is lost, however quickly they follow each other."""

from __future__ import annotations

import os
import pty
import sys
from collections.abc import Iterator

import pytest

from coach.live.keys import keys

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
    with keys() as key:
        os.write(hand, b" q")
        assert [key(SOON), key(SOON)] == [" ", "q"]
        assert key(0.0) == ""


def test_a_key_that_is_no_plain_letter_disturbs_nothing(hand: int) -> None:
    with keys() as key:
        os.write(hand, "é\x1b[Aq".encode())
        assert [key(SOON) for _ in range(6)][-1] == "q"


def test_a_terminal_that_goes_away_ends_the_session(monkeypatch: pytest.MonkeyPatch) -> None:
    master, slave = pty.openpty()
    with os.fdopen(slave, encoding="utf-8") as terminal:
        monkeypatch.setattr(sys, "stdin", terminal)
        with keys() as key:  # leaving it gives nothing back, and is no error
            os.close(master)
            with pytest.raises(KeyboardInterrupt):
                key(SOON)
