"""Errands: work that may take long (planning, speaking) goes to one thread and comes back as a value."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

Work = Callable[[], Any]


@dataclass(frozen=True, slots=True)
class Done:
    """What came of an errand."""

    name: str
    result: Any = None
    error: BaseException | None = None


class Runner(Protocol):
    """Somebody who runs errands, one after the other."""

    def send(self, name: str, work: Work) -> None:
        """Have ``work`` done; returns at once."""
        ...

    def back(self) -> Done | None:
        """Return the next errand that is done; None if there is none yet."""
        ...

    def close(self) -> None:
        """Take no more; never waits."""
        ...


class Inline:
    """Runs every errand at once where it is sent: for clocks that are not real."""

    def __init__(self) -> None:
        self._done: list[Done] = []

    def send(self, name: str, work: Work) -> None:
        """Do ``work`` now."""
        self._done.append(_did(name, work))

    def back(self) -> Done | None:
        """Return the next errand that is done."""
        return self._done.pop(0) if self._done else None

    def close(self) -> None:
        """Do nothing: there is nobody to send home."""


class Thread:
    """Runs errands on a thread of its own; ``wake`` is called whenever one is done."""

    def __init__(self, wake: Callable[[], None]) -> None:
        self._todo: queue.SimpleQueue[tuple[str, Work] | None] = queue.SimpleQueue()
        self._done: queue.SimpleQueue[Done] = queue.SimpleQueue()
        self._wake = wake
        threading.Thread(target=self._run, name="errands", daemon=True).start()

    def send(self, name: str, work: Work) -> None:
        """Have ``work`` done."""
        self._todo.put((name, work))

    def back(self) -> Done | None:
        """Return the next errand that is done."""
        try:
            return self._done.get_nowait()
        except queue.Empty:
            return None

    def close(self) -> None:
        """Take no more; what is under way is left to itself."""
        self._todo.put(None)

    def _run(self) -> None:
        while (errand := self._todo.get()) is not None:
            self._done.put(_did(*errand))
            self._wake()


def _did(name: str, work: Work) -> Done:
    try:
        return Done(name, result=work())
    except Exception as error:  # noqa: BLE001 - the session says what went wrong; it must not end by it
        return Done(name, error=error)


__all__ = ["Done", "Inline", "Runner", "Thread"]
