"""How a language says it: number words, lengths of time, generated sentences."""

from __future__ import annotations

from coach.words.language import SILENCES, Language, begun

__all__ = ["SILENCES", "Language", "begun"]
