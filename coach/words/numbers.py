"""Whole numbers in words and their plural forms, by the rules of CLDR for every language there is."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from unicode_rbnf import RbnfEngine

_HYPHEN = "\u00ad"
"""CLDR marks where a long word may be broken; a voice has no use for it."""


@cache
def spelled(n: int, locale: str, rule: str) -> str:
    """Return ``n`` in words by a rule of CLDR such as ``spellout-numbering``; ValueError for no such rule."""
    from unicode_rbnf.engine import RbnfError

    engine = _engine(locale.partition("-")[0])
    try:
        return str(engine.format_number(n, ruleset_names=[rule]).text).replace(_HYPHEN, "")
    except RbnfError as error:
        raise ValueError(str(error).rstrip(".")) from None


@cache
def plural(n: int, locale: str) -> str:
    """Return the plural form that ``n`` takes: ``one`` and ``other`` in English, more elsewhere."""
    from unicode_rbnf.plural_rules import get_plural_category

    return str(get_plural_category(locale.partition("-")[0], n))


@cache
def _engine(language: str) -> RbnfEngine:
    from unicode_rbnf import RbnfEngine  # thirty milliseconds that a list of routines need not wait for

    return RbnfEngine.for_language(language)
