"""A console of Windows is asked to obey before anything is painted on it; one that refuses gets lines."""

from __future__ import annotations

import ctypes
import os
import sys
from typing import Any

import pytest

from coach.cli import screen_paint, steering
from coach.cli.screen_lines import Plain
from coach.cli.screen_paint import Painted, painted, view
from coach.cli.steering import OUTPUT, STEERED, steerable


class Kernel:
    """The library of a Windows that is not here."""

    def __init__(self, mode: int | None, *, obeys: bool = True) -> None:
        self.mode, self.obeys = mode, obeys

    def GetStdHandle(self, which: int) -> int:  # noqa: N802 - as Windows calls it
        assert which == OUTPUT
        return 7

    def GetConsoleMode(self, handle: int, place: Any) -> int:  # noqa: N802 - as Windows calls it
        assert handle == 7
        if self.mode is None:
            return 0
        ctypes.cast(place, ctypes.POINTER(ctypes.c_uint32))[0] = self.mode
        return 1

    def SetConsoleMode(self, handle: int, mode: int) -> int:  # noqa: N802 - as Windows calls it
        assert handle == 7
        if self.obeys:
            self.mode = mode
        return int(self.obeys)


def test_a_console_is_told_to_obey_and_keeps_what_it_had() -> None:
    kernel = Kernel(0b11)
    assert steerable(kernel)
    assert kernel.mode == 0b11 | STEERED
    assert steerable(Kernel(STEERED, obeys=False)), "nothing is to be changed there"


def test_what_is_no_console_or_an_old_one_cannot_be_steered() -> None:
    assert not steerable(Kernel(None))
    assert not steerable(Kernel(3, obeys=False))


@pytest.mark.skipif(os.name == "nt", reason="there the library is")
def test_elsewhere_there_is_no_such_library() -> None:
    assert not steerable()


@pytest.mark.parametrize("obeys", [True, False])
def test_on_windows_the_screen_is_painted_if_the_console_obeys(
    obeys: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "name", "nt")
    monkeypatch.delenv("TERM", raising=False)  # Windows has none
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setattr(steering, "_kernel", lambda: Kernel(3, obeys=obeys))
    assert painted(plain=False) is obeys
    assert not painted(plain=True)
    shows = view([], [], plain=False, as_json=False)
    assert isinstance(shows, Painted if obeys else Plain)
    assert screen_paint.steerable is steerable
