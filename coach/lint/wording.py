"""Lists of English words that say something about a spoken line, and how long a line is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from coach.routine.texts import plain

if TYPE_CHECKING:
    from coach.routine.cue import Cue


def _words(*lines: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(lines)})\b", re.IGNORECASE)


NUMBERS = (
    r"one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|"
    r"eighteen|nineteen|(?:twenty|thirty|forty|fifty|sixty)(?:-\w+)?|a dozen"
)
"""Numbers in words."""

STRONG = {
    "may be anything": _words(
        r"crack(?:s|ing)?", r"snap(?:s|ping)?", r"twist(?:s|ing)?", r"forc(?:e|es|ing)", r"yank(?:s|ing)?"
    ),
    "of a joint": _words(r"adjust(?:s|ing)?", r"pop(?:s|ping)?"),
}
"""Orders that hurt: the second only where a joint, the neck or the spine is named."""

JOINT = _words("joints?", "neck", "spine", "knuckles?", "vertebrae?", "wrists?", "knees?", "shoulders?")
NEGATED = _words("no", "not", "never", "nothing", "without", r"don['’]t")

SEEN = _words(
    "perfect",
    "perfectly done",
    "well done",
    "beautiful(?:ly)?",
    "(?:great|good|nice|lovely) (?:job|work)",
    "excellent",
    "i can (?:see|feel|tell|hear)",
    "i see",
    "feel that",
    "that (?:looks|is looking) good",
    "i notice",
)
"""Praise and claims of a coach that sees nothing."""

FEELINGS = _words(
    "relax",
    "enjoy",
    "calm down",
    "de-?stress",
    "unwind",
    r"let go of (?:all |any |your |the |their )*(?:stress|tension|worr(?:y|ies)|thoughts?|day|cares?)",
    "feel (?:relaxed|calm|happy|safe|peaceful|better|loved|wonderful)",
    "be (?:calm|relaxed|happy)",
)
"""Orders to feel something."""

PERSONS = _words(
    "he",
    "she",
    "him",
    "her",
    "hers",
    "his",
    "himself",
    "herself",
    "husband",
    "wife",
    "boyfriend",
    "girlfriend",
    "spouse",
    "fiancée?",
    "lover",
    "sweetheart",
    "darling",
    "honey",
    "ladies",
    "lady",
    "gentlem[ae]n",
    "girls?",
    "boys?",
    "man",
    "woman",
)
"""Words that assume who two people are."""

EYES = _words(
    "as shown",
    "look at",
    "see the (?:picture|image|video|screen|drawing|diagram)",
    "(?:in|on) the (?:picture|video|screen)",
    "watch the (?:video|screen|clip)",
    "as (?:pictured|illustrated)",
    "shown (?:above|below|here)",
)
"""What only eyes can follow."""

SUGGESTIVE = _words(
    "sexy",
    "sexual(?:ly)?",
    "sensual(?:ly)?",
    "erotic(?:ally)?",
    "arous\\w+",
    "seduc\\w+",
    "naked",
    "nude",
    "foreplay",
    "intimate parts?",
    "genitals?",
    "orgasm\\w*",
    "lust(?:ful|y)?",
    "horny",
    "make love",
    "nipples?",
    "kiss(?:es|ing)?",
    "happy ending",
    "strip",
    "tease",
    "caress(?:es|ing)? (?:the )?(?:breasts?|thighs?)",
    "breasts?",
)
"""Outside the scope of every routine here."""

PUSHY = _words(
    "must",
    "should",
    "as (?:deep|hard|firm(?:ly)?|strong(?:ly)?) as (?:you can|possible)",
    "no pain",
    "work through (?:it|the pain)",
    "push through",
    "grit your teeth",
    "bear (?:it|the pain)",
)
"""Past comfort."""

FILLER = _words(
    "i want you to",
    "i(?:'|’)d like you to",
    "go ahead and",
    "from here",
    "(?:we|you)(?:'|’)(?:ll|re going to)",
    "(?:is|are) going to",
    "you will",
    "we will",
    "you(?:'|’)ll want to",
    "(?:is|are) being \\w+ed",
    "(?:should|can|must|will|to) be \\w+ed",
)
"""Future, passive, and words that carry nothing."""

EAR = _words(
    "soles?",
    "knead(?:s|ing)?",
    "close",
    "lead",
    "live",
    "tears?",
    "wind",
    "bow",
    "read",
    "wound",
    "heels? (?:and )?heal\\w*",
    "(?:palms? (?:and )?calm|calm (?:and )?palms?)",
    "(?:press[,]? (?:and )?rest|rest[,]? (?:and )?press)",
    "(?:that(?:'|’)s|all|just|feels?|is) right",
    f"(?:{NUMBERS}|minutes?|seconds?|time|some) left",
    "draw up",
    "draw \\w+ up",
)
"""Words that are misheard or misread."""

ACTIONS = _words(
    *(
        "bend",
        "bring",
        "circle",
        "climb",
        "cover",
        "cup",
        "draw",
        "follow",
        "gather",
        "glide",
        "hold",
        "hover",
        "lay",
        "lean",
    ),
    *(
        "let go",
        "lift",
        "measure",
        "move",
        "place",
        "press",
        "pull",
        "push",
        "rest",
        "return",
        "roll",
        "rub",
        "slide",
    ),
    *(
        "smooth",
        "spread",
        "squeeze",
        "stroke",
        "sweep",
        "take",
        "turn",
        "wipe",
        "wrap",
        "walk",
        "switch",
        "shake",
        "stretch",
    ),
)
"""What hands are told to do."""

CHOICE = re.compile(r"\bor\b|\b(?:which|what|how|where)\b", re.IGNORECASE)

MARKED = re.compile(r"^[^.?!:]{3,40}:\s")
"""Who is meant is said first: "To the one lying down: ..."."""

TYPED_TIME = re.compile(
    rf"\b(?:(?:{NUMBERS}) (?:more )?(?:minutes?|seconds?)|half a minute|a minute(?: and a half)?|"
    rf"(?!one\b)(?:{NUMBERS}) (?:slow |deep |long |quiet )*breaths?)\b",
    re.IGNORECASE,
)
TYPED_NUMBER = re.compile(
    rf"\b(?!one\b)(?:{NUMBERS}) (?:more |last |long |slow |small |light |wide |short |full |gentle |soft )*"
    r"(?:times?|strokes?|draws?|circles?|sweeps?|glides?|repetitions?|rounds?|pulls?|presses|squeezes|handfuls?|"
    r"patches|holds?|spots?|rolls?|passes)\b",
    re.IGNORECASE,
)
ORDINAL = re.compile(
    r"\b(?:first|second|third|fourth|fifth|sixth|seventh) (?:and last )?(?:times?|strokes?|draws?|circles?|"
    r"sweeps?|glides?|repetitions?|rounds?|pulls?|presse?s?|squeezes?|handfuls?|patch|holds?|one)\b",
    re.IGNORECASE,
)


def shortest(cue: Cue, side: str) -> int:
    """Return the number of words of a cue at its shortest, on the first or the second side; 0 if unsaid."""
    if cue.sides in ("first", "second") and cue.sides != side:
        return 0
    forms = [cue.text, *([cue.short_text] if cue.short_text else [])]
    return min(len(plain(form).split()) for form in forms)
