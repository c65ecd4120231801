"""Several exports of one session at once: its formats, its mixes. Each stands or falls by itself."""

from __future__ import annotations

import os
import threading
from functools import partial
from typing import TYPE_CHECKING

from coach.errors import CoachError
from coach.output.export import Exported, Progress, export
from coach.output.pool import together

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from coach.output.order import Order
    from coach.plan.timeline import Timeline
    from coach.sound.score import Score

STAGES = ("encode", "check", "place")
"""What an export reports, in order."""


def exports(
    timeline: Timeline, wanted: Sequence[tuple[Score, Order]], progress: Progress
) -> list[Exported | CoachError]:
    """Write the files of every order with its score; return what was written, or why it was not.

    An error in one leaves the others alone. If this is interrupted, those that were finished stay.
    """
    slowest = _Slowest(len(wanted), progress)

    def job(number: int, heed: Callable[[], None]) -> Exported | CoachError:
        def tell(stage: str, done: float) -> None:
            if stage != STAGES[-1]:  # what is finished comes to its place with all that belongs to it
                heed()
            slowest.report(number, stage, done)

        try:
            return export(timeline, *wanted[number], tell)
        except CoachError as error:
            slowest.report(number, STAGES[-1], 1.0)
            return error

    if len(wanted) == 1:
        return [job(0, lambda: None)]
    return together([partial(job, number) for number in range(len(wanted))], os.cpu_count() or 1)


class _Slowest:
    """Reports how far the slowest of several exports has come."""

    def __init__(self, count: int, progress: Progress) -> None:
        self._progress = progress
        self._come = [(0, 0.0)] * count
        self._lock = threading.Lock()

    def report(self, number: int, stage: str, done: float) -> None:
        """Note that export ``number`` has done so much of ``stage``."""
        with self._lock:
            self._come[number] = (STAGES.index(stage), done)
            at, share = min(self._come)
            self._progress(STAGES[at], share)


__all__ = ["exports"]
