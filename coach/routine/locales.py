"""The languages there are, each a folder of plain files: those that come with coach, then the user's.

``locales/de`` holds ``words.yaml`` (numbers, lengths, sentences), ``rules.yaml`` (lists of words for the
rules), and the words of ``tables`` and ``routines``. A tag such as ``de-AT`` finds its own folder, else
that of ``de``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import ValidationError

from coach.errors import RoutineError, UsageError
from coach.places import home
from coach.problem import Severity
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

_Model = TypeVar("_Model", bound="BaseModel")


def same(one: str, other: str) -> bool:
    """Tell whether two tags are of one language."""
    return one.partition("-")[0] == other.partition("-")[0]


def locales() -> list[str]:
    """Return the tags of all languages there are words for."""
    found = {
        path.parent.name for shelf in _shelves() if shelf.is_dir() for path in shelf.glob("*/words.yaml")
    }
    return sorted(found)


def locale_files(locale: str, inside: str) -> list[Path]:
    """Return the files of a locale that match ``inside``, such as ``tables/*.yaml``: built-in ones first."""
    tags = dict.fromkeys((locale.partition("-")[0], locale))
    return [path for shelf in _shelves() for tag in tags for path in sorted((shelf / tag).glob(inside))]


def known_locale(locale: str) -> str:
    """Return ``locale`` if there are words for it; raise UsageError, naming those there are."""
    if not locale_files(locale, "words.yaml"):
        known = ", ".join(locales())
        raise UsageError(f"There are no words for the locale {locale!r} yet. Write one of: {known}.")
    return locale


def language(locale: str) -> Language:
    """Return what ``locale`` (such as ``de`` or ``de-AT``) can say.

    Raises UsageError if there are no words for it, RoutineError with all problems of its file.
    """
    return _language(locale, _stamp(_last(known_locale(locale), "words.yaml")))


def word_lists(locale: str) -> WordLists:
    """Return the lists of words that the rules look for in ``locale``; raises like ``language``."""
    known_locale(locale)
    found = locale_files(locale, "rules.yaml")
    if not found:
        raise UsageError(
            f"The locale {locale!r} has no lists of words for the rules. "
            "Copy rules.yaml of another language beside its words.yaml, and translate it."
        )
    return _lists(_stamp(found[-1]))


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


def builtin_shelf() -> Path:
    """Return the folder of the languages that come with coach."""
    return Path(str(files("coach"))) / "library" / "locales"


def _shelves() -> Iterator[Path]:
    yield builtin_shelf()
    yield home() / "locales"


def _last(locale: str, name: str) -> Path:
    return locale_files(locale, name)[-1]


def _stamp(path: Path) -> tuple[Path, int, int]:
    """Return a file with its size and time: a file that changes is read again."""
    status = path.stat()
    return path, status.st_size, status.st_mtime_ns


@lru_cache(maxsize=16)
def _language(locale: str, stamp: tuple[Path, int, int]) -> Language:
    words = read_words(stamp[0], Words)
    return Language(
        locale=locale,
        counting=words.numbers.counting,
        before_noun=words.numbers.before_noun,
        seconds_forms=_plain(words.seconds),
        minute_forms=_plain(words.minutes),
        breath_forms=_plain(words.breaths),
        idioms={int(length): text for length, text in words.silences.items()},
        lines={**_plain(words.lines), "second_half": words.second_half, "other_side": words.other_side},
        asides=words.asides,
        titles=words.titles,
        card=_plain(words.card),
    )


def _plain(words: Mapping[Any, str]) -> dict[str, str]:
    return dict(words)


@lru_cache(maxsize=16)
def _lists(stamp: tuple[Path, int, int]) -> WordLists:
    return WordLists(read_words(stamp[0], ListsFile))
