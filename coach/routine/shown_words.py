"""What is printed and drawn around a session, in a language: headings, names of signs and views, questions.

English has every text. Another language has those of its file ``shown.yaml``; what is missing there stays
English, and ``coach check --locale`` names it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from coach.problem import Severity
from coach.routine.base import Id, Model, Text
from coach.routine.finding import Finding
from coach.routine.library import locale_files
from coach.routine.locales import SOURCE, read_words, same, stamp

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

PageWord = Literal[
    "props",
    "or",
    "optional",
    "care",
    "plan",
    "from",
    "part",
    "long",
    "length",
    "signs",
    "legend",
    "where",
    "starts",
    "times",
    "per_side",
    "per_receiver",
    "per_receiver_and_side",
    "hands",
]
ChartWord = Literal["all", "works", "nothing", "heart", "cover"]
ReadWord = Literal["chapter", "quiet", "seconds", "hold", "holds"]
QuestionWord = Literal[
    "why",
    "choice",
    "yes",
    "no",
    "again",
    "no_place",
    "near",
    "name_one",
    "not_today",
    "ask_first",
    "come_back",
    "light_hands",
    "no_traction",
    "pregnant",
    "short",
    "left_alone",
    "keep",
    "kept",
    "not_kept",
    "instead",
    "not_begun",
    "lighter",
    "lighter_kept",
    "lighter_later",
    "first_receiver",
    "second_receiver",
]

_GAP = re.compile(r"\{(\w+)\}")


class ShownWords(Model):
    """A file ``shown.yaml``."""

    page: dict[PageWord, Text] = Field(default_factory=dict)
    """Of the page of a session."""
    signs: dict[Id, Text] = Field(default_factory=dict)
    """What the signs in pictures mean."""
    views: dict[Id, Text] = Field(default_factory=dict)
    """What the views of the body are called."""
    charts: dict[Id, Text] = Field(default_factory=dict)
    """Titles of the charts."""
    chart: dict[ChartWord, Text] = Field(default_factory=dict)
    """Beside the views of a chart."""
    read: dict[ReadWord, Text] = Field(default_factory=dict)
    """Directions between the lines of a session that somebody reads aloud."""
    questions: dict[QuestionWord, Text] = Field(default_factory=dict)
    """Around the questions before a first session."""
    which: tuple[Text, ...] = ()
    """Words before a place on the body that say which one, such as "the" and "left"."""


GROUPS = ("page", "signs", "views", "charts", "chart", "read", "questions")
"""Groups of texts."""


def shown_words(locale: str) -> ShownWords:
    """Return all texts in a language; English ones where it has none.

    Raises RoutineError with all problems of a file.
    """
    files = {tag: locale_files(tag, "shown.yaml") for tag in (SOURCE, locale)}
    own = files[locale][-1] if files[locale] and not same(locale, SOURCE) else None
    return _shown(stamp(files[SOURCE][-1]), None if own is None else stamp(own))


@lru_cache(maxsize=8)
def _shown(english: tuple[Path, int, int], own: tuple[Path, int, int] | None) -> ShownWords:
    words = read_words(english[0], ShownWords)
    if own is None:
        return words
    mine = read_words(own[0], ShownWords)
    update = {name: {**getattr(words, name), **getattr(mine, name)} for name in GROUPS}
    return words.model_copy(update={**update, "which": mine.which})


def filled(text: str, **gaps: str) -> str:
    """Return ``text`` with its gaps filled; one that nobody fills stays as it is."""
    return _GAP.sub(lambda match: gaps.get(match[1], match[0]), text)


def shown_findings(words: ShownWords, english: ShownWords) -> Iterator[Finding]:
    """Yield what a translation lacks: texts, and gaps inside them; and texts that English does not have."""
    for group in GROUPS:
        ours: Mapping[str, str] = getattr(english, group)
        theirs: Mapping[str, str] = getattr(words, group)
        for name in ours.keys() - theirs.keys():
            message = f'"{name}" has no words here, so it is shown in English: "{ours[name]}".'
            yield Finding((group,), "M091", message, Severity.WARNING)
        for name in theirs.keys() - ours.keys():
            yield Finding((group, name), "M092", f'there is no "{name}" to give words to.', on_key=True)
        for name in ours.keys() & theirs.keys():
            if lost := set(_GAP.findall(ours[name])) ^ set(_GAP.findall(theirs[name])):
                gaps = ", ".join(f"{{{gap}}}" for gap in sorted(lost))
                message = f"the gaps have to be those of the English text; look at {gaps}."
                yield Finding((group, name), "M095", message)


__all__ = ["GROUPS", "ShownWords", "filled", "shown_findings", "shown_words"]
