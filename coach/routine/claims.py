"""Words that a spoken line may not hold: promises about health, and signs a voice reads oddly.

Whole words and phrases only. Cautions and agreements may name an illness: they are exempt.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from coach.problem import Severity
from coach.routine.wordlists import WordLists

_SENTENCE = re.compile(r"(?<=[.!?])\s+")

_POINT_CODE = re.compile(r"\b(?:PC|LI|SP|GB|BL|ST|HT|KI|LV|LU|TE|SI|GV|CV)[- ]?(?:\d+|six|four|three|one)\b")

_SIGN = re.compile(r"[^\w\s.,;:!?'’‘\"“”()\-–—…]|[\d_]")


class Claim(NamedTuple):
    """A promise in a text."""

    code: str
    word: str
    severity: Severity
    """A note where an illness is named and nothing is promised."""


def claim(text: str, lists: WordLists) -> Claim | None:
    """Return the first claim in a text, if there is one, by the lists of its language."""
    for code, pattern in lists.claims:
        if match := pattern.search(text):
            return Claim(code, match[0], Severity.ERROR)
    found: Claim | None = None
    for sentence in _SENTENCE.split(text):
        if match := lists["illness"].search(sentence):
            if lists["promise"].search(sentence) or lists["against"].search(sentence):
                return Claim("MS501", match[0], Severity.ERROR)
            if not lists["only_with_promise"].fullmatch(match[0]):
                found = found or Claim("MS501", match[0], Severity.NOTE)
    return found


def odd_sign(text: str, lists: WordLists) -> str | None:
    """Return the first digit, symbol, abbreviation or point code that a voice would stumble over."""
    for pattern in (_POINT_CODE, _SIGN, lists["abbreviation"]):
        if match := pattern.search(text):
            return match[0]
    return None
