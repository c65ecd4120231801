"""A child process and its two pipes, as the keeper sees it. No call waits for the child."""

from __future__ import annotations

import contextlib
import os
import queue
import subprocess
import sys
import threading
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import coach
from coach.speaker.protocol import Broken, Position, Why, position, receive, send
from coach.units import Frames

if TYPE_CHECKING:
    from io import BufferedReader, BufferedWriter


class Stopped(NamedTuple):
    """The last word of a run."""

    run: int
    heard: Frames
    stays: bool
    """Whether the child goes on living, with its device awake."""


class Gone(NamedTuple):
    """Why a child ended."""

    why: Why
    text: str


class Handle:
    """A child; a thread writes to it and another reads what it says."""

    def __init__(self, request: dict[str, Any]) -> None:
        """Start a child and ask it for ``request`` first; raise OSError if there can be no process."""
        self.born = monotonic()
        self.opened: str | None = None
        """The name of its device, once that is open; empty for the default."""
        self.position: Position | None = None
        self.stopped: Stopped | None = None
        self.roster: list[tuple[str, bool]] | None = None
        self.gone: Gone | None = None
        """Set when it has ended or is about to."""
        self.news = threading.Condition()
        """Notified with everything it says."""
        self._process = subprocess.Popen(  # our own interpreter and module
            [sys.executable, "-P", "-m", "coach.speaker.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=None if os.environ.get("COACH_DEBUG") else subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": search_path(), "PYTHONIOENCODING": "utf-8"},
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        self._letters: queue.SimpleQueue[tuple[dict[str, Any], bytes] | None] = queue.SimpleQueue()
        self.post(request)
        for work in (self._write, self._read):
            threading.Thread(target=work, name="speaker child", daemon=True).start()

    @property
    def pid(self) -> int:
        """Return the process id."""
        return self._process.pid

    def post(self, fields: dict[str, Any], samples: bytes = b"") -> None:
        """Send a message as soon as the child takes it."""
        self._letters.put((fields, samples))

    def wait(self, until: float, attribute: str) -> None:
        """Wait until ``attribute`` is set, or the child is gone, or the clock says ``until``."""
        with self.news:
            self.news.wait_for(
                lambda: getattr(self, attribute) is not None or self.gone is not None,
                max(0.0, until - monotonic()),
            )

    def kill(self) -> None:
        """End it now, whatever it is doing; it is silent then."""
        self._letters.put(None)
        self._process.kill()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(0.05)  # the thread that reads waits for the rest
        self._set(gone=self.gone or Gone(Why.NO_DEVICE, "it was ended"))

    def _set(self, **news: object) -> None:
        with self.news:
            for name, value in news.items():
                setattr(self, name, value)
            self.news.notify_all()

    def _write(self) -> None:
        stream = cast("BufferedWriter", self._process.stdin)
        try:
            while (letter := self._letters.get()) is not None:
                fields, samples = letter
                send(stream, fields, samples)
        except Broken:
            pass
        with contextlib.suppress(OSError):
            stream.close()

    def _read(self) -> None:
        stream = cast("BufferedReader", self._process.stdout)
        try:
            while True:
                self._hear(receive(stream)[0])
        except Broken:
            self._set(gone=self.gone or Gone(Why.NO_DEVICE, "its process ended"))
        stream.close()
        self._process.wait()

    def _hear(self, fields: dict[str, Any]) -> None:
        said = fields.pop("say")
        if said == "position":
            self._set(position=position(fields))
        elif said == "stopped":
            self._set(stopped=Stopped(fields["run"], Frames(fields["heard"]), fields["stays"]))
        elif said == "opened":
            self._set(opened=fields["device"])
        elif said == "roster":
            self._set(roster=[(name, default) for name, default in fields["devices"]])
        elif said == "gone":
            self._set(gone=Gone(Why(fields["why"]), fields["text"]))


def search_path() -> str:
    """Return a search path on which the child finds this package and nothing from the folder it is in."""
    root = str(Path(coach.__file__).parent.parent)
    return os.pathsep.join([root, *filter(None, [os.environ.get("PYTHONPATH")])])


__all__ = ["Gone", "Handle", "Stopped", "search_path"]
