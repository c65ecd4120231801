"""English: numbers, lengths of time and the few sentences the planner makes by itself."""

from __future__ import annotations

_SMALL = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
    *("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen"),
    *("eighteen", "nineteen"),
)
_TENS = ("", "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")

QUIETS: tuple[tuple[int, str], ...] = (
    (10, "ten seconds"),
    (15, "fifteen seconds"),
    (20, "twenty seconds"),
    (30, "half a minute"),
    (40, "forty seconds"),
    (60, "a minute"),
    (90, "a minute and a half"),
    (120, "two minutes"),
    (150, "two and a half minutes"),
    (180, "three minutes"),
    (240, "four minutes"),
    (300, "five minutes"),
    (420, "seven minutes"),
    (600, "ten minutes"),
)
"""Lengths of silence that people say, in seconds; close enough together that one is always near."""

QUIET_LINE = "Carry on without words for {quiet_words}."
"""Said before a silence that nobody announced, so that it is not taken for a fault."""

HEAD_TURN_LINE = "Offer to turn the head to the other side."
"""Said face down where two offers would lie too far apart."""


def number(n: int) -> str:
    """Return a whole number from 0 to 999,999 in words."""
    if n < 20:
        return _SMALL[n]
    if n < 100:
        tens, ones = divmod(n, 10)
        return _TENS[tens] + (f"-{_SMALL[ones]}" if ones else "")
    if n < 1000:
        hundreds, rest = divmod(n, 100)
        return f"{_SMALL[hundreds]} hundred" + (f" and {number(rest)}" if rest else "")
    thousands, rest = divmod(n, 1000)
    return f"{number(thousands)} thousand" + (f" {number(rest)}" if rest else "")


def minutes(seconds: float) -> str:
    """Return a length in whole minutes with its noun: "fifteen minutes", "one minute"."""
    n = max(1, round(seconds / 60))
    return f"{number(n)} {'minute' if n == 1 else 'minutes'}"


def quiet(seconds: float) -> str | None:
    """Return the length of a silence as people say it; None if no word is within 20 % of it."""
    length, words = min(QUIETS, key=lambda row: abs(row[0] - seconds))
    return words if abs(length - seconds) <= 0.2 * seconds else None


def breaths(seconds: float) -> str:
    """Return a silence counted in slow breaths of ten seconds, at least one."""
    n = max(1, int(seconds / 10 + 0.5))
    return "one slow breath" if n == 1 else f"{number(n)} slow breaths"
