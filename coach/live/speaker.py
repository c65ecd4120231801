"""The speaker: one continuous stream to a sound device through miniaudio."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from coach.errors import DeviceError
from coach.units import RATE, Frames

if TYPE_CHECKING:
    from coach.live.feed import Feed

BUFFER_MS = 400
"""What the device holds, in milliseconds; with less a busy machine drops out."""

_CURE = "Plug in or switch on a speaker, or write a file instead: coach export ROUTINE -o session.mp3"

_KEEPING = {"PulseAudio"}
"""Sound servers that hold back what they have when they are stopped, and play it when started again."""


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
        raise DeviceError(f"No sound device was found ({error}). {_CURE}") from error
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

    latency = Frames(BUFFER_MS * RATE // 1000)

    def __init__(self, channels: int, device: str | None = None) -> None:
        import miniaudio

        chosen = None if device is None else choose(device).id
        try:
            with _quiet_libraries():
                self._device = miniaudio.PlaybackDevice(
                    output_format=miniaudio.SampleFormat.SIGNED16,
                    nchannels=channels,
                    sample_rate=RATE,
                    buffersize_msec=BUFFER_MS,
                    device_id=chosen,
                    app_name="coach",
                )
        except miniaudio.MiniaudioError as error:
            raise DeviceError(f"The sound device could not be opened ({error}). {_CURE}") from error
        if self._device.backend == "Null":
            self._device.close()
            raise DeviceError(f"There is no sound device. {_CURE}")
        self.keeps = self._device.backend in _KEEPING

    def start(self, feed: Feed) -> None:
        """Begin to take frames from ``feed``."""
        import miniaudio

        stream = _stream(feed)
        next(stream)
        try:
            self._device.start(stream)
        except miniaudio.MiniaudioError as error:
            raise DeviceError(f"The sound device could not be started ({error}). {_CURE}") from error

    def stop(self) -> None:
        """Fall silent at once."""
        self._device.stop()

    def close(self) -> None:
        """Let go of the device."""
        self._device.close()


def _stream(feed: Feed) -> Generator[bytes, int, None]:
    """Answer each number of frames asked for with so many frames; a new one is needed for every start."""
    frames = yield b""
    while True:
        frames = yield feed.take(frames)


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
