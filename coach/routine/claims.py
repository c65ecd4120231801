"""Words that a spoken line may not hold: promises about health, and signs a voice reads oddly.

Whole words and phrases only. Cautions and agreements may name an illness: they are exempt.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from coach.problem import Severity

_ORGANS = (
    r"livers?|kidneys?|hearts?|lungs?|stomachs?|spleens?|bladders?|colons?|intestines?|bowels?|thyroids?|pituitary|"
    r"sinus(?:es)?|womb|uterus|ovar(?:y|ies)|pancreas|brain|glands?|adrenals?"
)

_PLACES = r"points?|spots?|zones?|areas?|toes?|fingers?|arch|heel|pad|thumb|lobes?|ears?"

_LINKS = (
    r"linked|connect\w*|correspond\w*|belongs?|stands? for|mirrors?|reflects?|maps? to|links?|leads? to the"
)

_CLAIMS = (
    ("MS501", r"cures?|cured|curing|heals?|healed|healing|treats?|treated|treating|treatments?"),
    ("MS501", r"therap(?:y|ies|eutic) for"),
    ("MS502", r"toxins?|toxic|detox\w*|cleans(?:e|es|ed|ing)|lactic"),
    ("MS502", r"flush(?:es|ed|ing)?(?: \w+){0,3} (?:out|away)"),
    ("MS503", r"cortisol|endorphins?|serotonin|dopamine|oxytocin|hormon(?:es?|al)|neurotransmitters?"),
    ("MS503", r"blood pressure|circulation|blood flow|oxygenat\w+|immune|metabolism|lymph\w*"),
    ("MS504", r"energy (?:flows?|channels?|centres?|centers?|lines?)|flow of energy|(?:life|healing) energy"),
    ("MS504", r"vibrations? of energy|healing vibrations?|chi|qi|chakras?|meridians?|auras?"),
    ("MS505", r"organs?|reflex (?:points?|zones?)|reflexology"),
    ("MS505", rf"(?:{_PLACES})\b[^.?!]*\b(?:{_LINKS})\b[^.?!]*\b(?:{_ORGANS})"),
    ("MS507", r"per ?cent|studies (?:show|prove|say)|research (?:shows|proves|says)|proven to|medically"),
    ("MS507", r"(?:clinically|scientifically) (?:proven|tested|shown)"),
    ("MS507", r"(?:doctors|experts|scientists|therapists) (?:recommend|agree|say)"),
    ("MS508", r"ignore (?:the|any|your|all)(?: \w+)? ?(?:pain|symptoms?|fever|swelling|numbness|doctors?)"),
    ("MS508", r"skip (?:your|the) (?:medicines?|medication|pills|doctor|treatment)|stop taking (?:your|the)"),
    ("MS508", r"no need (?:for|to see) (?:a|your|the) doctor|instead of (?:a|your|the) doctor"),
)

_TABLE = tuple((code, re.compile(rf"\b(?:{words})\b", re.IGNORECASE)) for code, words in _CLAIMS)

_ILLNESS = re.compile(
    r"\b(?:arthritis|migraines?|insomnia|depress(?:ion|ed|ive)|anxiety|nausea|inflammations?|infertility|headaches?|"
    r"asthma|diabetes|cancer|fibromyalgia|sciatica|rheumatism|eczema|hypertension|fever|colds?|flu)\b",
    re.IGNORECASE,
)

PROMISE = re.compile(
    r"\b(?:helps?|helped|helping|eases?|eased|prevents?|preventing|good for|works? (?:for|against)|"
    r"reliev(?:e|es|ed|ing)|relief|sooth(?:es|ed|ing)|reduc(?:e|es|ed|ing)|lowers?|banish\w*|gets? rid of|"
    r"fights?)\b",
    re.IGNORECASE,
)
"""Verbs that promise an effect."""

_AGAINST = re.compile(r"\bagainst\b", re.IGNORECASE)

_SENTENCE = re.compile(r"(?<=[.!?])\s+")

_COLD = re.compile(r"\b(?:colds?|fever|flu)\b", re.IGNORECASE)
"""Words that are mostly meant otherwise: they count with a promise only."""

_ABBREVIATION = re.compile(
    r"\b(?:e\.g|i\.e|etc|approx|min|sec|vs|no|nr|dr)\.(?=\s+[a-z]|\s*,)", re.IGNORECASE
)

_POINT_CODE = re.compile(r"\b(?:PC|LI|SP|GB|BL|ST|HT|KI|LV|LU|TE|SI|GV|CV)[- ]?(?:\d+|six|four|three|one)\b")

_SIGN = re.compile(r"[^\w\s.,;:!?'’‘\"“”()\-–—…]|[\d_]")


class Claim(NamedTuple):
    """A promise in a text."""

    code: str
    word: str
    severity: Severity
    """A note where an illness is named and nothing is promised."""


def claim(text: str) -> Claim | None:
    """Return the first claim in an English text, if there is one."""
    for code, pattern in _TABLE:
        if match := pattern.search(text):
            return Claim(code, match[0], Severity.ERROR)
    found: Claim | None = None
    for sentence in _SENTENCE.split(text):
        if match := _ILLNESS.search(sentence):
            if PROMISE.search(sentence) or _AGAINST.search(sentence):
                return Claim("MS501", match[0], Severity.ERROR)
            if not _COLD.fullmatch(match[0]):
                found = found or Claim("MS501", match[0], Severity.NOTE)
    return found


def odd_sign(text: str) -> str | None:
    """Return the first digit, symbol, abbreviation or point code that a voice would stumble over."""
    for pattern in (_POINT_CODE, _SIGN, _ABBREVIATION):
        if match := pattern.search(text):
            return match[0]
    return None
