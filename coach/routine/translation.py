"""A routine in one language: which files hold its words, what is missing, and where each text stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from coach.problem import Problem
from coach.routine.finding import Finding, Path
from coach.routine.gaps import Gap, gaps, layers
from coach.routine.kind import Kind
from coach.routine.library import locale_files, on_shelf
from coach.routine.locales import MISSING, SOURCE, language, open_words, same
from coach.routine.marks import Document
from coach.routine.merge import merge_cues
from coach.routine.names import section_steps
from coach.routine.near import did_you_mean
from coach.routine.reader import read
from coach.routine.screening import every
from coach.routine.texts import Tongue, text_findings
from coach.routine.translate import FORMS, over_routine, over_tables
from coach.routine.wordbook import RoutineWords, StepWords, TableWords

if TYPE_CHECKING:
    from coach.routine.routine import RoutineEntry
    from coach.routine.step import StepPatch
    from coach.routine.tables import Tables


@dataclass(frozen=True, slots=True)
class Spoken:
    """A routine, its tables and its file, in one language."""

    entry: RoutineEntry
    tables: Tables
    document: Document
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Translated(Document):
    """The file of a routine, whose words stand in other files: a problem is shown where its text stands."""

    homes: dict[Path, tuple[Document, Path]]
    """Files and paths of texts, by their path in the routine; a longer path has the same home."""

    def problem(self, finding: Finding) -> Problem:
        """Return ``finding`` at the text itself, if it is about one that was translated."""
        for end in range(len(finding.path), 0, -1):
            if (home := self.homes.get(finding.path[:end])) is not None:
                document, path = home
                return document.problem(replace(finding, path=(*path, *finding.path[end:])))
        return Document.problem(self, finding)


def spoken(entry: RoutineEntry, document: Document, tables: Tables, locale: str) -> Spoken:
    """Return a routine in a language that is not its own, or not that of the tables, with every problem.

    Raises UsageError if there are no words for the language.
    """
    gate_line = language(locale).lines["gate"]
    words, homes, problems = (None, {}, []) if same(locale, SOURCE) else _table_words(locale, tables)
    own, file = None, None
    if not same(entry.locale, locale):
        own, file, more = _routine_words(entry, locale)
        problems += more
        if own is None:
            problems += _untranslated(entry, document, locale, more)
            own = RoutineWords.model_construct(None, id=entry.id, title=entry.title, summary=entry.summary)
    missing = list(gaps(entry, tables, words, own))
    shelf = [read(path)[0] for _, path in on_shelf("tables")] if any(gap.of_table for gap in missing) else []
    known = [document for document in shelf if document is not None]
    lacking = [
        _told(gap, (_table_of(gap.path, known) if gap.of_table else None) or document, locale)
        for gap in missing
    ]
    if file is not None and own is not None:
        problems += [file.problem(finding) for finding in _strangers(entry, own)]
    places = _homes(entry, tables, words, homes, own, file)
    if words is not None:
        tables = over_tables(tables, words, gate_line)
    if own is not None:
        entry = over_routine(entry, own, locale, gate_line)
    marked = Translated(document.name, document.lines, document.data, document.mark, places)
    return Spoken(entry, tables, marked, (*problems, *lacking))


def words_of_tables(tables: Tables, locale: str) -> Tables:
    """Return the tables in a language, as far as they have words in it."""
    return over_tables(tables, _table_words(locale, tables)[0], language(locale).lines["gate"])


def translated_routines(locale: str) -> list[str]:
    """Return the ids of the routines that have words in a language other than that of the tables."""
    return sorted({path.stem for path in locale_files(locale, "routines/*.yaml")})


def _routine_words(
    entry: RoutineEntry, locale: str
) -> tuple[RoutineWords | None, Document | None, list[Problem]]:
    files = locale_files(locale, f"routines/{entry.id}.yaml")
    return open_words(files[-1], RoutineWords) if files else (None, None, [])


def _untranslated(
    entry: RoutineEntry, document: Document, locale: str, problems: list[Problem]
) -> Iterator[Problem]:
    if not problems:  # there is no such file at all
        known = ", ".join(translated_routines(locale))
        there = f", or choose one that has: {known}." if known else "."
        message = f'"{entry.id}" has no words in {locale}. Write them into {_shelf(locale)}'
        finding = Finding(("locale",), MISSING, f"{message}/routines/{entry.id}.yaml{there}")
        yield document.problem(finding)


def _table_words(
    locale: str, tables: Tables
) -> tuple[TableWords, dict[tuple[str, str], Document], list[Problem]]:
    """Return the words of all tables, where each entry stands, and the problems of their files."""
    merged: dict[str, dict[str, Any]] = {name: {} for name in TableWords.model_fields}
    homes: dict[tuple[str, str], Document] = {}
    problems: list[Problem] = []
    for path in locale_files(locale, "tables/*.yaml"):
        table, document, found = open_words(path, TableWords)
        problems += found
        if table is None or document is None:
            continue
        for name, rows in merged.items():
            for key, value in getattr(table, name).items():
                rows[key] = value
                homes[name, key] = document
        problems += [document.problem(finding) for finding in table_findings(table, tables, locale)]
    return TableWords.model_construct(None, **merged), homes, problems


def table_findings(words: TableWords, tables: Tables, locale: str) -> Iterator[Finding]:
    """Yield what is wrong with the words of a table file: names that there are not, lines nobody can say."""
    for name in TableWords.model_fields:
        for key in getattr(words, name):
            known = getattr(tables, name)
            if key not in known:
                message = (
                    f'there is no {name.rstrip("s")} "{key}" to give words to. {did_you_mean(key, known)}'
                )
                yield Finding((name, key), "M092", message.rstrip(), on_key=True)
    for key, screening in words.screenings.items():
        asked = (
            {row.id for row in every(tables.screenings[key].questions)} if key in tables.screenings else ()
        )
        for name in screening.questions.keys() - set(asked) if asked else ():
            message = f'there is no question "{name}" to give words to. {did_you_mean(name, asked)}'
            yield Finding(("screenings", key, "questions", name), "M092", message.rstrip(), on_key=True)
    tongue = Tongue(locale)
    for key, mine in words.techniques.items():
        technique = tables.techniques.get(key)
        if technique is None:
            continue
        yield from _step_findings(mine.step, [technique.step], ("techniques", key, "step"), tongue)
        for variant, said in mine.variants.items():
            path: Path = ("techniques", key, "variants", variant)
            if variant not in technique.variants:
                message = f'"{key}" has no variant "{variant}". {did_you_mean(variant, technique.variants)}'
                yield Finding(path, "M092", message.rstrip(), on_key=True)
                continue
            yield from _step_findings(said, [technique.step, technique.variants[variant]], path, tongue)


def _step_findings(
    words: StepWords, below: list[StepPatch], path: Path, tongue: Tongue | None
) -> Iterator[Finding]:
    """Yield cues that the last layer does not have, and with a ``tongue`` what is wrong with the texts."""
    there = {cue.id for cue in below[-1].cues}
    kinds = {name: cue.get("kind") for name, cue in merge_cues(below)[0].items()}
    for name, mine in words.cues.items():
        at: Path = (*path, "cues", name)
        if name not in there:
            message = f'there is no cue "{name}" here to give words to. {did_you_mean(name, there)}'
            yield Finding(at, "M092", message.rstrip(), on_key=True)
        if tongue is None:
            continue
        for form in FORMS:
            value = getattr(mine, form) or ()
            for text in (value,) if isinstance(value, str) else value:
                yield from text_findings(text, (*at, form), _kind(kinds.get(name)), tongue)
    if tongue is not None and words.gate is not None:
        yield from text_findings(words.gate, (*path, "gate"), None, tongue)


def _kind(value: object) -> Kind | None:
    return None if value is None else Kind(str(value))


def _strangers(entry: RoutineEntry, own: RoutineWords) -> Iterator[Finding]:
    """Yield the words of sections, steps and cues that the routine does not have."""
    steps = {step.id: step for section in entry.sections for step, _ in section_steps(section, ())}
    sections = [section.id for section in entry.sections]
    for what, names, known in (("section", own.sections, sections), ("step", own.steps, list(steps))):
        for name in names:
            if name not in known:
                message = f'there is no {what} "{name}" to give words to. {did_you_mean(name, known)}'
                yield Finding((f"{what}s", name), "M092", message.rstrip(), on_key=True)
    for name, words in own.steps.items():
        if name in steps:
            yield from _step_findings(words, [steps[name]], ("steps", name), None)


def _told(gap: Gap, home: Document, locale: str) -> Problem:
    """Return a gap as a problem at the text that needs words, which names where to write them."""
    where = ": ".join(str(part) for part in gap.wanted)
    name = home.name.replace("\\", "/").rpartition("/")[2]
    file = f"{_shelf(locale)}/{'tables' if gap.of_table else 'routines'}/{name}"
    what = f'"{gap.wanted[-1]}"'
    if "cues" in gap.wanted:
        what = f'the {gap.wanted[-1]} of the cue "{gap.wanted[-2]}"'
    message = f"{what} has no words in {locale}. Write them into {file} under {where}."
    return home.problem(Finding(gap.path, MISSING, message, gap.severity))


def _shelf(locale: str) -> str:
    """Return the folder of a language as people know it."""
    return f"locales/{locale.partition('-')[0]}"


def _table_of(path: Path, tables: list[Document]) -> Document | None:
    """Return the table file in which an entry stands: the last one that has it."""
    table, key = str(path[0]), path[1]
    return next((document for document in reversed(tables) if key in (document.data.get(table) or {})), None)


def _homes(
    entry: RoutineEntry,
    tables: Tables,
    words: TableWords | None,
    documents: dict[tuple[str, str], Document],
    own: RoutineWords | None,
    file: Document | None,
) -> dict[Path, tuple[Document, Path]]:
    """Return where the translated texts of a routine stand, by the paths that findings have."""
    found: dict[Path, tuple[Document, Path]] = {}
    if file is not None:
        found |= {(name,): (file, (name,)) for name in ("title", "summary", "preflight")}
    for number, section in enumerate(entry.sections):
        head: Path = ("sections", number)
        if file is not None and own is not None and section.id in own.sections:
            home: Path = ("sections", section.id)
            found |= {(*head, name): (file, (*home, name)) for name in ("title", "agreements", "gate")}
        for step, path in section_steps(section, head):
            for layer in layers(step, path, tables, words, own):
                if layer.words is None:
                    continue
                if layer.of_table:
                    document = documents.get(("techniques", step.technique))
                    at: Path = (*path, "technique")
                    places = {(*at, name): (*layer.wanted, "cues", name) for name in layer.words.cues}
                else:
                    document = file
                    places = {
                        (*path, "cues", index): ("steps", step.id, "cues", cue.id)
                        for index, cue in enumerate(step.cues)
                        if cue.id in layer.words.cues
                    }
                    if layer.words.label is not None:
                        places[*path, "label"] = ("steps", step.id, "label")
                if document is not None:
                    found |= {key: (document, place) for key, place in places.items()}
    return found


__all__ = ["Spoken", "spoken", "translated_routines", "words_of_tables"]
