"""The one line that says where a live session is; drawn on a terminal only."""

from __future__ import annotations

import contextlib
import os
import sys
from bisect import bisect_right
from types import TracebackType
from typing import TYPE_CHECKING, Self

from coach.cli.terminal import columns, harmless
from coach.units import RATE, Frames, clock

if TYPE_CHECKING:
    from coach.plan.timeline import Timeline


class StatusLine:
    """A line on standard error that is written over again and again, and gone at the end."""

    def __init__(self, timeline: Timeline) -> None:
        self._timeline = timeline
        self._starts = [span.start for span in timeline.steps]
        self._shown = ""
        self._draws = sys.stderr.isatty() and os.environ.get("TERM") not in {"dumb", ""}

    def __enter__(self) -> Self:
        """Return the line."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Take the line away."""
        self._draw("")

    def show(self, position: Frames, state: str) -> None:
        """Say where the session is and what the player does."""
        number = bisect_right(self._starts, position) - 1
        step = self._timeline.steps[number].label if number >= 0 else ""
        left = clock((self._timeline.frames - position) // RATE * RATE)
        self._draw(f"{clock(position // RATE * RATE)}  {state}  {left} left  {step}")

    def _draw(self, text: str) -> None:
        line = harmless(text)[: columns() - 1]
        if self._draws and line != self._shown:
            self._shown = line
            with contextlib.suppress(OSError):  # the terminal has gone
                sys.stderr.write(f"\r\x1b[2K{line}")
                sys.stderr.flush()
