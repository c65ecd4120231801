"""A finding about a file: where it is, how bad it is, what is wrong and what to write instead."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding matters: only an error stops anything."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Place:
    """A point in a text file."""

    file: str
    """The file as the user named it."""
    line: int = 1
    """Line, from 1."""
    column: int = 1
    """Column, from 1."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding, complete enough to print."""

    place: Place
    code: str
    """Rule or check that fired, such as ``MS104`` or ``Y003``."""
    severity: Severity
    message: str
    """What is wrong, and what to write instead: one or two sentences."""
    excerpt: str = ""
    """The line of the file, without its line end; empty if there is none to show."""
    reason: str = ""
    """Why the rule is there; empty where it speaks for itself."""
    source: str = ""
    """Keys into docs/sources.md that the rule rests on."""

    def headline(self) -> str:
        """Return ``file:line:column: code severity: message``."""
        where = f"{self.place.file}:{self.place.line}:{self.place.column}"
        return f"{where}: {self.code} {self.severity}: {self.message}"

    def full(self) -> str:
        """Return the headline with the line of the file and a caret under the place."""
        if not self.excerpt:
            return self.headline()
        return f"{self.headline()}\n    {self.excerpt}\n    {' ' * (self.place.column - 1)}^"
