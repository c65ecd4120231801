"""Every polite end goes the way of Ctrl-C, so that all is put back and nothing half-made stays."""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Callable, Iterator
from types import FrameType

from coach.cli.failure import INTERRUPTED

Handler = Callable[[int, FrameType | None], object]


@contextlib.contextmanager
def interrupts() -> Iterator[None]:
    """Make a closed terminal and a polite kill arrive as KeyboardInterrupt does, so that all is put back."""

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    with _handled(interrupt, "SIGTERM", "SIGHUP"):
        yield


class Patience:
    """Ends a program once: the first call is KeyboardInterrupt, a second Ctrl-C leaves at once."""

    def __init__(self) -> None:
        self.ending = False
        """Whether the end has begun already; polite calls are no longer needed then."""
        self.rescue: list[Callable[[], None]] = []
        """What even the shortest end does."""

    def heed(self, number: int, _frame: FrameType | None) -> None:
        """Do what the signal ``number`` asks for."""
        if not self.ending:
            self.ending = True
            raise KeyboardInterrupt
        if number == signal.SIGINT:
            for step in self.rescue:
                step()
            os._exit(INTERRUPTED)


@contextlib.contextmanager
def patience() -> Iterator[Patience]:
    """Heed every signal that means an end, within the block, with patience for what is being put back."""
    patient = Patience()
    with _handled(patient.heed, "SIGINT", "SIGTERM", "SIGHUP"):
        yield patient


@contextlib.contextmanager
def _handled(handler: Handler, *names: str) -> Iterator[None]:
    numbers = [getattr(signal, name) for name in names if hasattr(signal, name)]
    heeded = [
        number for number in numbers if signal.getsignal(number) is not signal.SIG_IGN
    ]  # not under nohup
    before = {number: signal.signal(number, handler) for number in heeded}
    try:
        yield
    finally:
        for number, earlier in before.items():
            signal.signal(number, earlier)
