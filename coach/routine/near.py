"""Near misses: what somebody probably meant to write."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_LONGEST = 64
"""Comparing costs time with the square of the length; nothing longer is a slip of the pen."""


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that ``word`` was probably meant to be, or None."""
    if len(word) > _LONGEST:
        return None
    names = {name.casefold(): name for name in known}
    plain = word.casefold()
    if plain in names:
        return names[plain]
    from difflib import get_close_matches

    if found := get_close_matches(plain, names, n=1, cutoff=0.6):
        return names[found[0]]
    parts = [full for low, full in names.items() if plain and plain in low.replace(".", "_").split("_")]
    return parts[0] if len(parts) == 1 else None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return a sentence with a near miss, or with the words there are if they are few."""
    names = list(known)
    if near := nearest(word, names):
        return f'Did you mean "{near}"?'
    if 0 < len(names) <= 12:
        return f"Write one of {', '.join(names)}."
    return ""


def shown(text: object, limit: int = 40) -> str:
    """Return ``text`` safe to print: one line, nothing invisible, not longer than ``limit``."""
    plain = str(text)[: limit + 1]
    safe = "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in plain[:limit])
    return safe + ("…" if len(plain) > limit else "")
