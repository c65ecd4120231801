"""The card before a session: what to fetch, what to wear, where both people are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.cli.terminal import Styled, out, out_wrapped

if TYPE_CHECKING:
    from coach.routine.routine import Routine


def card(routine: Routine) -> list[tuple[str, str]]:
    """Return the rows of the card: a name, which may be empty, and a text.

    The line of the sound check is left out: it is said, and shown then.
    """
    from coach.routine.locales import language  # a plan that is remembered needs no card, and no models

    known, words = routine.preflight, language(routine.locale)
    said = words.asides.get("sound_check")
    fetch = known.fetch or tuple(use.prop.replace("_", " ").replace(".", " ") for use in routine.props)
    places = [routine.head_place] if routine.head_place != "open" else list(known.headboard)
    rows = [
        (words.card["fetch"], "; ".join(fetch)),
        (words.card["clothes"], known.clothes or ""),
        (words.card["places"], known.seats or ""),
        *(
            ("", " ".join((words.card[place], *known.headboard[place])))
            for place in places
            if place in known.headboard
        ),
        *(("", line) for line in known.lines if line != said),
    ]
    return [(name, text) for name, text in rows if text]


def print_card(routine: Routine) -> None:
    """Write the card; nothing if there is nothing to prepare."""
    from coach.routine.locales import language

    rows = card(routine)
    if rows:
        out()
        out(Styled(language(routine.locale).card["before"], "bold"))
    wide = max((len(name) for name, _ in rows), default=0) + 2
    for name, text in rows:
        out_wrapped(text, indent=" " * (wide + 2), first=f"  {name:<{wide}}")


__all__ = ["card", "print_card"]
