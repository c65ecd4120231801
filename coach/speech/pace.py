"""Words a minute, and the number an engine wants to hear for them: measured tables, read both ways."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from coach.errors import UsageError


def interpolated(table: Sequence[tuple[float, float]], pace: float) -> float:
    """Return the engine's number for ``pace``, on straight lines between rows (pace, number).

    The table rises in both columns; outside it the nearest row answers.
    """
    if pace <= table[0][0]:
        return table[0][1]
    for (low, a), (high, b) in itertools.pairwise(table):
        if pace <= high:
            return a + (b - a) * (pace - low) / (high - low)
    return table[-1][1]


def check_pace(name: str, pace: int, paces: tuple[int, int]) -> None:
    """Raise UsageError unless the voice ``name`` can speak ``pace`` words a minute."""
    slowest, fastest = paces
    if not slowest <= pace <= fastest:
        raise UsageError(
            f"The voice {name} cannot speak {pace} words a minute: "
            f"choose --pace between {slowest} and {fastest} (135 is the default)."
        )
