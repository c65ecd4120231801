"""Text that is safe to show anywhere: without what could command a terminal or turn a line around."""

from __future__ import annotations

import unicodedata

JOINERS = "\u200c\u200d"
"""Format characters that spelling needs: Persian, Indic scripts, emoji."""

REPLACEMENT = "\ufffd"
"""What stands where a character was taken out."""


def plain(text: str, *, lines: bool = False) -> str:
    """Return ``text`` with control, direction and zero-width characters shown as U+FFFD.

    With ``lines`` a line feed stays. Lone surrogates go too: no file format can hold them.
    """
    return "".join(
        character if _harmless(character) or (lines and character == "\n") else REPLACEMENT
        for character in text
    )


def _harmless(character: str) -> bool:
    return unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Zl", "Zp"} or character in JOINERS


__all__ = ["REPLACEMENT", "plain"]
