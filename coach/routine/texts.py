"""Spoken words: how many, of what, and which words are filled in by the plan."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

from coach.problem import Severity
from coach.routine.claims import claim, odd_sign
from coach.routine.finding import Finding, Path
from coach.routine.kind import Kind
from coach.routine.locales import language, word_lists
from coach.routine.near import did_you_mean, shown
from coach.routine.step import CuePatch, StepPatch

GENERATED = {
    "n_words": "five",
    "minutes_words": "fifteen minutes",
    "quiet_words": "half a minute",
    "breaths_words": "two slow breaths",
}
"""Words that the plan fills in, each with an example as long as it usually is."""

IN_MOMENTS = {"done": "the first foot", "next": "the other foot"}
"""Words filled in during a live session, in cues of kind moment."""

SPOKEN = ("text", "short_text", "giver_text", "whisper_text", "lighter_text", "second_receiver_text")
"""Fields of a cue that are spoken, beside its alternatives."""

USUAL_WORDS = 20
"""One breath: more is a warning."""

MOST_WORDS = 30
"""Nobody can follow more while working: more is an error."""

EXEMPT = frozenset({Kind.CAUTION, Kind.AGREEMENT})
"""Kinds that may name an illness."""

_CLAIMED = {
    Severity.ERROR: '"{}" promises more than a massage can keep. Say how it feels instead.',
    Severity.NOTE: '"{}" is an illness. Leave it to cautions, unless it has to be named here.',
}

_BRACES = re.compile(r"\{([^{}|]*)((?:\|[^{}|]*)*)\}")


class Tongue:
    """What texts in one language are held against; its files are looked for once, for many texts."""

    def __init__(self, locale: str) -> None:
        self._locale = locale
        self.lists = word_lists(locale)

    @cached_property
    def forms(self) -> int:
        """How many forms a noun has after a number."""
        return len(language(self._locale).plural_names)


def spoken(cue: CuePatch) -> Iterator[tuple[Path, str]]:
    """Yield everything a cue says, each with its path inside the cue."""
    for name in SPOKEN:
        if (text := getattr(cue, name)) is not None:
            yield (name,), text
    for index, text in enumerate(cue.alternatives or ()):
        yield ("alternatives", index), text


def step_texts(step: StepPatch, path: Path, kinds: dict[str, Kind], tongue: Tongue) -> Iterator[Finding]:
    """Yield what is wrong with the words of one step; ``kinds`` gives the kind of each cue by name."""
    for index, cue in enumerate(step.cues):
        kind = cue.kind or kinds.get(cue.id)
        for inside, text in spoken(cue):
            yield from text_findings(text, (*path, "cues", index, *inside), kind, tongue)
    if step.gate is not None and "text" in step.gate.model_fields_set:
        yield from text_findings(step.gate.text, (*path, "gate", "text"), None, tongue)


def text_findings(text: str, path: Path, kind: Kind | None, tongue: Tongue) -> Iterator[Finding]:
    """Yield what is wrong with one spoken text."""
    lists = tongue.lists
    said = text
    if "{" in text or "}" in text:
        unknown = list(_generated(text, path, kind, tongue))
        yield from unknown
        said = _BRACES.sub("some" if unknown else _example, text)
    count = len(said.split())
    if count > MOST_WORDS:
        message = (
            f"this has {count} words, and nobody can follow more than {MOST_WORDS}. Make two cues of it."
        )
        yield Finding(path, "MS401", message)
    elif count > USUAL_WORDS:
        message = (
            f"this has {count} words; one breath holds {USUAL_WORDS}. Shorten it, or make two cues of it."
        )
        yield Finding(path, "MS401", message, Severity.WARNING)
    if (sign := odd_sign(said, lists)) is not None:
        yield Finding(path, "MS416", f'a voice stumbles over "{shown(sign)}". Write it out as words.')
    if kind not in EXEMPT and (found := claim(said, lists)):
        yield Finding(path, found.code, _CLAIMED[found.severity].format(found.word), found.severity)


def plain(text: str) -> str:
    """Return ``text`` with "some" in the place of every generated word."""
    return text if "{" not in text else _BRACES.sub("some", text)


def uses(text: str, word: str) -> bool:
    """Tell whether a text has a generated word in it."""
    return any(match[1] == word for match in _BRACES.finditer(text))


def _generated(text: str, path: Path, kind: Kind | None, tongue: Tongue) -> Iterator[Finding]:
    known = {**GENERATED, **(IN_MOMENTS if kind is Kind.MOMENT else {})}
    for match in _BRACES.finditer(text):
        name, forms = match[1], match[2].split("|")[1:]
        if name not in known:
            message = f'there is no word "{{{shown(name)}}}" that is filled in. {did_you_mean(name, known)}'
            yield Finding(path, "M040", message.rstrip())
        elif forms and (name != "n_words" or not all(forms) or len(forms) != tongue.forms):
            message = "one and many are written {n_words|draw|draws}; the other words bring their noun along."
            yield Finding(path, "M041", message)
    if "{" in (rest := _BRACES.sub("", text)) or "}" in rest:
        message = (
            f"a brace is left open. Generated words are {', '.join('{' + name + '}' for name in known)}."
        )
        yield Finding(path, "M040", message)


def _example(match: re.Match[str]) -> str:
    word = {**GENERATED, **IN_MOMENTS}.get(match[1], "some")
    forms = match[2].split("|")[1:]
    return f"{word} {forms[-1]}" if forms else word
