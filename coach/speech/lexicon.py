"""How to say words that an engine gets wrong: a table per engine, applied to cleaned text only.

The table stands in ``lexicon.json``: engine -> word -> reading. For hibari a reading is phonemes and
is handed over as ``[word](/phonemes/)``; for the others it is a respelling. A word matches whole; with
a capital in the table it matches only so, in lower case also at the head of a sentence.
"""

from __future__ import annotations

import functools
import hashlib
import json
import re
from importlib.resources import files

_PHONEMIC = frozenset({"hibari"})


@functools.cache
def _table(engine: str) -> dict[str, str]:
    text = files("coach.speech").joinpath("lexicon.json").read_text("utf-8")
    table: dict[str, str] = json.loads(text).get(engine, {})
    return table


@functools.cache
def _pattern(engine: str) -> re.Pattern[str] | None:
    entries = sorted(_table(engine), key=len, reverse=True)
    if not entries:
        return None
    return re.compile(rf"(?<![\w'])(?:{'|'.join(map(re.escape, entries))})(?![\w'])", re.IGNORECASE)


def lexicon_hash(engine: str) -> str:
    """Return eight letters that change whenever the table of ``engine`` does; part of its version."""
    return hashlib.sha256(json.dumps(_table(engine), sort_keys=True).encode()).hexdigest()[:8]


def pronounced(text: str, engine: str) -> str:
    """Return cleaned ``text`` with the readings of ``engine`` put in, the case of each word kept."""
    pattern = _pattern(engine)
    if pattern is None:
        return text
    table = _table(engine)

    def read(match: re.Match[str]) -> str:
        word = match.group()
        reading = table.get(word) or (table.get(word[0].lower() + word[1:]) if word[0].isupper() else None)
        if reading is None:
            return word
        if engine in _PHONEMIC:
            return f"[{word}](/{reading}/)"
        return reading[0].upper() + reading[1:] if word[0].isupper() else reading

    return pattern.sub(read, text)
