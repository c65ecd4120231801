"""What a giver can say to a session, by whatever way it comes: a key, a button, a program, a word."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from coach.errors import UsageError


class Verb(StrEnum):
    """The commands, by the words they go by."""

    PAUSE = "pause"
    GO_ON = "go on"
    TOGGLE = "toggle"
    """Pause, or go on; at a gate, ready."""
    READY = "ready"
    NEXT = "next"
    BACK = "back"
    AGAIN = "again"
    LONGER = "longer"
    END_IN = "end in"
    """With minutes."""
    HOW_LONG = "how long"
    LIGHTER = "lighter"
    LOUDER = "louder"
    QUIETER = "quieter"
    MORE_TALK = "more talk"
    LESS_TALK = "less talk"
    PACE = "pace"
    """With words a minute."""
    BED = "bed"
    """With the name of an ambience, a file, or none."""
    HUSH = "hush"
    OIL = "oil"
    CRAMP = "cramp"
    TICKLE = "tickle"
    ASLEEP = "asleep"
    PHONE = "phone"
    STOP = "stop"


NUMBERED = frozenset({Verb.END_IN, Verb.PACE})
"""Verbs that need a number."""

WORDED = frozenset({*NUMBERED, Verb.BED})
"""Verbs that say nothing by themselves."""

SOUNDS = ("bed",)
"""What ``louder`` and ``quieter`` may be about; all of it if nothing is said."""


@dataclass(frozen=True, slots=True)
class Command:
    """One command."""

    verb: Verb
    number: float | None = None
    """Minutes for ``end in``, words a minute for ``pace``."""
    sound: str | None = None
    """``bed`` for the ambience alone, for ``louder`` and ``quieter``; which ambience, for ``bed``."""
    undoes: bool = False
    """For ``again`` as the second of two quick presses: what the first one did is undone."""


def command(text: str) -> Command:
    """Return what ``text`` means, such as ``go on``, ``end in 5`` or ``louder bed``; raise UsageError."""
    words = " ".join(text.lower().replace("-", " ").replace("_", " ").split())
    verb = next((verb for verb in sorted(Verb, key=len, reverse=True) if _begins(words, verb)), None)
    if verb is None:
        raise UsageError(f'"{text}" is no command. {_hint(words)}')
    rest = words[len(verb) :].strip()
    if verb in NUMBERED:
        return Command(verb, number=_number(verb, rest))
    if verb is Verb.BED:
        return Command(verb, sound=_sound(text))
    if verb in {Verb.LOUDER, Verb.QUIETER} and rest in SOUNDS:
        return Command(verb, sound=rest)
    if rest and verb in {Verb.LOUDER, Verb.QUIETER}:
        raise UsageError(
            f'"{verb} {rest}" is no command. "{verb}" turns everything, "{verb} bed" the ambience.'
        )
    if rest:
        raise UsageError(f'"{verb}" takes nothing after it, but "{rest}" was written. Type: {verb}')
    return Command(verb)


def _hint(words: str) -> str:
    from difflib import get_close_matches

    plain = " ".join(word for word in words.split() if not word[0].isdigit())
    near = get_close_matches(plain, list(Verb), n=1, cutoff=0.7)
    return f"Did you mean {near[0]}?" if near else f"There are: {', '.join(Verb)}."


def _begins(words: str, verb: str) -> bool:
    return words == verb or words.startswith(f"{verb} ")


def _sound(text: str) -> str:
    """Return what comes after the verb as it was written, if it is the name of a file."""
    from coach.sound.laying import named

    name = text.strip()[len(Verb.BED) + 1 :].strip()
    if not name:
        raise UsageError('"bed" needs a name. Type for example: bed ocean, bed none, or bed music.mp3')
    return named(name)


def _number(verb: Verb, text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0 < number < 1000:
        example = "end in 5 (minutes)" if verb is Verb.END_IN else "pace 120 (words a minute)"
        raise UsageError(f'"{verb}" needs a number. Type for example: {example}')
    return number


__all__ = ["NUMBERED", "SOUNDS", "WORDED", "Command", "Verb", "command"]
