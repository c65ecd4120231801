"""How far a long command has come: a bar with the time that is left on a terminal, and nothing elsewhere."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID


class Progress:
    """One bar that passes through named stages; does nothing when there is nobody to look."""

    def __init__(self, bar: Bar | None = None) -> None:
        self._bar = bar
        self._task: TaskID | None = None
        self._stage = ""

    def report(self, stage: str, done: float) -> None:
        """Show that ``done`` (0 to 1) of ``stage`` is finished."""
        if self._bar is None:
            return
        if self._task is None or stage != self._stage:
            if self._task is not None:
                self._bar.remove_task(self._task)
            self._task = self._bar.add_task(stage, total=1.0)
            self._stage = stage
        self._bar.update(self._task, completed=done)

    def counted(self, stage: str) -> Callable[[int, int], None]:
        """Return a function that takes how many of how many are finished."""
        return lambda done, total: self.report(stage, done / max(1, total))


@contextlib.contextmanager
def progress() -> Iterator[Progress]:
    """Show a bar on standard error while the block runs, if that is a terminal that can move its cursor."""
    if not sys.stderr.isatty() or os.environ.get("TERM") in {"dumb", ""}:
        yield Progress()
        return
    from rich import progress as parts
    from rich.console import Console

    columns = (
        parts.TextColumn("{task.description}"),
        parts.BarColumn(),
        parts.TaskProgressColumn(),
        parts.TimeRemainingColumn(),
    )
    with parts.Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        yield Progress(bar)
