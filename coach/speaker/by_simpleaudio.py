"""Playing through simpleaudio: a library that plays one buffer and says nothing about it.

A run is one long buffer of zeros that is written a second ahead of the ear; the library's own thread
reads it, and no Python runs there. The library has no position, so the machine's clock is it, from the
first frame on. It drains when it is stopped, for 0.3 s: so the process ends instead.

Of its forks those are used that do not crash on the Pythons of today.
"""

from __future__ import annotations

import importlib
import mmap
import operator
import os
import sys
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from time import monotonic
from typing import Any

from coach.speaker.backend import Draw, Listed, Unplayable
from coach.speaker.cursor import ASLEEP_S
from coach.speaker.protocol import Why
from coach.units import RATE, Frames

AHEAD = Frames(RATE)
"""How far ahead of the ear the buffer is written."""

_SURE = Frames(RATE // 2)
"""The library has read no further than this ahead of the ear; nothing is written nearer."""

LONGEST_S = {1: 6 * 3600, 2: 3 * 3600}
"""Length of the buffer by channels: the library plays none of 2 GiB or more. At its end the run is lost,
and the next begins where it was."""

STALLED_S = 0.3
"""The library's thread wakes more often than this as long as its device takes anything."""

_PLUGINS = Path("/usr/lib/x86_64-linux-gnu/alsa-lib"), Path("/usr/lib/aarch64-linux-gnu/alsa-lib")
_PAGE = mmap.ALLOCATIONGRANULARITY
_FREED = 16 * 1024 * 1024
"""What was heard is given back to the system in pieces of so many bytes."""


def roster() -> list[Listed]:
    """Return the one device it knows."""
    _library()
    return [Listed("default", default=True)]


def open_device(channels: int, name: str | None) -> Simpleaudio:  # noqa: ARG001 - it has no names
    """Return the default device; whether there is one, a moment of silence tells. Raises Unplayable."""
    return Simpleaudio(channels)


class Simpleaudio:
    """The default device; it plays one run, and the process ends with it."""

    stays = False
    name = ""

    def __init__(self, channels: int) -> None:
        self._library = _library()
        self._size = 2 * channels
        self._channels = channels
        self.handed = self.dry = 0
        self._buffer: Any = None
        self._playing: Any = None
        self._begun = self._lively = 0.0
        self._written = self._freed = 0
        self._life: _Life | None = None
        self._play(bytes(self._size * RATE // 20))

    def play(self, draw: Draw, ready: Callable[[], int]) -> None:
        """Begin to write what there is into the buffer, and play it; raise Unplayable."""
        length = LONGEST_S[self._channels] * RATE * self._size
        self._draw, self._ready = draw, ready
        self._buffer = mmap.mmap(-1, length // _PAGE * _PAGE)
        self._write(0)
        life = _Life()
        self._playing = self._play(memoryview(self._buffer))
        self._begun = self._lively = monotonic()
        life.find()
        self._life = life

    def played(self, now: float) -> int:
        """Return how many frames must have been heard by ``now``, if the device is at work."""
        return max(0, round((min(now, self._lively + STALLED_S) - self._begun) * RATE))

    def tend(self) -> None:
        """Write on, and look whether the library is still at work; raise Unplayable if it has ended."""
        if self._life is None:
            return
        now = monotonic()
        if not self._playing.is_playing():
            raise Unplayable(Why.NO_DEVICE, "the device was closed")
        if self._life.sign():
            stalled = now - self._lively - STALLED_S
            if stalled > 0:
                self._begun += stalled
                self.dry += round(stalled * RATE) if stalled < ASLEEP_S else 0
            self._lively = now
            self.handed = self.played(now)
        self._write(self.played(now))
        self._free(self.played(now))

    def halt(self) -> None:
        """Do nothing: only the end of the process is silent at once."""

    def _play(self, samples: bytes | memoryview) -> Any:  # noqa: ANN401 - the library has no types
        try:
            return self._library.play_buffer(samples, self._channels, 2, RATE)
        except Exception as error:
            text = str(error).split(" -- ", maxsplit=1)[0] or type(error).__name__
            raise Unplayable(Why.NO_DEVICE if self._begun else Why.NO_SYSTEM, text) from error

    def _write(self, played: int) -> None:
        """Write up to ``AHEAD``; what is not there yet may come until ``_SURE``, then it is silence."""
        wanted = played + AHEAD - self._written
        due = played + _SURE - self._written
        frames = max(min(wanted, self._ready()), due)
        if frames > 0:
            at = self._written * self._size
            samples = self._draw(frames)
            self._buffer[at : at + len(samples)] = samples
            self._written += frames

    def _free(self, played: int) -> None:
        behind = (played - RATE) * self._size // _PAGE * _PAGE
        if hasattr(mmap, "MADV_DONTNEED") and behind - self._freed > _FREED:
            self._buffer.madvise(mmap.MADV_DONTNEED, self._freed, behind - self._freed)
            self._freed = behind


class _Life:
    """Whether the library's thread still does anything: on Linux, how often it woke up."""

    def __init__(self) -> None:
        self._before = self._threads()
        self._files: list[Path] = []
        self._seen: list[str] = []

    def find(self) -> None:
        """Note which threads are new."""
        self._files = [thread / "status" for thread in self._threads() - self._before]

    def sign(self) -> bool:
        """Return whether each thread woke since the last sign; always where nobody can tell.

        One alone is no sign: a thread that waits in vain for a server wakes now and then, too.
        """
        now = [self._wakes(file) for file in self._files]
        alive = not now or not self._seen or all(map(operator.ne, now, self._seen))
        if alive:
            self._seen = now
        return alive

    @staticmethod
    def _threads() -> set[Path]:
        tasks = Path("/proc/self/task")
        return set(tasks.iterdir()) if tasks.is_dir() else set()

    @staticmethod
    def _wakes(file: Path) -> str:
        try:
            text = file.read_text()
        except OSError:
            return ""
        return text.partition("voluntary_ctxt_switches:")[2].partition("\n")[0]


def _library() -> Any:  # noqa: ANN401 - the library has no types
    """Import the fork there is; raise Unplayable if there is none that works here."""
    for folder in _PLUGINS:
        if folder.is_dir():
            os.environ.setdefault("ALSA_PLUGIN_DIR", str(folder))  # the wheel looks in another place
    try:
        return importlib.import_module("simpleaudiohamiltoncs")
    except ImportError:
        pass
    refuse_plain()
    try:
        return importlib.import_module("simpleaudio")
    except ImportError as error:
        text = 'simpleaudio is not installed. Type: pip install "massage-coach[simpleaudio]"'
        raise Unplayable(Why.NO_LIBRARY, text) from error


def refuse_plain(python: tuple[int, int] = sys.version_info[:2]) -> None:
    """Raise Unplayable if the simpleaudio that is installed would crash on this ``python``."""
    try:
        version("simpleaudio-patched")
    except PackageNotFoundError:
        pass
    else:
        return
    try:
        plain = version("simpleaudio")
    except PackageNotFoundError:
        return
    if python >= (3, 12):
        text = (
            f"simpleaudio {plain} crashes at the end of a sound on Python 3.12 and later. "
            'Type: pip uninstall simpleaudio, then pip install "massage-coach[simpleaudio]"'
        )
        raise Unplayable(Why.NO_LIBRARY, text)
