"""A problem while its place is still a path into the document; marks turn it into a ``Problem``."""

from __future__ import annotations

from dataclasses import dataclass

from coach.problem import Severity

Path = tuple[str | int, ...]
"""Keys and list indices from the top of a document down to one value."""

MOST = 100
"""More are not worded: whoever has so many begins with the first."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, or doubtful, at one path of a document."""

    path: Path
    """Where; if the document has no such value, its nearest parent is meant."""
    code: str
    """Rule or check that fired, such as ``MS009`` or ``M003``."""
    message: str
    """What is wrong, and what to write instead."""
    severity: Severity = Severity.ERROR
    """How much it matters."""
    on_key: bool = False
    """The key is at fault, not its value."""
