"""What an unquoted word means: the core rules of YAML 1.2, and nothing more.

``true`` and ``false`` are yes and no, ``null`` and nothing at all are nothing, digits are numbers;
``yes``, ``no``, ``on``, ``1:30`` and ``2024-01-01`` are text.
"""

from __future__ import annotations

import re

Scalar = str | int | float | bool | None

_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_BOOL = {w: v for v, words in ((True, "true True TRUE"), (False, "false False FALSE")) for w in words.split()}
_INT = re.compile(r"[-+]?[0-9]+\Z")
_OCTAL = re.compile(r"0o[0-7]+\Z")
_HEX = re.compile(r"0x[0-9a-fA-F]+\Z")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z")
_ODD = re.compile(r"(?:([-+]?)\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))\Z")

LONGEST = 40
"""No number has more characters."""


def plain(word: str) -> Scalar:
    """Return the value of an unquoted word.

    Raises ValueError for a number with more than ``LONGEST`` characters.
    """
    if word in _NULL:
        return None
    if word in _BOOL:
        return _BOOL[word]
    if word[0] not in "+-.0123456789":
        return word
    if match := _ODD.match(word):
        return float("nan") if match[1] is None else float(f"{match[1]}inf")
    for pattern, base in ((_INT, 10), (_OCTAL, 8), (_HEX, 16)):
        if pattern.match(word):
            return int(_short(word), base)
    return float(_short(word)) if _FLOAT.match(word) else word


def _short(word: str) -> str:
    if len(word) > LONGEST:
        raise ValueError(f"this number has {len(word)} characters; no number here needs more than {LONGEST}")
    return word
