"""Words that a spoken line may not hold: promises about health, and signs a voice reads oddly.

Whole words and phrases only. Cautions and agreements may name an illness: they are exempt.
"""

from __future__ import annotations

import re

_CLAIMS = (
    (
        "MS501",
        r"cures?|cured|curing|heals?|healed|healing|treats?|treated|treatments?|therap(?:y|ies|eutic) for",
    ),
    ("MS501", r"arthritis|migraines?|insomnia|depress(?:ion|ed|ive)|anxiety|nausea|inflammation|infertility"),
    ("MS502", r"toxins?|detox\w*|flush(?:es|ed|ing)? out|cleans(?:e|es|ed|ing)|lactic"),
    (
        "MS503",
        r"cortisol|endorphins?|serotonin|dopamine|oxytocin|hormones?|neurotransmitters?|blood pressure",
    ),
    ("MS503", r"circulation|blood flow|oxygenat\w+|immune"),
    ("MS504", r"energy flows?|flow of energy|vibrations? of energy|chi|qi|chakras?|meridians?"),
    ("MS505", r"organs?|reflex points?"),
    ("MS507", r"per ?cent|studies show|clinically proven|medically|doctors recommend"),
    ("MS508", r"ignore the pain|skip your medicine|no need (?:for|to see) a doctor"),
)

_TABLE = tuple((code, re.compile(rf"\b(?:{words})\b", re.IGNORECASE)) for code, words in _CLAIMS)

_ABBREVIATION = re.compile(
    r"\b(?:e\.g|i\.e|etc|approx|min|sec|vs|no|nr|dr)\.(?=\s+[a-z]|\s*,)", re.IGNORECASE
)

_SIGN = re.compile(r"[^\w\s.,;:!?'’‘\"“”()\-–—…]|[\d_]")


def claim(text: str) -> tuple[str, str] | None:
    """Return the rule and the word of the first claim in an English text, if there is one."""
    for code, pattern in _TABLE:
        if match := pattern.search(text):
            return code, match[0]
    return None


def odd_sign(text: str) -> str | None:
    """Return the first digit, symbol or abbreviation that a voice would stumble over."""
    if match := _SIGN.search(text):
        return match[0]
    found = _ABBREVIATION.search(text)
    return found[0] if found else None
