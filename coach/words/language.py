"""A language: its numbers, lengths of time, and the sentences that stand in no routine.

Its words are data (``words.yaml`` of a locale); numbers become words, and find their plural, by the
rules of CLDR. Only what data cannot say, such as an article, is grammar, in a module of its own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from coach.words import english
from coach.words.numbers import plural, spelled

SILENCES = (10, 15, 20, 30, 40, 60, 90, 120, 150, 180, 240, 300, 420, 600)
"""Lengths of silence that people say, in seconds; close enough together that one is always near."""

_GAP = re.compile(r"\{(\w+)\}")
_SENTENCE = re.compile(r"(^|[.!?]\s+)(\w)")


@dataclass(frozen=True)
class Language:
    """What one language can say."""

    locale: str
    """Its tag, such as ``en`` or ``de``."""
    code: str
    """The three letters by which files name it (ISO 639-2), such as ``deu``."""
    counting: str
    """Rule by which a number is counted aloud."""
    before_noun: str
    """Rule by which it stands before a noun."""
    seconds_forms: Mapping[str, str]
    """A number of seconds with its noun, by plural form; ``{n}`` in it is the number."""
    minute_forms: Mapping[str, str]
    breath_forms: Mapping[str, str]
    idioms: Mapping[int, str]
    """Silences that are called by another name, by their seconds."""
    lines: Mapping[str, str]
    """Sentences of the plan and of a session, by name, with gaps."""
    asides: Mapping[str, str]
    """What a live session says beside the routine, by name; whole sentences."""
    said: Mapping[str, str]
    """What a receiver's needs have said, by name; whole sentences."""
    titles: Mapping[str, str]
    """How titles are called inside a sentence, by the title in small letters."""
    card: Mapping[str, str]
    """Headings of the card before a session."""

    @cached_property
    def quiets(self) -> tuple[tuple[int, str], ...]:
        """Lengths of silence in seconds, each as people say it."""
        return tuple((length, self._silence(length)) for length in SILENCES)

    @property
    def quiet_lines(self) -> tuple[str, str]:
        """Said in turn before a silence that nobody announced, so that it is not taken for a fault."""
        return self.lines["quiet"], self.lines["quiet_again"]

    @property
    def head_turn_line(self) -> str:
        """Said face down where two offers would lie too far apart."""
        return self.lines["head_turn"]

    def number(self, n: int) -> str:
        """Return a whole number in words, as it stands before a noun."""
        return spelled(n, self.locale, self.before_noun)

    def counted(self, n: int) -> str:
        """Return a whole number in words, as it is counted aloud."""
        return spelled(n, self.locale, self.counting)

    def several(self, n: int, forms: Mapping[str, str]) -> str:
        """Return a number with its noun, in the plural form that the number takes."""
        form = forms.get(plural(n, self.locale), forms["other"])
        return form.replace("{n}", self.number(n))

    def form(self, n: int, forms: tuple[str, ...]) -> str:
        """Return the form of a noun for ``n``, from its forms in the order of ``plural_names``."""
        name = plural(n, self.locale)
        return forms[self.plural_names.index(name)]

    @property
    def plural_names(self) -> tuple[str, ...]:
        """Names of the plural forms, such as ``one`` and ``other``, in the order of the file."""
        return tuple(self.minute_forms)

    def minutes(self, seconds: float) -> str:
        """Return a length in whole minutes with its noun: "fifteen minutes", "one minute"."""
        return self.several(max(1, round(seconds / 60)), self.minute_forms)

    def quiet(self, seconds: float) -> str | None:
        """Return the length of a silence as people say it; None if no word is within 20 % of it."""
        length, words = min(self.quiets, key=lambda row: abs(row[0] - seconds))
        return words if abs(length - seconds) <= 0.2 * seconds else None

    def breaths(self, seconds: float) -> str:
        """Return a silence counted in slow breaths of ten seconds, at least one."""
        return self.several(max(1, int(seconds / 10 + 0.5)), self.breath_forms)

    def how_long(self, seconds: float) -> str:
        """Return the answer to "how long": the time left in whole minutes."""
        if seconds < 60:
            return self.asides["almost_over"]
        return self._said("time_left", minutes=self.minutes(seconds))

    def shortest(self, seconds: float) -> str:
        """Return the answer to an end that comes too soon, naming the soonest; never less than it is."""
        length = -(-int(-(-seconds // 1)) // 60) * 60
        return self._said("shortest", minutes=self.minutes(length))

    def part(self, title: str) -> str:
        """Return how a part of a session with this title is named inside a sentence."""
        name = title.strip()
        known = self.titles.get(name.lower())
        if known is not None:
            return known
        return english.part(name) if self._english else name

    def recap(self, done: str | None, following: str | None) -> str:
        """Return what is said on coming back; ``done`` and ``following`` are titles, None for none."""
        names = {
            "done": None if done is None else self.part(done),
            "next": following and self.part(following),
        }
        gaps = {name: text for name, text in names.items() if text is not None}
        line = "_and_".join(gaps)
        said = [self.lines["back"]]
        if line:
            text = self._said(line, **gaps)
            said.append(english.agreeing(text, gaps["done"]) if self._english and done is not None else text)
        return " ".join(said)

    def inside(self, text: str) -> str:
        """Return a line as it stands after a colon: in English it begins small."""
        return text[:1].lower() + text[1:] if self._english else text

    def second_half(self, title: str) -> str:
        """Return the title of a chapter in which the second receiver is massaged."""
        return self.lines["second_half"].replace("{title}", title)

    def other_side(self, title: str) -> str:
        """Return the title of the second side of a section that names none."""
        return self.lines["other_side"].replace("{title}", title)

    @property
    def _english(self) -> bool:
        return self.locale.partition("-")[0] == "en"

    def _silence(self, length: int) -> str:
        if length in self.idioms:
            return self.idioms[length]
        whole = length % 60 == 0
        return self.several(
            length // 60 if whole else length, self.minute_forms if whole else self.seconds_forms
        )

    def _said(self, line: str, **gaps: str) -> str:
        return begun(_GAP.sub(lambda match: gaps.get(match[1], match[0]), self.lines[line]))


def begun(text: str) -> str:
    """Return ``text`` with a capital letter at the beginning of each sentence."""
    return _SENTENCE.sub(lambda match: match[1] + match[2].upper(), text)
