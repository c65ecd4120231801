"""From a choice to a draft: every section in its order, every step with a number."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from coach.composing import frame, limbs
from coach.composing.head import head
from coach.composing.heading import heading
from coach.composing.piece import Draft, Part, Piece, Times
from coach.routine.merge import merge_cues
from coach.routine.need import PROFILES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from coach.composing.choice import Choice
    from coach.routine.tables import Technique

MS006 = "The back is worked face down; face up the hands only reach under the shoulder blades."


def draft(choice: Choice, techniques: Mapping[str, Technique]) -> Draft:
    """Return the routine of a choice with everything in it that could be, at the usual lengths."""
    body = tuple(_body(choice))
    start = body[0].position or ""
    kept = tuple(replace(part, steps=tuple(_fit_for(part, choice, techniques))) for part in body)
    holds = any(_holds(piece, techniques) for part in kept for piece in part.steps)
    where = [part.position for part in kept if part.position][-1] or start
    parts = (frame.arrive(choice, start, holds=holds), *kept, frame.close(choice, where))
    numbered = renumbered(parts)
    return Draft(heading(choice, start), numbered)


def renumbered(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """Return the sections with steps numbered 1.1, 1.2; a change between sides has a T."""
    found: list[Part] = []
    for number, part in enumerate(parts, start=1):
        steps = tuple(replace(p, number=f"{number}.{k}") for k, p in enumerate(part.steps, start=1))
        between = None if part.between is None else replace(part.between, number=f"{number}.T")
        found.append(replace(part, steps=steps, between=between))
    return tuple(found)


def _body(choice: Choice) -> Iterator[Part]:
    """Yield back, feet, hands and head, with the changes between them."""
    now = ""
    for part in _areas(choice):
        where = part.position or now
        if now and where != now:
            if now.startswith("face_down") and not where.startswith("face_down"):
                yield frame.turn(where)
            elif not where.startswith("face_down"):
                yield frame.move(choice, where)
        now = where
        yield part


def _areas(choice: Choice) -> Iterator[Part]:
    if "back" in choice.areas:
        yield limbs.back(choice)
    if choice.feet:
        yield limbs.foot(choice, moved="back" in choice.areas)
    if choice.hands:
        yield limbs.hand(choice)
    yield from head(choice)


def _fit_for(part: Part, choice: Choice, techniques: Mapping[str, Technique]) -> Iterator[Piece]:
    """Yield the steps that the profile allows, lighter where it asks for it, and dry if wanted."""
    care = PROFILES.get(choice.profile)
    for piece in part.steps:
        card = techniques[piece.technique]
        if choice.profile in card.excluded_profiles:
            continue
        variant = card.variants.get(piece.variant or "")
        forms = [form for form in (variant, card.step) if form is not None]
        extra = dict(piece.extra)
        pressure = next((form.pressure for form in forms if form.pressure is not None), None)
        if care is not None and pressure is not None:
            most, usual = min(pressure.max, care.most), min(pressure.default, care.usual)
            if (most, usual) != (pressure.max, pressure.default):
                extra["pressure"] = {"default": usual, "max": most, "return": 0}
                extra |= _lighter(piece, card)
        lubricant = next((form.lubricant for form in forms if form.lubricant is not None), "none")
        if not choice.oil and lubricant != "none":
            extra["lubricant"] = "none"
        yield replace(piece, extra=extra)


def _lighter(piece: Piece, card: Technique) -> dict[str, list[dict[str, str]]]:
    """Return the cues of a step in their lighter words, where its card has them."""
    forms = [card.step, *([card.variants[piece.variant]] if piece.variant is not None else [])]
    merged = merge_cues(forms)[0]
    told = [
        {"id": name, "text": cue["lighter_text"]}
        for name, cue in merged.items()
        if cue.get("lighter_text") and name not in piece.without
    ]
    return {"cues": told} if told else {}


def _holds(piece: Piece, techniques: Mapping[str, Technique]) -> bool:
    duration = techniques[piece.technique].step.duration
    unit = duration.reps.unit if duration is not None and duration.reps is not None else None
    return isinstance(piece.length, Times) and unit is not None and bool(unit.hold_s)


def overrides(parts: tuple[Part, ...]) -> list[dict[str, str]]:
    """Return what a routine silences: the neck draw begins where the back was left."""
    worked = {part.name for part in parts}
    draws = [p.number for part in parts for p in part.steps if p.technique == "neck.blade_draw"]
    if "back" not in worked or not draws or worked.isdisjoint({"foot", "leg", "hand", "arm"}):
        return []
    return [{"rule": "MS006", "step": draws[0], "reason": MS006}]
