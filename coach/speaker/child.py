"""The process that plays: ``python -m coach.speaker.child``, started by a keeper only.

Requests come on standard input and answers go out on what was standard output; what libraries print
goes elsewhere. When the input ends, because the keeper closed or died, the process ends at once. It may
be killed at any moment: it keeps nothing.
"""

from __future__ import annotations

import contextlib
import faulthandler
import importlib
import os
import queue
import signal
import threading
from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING, Any, BinaryIO, TypeVar

from coach.speaker.backend import BACKENDS, Unplayable
from coach.speaker.protocol import Broken, Why, receive, send
from coach.speaker.run import Run
from coach.units import RATE

if TYPE_CHECKING:
    from coach.speaker.backend import Backend, Device

T = TypeVar("T")

TICK_S = 0.05
"""Time between two reports, in seconds."""

AWAKE_S = 30.0
"""So long after a stop silence is played, that no speaker falls asleep and swallows the next word."""

URGENT = -11
"""Priority that sound servers ask for, too: a buffer that is filled late is heard. Real time woke sooner
and changed little (one hole of 40 ms instead of two of 140 in five busy minutes): the server decides."""

STUCK_S = 10.0
"""A call into a library that takes longer ends the process, even if nothing else can run in it."""

_FIRST = RATE
"""Frames to have at hand before a run begins, and how long to wait for them in seconds."""
_FIRST_S = 0.5


class Child:
    """What the process does, in one thread; another reads the requests."""

    def __init__(self, requests: BinaryIO, answers: BinaryIO) -> None:
        self._requests, self._answers = requests, answers
        self._inbox: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
        self._runs: dict[int, Run] = {}
        self._run: Run | None = None
        self._begun = False
        self._device: Device
        self._channels = 1
        self._calm_until = 0.0

    def listen(self) -> None:
        """Hand requests on; samples go to their run directly. Ends the process with the input."""
        try:
            while True:
                fields, samples = receive(self._requests)
                asked = fields["ask"]
                if asked == "feed":
                    self._runs[fields["run"]].feed(samples)
                elif asked == "end":
                    self._runs[fields["run"]].end()
                else:
                    if asked == "start":
                        self._runs = {fields["run"]: Run(fields["run"], fields["channels"], fields["lead"])}
                    self._inbox.put(fields)
        except (Broken, KeyError):
            os._exit(0)  # a library may hang: nothing else ends it for certain

    def serve(self) -> None:
        """Do what is asked, and report, for ever; raise Unplayable when there is nothing to play on."""
        first = self._inbox.get()
        backend: Backend = importlib.import_module(BACKENDS[first["backend"]])
        if first["ask"] == "roster":
            self._say({"say": "roster", "devices": [list(listed) for listed in backend.roster()]})
            return
        self._channels = first["channels"]
        self._device = _guarded(backend.open_device, first["channels"], first["device"])
        self._say({"say": "opened", "device": self._device.name})
        while True:
            try:
                fields = self._inbox.get(timeout=TICK_S if self._run or self._calm_until else None)
            except queue.Empty:
                self._tick()
                continue
            if fields["ask"] == "start":
                self._start(self._runs[fields["run"]])
            elif self._run is not None and self._run.number == fields["run"]:
                self._stop(self._run)

    def _start(self, run: Run) -> None:
        if self._calm_until:
            self._device.halt()
            self._calm_until = 0.0
        self._run, self._begun = run, False
        until = monotonic() + _FIRST_S
        while run.ready < _FIRST and monotonic() < until and self._inbox.empty():
            run.arrived.wait(TICK_S / 5)
            run.arrived.clear()
        _guarded(self._device.play, run.draw, lambda: run.ready)
        self._begun = True

    def _stop(self, run: Run) -> None:
        now = monotonic()
        if self._begun and not self._device.stays:
            self._say({"say": "stopped", "run": run.number, "heard": self._heard(run, now), "stays": False})
            os._exit(0)  # silent at once, as nothing else is
        if self._begun:
            _guarded(self._device.halt)
            now = (now + monotonic()) / 2
        self._say({"say": "stopped", "run": run.number, "heard": self._heard(run, now), "stays": True})
        self._run = None
        if self._begun:
            self._calm_until = monotonic() + AWAKE_S
            _guarded(self._device.play, lambda frames: bytes(2 * self._channels * frames), lambda: 1 << 40)

    def _heard(self, run: Run, now: float) -> int:
        return run.heard(self._device.played(now)).source if self._begun else 0

    def _tick(self) -> None:
        now = monotonic()
        if self._calm_until and now > self._calm_until:
            self._device.halt()
            self._calm_until = 0.0
        self._device.tend()
        run = self._run
        heard = run.heard(self._device.played(now)) if run else (0, 0, 0)
        self._say(
            {
                "say": "position",
                "run": run.number if run else 0,
                "heard": heard[0],
                "ahead": heard[1],
                "late": heard[2] + (self._device.dry if run else 0),
                "stamp": now,
                "handed": self._device.handed,
                "allow": run.allow if run else 0,
            }
        )

    def _say(self, fields: dict[str, Any]) -> None:
        send(self._answers, fields)


def _guarded(call: Callable[..., T], *args: Any) -> T:  # noqa: ANN401 - whatever the call takes
    """Call into a library; end the process if it does not come back."""
    faulthandler.dump_traceback_later(STUCK_S, exit=True)
    try:
        return call(*args)
    finally:
        faulthandler.cancel_dump_traceback_later()


def _own_pipes() -> tuple[BinaryIO, BinaryIO]:
    """Take standard input and output for the messages, and leave harmless ones to the libraries."""
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(2, 1)
    os.close(nothing)
    return requests, answers


def _hurry() -> None:
    """Ask to come before other programs; where that is not allowed nothing changes."""
    if hasattr(os, "setpriority"):
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, 0, URGENT)


def main() -> None:
    """Play until the input ends or there is nothing to play on."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the keeper
    _hurry()
    requests, answers = _own_pipes()
    child = Child(requests, answers)
    threading.Thread(target=child.listen, daemon=True).start()
    gone = {"say": "gone", "why": Why.NO_DEVICE, "text": ""}
    try:
        child.serve()
    except Broken:
        os._exit(0)
    except Unplayable as error:
        gone |= {"why": error.why, "text": str(error)}
    except Exception as error:  # noqa: BLE001 - whatever a library raised, the keeper tries another child
        gone["text"] = f"{type(error).__name__}: {error}"
    else:
        os._exit(0)
    with contextlib.suppress(Broken):
        send(answers, gone)
    os._exit(0)


if __name__ == "__main__":
    main()
