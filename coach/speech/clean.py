"""Text made safe for every engine: spoken or dropped, never obeyed.

Engines read some marks as orders: espeak takes ``[[...]]`` for phonemes, system voices take tags for
commands, hibari takes ``[word](/.../)`` for phonemes, a leading dash can be taken for an option.
After cleaning none of these is left, and cleaning a clean text changes nothing.
"""

from __future__ import annotations

import re
import unicodedata

from coach.errors import VoiceError

_SAME = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛ʼʹ′´＇", "'"),
        **dict.fromkeys('“”„‟«»″＂"', " "),
        **dict.fromkeys("‐‑‒−﹣－", "-"),
        **dict.fromkeys("<>[]{}\\|^~_*#=`", " "),
        **dict.fromkeys("()", ", "),
        "&": " and ",
        "…": ". ",
    }
)
"""Marks that have one plain form, or none, for a voice."""

_RULES = (
    (re.compile(r"\[\[.*?\]\]", re.DOTALL), " "),
    (re.compile(r"\[([^\[\]]*)\]\([^()]*\)"), r"\1"),
    (re.compile(r"<!--.*?-->", re.DOTALL), " "),
    (
        re.compile(
            r"""<[/!?]?[A-Za-z][\w:.-]*(?:\s+[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'|[^\s<>"']+))*\s*[/?]?>"""
        ),
        " ",
    ),
)
"""Orders to engines: phonemes go, a link leaves its words, comments and tags go."""

_DASHES = (
    (re.compile(r"(?<=\d)\s?[-–]\s?(?=\d)"), " to "),
    (re.compile(r"(?<=\w)\s+[-–—]+\s+(?=\w)|(?<=\w)[–—]+(?=\w)"), ", "),
    (re.compile(r"(?<!\w)[-–—]+|[-–—]+(?!\w)"), " "),
)
"""A range is spoken, a dash between words is a pause, a dash that leads a word or hangs on is dropped."""

_TIDY = (
    (re.compile(r"\s+"), " "),
    (re.compile(r" +(?=[,.;:!?])"), ""),
    (re.compile(r"[,;:]+(?=[,.;:!?])|(?<=[.!?])[,;:]+"), ""),
    (re.compile(r"\.{2,}"), "."),
    (re.compile(r"^[\s,.;:!?]+"), ""),
)

_SPEAKABLE = re.compile(r"[^\W_]")


def _is_silent(character: str) -> bool:
    """Say whether a character is an order or a picture: controls, invisible marks, emoji."""
    category = unicodedata.category(character)
    pictured = (category in {"So", "Sk"} and character > "\u2000") or "\ufe00" <= character <= "\ufe0f"
    return pictured or category in {"Cc", "Cf", "Co", "Cs", "Cn"}


def _once(text: str) -> str:
    text = unicodedata.normalize("NFC", text)
    text = "".join(" " if c.isspace() else c for c in text if c.isspace() or not _is_silent(c))
    before = ""
    while before != text:  # one order may stand inside another
        before = text
        for pattern, instead in _RULES:
            text = pattern.sub(instead, text)
    text = text.translate(_SAME)
    for pattern, instead in (*_DASHES, *_TIDY):
        text = pattern.sub(instead, text)
    return text.strip()


def cleaned(text: str) -> str:
    """Return ``text`` as it is handed to an engine.

    Raises VoiceError when nothing that can be spoken is left.
    """
    before, after = "", text
    while before != after:
        before, after = after, _once(after)
    if not _SPEAKABLE.search(after):
        raise VoiceError(f"There is nothing to say in {text!r}: write words with letters or numbers.")
    return after


def words(text: str) -> int:
    """Return how many words a voice says in ``text``: pieces with a letter or a digit."""
    return sum(1 for piece in text.split() if _SPEAKABLE.search(piece))


_CUTS = (re.compile(r"(?<=[.!?])\s+"), re.compile(r"(?<=[,;:])\s+"), re.compile(r"\s+"))
"""Where a long text is cut: at sentences, else at clauses, else between words."""


def pieces(text: str, longest: int) -> list[str]:
    """Return ``text`` in pieces of at most ``longest`` characters, cut at sentences, clauses or words."""
    out = [text]
    for cut in _CUTS:
        out = [part for piece in out for part in _cut(piece, cut, longest)]
    return [piece[at : at + longest] for piece in out for at in range(0, len(piece), longest)]


def _cut(piece: str, where: re.Pattern[str], longest: int) -> list[str]:
    if len(piece) <= longest:
        return [piece]
    out = [""]
    for part in where.split(piece):
        if out[-1] and len(out[-1]) + 1 + len(part) > longest:
            out.append(part)
        else:
            out[-1] = f"{out[-1]} {part}".strip()
    return out
