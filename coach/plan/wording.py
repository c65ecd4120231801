"""Wording: which cues are heard, in which form, with which numbers.

The words of a plan depend on the fit (how many strokes), and the fit depends on how long the words
take. So every cue is first worded at its longest, and again with the true numbers after fitting.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from coach.plan.options import Talk
from coach.plan.timeline import Line
from coach.routine.cue import PROTECTED, Cue, Kind
from coach.words import begun

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from coach.plan.expand import Play
    from coach.plan.options import Options
    from coach.plan.ruler import Ruler
    from coach.words import Language

_BRACES = re.compile(r"\{(n_words|minutes_words|quiet_words|breaths_words)((?:\|[^|{}]*)*)\}")


@dataclass(frozen=True, slots=True)
class Wish:
    """A cue that wants to be heard at one play of its step, in its full and its short form."""

    id: str
    """Name in the cue sheet."""
    play: Play
    cue: Cue
    text: str
    """The words, braces not yet filled in."""
    short: str | None
    """A shorter form, braces not yet filled in."""
    form: str = ""
    """``lighter``, ``whisper`` or ``giver`` if it is worded so."""
    usual: Wish | None = None
    """The same in the usual wording, if it is worded otherwise."""

    @property
    def said(self) -> str:
        """Name by which a voice knows the words: a repeated step is said in the same ones."""
        take = self.play.take
        return self.id.removesuffix(f"t{take}") if take > 1 else self.id

    @property
    def waits(self) -> bool:
        """Whether its words depend on the silence that follows it."""
        return "{quiet_words" in self.text or "{breaths_words" in self.text


@dataclass(frozen=True, slots=True)
class Numbers:
    """What the braces are filled with; None stands for the longest possible word."""

    seconds: int
    """Length of the session."""
    n: int | None
    """Repetitions of the cue's own step."""
    silence: float | None = None
    """Silence that follows the cue, in seconds."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How a session is spoken, beside how much."""

    lighter: int = 0
    """By how many levels the giver was asked to be lighter."""
    hush: bool = False
    """Nothing is asked, and whispered wordings are taken: the receiver may be asleep."""


PLAIN = Manner()
"""As a routine is written."""


def wishes(plays: Sequence[Play], options: Options, manner: Manner = PLAIN) -> Iterator[Wish]:
    """Yield every cue that the talk level lets through, in order of play and of the file."""
    said: Counter[tuple[str, str]] = Counter()
    before: dict[str, str] = {}
    for play in plays:
        for number, cue in enumerate(play.step.cues, start=1):
            if not heard(cue, options.talk, play.side) or not cue.on(play.side):
                continue
            if manner.hush and cue.kind is Kind.CHECK_IN:
                continue
            name = f"{play.said}/{cue.id}"
            short = cue.short_text
            if play.receiver == 2 and cue.second_receiver_text:
                text, short = cue.second_receiver_text, None
            elif cue.sides == "second_short" and play.side == "B" and cue.short_text:
                text, short = cue.short_text, None
            elif name in before:
                text = before[name]
            else:
                forms = (cue.text, *cue.alternatives)
                seen = said[play.step.technique, cue.id]
                text = forms[(seen + options.seed) % len(forms)]
                said[play.step.technique, cue.id] += 1
            before[name] = text
            yield _mannered(Wish(_name(play, number), play, cue, text, short), manner, alone=options.alone)


def worded(
    plays: Sequence[Play], options: Options, manner: Manner, words: Language, ruler: Ruler
) -> tuple[Wish, ...]:
    """Return ``wishes`` as the voice has them: a form that it lacks gives way to the usual wording."""
    wanted = tuple(wishes(plays, options, manner))
    seconds = options.seconds or 0
    formed = {wish.id: longest(wish, seconds, words)[0] for wish in wanted if wish.form}
    ruler.learn(formed.values())
    lacking = {name for name, said in formed.items() if ruler.get(said) is None}
    return tuple(wish.usual if wish.usual and wish.id in lacking else wish for wish in wanted)


def _mannered(wish: Wish, manner: Manner, *, alone: bool) -> Wish:
    """Return ``wish`` as it is worded in this manner."""
    cue = wish.cue
    if manner.hush and cue.whisper_text:
        return replace(wish, text=cue.whisper_text, form="whisper", usual=wish)
    if alone and cue.giver_text:  # the short form would be said to the receiver
        return replace(wish, text=cue.giver_text, short=None, form="giver", usual=wish)
    if manner.lighter and cue.lighter_text:  # the short form would be as firm as the long one
        return replace(wish, text=cue.lighter_text, short=None, form="lighter", usual=wish)
    return wish


def heard(cue: Cue, talk: Talk, side: str | None = None) -> bool:
    """Return whether ``cue`` is spoken at this talk level; what protects a body always is.

    On the second side all has been heard once: it is spoken one level lower, but for what is offered to
    the receiver and the word that a series ends. Moments are spoken when they happen, and counts by the
    plan: neither has a place of its own.
    """
    if cue.kind in (Kind.MOMENT, Kind.COUNT):
        return False
    if talk is Talk.CHIMES:
        return cue.kind in PROTECTED
    if side == "B" and not cue.offers and cue.kind is not Kind.LAST:
        return cue.level in talk.levels[: max(1, len(talk.levels) - 1)]
    return cue.level in talk.levels


def _name(play: Play, number: int) -> str:
    suffix = play.name[len(play.step.id) :]
    return f"{play.step.id}.{number}{suffix}"


def line(wish: Wish, text: str, *, short: bool = False) -> Line:
    """Return what a voice is asked for; a short form has a name of its own."""
    form = "short" if short else wish.form
    return Line(f"{wish.said}-{form}" if form else wish.said, text)


def longest(wish: Wish, seconds: int, words: Language) -> tuple[Line, ...]:
    """Return the full form, and the short one if there is one, with the longest words the braces can take.

    The longest number among those fitting may choose is found by letters, which is close enough
    for a first measurement: the words are measured again once they are final.
    """
    forms = ((wish.text, False), (wish.short, True))
    if "{" not in wish.text + (wish.short or ""):
        return tuple(line(wish, begun(text), short=short) for text, short in forms if text is not None)
    reps = wish.play.step.duration.reps
    counts = range(reps.n_min, reps.n_max + 1) if reps else range(1, 2)
    n = max(counts, key=lambda k: len(words.number(k)))
    silence, _ = max(words.quiets, key=lambda row: len(row[1]))
    numbers = Numbers(seconds, n, float(silence))
    filled = ((fill(form, numbers, words), short) for form, short in forms if form is not None)
    return tuple(line(wish, text, short=short) for text, short in filled if text is not None)


def fill(text: str, numbers: Numbers, words: Language) -> str | None:
    """Return ``text`` with its braces filled in; None if a silence has no word near its length."""
    if "{" not in text:
        return begun(text)
    values: dict[str, str | None] = {"minutes_words": words.minutes(numbers.seconds)}
    if numbers.n is not None:
        values["n_words"] = words.number(numbers.n)
    if numbers.silence is not None:
        values["quiet_words"] = words.quiet(numbers.silence)
        values["breaths_words"] = words.breaths(numbers.silence)
    missing = False

    def said(match: re.Match[str]) -> str:
        nonlocal missing
        value = values.get(match[1])
        if value is None:
            missing = True
            return ""
        forms = tuple(match[2].split("|")[1:])
        return f"{value} {words.form(numbers.n or 0, forms)}" if forms else value

    filled = _BRACES.sub(said, text)
    if missing:
        return None
    return begun(filled)


def droppable(wish: Wish, reps: int | None) -> bool:
    """Return whether the fit made this cue meaningless: a "last" where there is only one."""
    return wish.cue.kind is Kind.LAST and reps is not None and reps <= 1
