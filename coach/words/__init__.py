"""How a language says it: number words, lengths of time, generated sentences.

``language("en")`` returns the module of a language; each has the same functions and names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, cast

from coach.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import ModuleType


class Language(Protocol):
    """What every language can say."""

    QUIETS: tuple[tuple[int, str], ...]
    QUIET_LINE: str
    HEAD_TURN_LINE: str
    ASIDES: Mapping[str, str]

    def number(self, n: int) -> str:
        """Return a whole number in words."""
        ...

    def minutes(self, seconds: float) -> str:
        """Return whole minutes with their noun."""
        ...

    def quiet(self, seconds: float) -> str | None:
        """Return the length of a silence, or None if no word is near."""
        ...

    def breaths(self, seconds: float) -> str:
        """Return a silence counted in slow breaths."""
        ...

    def how_long(self, seconds: float) -> str:
        """Return the answer to "how long": what is left, as a sentence."""
        ...

    def shortest(self, seconds: float) -> str:
        """Return the answer to an end that comes too soon: a sentence with the soonest possible."""
        ...

    def part(self, title: str) -> str:
        """Return how the part of a session with this title is named inside a sentence."""
        ...

    def recap(self, done: str | None, following: str | None) -> str:
        """Return what is said on coming back, from the titles of what is done and what comes."""
        ...


def language(locale: str) -> Language:
    """Return what ``locale`` (such as ``en`` or ``en-GB``) can say; raise UsageError if nothing."""
    from coach.words import english

    spoken: Mapping[str, ModuleType] = {"en": english}
    found = spoken.get(locale.split("-", maxsplit=1)[0])
    if found is None:
        known = ", ".join(spoken)
        raise UsageError(f"There are no words for the locale {locale!r} yet. Write one of: {known}.")
    return cast("Language", found)
