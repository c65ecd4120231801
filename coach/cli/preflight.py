"""The card before a session: what to fetch, what to wear, where both people are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.cli.terminal import Styled, out, out_wrapped
from coach.words import language

if TYPE_CHECKING:
    from coach.routine.routine import Routine

HEADBOARDS = {
    "foot_end": "With a headboard, head at the foot end:",
    "lap": "With a headboard, head in the lap:",
}
"""What stands before the lines for a bed with a headboard, by where the head then lies."""


def card(routine: Routine) -> list[tuple[str, str]]:
    """Return the rows of the card: a name, which may be empty, and a text.

    The line of the sound check is left out: it is said, and shown then.
    """
    known = routine.preflight
    said = language(routine.locale).ASIDES.get("sound_check")
    fetch = known.fetch or tuple(use.prop.replace("_", " ").replace(".", " ") for use in routine.props)
    places = [routine.head_place] if routine.head_place != "open" else list(known.headboard)
    rows = [
        ("Fetch", "; ".join(fetch)),
        ("Clothes", known.clothes or ""),
        ("Places", known.seats or ""),
        *(
            ("", " ".join((HEADBOARDS[place], *known.headboard[place])))
            for place in places
            if place in known.headboard
        ),
        *(("", line) for line in known.lines if line != said),
    ]
    return [(name, text) for name, text in rows if text]


def print_card(routine: Routine) -> None:
    """Write the card; nothing if there is nothing to prepare."""
    rows = card(routine)
    if rows:
        out()
        out(Styled("Before you begin", "bold"))
    for name, text in rows:
        out_wrapped(text, indent=" " * 11, first=f"  {name:<9}")


__all__ = ["card", "print_card"]
