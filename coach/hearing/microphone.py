"""The default microphone, through miniaudio: what every system has, with nothing to install."""

from __future__ import annotations

import queue
from collections.abc import Generator
from time import monotonic
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from coach.check.words import EAR_RATE
from coach.speaker.by_miniaudio import shut

if TYPE_CHECKING:
    from numpy.typing import NDArray

PERIOD_MS = 100
"""How often sound comes, in milliseconds."""

DEAF_S = 5.0
"""A microphone that gives nothing for so long has gone, in seconds."""

BEHIND = round(20_000 / PERIOD_MS)
"""Blocks that may wait to be heard; with more (20 s) the machine is too slow: they are dropped."""


class Deaf(Exception):  # noqa: N818 (a state, not an error of ours)
    """There is no microphone, or it has gone."""


class Microphone:
    """A microphone, open; a context manager."""

    def __init__(self) -> None:
        """Open it; raise Deaf."""
        import miniaudio

        self._heard: queue.SimpleQueue[tuple[bytes, float]] = queue.SimpleQueue()
        try:
            self._device: Any = miniaudio.CaptureDevice(
                input_format=miniaudio.SampleFormat.SIGNED16,
                nchannels=1,
                sample_rate=EAR_RATE,
                buffersize_msec=PERIOD_MS,
                app_name="coach",
            )
            if self._device.backend == "Null":
                shut(self._device)
                raise Deaf("nothing on this machine hears sound")
            stream = self._stream()
            next(stream)
            self._device.start(stream)
        except miniaudio.MiniaudioError as error:
            raise Deaf(str(error.args[0]) if error.args else "it does not open") from error

    def take(self) -> tuple[NDArray[np.float32], float]:
        """Return the next sound, shape (frames,), and when it ended, in seconds of the monotonic clock.

        Waits for it. Raises Deaf if there is none.
        """
        while self._heard.qsize() > BEHIND:
            self._heard.get()
        try:
            sound, stamp = self._heard.get(timeout=DEAF_S)
        except queue.Empty as error:
            raise Deaf("it gives no sound any more") from error
        return np.frombuffer(sound, np.int16) * np.float32(1 / 32_768), stamp

    def forget(self) -> None:
        """Leave out what came until now."""
        while not self._heard.empty():
            self._heard.get()

    def __enter__(self) -> Self:
        """Return it."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        shut(self._device)

    def _stream(self) -> Generator[None, bytes, None]:
        while True:
            sound = yield
            self._heard.put((bytes(sound), monotonic()))


__all__ = ["Deaf", "Microphone"]
