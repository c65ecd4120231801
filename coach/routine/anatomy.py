"""Places on the body as people name them: "left knee" becomes the areas of the tables."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from coach.errors import UsageError
from coach.routine.near import nearest, shown
from coach.routine.tables import Area, Tables

LITTLE = frozenset(
    {"the", "my", "your", "a", "both", "left", "right", "one", "his", "her", "their", "l", "r"}
)
"""Words that say which one; a place is left alone on both sides, so that both get the same."""

_MARKS = re.compile(r"[^\w' ]+|_")


class NoPlaceError(UsageError):
    """There is no place on the body that is called so."""

    def __init__(self, place: str, near: str | None) -> None:
        self.place, self.near = shown(place), near
        hint = f'Did you mean "{near}"?' if near else "Write a part of the body, such as left knee or scalp."
        super().__init__(f'There is no place on the body called "{self.place}". {hint}')


def areas_of(tables: Tables, places: Iterable[str], which: Collection[str] = LITTLE) -> frozenset[str]:
    """Return the keys of the areas that ``places`` mean, whichever side they name.

    ``which`` are the words before a place that say which one, in the language of the tables. Raises
    NoPlaceError for a place that there is not, with one that may be meant.
    """
    names = _names(tables, which)
    found: set[str] = set()
    for place in places:
        plain = _plain(place, which)
        forms = (plain, plain.removesuffix("s"), f"{plain}s")
        keys = {key for form in forms for key in names.get(form, ())}
        if not keys:
            written = {_plain(name, which): name for row in tables.areas.items() for name in _called(*row)}
            near = nearest(plain, names)
            raise NoPlaceError(place, None if near is None else written[near])
        found |= keys
    return frozenset(found)


def _names(tables: Tables, which: Collection[str]) -> dict[str, set[str]]:
    """Return the areas by everything they are called; the first name of each is its own."""
    names: dict[str, set[str]] = {}
    for key, area in tables.areas.items():
        for name in _called(key, area):
            names.setdefault(_plain(name, which), set()).add(key)
    return names


def _called(key: str, area: Area) -> tuple[str, ...]:
    return (key.replace("_", " "), area.name, *area.words, *area.parts)


def _plain(text: str, which: Collection[str]) -> str:
    words = _MARKS.sub(" ", text.casefold()).split()
    kept = [word for word in words if word not in which]
    return " ".join(kept or words)


__all__ = ["NoPlaceError", "areas_of"]
