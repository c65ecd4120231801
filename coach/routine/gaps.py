"""What a routine still lacks in another language: every cue, form and title without words there.

A gap is a problem at the text that has to be translated; its message says where to write the words.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coach.problem import Severity
from coach.routine.names import section_steps
from coach.routine.screening import USUAL
from coach.routine.translate import FORMS, NOTHING
from coach.routine.wordbook import QuestionWords, ScreeningWords

if TYPE_CHECKING:
    from coach.routine.finding import Path
    from coach.routine.routine import Routine, RoutineEntry
    from coach.routine.step import StepEntry, StepPatch
    from coach.routine.tables import Question, Tables
    from coach.routine.wordbook import RoutineWords, StepWords, TableWords


@dataclass(frozen=True, slots=True)
class Gap:
    """A text without words in the other language."""

    path: Path
    """Where the text stands: in a table if it begins with the name of one, else in the routine."""
    wanted: Path
    """Where its words are to be written, in the file of the same name."""
    of_table: bool
    severity: Severity = Severity.ERROR
    """A warning for what is read, not heard."""


@dataclass(frozen=True, slots=True)
class Layer:
    """What one place says of a step, and its words in the other language."""

    patch: StepPatch
    words: StepWords | None
    """None where the text is in that language already."""
    path: Path
    wanted: Path
    of_table: bool


def layers(
    step: StepEntry, path: Path, tables: Tables, words: TableWords | None, own: RoutineWords | None
) -> list[Layer]:
    """Return the layers of a step: its technique, its variant, its own entry."""
    found: list[Layer] = []
    technique = tables.techniques.get(step.technique)
    if technique is not None:
        mine = words.techniques.get(step.technique) if words is not None else None
        home: Path = ("techniques", step.technique)
        said = None if words is None else mine.step if mine is not None else NOTHING
        found.append(Layer(technique.step, said, (*home, "step"), (*home, "step"), True))
        if step.variant is not None and (variant := technique.variants.get(step.variant)) is not None:
            at = (*home, "variants", step.variant)
            said = None if words is None else mine.variants.get(step.variant, NOTHING) if mine else NOTHING
            found.append(Layer(variant, said, at, at, True))
    said = None if own is None else own.steps.get(step.id, NOTHING)
    return [*found, Layer(step, said, path, ("steps", step.id), False)]


def gaps(
    entry: RoutineEntry, tables: Tables, words: TableWords | None, own: RoutineWords | None
) -> Iterator[Gap]:
    """Yield every gap of a routine, each once.

    ``words`` are those of the tables, ``own`` those of the routine; None for what needs none.
    """
    seen: set[tuple[bool, Path]] = set()
    for gap in _gaps(entry, tables, words, own):
        if (gap.of_table, gap.path) not in seen:
            seen.add((gap.of_table, gap.path))
            yield gap


def _gaps(
    entry: RoutineEntry, tables: Tables, words: TableWords | None, own: RoutineWords | None
) -> Iterator[Gap]:
    if own is not None:
        yield from _card(entry, own)
        yield from _titles(entry, own)
    for number, section in enumerate(entry.sections):
        for step, path in section_steps(section, ("sections", number)):
            yield from _step(layers(step, path, tables, words, own))
            if words is not None:
                yield from _technique(step, tables, words)
    if words is not None:
        yield from _names(entry, tables, words)
        yield from _questions(entry.screening or USUAL, tables, words)


def _step(found: list[Layer]) -> Iterator[Gap]:
    """Yield the gaps in what is finally said in a step: a later layer may have taken a text away."""
    open_ones: dict[tuple[str, str], Gap | None] = {}
    for layer in found:
        for name in layer.patch.without:
            open_ones = {key: gap for key, gap in open_ones.items() if key[0] != name}
        for index, cue in enumerate(layer.patch.cues):
            mine = layer.words.cues.get(cue.id) if layer.words is not None else None
            if cue.text is not None or (mine is not None and mine.text is not None):
                open_ones = {key: gap for key, gap in open_ones.items() if key[0] != cue.id}
            for form in FORMS:
                if not getattr(cue, form):
                    continue
                there = layer.words is None or (mine is not None and getattr(mine, form))
                open_ones[cue.id, form] = None if there else _gap(layer, ("cues", index, form), cue.id, form)
        for name in ("label", "gate", "single_side_reason", "end_point"):
            value = getattr(layer.patch, name)
            if value is None or (name == "gate" and "text" not in value.model_fields_set):
                continue
            missing = layer.words is not None and getattr(layer.words, name) is None
            open_ones["", name] = _gap(layer, (name,), "", name) if missing else None
    yield from (gap for gap in open_ones.values() if gap is not None)


def _gap(layer: Layer, inside: Path, cue: str, form: str) -> Gap:
    wanted: Path = (*layer.wanted, "cues", cue, form) if cue else (*layer.wanted, form)
    read = form in ("label", "single_side_reason", "end_point")
    return Gap((*layer.path, *inside), wanted, layer.of_table, Severity.WARNING if read else Severity.ERROR)


def _technique(step: StepEntry, tables: Tables, words: TableWords) -> Iterator[Gap]:
    technique = tables.techniques.get(step.technique)
    mine = words.techniques.get(step.technique)
    for name in ("name", "description", "feels") if technique is not None else ():
        if getattr(technique, name) is not None and getattr(mine, name, None) is None:
            at: Path = ("techniques", step.technique, name)
            yield Gap(at, at, True, Severity.WARNING)


def _names(entry: RoutineEntry, tables: Tables, words: TableWords) -> Iterator[Gap]:
    """Yield places, positions and props that have no name in the other language."""
    steps = [step for section in entry.sections for step, _ in section_steps(section, ())]
    known = [tables.techniques[step.technique] for step in steps if step.technique in tables.techniques]
    areas = {area for section in entry.sections for area in section.areas}
    areas |= {area for technique in known for area in technique.areas}
    positions = {entry.start_position, *(s.position for s in entry.sections if s.position)}
    props = {use.prop for use in entry.props}
    cautions = {name for technique in known for name in (*technique.required_cautions, *technique.cautions)}
    for table, keys, said, inside in (
        ("areas", areas & set(tables.areas), words.areas, ("name",)),
        ("positions", positions & set(tables.positions), words.positions, ("name",)),
        ("props", props & set(tables.props), words.props, ("name",)),
        ("cautions", cautions & set(tables.cautions), words.cautions, ("text",)),
    ):
        for key in sorted(keys - set(said)):
            yield Gap((table, key, *inside), (table, key), True, Severity.WARNING)


def _questions(name: str, tables: Tables, words: TableWords) -> Iterator[Gap]:
    """Yield the questions before a first session that have no words."""
    screening = tables.screenings.get(name)
    if screening is None:
        return
    mine = words.screenings.get(name, ScreeningWords())
    home: Path = ("screenings", name)
    for text in ("asked_first", "where"):
        if getattr(mine, text) is None:
            yield Gap((*home, text), (*home, text), True, Severity.WARNING)
    for path, question in _asked(screening.questions, (*home, "questions")):
        said = mine.questions.get(question.id, QuestionWords())
        for text in ("text", "says"):
            if getattr(question, text) is not None and getattr(said, text) is None:
                wanted = (*home, "questions", question.id, text)
                yield Gap((*path, text), wanted, True, Severity.WARNING)


def _asked(questions: tuple[Question, ...], path: Path) -> Iterator[tuple[Path, Question]]:
    for index, question in enumerate(questions):
        yield (*path, index), question
        yield from _asked(question.then, (*path, index, "then"))


def _card(entry: RoutineEntry, own: RoutineWords) -> Iterator[Gap]:
    card, mine = entry.preflight, own.preflight
    for name in ("clothes", "seats", "fetch", "lines"):
        ours, theirs = getattr(card, name), getattr(mine, name)
        short = not isinstance(ours, str) and theirs is not None and len(theirs) < len(ours or ())
        if ours and (not theirs or short):
            at: Path = ("preflight", name)
            yield Gap(at, at, False)
    for place in card.headboard:
        if place not in mine.headboard:
            yield Gap(("preflight", "headboard", place), ("preflight", "headboard", place), False)
    for index, use in enumerate(entry.props):
        if use.place is not None and use.prop not in own.props:
            yield Gap(("props", index, "place"), ("props", use.prop), False, Severity.WARNING)


def _titles(entry: RoutineEntry, own: RoutineWords) -> Iterator[Gap]:
    for index, section in enumerate(entry.sections):
        mine = own.sections.get(section.id)
        for name in ("title", "side_titles", "between_title", "agreements"):
            if getattr(section, name) and not getattr(mine, name, None):
                yield Gap(("sections", index, name), ("sections", section.id, name), False)
        gated = section.gate is not None and "text" in section.gate.model_fields_set
        if gated and not getattr(mine, "gate", None):
            yield Gap(("sections", index, "gate", "text"), ("sections", section.id, "gate"), False)


def foreign(routine: Routine, written: Tables, said: Tables) -> list[str]:
    """Return the cues of a routine that say what the tables say in their first language.

    ``written`` are the tables in that language, ``said`` in that of the routine. It finds what was put in
    after a routine was translated, such as another technique.
    """
    found: list[str] = []
    for step in routine.steps:
        ours, theirs = _texts(written, step.technique), _texts(said, step.technique)
        for cue in step.cues:
            texts = [text for form in FORMS for text in _several(getattr(cue, form))]
            if any((cue.id, text) in ours and (cue.id, text) not in theirs for text in texts):
                found.append(f"{step.id}/{cue.id}")
    return found


def _texts(tables: Tables, key: str) -> set[tuple[str, str]]:
    """Return every text of a technique, with the name of its cue."""
    technique = tables.techniques.get(key)
    patches = [technique.step, *technique.variants.values()] if technique is not None else []
    cues = [cue for patch in patches for cue in patch.cues]
    return {(cue.id, text) for cue in cues for form in FORMS for text in _several(getattr(cue, form))}


def _several(value: str | tuple[str, ...] | None) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else value or ()
