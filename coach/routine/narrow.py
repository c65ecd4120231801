"""Narrowing: a step that can leave out one of its places, and what is said of places nobody touches now.

A technique names, under ``narrower``, variants of it that touch less. What is agreed on, or worn, for the
sake of a place is not asked once that place is left alone, and nothing announces it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable

from coach.routine.cue import Cue, Kind
from coach.routine.mend import touching
from coach.routine.routine import Adaptation, Preflight, Routine, Section
from coach.routine.step import Step
from coach.routine.tables import Tables

WORDS = ("text", "short_text", "lighter_text")
"""Forms of a cue that a narrower variant words anew; it has no others."""


OWN = re.compile(r"\b(?:your|deine[mnrs]?|dein)\s+\w+")
"""The hands of whoever is spoken to, as each language says it: no place that is worked on."""

ANNOUNCING = frozenset({Kind.WELCOME, Kind.PREVIEW, Kind.LAST})
"""What tells of places that are still to come."""


def narrowed(step: Step, off: Collection[str], tables: Tables) -> Step | None:
    """Return ``step`` without the areas that are ``off``, in words that leave them out; None if it cannot.

    It keeps its time and its place. A step that is worded in its own way is not narrowed: nobody knows
    where its words go.
    """
    technique = tables.techniques[step.technique]
    usual = {cue.id: cue.text for cue in technique.step.cues}
    for name in technique.narrower:
        variant = technique.variants[name]
        anew = {cue.id: cue for cue in variant.cues}
        if variant.areas is None or any(area.area in off for area in variant.areas):
            continue
        if any(cue.id in anew and cue.text != usual.get(cue.id) for cue in step.cues):
            return None
        cues = tuple(
            cue.model_copy(
                update={form: getattr(anew[cue.id], form) for form in WORDS} | {"alternatives": ()}
            )
            if cue.id in anew
            else cue
            for cue in step.cues
        )
        return step.model_copy(
            update={"areas": variant.areas, "label": variant.label or step.label, "cues": cues}
        )
    return None


def unasked(
    sections: list[Section], routine: Routine, tables: Tables, whom: str, notes: list[Adaptation]
) -> tuple[list[Section], Preflight]:
    """Return the sections, and the card, without what is agreed on or worn for places nobody touches now.

    What announces such a place is said in its short form, if that does not name it.
    """
    before, now = _touched(routine.sections, tables), _touched(sections, tables)
    gone = _called(before - now, tables) - _called(now, tables)

    def idle(text: str) -> bool:
        return _names(gone, text)

    found = []
    for section in sections:
        steps = []
        for step in section.steps:
            lost = {cue.id for cue in step.cues if _asks(cue) and idle(cue.text)}
            kept = _without(step, lost, tables) if lost else step
            cues = tuple(_unnamed(cue, idle) for cue in kept.cues)
            steps.append(kept.model_copy(update={"cues": cues}))
            if lost:
                why = f"for {whom}: the place it asks about is left alone"
                notes.append(Adaptation(step.id, "changed", "without a question", why))
        found.append(section.model_copy(update={"steps": tuple(steps)}))
    return found, _worn(routine.preflight, idle)


def _touched(sections: Iterable[Section], tables: Tables) -> frozenset[str]:
    steps = (step for section in sections for step in (*section.steps, *section.between))
    return frozenset(area.area for step in steps if touching(step, tables) for area in step.areas)


def _names(places: Collection[str], text: str) -> bool:
    """Return whether a line to the giver names one of ``places``; "your hands" are the giver's own."""
    others = OWN.sub(" ", text.lower())
    return any(re.search(rf"\b{re.escape(place)}\b", others) for place in places)


def _asks(cue: Cue) -> bool:
    return cue.kind is Kind.AGREEMENT and cue.caution is None and cue.offers is None


def _unnamed(cue: Cue, idle: Callable[[str], bool]) -> Cue:
    """Return a cue without a word of what is ``idle``: in its short form, where that has none."""
    if cue.kind not in ANNOUNCING or not cue.short_text or not idle(cue.text) or idle(cue.short_text):
        return cue
    return cue.model_copy(update={"text": cue.short_text, "short_text": None, "alternatives": ()})


def _called(areas: Iterable[str], tables: Tables) -> set[str]:
    """Return what areas, and the larger parts that they belong to, are called."""
    known = [tables.areas[key] for key in areas if key in tables.areas]
    return {name.lower() for area in known for name in (area.name, *area.words, *area.parts)}


def _without(step: Step, lost: Collection[str], tables: Tables) -> Step:
    """Return a step without some of its cues, called as the variant that has just the others."""
    cues = tuple(cue for cue in step.cues if cue.id not in lost)
    technique = tables.techniques[step.technique]
    base, ours = {cue.id for cue in technique.step.cues}, {cue.id for cue in cues}
    forms = [technique.step, *technique.variants.values()]
    alike = (f.label for f in forms if f.label and (base - {*f.without}) | {c.id for c in f.cues} == ours)
    return step.model_copy(update={"cues": cues, "label": next(alike, step.label)})


def _worn(card: Preflight, idle: Callable[[str], bool]) -> Preflight:
    """Return the card without what is worn for the sake of places that are left alone."""
    parts = (card.clothes or "").rstrip(".").split("; ")
    kept = [part for part in parts if part and not idle(part)]
    if len(kept) == len(parts):
        return card
    text = "; ".join(kept)
    return card.model_copy(update={"clothes": f"{text[:1].upper()}{text[1:]}." if text else None})


__all__ = ["narrowed", "unasked"]
