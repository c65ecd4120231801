"""Laying the words of another language over what was written: a step, a technique, tables, a routine.

Only words change, and times where a language says that it needs others. What has no words in the other
language keeps the old ones here; ``gaps`` tells of it, and such a routine is never played.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from coach.routine.merge import WAYS
from coach.routine.step import CuePatch, StepPatch
from coach.routine.texts import SPOKEN
from coach.routine.wordbook import (
    CueWords,
    QuestionWords,
    RoutineWords,
    ScreeningWords,
    StepWords,
    TableWords,
)

if TYPE_CHECKING:
    from coach.routine.routine import Preflight, RoutineEntry, SectionEntry
    from coach.routine.step import Gate
    from coach.routine.tables import Position, Question, Screening, Tables, Technique

FORMS = (*SPOKEN, "alternatives")
"""Fields of a cue that hold words."""

NOTHING = StepWords.model_construct()

_Patch = TypeVar("_Patch", bound=StepPatch)


def over_cue(cue: CuePatch, words: CueWords) -> CuePatch:
    """Return a cue in other words; a form that the language adds is added, one that it lacks is kept."""
    update = {name: value for name in FORMS if (value := getattr(words, name)) is not None}
    if any(getattr(words, way) is not None for way in WAYS):
        update |= {way: getattr(words, way) for way in WAYS}
    return cue.model_copy(update=update)


def over_step(step: _Patch, words: StepWords, gate_line: str) -> _Patch:
    """Return what is said of a step in other words; ``gate_line`` is what gates say that say nothing else."""
    update: dict[str, Any] = {
        "cues": tuple(over_cue(cue, words.cues[cue.id]) if cue.id in words.cues else cue for cue in step.cues)
    }
    for name in ("label", "single_side_reason"):
        if (text := getattr(words, name)) is not None:
            update[name] = text
    if step.end_point is not None and words.end_point is not None:
        update["end_point"] = step.end_point.model_copy(update={"default": words.end_point})
    if step.gate is not None:
        update["gate"] = over_gate(step.gate, words.gate, gate_line)
    return step.model_copy(update={name: value for name, value in update.items() if name != "cues" or value})


def over_gate(gate: Gate, text: str | None, usual: str) -> Gate:
    """Return a gate in other words; one without words of its own says the usual line of the language."""
    own = "text" in gate.model_fields_set
    return gate.model_copy(update={"text": text or (gate.text if own else usual)})


def over_tables(tables: Tables, words: TableWords, gate_line: str) -> Tables:
    """Return the tables in other words, as far as there are any."""
    techniques = {
        key: _technique(technique, words, key, gate_line) for key, technique in tables.techniques.items()
    }
    return tables.model_copy(
        update={
            "techniques": techniques,
            "areas": _named(tables.areas, words.areas),
            "props": _named(tables.props, words.props),
            "positions": {key: _position(place, words, key) for key, place in tables.positions.items()},
            "cautions": {
                key: caution.model_copy(update={"text": words.cautions.get(key, caution.text)})
                for key, caution in tables.cautions.items()
            },
            "chimes": {
                key: chime.model_copy(update={"meaning": words.chimes.get(key, chime.meaning)})
                for key, chime in tables.chimes.items()
            },
            "screenings": {
                key: _screening(screening, words.screenings.get(key, ScreeningWords()))
                for key, screening in tables.screenings.items()
            },
        }
    )


def _technique(technique: Technique, words: TableWords, key: str, gate_line: str) -> Technique:
    mine = words.techniques.get(key)
    if mine is None:
        return technique
    update: dict[str, Any] = {
        name: text for name in ("name", "description", "feels") if (text := getattr(mine, name)) is not None
    }
    update["step"] = over_step(technique.step, mine.step, gate_line)
    update["variants"] = {
        name: over_step(variant, mine.variants.get(name, NOTHING), gate_line)
        for name, variant in technique.variants.items()
    }
    return technique.model_copy(update=update)


def _named(table: dict[str, Any], words: dict[str, Any]) -> dict[str, Any]:
    """Return entries of areas or props with everything that their words name."""
    return {
        key: row.model_copy(update=words[key].model_dump(exclude_none=True, exclude_unset=True))
        if key in words
        else row
        for key, row in table.items()
    }


def _position(place: Position, words: TableWords, key: str) -> Position:
    mine = words.positions.get(key)
    if mine is None:
        return place
    supports = tuple(
        support.model_copy(update={"place": mine.supports.get(support.prop, support.place)})
        for support in place.supports
    )
    return place.model_copy(update={"name": mine.name, "supports": supports})


def _screening(screening: Screening, words: ScreeningWords) -> Screening:
    update: dict[str, Any] = {"questions": tuple(_question(row, words) for row in screening.questions)}
    update |= {name: text for name in ("asked_first", "where") if (text := getattr(words, name)) is not None}
    return screening.model_copy(update=update)


def _question(question: Question, words: ScreeningWords) -> Question:
    mine = words.questions.get(question.id, QuestionWords())
    update: dict[str, Any] = {"then": tuple(_question(row, words) for row in question.then)}
    update |= {name: text for name in ("text", "says") if (text := getattr(mine, name)) is not None}
    return question.model_copy(update=update)


def over_routine(entry: RoutineEntry, words: RoutineWords, locale: str, gate_line: str) -> RoutineEntry:
    """Return a routine as it would have been written in another language."""
    props = tuple(
        use.model_copy(update={"place": words.props.get(use.prop, use.place)}) for use in entry.props
    )
    return entry.model_copy(
        update={
            "locale": locale,
            "title": words.title,
            "summary": words.summary,
            "preflight": _preflight(entry.preflight, words),
            "props": props,
            "sections": tuple(_section(section, words, gate_line) for section in entry.sections),
        }
    )


def _preflight(card: Preflight, words: RoutineWords) -> Preflight:
    mine = words.preflight
    update = {name: value for name in type(mine).model_fields if (value := getattr(mine, name))}
    return card.model_copy(update=update)


def _section(section: SectionEntry, words: RoutineWords, gate_line: str) -> SectionEntry:
    mine = words.sections.get(section.id)
    update: dict[str, Any] = {
        part: tuple(
            over_step(step, words.steps.get(step.id, NOTHING), gate_line) for step in getattr(section, part)
        )
        for part in ("steps", "between")
    }
    if mine is not None:
        for name in ("title", "side_titles", "between_title", "agreements"):
            if value := getattr(mine, name):
                update[name] = value
    if section.gate is not None:
        update["gate"] = over_gate(section.gate, mine.gate if mine is not None else None, gate_line)
    return section.model_copy(update=update)
