"""A few engines of one voice that share the work: checked answers, one retry with a fresh process."""

from __future__ import annotations

import os
import queue
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from coach.errors import VoiceError
from coach.speech.accept import accept
from coach.speech.engine import Engine, Lost, Unable

if TYPE_CHECKING:
    from coach.speech.clip import Clip

MOST_FAILURES = 3
"""After so many sentences that failed twice, a voice is given up for the rest: delay stays bounded."""

RECYCLE = 1_000
"""Sentences after which an engine is replaced: some grow with every call."""

ENOUGH_FOR_ONE = 4
"""So few sentences are not worth a second process."""


@dataclass(frozen=True, slots=True)
class Request:
    """One text to be spoken."""

    text: str
    """Cleaned words."""
    settings: dict[str, Any]
    """Fields of ``Settings``."""
    low: int
    """Fewest frames at 48 kHz that can be right."""
    high: int
    """Most frames at 48 kHz that can be right."""
    key: str
    """Name of the clip in the cache."""


class _Seat:
    """Place for one engine; empty until somebody speaks, and again when the engine was lost."""

    def __init__(self, module: str, argument: str) -> None:
        self._start = (module, argument)
        self._engine: Engine | None = None
        self._spoken = 0
        self._lock = threading.Lock()
        self._closed = False

    def fill(self) -> Engine:
        """Return the engine, started if there was none; the model may still be loading."""
        with self._lock:
            if self._closed:
                raise Unable("the booth is closed")
            if self._engine is None:
                try:
                    self._engine = Engine(*self._start)
                except OSError as error:
                    raise Unable(f"no process for speech can be started ({error})") from error
                self._spoken = 0
            return self._engine

    def empty(self) -> None:
        """End the engine, if there is one."""
        with self._lock:
            engine, self._engine = self._engine, None
        if engine is not None:
            engine.close()

    def close(self) -> None:
        """End the engine for good."""
        with self._lock:
            self._closed = True
            if self._engine is not None:
                self._engine.kill()
        self.empty()

    def speak(self, request: Request) -> Clip:
        """Return the clip; raise Lost after two tries, Unable if the voice cannot speak here."""
        for last in (False, True):
            try:
                clip = self._once(request)
            except Unable:
                self.empty()
                raise
            except VoiceError as error:
                self.empty()
                if last:
                    raise Lost(str(error)) from None
            else:
                self._spoken += 1
                if self._spoken >= RECYCLE:
                    self.empty()
                return clip
        raise AssertionError

    def _once(self, request: Request) -> Clip:
        fields, payload = self.fill().ask(
            {"text": request.text, "settings": request.settings, "low": request.low, "high": request.high},
            len(request.text),
        )
        if "failed" in fields:
            raise Lost(str(fields["failed"]))
        clip = _clip(fields, payload, request.key)
        accept(clip, request.low, request.high)
        return clip


def _clip(fields: dict[str, Any], payload: bytes, key: str) -> Clip:
    import numpy as np

    from coach.speech.clip import HOP, Clip

    frames, hops = fields.get("frames"), fields.get("hops")
    if (
        not isinstance(frames, int)
        or not isinstance(hops, int)
        or hops != -(-frames // HOP)
        or len(payload) != 4 * hops + 2 * frames
    ):
        raise Lost("what the engine sent is not a clip")
    energy = np.frombuffer(payload, "<f4", count=hops)
    return Clip(pcm=np.frombuffer(payload, "<i2", offset=4 * hops), energy=energy, key=key)


class Crew:
    """The engines of one voice; started when first needed, or by ``warm``."""

    def __init__(self, module: str, argument: str, most: int) -> None:
        self._most = max(1, min(most, _cores()))
        self._seats = [_Seat(module, argument) for _ in range(self._most)]

    def warm(self, count: int) -> None:
        """Start what ``count`` sentences need, and return at once."""
        for seat in self._seats[: self._hands(count)]:
            seat.fill()

    def _hands(self, count: int) -> int:
        return 1 if count <= ENOUGH_FOR_ONE else self._most

    def speak(self, requests: Sequence[Request], done: Callable[[Request, Clip | VoiceError], None]) -> None:
        """Speak all ``requests``; call ``done`` in this thread for each, with its clip or what went wrong."""
        free: queue.SimpleQueue[_Seat] = queue.SimpleQueue()
        hands = self._hands(len(requests))
        for seat in self._seats[:hands]:
            free.put(seat)
        failures: list[VoiceError] = []

        def work(request: Request) -> Clip:
            if len(failures) >= MOST_FAILURES or (failures and isinstance(failures[-1], Unable)):
                raise Unable(str(failures[-1]))
            seat = free.get()
            try:
                return seat.speak(request)
            except VoiceError as error:
                failures.append(error)
                raise
            finally:
                free.put(seat)

        pool = ThreadPoolExecutor(hands, thread_name_prefix="coach-voice")
        try:
            jobs = {pool.submit(work, request): request for request in requests}
            for job in as_completed(jobs):
                error = job.exception()
                done(jobs[job], error if isinstance(error, VoiceError) else job.result())
        except BaseException:
            self.close()
            raise
        finally:
            pool.shutdown(wait=True, cancel_futures=True)

    def roster(self) -> list[list[str]]:
        """Return what the engine says it has: rows of id, name, languages."""
        fields, _ = self._seats[0].fill().ask({"ask": "roster"})
        rows: list[list[str]] = fields.get("roster", [])
        return rows

    def close(self) -> None:
        """End all engines."""
        for seat in self._seats:
            seat.close()


def _cores() -> int:
    """Return the number of cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
