"""The one grammar for lengths of time: ``90``, ``90s``, ``1:30`` and ``1m30s`` all mean ninety seconds.

YAML readers disagree about ``1:30`` (90 in YAML 1.1, a string in 1.2), so lengths are parsed here
and nowhere else, from files and from the command line alike.
"""

from __future__ import annotations

import math
import re

LONGEST_S = 24 * 3600
"""No single length in a routine or on the command line is longer than a day, in seconds."""

_PLAIN = re.compile(r"(\d{1,7}(?:\.\d{1,6})?)\s*s?\Z", re.ASCII)
_CLOCK = re.compile(r"(?:(\d{1,2}):)?(\d{1,3}):([0-5]\d(?:\.\d{1,6})?)\Z", re.ASCII)
_UNITS = re.compile(r"(?:(\d{1,2})h)?\s*(?:(\d{1,4})m(?:in)?)?\s*(?:(\d{1,5}(?:\.\d{1,6})?)s)?\Z", re.ASCII)

FORMS = "90, 90s, 1:30 or 1m30s"
"""The accepted spellings, for messages."""


def parse_length(value: object) -> float:
    """Return ``value`` in seconds.

    Accepts a finite number of seconds or a text in one of the four spellings of ``FORMS``.
    Raises ValueError with a sentence that says what to write instead.
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ValueError(f"a length of time is written {FORMS}")  # noqa: TRY004 - pydantic wants ValueError
    seconds = _from_text(value.strip()) if isinstance(value, str) else float(value)
    if not math.isfinite(seconds) or seconds < 0 or seconds > LONGEST_S:
        raise ValueError(f"a length of time lies between 0 and 24 hours; write {FORMS}")
    return seconds + 0.0  # -0.0 is no length of its own


def _from_text(text: str) -> float:
    if match := _PLAIN.match(text):
        return float(match[1])
    if match := _CLOCK.match(text):
        return int(match[1] or 0) * 3600 + int(match[2]) * 60 + float(match[3])
    if text and (match := _UNITS.match(text)):
        return int(match[1] or 0) * 3600 + int(match[2] or 0) * 60 + float(match[3] or 0)
    raise ValueError(f"{text[:40]!r} is not a length of time; write {FORMS}")
