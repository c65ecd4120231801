"""The contract of an outlet, where live sound goes, and the one that is nowhere: a clock without a device."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Protocol

from coach.units import Frames

if TYPE_CHECKING:
    from coach.live.feed import Feed


class Outlet(Protocol):
    """Somewhere to play: it takes frames from a feed at its own pace."""

    tail: Frames
    """Silence to take after the end, so that the last frame has left every buffer on its way to the ear."""

    def start(self, feed: Feed) -> None:
        """Begin to take frames from ``feed``; raise DeviceError."""
        ...

    def ahead(self) -> Frames:
        """Return how many of the frames taken are not heard yet."""
        ...

    def stop(self) -> None:
        """Fall silent at once and take no more; what was taken and not heard is forgotten."""
        ...

    def close(self) -> None:
        """Let go of the device; never raises."""
        ...


class Nowhere:
    """Plays to nobody, as fast as the mixer can: the whole way to the device without a device."""

    tail = Frames(0)
    chunk = 4_800
    """Frames taken at a time, at most."""

    def __init__(self) -> None:
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self, feed: Feed) -> None:
        """Take everything there is in ``feed``, never ahead of the mixer."""
        self._stopped.clear()
        self._thread = threading.Thread(target=self._run, args=(feed,), name="nowhere", daemon=True)
        self._thread.start()

    def ahead(self) -> Frames:
        """Return 0: what was taken is past."""
        return Frames(0)

    def stop(self) -> None:
        """Take no more."""
        self._stopped.set()
        if self._thread is not None:
            self._thread.join()

    def wait(self) -> None:
        """Return when everything has been taken."""
        if self._thread is not None:
            self._thread.join()

    def close(self) -> None:
        """Take no more."""
        self.stop()

    def _run(self, feed: Feed) -> None:
        while not self._stopped.is_set() and not feed.ended:
            feed.wait()
            feed.take(min(self.chunk, feed.at_hand))
