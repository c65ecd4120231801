"""Text made safe for every engine: spoken or dropped, never obeyed.

Engines read some marks as orders: espeak takes ``[[...]]`` for phonemes, system voices take tags for
commands, hibari takes ``[word](/.../)`` for phonemes, a leading dash can be taken for an option.
After cleaning none of these is left, and cleaning a clean text changes nothing.
"""

from __future__ import annotations

import re
import unicodedata

from coach.errors import VoiceError

_APOSTROPHES = dict.fromkeys(map(ord, "\u2018\u2019\u201a\u201b\u02bc\u02b9\u2032\u00b4\u0060\uff07"), "'")
_QUOTES = dict.fromkeys(map(ord, '\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033\uff02"'), " ")
_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2212\ufe63\uff0d"), "-")
_MARKS = {ord("&"): " and ", ord("\u2026"): ". ", **dict.fromkeys(map(ord, "<>[]{}\\|^~_*#=/`()"), " ")}

_LINK = re.compile(r"\[([^\[\]]*)\]\([^()]*\)")
_TAG = re.compile(r"<[/!?]?[A-Za-z][^<>]*>|<!--.*?-->", re.DOTALL)
_PHONEMES = re.compile(r"\[\[.*?\]\]", re.DOTALL)
_LEADING_DASH = re.compile(r"(?:(?<=\s)|^)[-\u2013\u2014]+(?=\S)|(?:(?<=\S)|^)[-\u2013\u2014]+(?=\s|$)")
_BEFORE_POINT = re.compile(r"\s+([,.;:!?])")
_HEAD = re.compile(r"^[\s,.;:!?\-\u2013\u2014]+")
_SPEAKABLE = re.compile(r"[^\W_]")


def _is_order(character: str) -> bool:
    """Say whether a character is a control or an invisible mark (zero width, direction, private)."""
    return unicodedata.category(character) in {"Cc", "Cf", "Co", "Cs", "Cn"}


def _once(text: str) -> str:
    text = unicodedata.normalize("NFC", text)
    text = "".join(" " if c.isspace() else c for c in text if c.isspace() or not _is_order(c))
    text = _PHONEMES.sub(" ", text)
    text = _LINK.sub(r"\1", text)
    text = _TAG.sub(" ", text)
    text = text.translate(_APOSTROPHES).translate(_QUOTES).translate(_DASHES).translate(_MARKS)
    text = _LEADING_DASH.sub(" ", text)
    text = _BEFORE_POINT.sub(r"\1", " ".join(text.split()))
    return _HEAD.sub("", text).strip()


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


_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_CLAUSE = re.compile(r"(?<=[,;:])\s+")
_WORD = re.compile(r"\s+")


def pieces(text: str, longest: int) -> list[str]:
    """Return ``text`` in pieces of at most ``longest`` characters, cut at sentences, clauses or words."""
    out = [text]
    for cut in (_SENTENCE, _CLAUSE, _WORD):
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
