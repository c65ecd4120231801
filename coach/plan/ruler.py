"""The ruler: remembers how long lines take, and asks for the missing ones in one batch."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coach.plan.timeline import Line, Measure
    from coach.units import Frames


class Ruler:
    """Lengths of lines, measured once each."""

    def __init__(self, measure: Measure) -> None:
        self._measure = measure
        self._asked: set[Line] = set()
        self._known: dict[Line, Frames] = {}

    def get(self, line: Line) -> Frames | None:
        """Return the length of a line; None if the voice was asked and does not have it."""
        return self._known.get(line)

    def learn(self, lines: Iterable[Line]) -> None:
        """Measure those of ``lines`` that are not known yet, in one batch."""
        missing = [line for line in dict.fromkeys(lines) if line not in self._asked]
        if missing:
            self._asked.update(missing)
            self._known.update(self._measure(missing))
