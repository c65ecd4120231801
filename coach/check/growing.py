"""A file that is read while it is still being written."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


class Growing:
    """Says how far a file can be read: its writer reports, one reader waits."""

    def __init__(self, path: Path, *, finished: bool = False) -> None:
        self.path = path
        self._news = threading.Condition()
        self._finished = finished
        self._dropped = False

    def grew(self, *, finished: bool = False) -> None:
        """Report that more was written, or that nothing more will be."""
        with self._news:
            self._finished = self._finished or finished
            self._news.notify()

    def drop(self) -> None:
        """Report that the file will never be finished."""
        with self._news:
            self._dropped = True
            self._news.notify()

    def wait(self, size: int) -> tuple[int, bool]:
        """Return the size of the file once it is at least ``size``, and whether it is finished.

        The size of a finished file comes back at once, whatever it is. Raises EOFError if the file was
        dropped, OSError if it cannot be asked for its size.
        """
        with self._news:
            while not self._dropped:
                finished, found = self._finished, self.path.stat().st_size
                if finished or found >= size:
                    return found, finished
                self._news.wait()
        raise EOFError


__all__ = ["Growing"]
