"""The languages there are, each a folder of plain files: those that come with coach, then the user's.

``locales/de`` holds ``words.yaml`` (numbers, lengths, sentences), ``rules.yaml`` (lists of words for the
rules), and the words of ``tables`` and ``routines``. A tag such as ``de-AT`` finds its own folder, else
that of ``de``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import ValidationError

from coach.errors import RoutineError, UsageError
from coach.problem import Severity
from coach.routine.library import locale_files, locales
from coach.routine.near import shown
from coach.routine.reader import read
from coach.routine.sentences import findings_of
from coach.routine.wordbook import Words
from coach.routine.wordlists import ListsFile, WordLists
from coach.words import Language

if TYPE_CHECKING:
    from pydantic import BaseModel

    from coach.problem import Problem
    from coach.routine.marks import Document

SOURCE = "en"
"""Language in which the tables are written; all others are translations of it."""

MISSING = "M091"
"""Code of a text without words in the language asked for."""

_TAG = re.compile(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{2}))?", re.ASCII)

_Model = TypeVar("_Model", bound="BaseModel")


def same(one: str, other: str) -> bool:
    """Tell whether two tags are of one language."""
    return one.partition("-")[0] == other.partition("-")[0]


def known_locale(locale: str) -> str:
    """Return ``locale`` as it is written here (``de_at`` is ``de-AT``), if there are words for it.

    Raises UsageError, naming those there are.
    """
    match = _TAG.fullmatch(locale)
    tag = match[1].lower() + (f"-{match[2].upper()}" if match[2] else "") if match else ""
    if not tag or not locale_files(tag, "words.yaml"):
        known = ", ".join(locales())
        raise UsageError(f"There are no words for the locale {shown(locale)!r} yet. Write one of: {known}.")
    return tag


def language(locale: str) -> Language:
    """Return what ``locale`` (such as ``de`` or ``de-AT``) can say.

    Raises UsageError if there are no words for it, RoutineError with all problems of its file.
    """
    return _language(locale, stamp(_last(known_locale(locale), "words.yaml")))


def word_lists(locale: str) -> WordLists:
    """Return the lists of words that the rules look for in ``locale``; raises like ``language``."""
    known_locale(locale)
    found = locale_files(locale, "rules.yaml")
    if not found:
        raise UsageError(
            f"The locale {locale!r} has no lists of words for the rules. "
            "Copy rules.yaml of another language beside its words.yaml, and translate it."
        )
    return _lists(stamp(found[-1]))


def open_words(path: Path, model: type[_Model]) -> tuple[_Model | None, Document | None, list[Problem]]:
    """Return a file of words, with its document and its problems; None for what could not be read."""
    document, problems = read(path)
    if document is None:
        return None, None, problems
    try:
        return model.model_validate(document.data), document, problems
    except ValidationError as error:
        found = [document.problem(finding) for finding in findings_of(error, model, ())]
        return None, document, [*problems, *found]


def read_words(path: Path, model: type[_Model]) -> _Model:
    """Return a file of words; raise RoutineError with all its problems."""
    found, _, problems = open_words(path, model)
    if found is None or any(problem.severity is Severity.ERROR for problem in problems):
        raise RoutineError(problems)
    return found


def _last(locale: str, name: str) -> Path:
    return locale_files(locale, name)[-1]


def stamp(path: Path) -> tuple[Path, int, int]:
    """Return a file with its size and time: a file that changes is read again."""
    status = path.stat()
    return path, status.st_size, status.st_mtime_ns


@lru_cache(maxsize=16)
def _language(locale: str, stamp: tuple[Path, int, int]) -> Language:
    words = read_words(stamp[0], Words)
    return Language(
        locale=locale,
        code=words.code,
        counting=words.numbers.counting,
        before_noun=words.numbers.before_noun,
        seconds_forms=_plain(words.seconds),
        minute_forms=_plain(words.minutes),
        breath_forms=_plain(words.breaths),
        idioms={int(length): text for length, text in words.silences.items()},
        lines={**_plain(words.lines), "second_half": words.second_half, "other_side": words.other_side},
        asides=words.asides,
        said=_plain(words.said),
        titles=words.titles,
        card=_plain(words.card),
    )


def _plain(words: Mapping[Any, str]) -> dict[str, str]:
    return dict(words)


@lru_cache(maxsize=16)
def _lists(stamp: tuple[Path, int, int]) -> WordLists:
    return WordLists(read_words(stamp[0], ListsFile))
