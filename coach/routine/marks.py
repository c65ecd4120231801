"""Documents that remember where every value stands, so that a problem can be shown on its line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from coach.problem import Place, Problem
from coach.routine.finding import Finding, Path
from coach.routine.guard import excerpt

Mark = list[Any]
"""``[key line, key column, value line, value column]`` from 0, then the marks inside, if any.

Those inside a mapping are a dict by key, those inside a list are a list. Items of a list have no
key; their first pair equals the second. Plain lists, so that a mark can be kept as JSON.
"""


@dataclass(frozen=True, slots=True)
class Document:
    """One file: its name, its lines, its plain values and their marks."""

    name: str
    """The file as the user named it."""
    lines: list[str]
    """The lines of the file, without their ends."""
    data: Any
    """Plain values: dict, list, str, int, float, bool, None."""
    mark: Mark
    """Where they stand."""

    def place(self, path: Path, *, on_key: bool = False) -> Place:
        """Return where the value (or its key) at ``path`` stands, or else its nearest parent."""
        mark, whole = self._deepest(path)
        key, value = (mark[0], mark[1]), (mark[2], mark[3])
        block = len(mark) > 4 and value[0] != key[0]
        line, column = key if (on_key and whole) or not whole or block else value
        return Place(self.name, line + 1, column + 1)

    def problem(self, finding: Finding) -> Problem:
        """Return ``finding`` with its line and column, and the line itself."""
        place = self.place(finding.path, on_key=finding.on_key)
        line = self.lines[place.line - 1] if place.line <= len(self.lines) else ""
        return Problem(place, finding.code, finding.severity, finding.message, excerpt(line, place.column))

    def _deepest(self, path: Path) -> tuple[Mark, bool]:
        mark = self.mark
        for part in path:
            inside = mark[4] if len(mark) > 4 else None
            if isinstance(inside, dict) and str(part) in inside:
                mark = inside[str(part)]
            elif isinstance(inside, list) and isinstance(part, int) and 0 <= part < len(inside):
                mark = inside[part]
            else:
                return mark, False
        return mark, True
