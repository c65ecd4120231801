"""Playing through miniaudio: what every system has, with nothing to install.

A device that was stopped plays a part of what it holds when it is started again, and loses the rest. So
it is closed instead, which is silent at once, and the next run has a new one; that takes a few
milliseconds.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Generator
from time import monotonic
from typing import Any

from coach.speaker.backend import Draw, Listed, Unplayable
from coach.speaker.cursor import Cursor
from coach.speaker.protocol import Why
from coach.units import RATE

PERIOD_MS = 200
PERIODS = 5
"""A second lies ahead of the ear. It delays nothing, since a device that is closed forgets it. With periods
of 50 ms the sound server worked in blocks so small that eight busy programs on two cores made holes. The
library's ``buffersize_msec`` is the length of one period."""

_HOLD_S = 2 * PERIOD_MS / 1000
"""So long after its last taking a device is believed to play on."""


def roster() -> list[Listed]:
    """Return the devices there are; raise Unplayable."""
    return [Listed(" ".join(info["name"].split()), info["default"]) for info in _playbacks()]


def open_device(channels: int, name: str | None) -> Miniaudio:
    """Open the device called ``name``, or the default; raise Unplayable."""
    return Miniaudio(channels, name)


def _roster() -> Any:  # noqa: ANN401 - the library has no types
    """Return the library's list of devices; raise Unplayable if there is no sound system."""
    miniaudio = _library()

    class Roster(miniaudio.Devices):  # type: ignore[misc, name-defined]
        """The library asks each device for its formats, and fails if one does not say.

        With ALSA alone only the default is asked: where that does not say, there is no sound card, only
        plug-ins.
        """

        def _get_info(self, device_type: Any, device_info: Any) -> dict[str, Any]:  # noqa: ANN401
            default = bool(device_info.isDefault)
            if default and self.backend == "ALSA":
                super()._get_info(device_type, device_info)
            return {"default": default}

    try:
        there = Roster()
    except miniaudio.MiniaudioError as error:
        raise Unplayable(Why.NO_SYSTEM, _reason(error)) from error
    if there.backend == "Null":
        raise Unplayable(Why.NO_SYSTEM, "nothing on this machine plays sound")
    return there


def _playbacks() -> list[dict[str, Any]]:
    there = _roster()
    try:
        found: list[dict[str, Any]] = there.get_playbacks()
    except _library().MiniaudioError as error:
        raise Unplayable(Why.NO_SYSTEM, _reason(error)) from error
    if there.backend == "ALSA" and not any(info["default"] for info in found):
        raise Unplayable(Why.NO_SYSTEM, "there is no sound card")
    return found


class Miniaudio:
    """A device, open; each ``play`` opens it anew."""

    stays = sys.platform != "win32"
    """On Windows the library lets a device play out what it holds before it closes it."""

    def __init__(self, channels: int, name: str | None) -> None:
        self._miniaudio = _library()
        self._channels = channels
        self._wanted = name
        self._id: Any = None
        self.name = name or ""
        if name is not None:
            found = [info for info in _playbacks() if " ".join(info["name"].split()) == name]
            if not found:
                raise Unplayable(Why.NO_DEVICE, f'"{name}" is not there')
            self._id = found[0]["id"]
        self._cursor = Cursor(_HOLD_S)
        self._device: Any = self._open()

    @property
    def handed(self) -> int:
        """Return how many frames it has taken since ``play``."""
        return self._cursor.handed

    @property
    def dry(self) -> int:
        """Return how many frames of silence were heard since ``play`` because it had run empty."""
        return self._cursor.dry

    def play(self, draw: Draw, ready: Callable[[], int]) -> None:  # noqa: ARG002 - it is silent where nothing is
        """Begin to take frames."""
        if self._device is None:
            self._device = self._open()
        self._cursor = Cursor(_HOLD_S)
        stream = self._stream(draw, self._cursor)
        next(stream)
        try:
            self._device.start(stream)
        except self._miniaudio.MiniaudioError as error:
            raise Unplayable(Why.NO_DEVICE, _reason(error)) from error
        self._cursor.begin(monotonic())

    def played(self, now: float) -> int:
        """Return how many frames since ``play`` are heard at ``now``."""
        return self._cursor.played(now)

    def tend(self) -> None:
        """Do nothing: the device asks by itself."""

    def halt(self) -> None:
        """Close the device; what it holds is forgotten."""
        if self._device is not None:
            shut(self._device)
            self._device = None

    def _open(self) -> Any:  # noqa: ANN401 - the library has no types
        try:
            device = self._miniaudio.PlaybackDevice(
                output_format=self._miniaudio.SampleFormat.SIGNED16,
                nchannels=self._channels,
                sample_rate=RATE,
                buffersize_msec=PERIOD_MS,
                callback_periods=PERIODS,
                device_id=self._id,
                app_name="coach",
            )
        except self._miniaudio.MiniaudioError as error:
            raise Unplayable(_why(), _reason(error)) from error
        if device.backend == "Null":
            shut(device)
            raise Unplayable(Why.NO_SYSTEM, "nothing on this machine plays sound")
        return device

    @staticmethod
    def _stream(draw: Draw, cursor: Cursor) -> Generator[bytes, int, None]:
        """Answer each number of frames asked for with so many frames."""
        frames = yield b""
        while True:
            sound = draw(frames)
            cursor.take(frames, monotonic())
            frames = yield sound


def shut(device: Any) -> None:  # noqa: ANN401 - the library has no types
    """Close a device of the library, and its connection to the sound server, which would stay open.

    A server takes 64 connections and then turns away everybody.
    """
    context = device._context
    device.close()
    _library().lib.ma_context_uninit(context)


def _why() -> Why:
    """Return why a device did not open: ALSA alone is there on machines without any sound, too."""
    try:
        return Why.NO_SYSTEM if _roster().backend == "ALSA" else Why.NO_DEVICE
    except Unplayable as error:
        return error.why


def _library() -> Any:  # noqa: ANN401 - the library has no types
    import miniaudio

    return miniaudio


def _reason(error: Exception) -> str:
    return str(error.args[0]) if error.args else type(error).__name__
