"""The speaker: one continuous stream to a sound device through miniaudio."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from time import monotonic
from typing import TYPE_CHECKING, Any

from coach.errors import DeviceError
from coach.units import RATE, Frames

if TYPE_CHECKING:
    from coach.live.feed import Feed

PERIOD_MS = 250
"""How much the device asks for at a time, in milliseconds. The library keeps two such periods, so half a
second lies ahead of the ear: with less, a busy machine drops out."""

_CURE = "Plug in or switch on a speaker, or write a file instead: coach export ROUTINE -o session.mp3"


@dataclass(frozen=True, slots=True)
class Device:
    """A place where sound can be heard."""

    name: str
    id: Any
    """What the library knows it by."""


def devices() -> list[Device]:
    """Return the devices there are; raise DeviceError if there is no sound system."""
    import miniaudio

    try:
        with _quiet_libraries():
            found = miniaudio.Devices().get_playbacks()
    except miniaudio.MiniaudioError as error:
        raise DeviceError(f"No sound device was found ({_reason(error)}). {_CURE}") from error
    return [Device(info["name"], info["id"]) for info in found]


def choose(name: str) -> Device:
    """Return the device called ``name``, or the only one whose name contains it; raise DeviceError."""
    there = devices()
    exact = [device for device in there if device.name == name]
    fitting = exact or [device for device in there if name.lower() in device.name.lower()]
    if len(fitting) == 1:
        return fitting[0]
    names = [device.name for device in (fitting or there)]
    near = get_close_matches(name, names, n=1, cutoff=0.4) or names
    problem = "fits several devices" if fitting else "is no device here"
    raise DeviceError(f'"{name}" {problem}; there is {", ".join(near) or "none"}. Type: coach devices')


class Speaker:
    """A sound device, open and waiting; ``start`` and ``stop`` may follow each other as often as wanted."""

    tail = Frames(3 * RATE // 10)

    def __init__(self, channels: int, device: str | None = None) -> None:
        self._channels = channels
        self._chosen = None if device is None else choose(device).id
        self._device: Any = self._open()
        self._handed, self._handed_at = 0, 0.0

    def start(self, feed: Feed) -> None:
        """Begin to take frames from ``feed``."""
        import miniaudio

        if self._device is None:
            self._device = self._open()
        self._handed = 0
        stream = self._stream(feed)
        next(stream)
        try:
            self._device.start(stream)
        except miniaudio.MiniaudioError as error:
            raise DeviceError(f"The sound device could not be started ({_reason(error)}). {_CURE}") from error

    def ahead(self) -> Frames:
        """Return what the device still holds: two periods right after it took one, less with every moment."""
        held = min(self._handed, 2 * PERIOD_MS * RATE // 1000)
        since = round((monotonic() - self._handed_at) * RATE)
        return Frames(max(0, held - since))

    def stop(self) -> None:
        """Fall silent at once.

        The device is closed, not stopped: one that was stopped plays a part of what it holds when it
        is started again, and loses the rest.
        """
        if self._device is not None:
            self._device.close()
            self._device = None

    def close(self) -> None:
        """Let go of the device."""
        self.stop()

    def _open(self) -> Any:  # noqa: ANN401 - the library has no types
        import miniaudio

        try:
            with _quiet_libraries():
                device = miniaudio.PlaybackDevice(
                    output_format=miniaudio.SampleFormat.SIGNED16,
                    nchannels=self._channels,
                    sample_rate=RATE,
                    buffersize_msec=PERIOD_MS,
                    device_id=self._chosen,
                    app_name="coach",
                )
        except miniaudio.MiniaudioError as error:
            raise DeviceError(f"The sound device could not be opened ({_reason(error)}). {_CURE}") from error
        if device.backend == "Null":
            device.close()
            raise DeviceError(f"There is no sound device. {_CURE}")
        return device

    def _stream(self, feed: Feed) -> Generator[bytes, int, None]:
        """Answer each number of frames asked for with so many frames; a new one is needed for every start."""
        frames = yield b""
        while True:
            sound = feed.take(frames)
            self._handed += frames
            self._handed_at = monotonic()
            frames = yield sound


def _reason(error: Exception) -> str:
    return str(error.args[0]) if error.args else type(error).__name__


@contextlib.contextmanager
def _quiet_libraries() -> Iterator[None]:
    """Keep what the C libraries print about devices they do not find away from the person's screen."""
    sys.stderr.flush()
    kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)
