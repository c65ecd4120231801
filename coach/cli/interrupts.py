"""Every polite end goes the way of Ctrl-C, so that all is put back and nothing half-made stays."""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Iterator
from types import FrameType


@contextlib.contextmanager
def interrupts() -> Iterator[None]:
    """Make a closed terminal and a polite kill arrive as KeyboardInterrupt does, so that all is put back."""

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    numbers = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    heeded = [
        number for number in numbers if signal.getsignal(number) is not signal.SIG_IGN
    ]  # not under nohup
    before = {number: signal.signal(number, interrupt) for number in heeded}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
