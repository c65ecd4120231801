"""Several jobs at once, each on a thread of its own: their results come in order, an error as itself."""

from __future__ import annotations

import threading
from collections import deque
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from contextlib import closing
from itertools import islice
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator, Sequence

T = TypeVar("T")

WAITING = 512
"""Results of one job that may lie waiting: some minutes of sound."""

AHEAD = 2
"""Jobs begun or finished before they are asked for, for each thread."""

LISTENS = 0.5
"""Seconds after which a wait is taken up anew: some systems hear no Ctrl-C during a longer one."""


def in_order(
    jobs: Iterable[Callable[[], Iterator[T]]], hands: int, *, waiting: int = WAITING
) -> Generator[T, None, None]:
    """Yield what ``jobs`` yield, job after job, while up to ``hands`` of them run at once.

    They run a bounded way ahead: few results lie ``waiting``.

    Raises what a job raises, at its place. Closing the generator, or any exception in who uses it, ends
    all jobs at their next result and waits for that.
    """
    stop = threading.Event()
    coming = iter(jobs)
    begun: deque[_Flow[T]] = deque()
    with ThreadPoolExecutor(hands, thread_name_prefix="part") as pool:
        try:
            while True:
                for job in islice(coming, hands * AHEAD - len(begun)):
                    begun.append(_Flow(waiting, stop))
                    pool.submit(begun[-1].run, job)
                if not begun:
                    return
                with closing(begun[0].results()) as results:
                    yield from results
                begun.popleft()
        finally:
            stop.set()
            for flow in begun:
                flow.wake()


class Halted(BaseException):
    """Raised within a job that is not wanted any more."""


def together(jobs: Sequence[Callable[[Callable[[], None]], T]], hands: int) -> list[T]:
    """Return what ``jobs`` return, in order, while up to ``hands`` of them run at once.

    Each is given a function to call now and then: it raises Halted when another job has raised, or who
    waits here was interrupted. Then that is raised, when all have ended.
    """
    stop = threading.Event()

    def heed() -> None:
        if stop.is_set():
            raise Halted

    with ThreadPoolExecutor(hands, thread_name_prefix="file") as pool:
        futures: list[Future[T]] = []
        try:
            futures += [pool.submit(job, heed) for job in jobs]
            left = futures
            while left:
                done, _ = wait(left, LISTENS, FIRST_EXCEPTION)
                for future in done:
                    future.result()  # raises what the job has raised
                left = [future for future in left if future not in done]
        except BaseException:
            stop.set()
            for future in futures:
                future.cancel()
            raise
    return [future.result() for future in futures]


class _Flow(Generic[T]):
    """What one job yields, from its thread to another."""

    def __init__(self, waiting: int, stop: threading.Event) -> None:
        self._ready: deque[T] = deque()
        self._waiting = waiting
        self._stop = stop
        self._news = threading.Condition()
        self._error: BaseException | None = None
        self._ended = False

    def run(self, job: Callable[[], Iterator[T]]) -> None:
        """Do the job; called on its thread."""
        error = None
        try:
            if not self._stop.is_set():
                for result in job():
                    if not self._put(result):
                        return
        except BaseException as caught:  # noqa: BLE001 - it is raised again where the results are taken
            error = caught
        finally:
            with self._news:
                self._error, self._ended = error, True
                self._news.notify_all()

    def results(self) -> Generator[T, None, None]:
        """Yield the results as they come."""
        while True:
            with self._news:
                while not self._news.wait_for(lambda: self._ready or self._ended, LISTENS):
                    pass
                if not self._ready:
                    break
                results = list(self._ready)
                self._ready.clear()
                self._news.notify_all()
            yield from results
        if self._error is not None:
            raise self._error

    def wake(self) -> None:
        """Let a thread that waits see that it shall stop."""
        with self._news:
            self._news.notify_all()

    def _put(self, result: T) -> bool:
        """Hand over ``result`` as soon as there is room; return whether more is wanted."""
        with self._news:
            self._news.wait_for(lambda: self._stop.is_set() or len(self._ready) < self._waiting)
            self._ready.append(result)
            self._news.notify_all()
        return not self._stop.is_set()


__all__ = ["Halted", "in_order", "together"]
