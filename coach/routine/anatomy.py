"""Places on the body as people name them: "left knee" becomes the areas of the tables."""

from __future__ import annotations

import re
from collections.abc import Iterable

from coach.errors import UsageError
from coach.routine.near import nearest, shown
from coach.routine.tables import Area, Tables

LITTLE = frozenset(
    {"the", "my", "your", "a", "both", "left", "right", "one", "his", "her", "their", "l", "r"}
)
"""Words that say which one; a place is left alone on both sides, so that both get the same."""

_MARKS = re.compile(r"[^\w' ]+|_")


def areas_of(tables: Tables, places: Iterable[str]) -> frozenset[str]:
    """Return the keys of the areas that ``places`` mean, whichever side they name.

    Raises UsageError for a place that there is not, with one that may be meant.
    """
    names = _names(tables)
    found: set[str] = set()
    for place in places:
        plain = _plain(place)
        forms = (plain, plain.removesuffix("s"), f"{plain}s")
        keys = {key for form in forms for key in names.get(form, ())}
        if not keys:
            near = nearest(plain, names)
            hint = (
                f'Did you mean "{near}"?' if near else "Write a part of the body, such as left knee or scalp."
            )
            raise UsageError(f'There is no place on the body called "{shown(place)}". {hint}')
        found |= keys
    return frozenset(found)


def _names(tables: Tables) -> dict[str, set[str]]:
    """Return the areas by everything they are called; the first name of each is its own."""
    names: dict[str, set[str]] = {}
    for key, area in tables.areas.items():
        for name in _called(key, area):
            names.setdefault(_plain(name), set()).add(key)
    return names


def _called(key: str, area: Area) -> tuple[str, ...]:
    return (key.replace("_", " "), area.name, *area.words, *area.parts)


def _plain(text: str) -> str:
    words = _MARKS.sub(" ", text.casefold()).split()
    kept = [word for word in words if word not in LITTLE]
    return " ".join(kept or words)


__all__ = ["areas_of"]
