"""Files of words by themselves: whether one is in order, without asking for a routine in its language."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from coach.errors import CoachError
from coach.problem import Problem, Severity
from coach.routine.finding import Finding
from coach.routine.library import WORDS, locale_files
from coach.routine.load import load_tables, open_routine
from coach.routine.locales import SOURCE, open_words, same
from coach.routine.reader import read
from coach.routine.shown_words import ShownWords, shown_findings, shown_words
from coach.routine.translation import table_findings
from coach.routine.wordbook import RoutineWords, TableWords, Words
from coach.routine.wordlists import ListsFile
from coach.words.numbers import plural, spelled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import BaseModel

_BY_FOLDER: dict[str, type[BaseModel]] = {"tables": TableWords, "routines": RoutineWords}
_BY_NAME: dict[str, type[BaseModel]] = dict(zip(WORDS, (Words, ListsFile, ShownWords), strict=True))


def check_words(path: Path) -> tuple[Problem, ...]:
    """Return what is wrong with a file of words, in the order of its lines.

    The words of a routine are looked at together with the routine. Raises RoutineError if the tables are
    broken.
    """
    words, document, problems = open_words(path, _model(path))
    if document is not None and isinstance(words, TableWords):
        found = table_findings(words, load_tables(), path.resolve().parent.parent.name)
        problems += [document.problem(finding) for finding in found]
    elif document is not None and isinstance(words, Words):
        problems += [document.problem(f) for f in _numbers(words, _tag(path))]
    elif document is not None and isinstance(words, ShownWords) and not same(_tag(path), SOURCE):
        problems += [document.problem(f) for f in shown_findings(words, shown_words(SOURCE))]
    elif isinstance(words, RoutineWords):
        try:
            opened = open_routine(words.id, locale=path.resolve().parent.parent.name)
            problems += [p for p in opened.problems if Path(p.place.file).resolve() == path.resolve()]
        except CoachError as error:
            told = Finding(("id",), "M092", str(error))
            problems += [document.problem(told)] if document is not None else []
    return tuple(sorted(problems, key=lambda p: (p.place.line, p.place.column, p.code)))


def check_language(locale: str) -> tuple[Problem, ...]:
    """Return what is wrong with, or missing from, the files of a language that belong to no routine."""
    files = {name: locale_files(locale, name) for name in _BY_NAME}
    problems = [problem for several in files.values() for path in several for problem in check_words(path)]
    if not files["shown.yaml"]:
        english, _ = read(locale_files(SOURCE, "shown.yaml")[-1])
        message = (
            f"pages and questions have no words in {locale}, so they are shown in English. Write them into"
        )
        missing = Finding((), "M091", f"{message} locales/{locale}/shown.yaml.", Severity.WARNING)
        problems += [english.problem(missing)] if english is not None else []
    return tuple(problems)


def _tag(path: Path) -> str:
    return path.resolve().parent.name


def _model(path: Path) -> type[BaseModel]:
    """Return what the file of a language holds (``is_words_file``)."""
    place = path.resolve().parts
    return _BY_NAME[place[-1]] if place[-3] == "locales" else _BY_FOLDER[place[-2]]


def _numbers(words: Words, locale: str) -> Iterator[Finding]:
    """Yield rules that CLDR does not have, and plural forms that are missing."""
    for name in ("counting", "before_noun"):
        rule = getattr(words.numbers, name)
        try:
            spelled(2, locale, rule)
        except ValueError as error:
            yield Finding(("numbers", name), "M093", f'"{rule}" does not give numbers in {locale}: {error}.')
    forms = {plural(n, locale) for n in range(200)}
    for name in ("minutes", "seconds", "breaths"):
        if missing := sorted(forms - set(getattr(words, name))):
            message = f"{locale} has the plural forms {', '.join(sorted(forms))}; write {', '.join(missing)}."
            yield Finding((name,), "M094", message, Severity.WARNING)


__all__ = ["check_language", "check_words"]
