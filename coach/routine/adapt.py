"""Adapting: what a routine becomes for somebody with needs.

A step that is not for this receiver is done in another way, or it goes, on both sides together, and with
it what makes no sense without it. Pressure is capped. A position that is not for this receiver makes the
whole routine unfit. Nothing of this is silent: every change is noted in ``Routine.adapted``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from coach.errors import RoutineError
from coach.problem import Severity
from coach.routine.bodies import steps_of
from coach.routine.finding import Finding
from coach.routine.guidance import cautions, required
from coach.routine.kind import Kind, Level
from coach.routine.lengths import longest_s, shortest_s
from coach.routine.lighten import lightened
from coach.routine.locales import language
from coach.routine.lying import MOVES, TURN, begun_face_up, supporting
from coach.routine.mend import mended, rest_anywhere, touching, worked_on
from coach.routine.narrow import narrowed, unasked
from coach.routine.need import Need
from coach.routine.objection import banned, condition_of, objects, reason
from coach.routine.resolve import TWO_SIDED
from coach.routine.routine import Adaptation, Routine, Section
from coach.routine.said import said
from coach.routine.stand_in import stand_in
from coach.routine.step import Step
from coach.routine.tables import Position, Tables
from coach.units import RATE, clock

FRAME = ("prep.", "close.", "learn.", "tr.")
"""Techniques that stay in a section in which nothing else is done any more: nobody asks there."""


class Place(NamedTuple):
    """Where a step stands."""

    section: Section
    part: str
    """steps or between."""
    key: str
    """Key of the position."""
    position: Position | None


def adapt(routine: Routine, tables: Tables, needs: Sequence[Need]) -> Routine:
    """Return ``routine`` as it is for somebody with ``needs``; without any it is as written.

    Raises RoutineError if it is done in a position that is not for this receiver, if what is left would
    lack something that has to be said or done, or if it cannot be short enough.
    """
    if not needs:
        return routine
    notes: list[Adaptation] = list(routine.adapted)
    _fit_to_lie(routine, tables, needs)
    sections = []
    key = routine.start_position
    for section in routine.sections:
        key = section.position or key
        parts = {}
        for part in ("steps", "between"):
            place = Place(section, part, key, tables.positions.get(key))
            kept = (_kept(step, place, tables, needs, notes) for step in getattr(section, part))
            parts[part] = tuple(step for step in kept if step is not None)
        sections.append(section.model_copy(update=parts))
    whom = _named(needs)
    sections = _settled(sections, routine, tables, whom, notes)
    sections, start = begun_face_up(sections, routine, tables, whom, notes)
    sections, card = unasked(sections, routine, tables, whom, notes)
    sections = mended(sections, routine, tables, notes)
    sections = [lightened(section, needs, notes) for section in sections]
    sections = _without_lesson(sections, whom, notes)
    sections = said(sections, language(routine.locale), tables, needs, notes)
    props = supporting(routine, sections, start, tables)
    if props != routine.props:
        card = card.model_copy(update={"fetch": ()})  # the props say it
    update = {"sections": tuple(sections), "start_position": start, "preflight": card, "props": props}
    changed = routine.model_copy(update={**update, "adapted": tuple(notes)})
    _refuse_gaps(changed, tables, needs)
    return changed.model_copy(update={"target_s": _target(changed, needs)})


def _named(needs: Sequence[Need]) -> str:
    """Return what changes that follow from all needs together are told to be for."""
    return needs[0].name if len(needs) == 1 else "this receiver"


def _whom(needs: Sequence[Need]) -> str:
    """Return for whom a routine is refused."""
    profile = needs[0].profile if len(needs) == 1 else None
    return "this receiver" if profile is None else f"the profile {profile}"


def _fit_to_lie(routine: Routine, tables: Tables, needs: Sequence[Need]) -> None:
    """Raise RoutineError if a position of the routine is not for this receiver."""
    for key in (routine.start_position, *(s.position for s in routine.sections if s.position)):
        position = tables.positions.get(key)
        for need in needs:
            if position is not None and need.profile in position.blocked_profiles:
                raise RoutineError(
                    f"{routine.id} is not for the profile {need.profile}: in it the position is "
                    f'"{position.name}", and {need.lying}. Choose a routine in another position.'
                )


def _kept(
    step: Step, place: Place, tables: Tables, needs: Sequence[Need], notes: list[Adaptation]
) -> Step | None:
    """Return what is done for a step: itself, another technique, or nothing."""
    objecting = [need for need in needs if objects(need, step, tables)]
    if not objecting:
        return step
    need = next((need for need in objecting if not need.preference), objecting[0])
    why = f"for {need.name}: {reason(step, need, tables)}"
    ways = (_instead(step, each, place, tables, needs) for each in objecting)
    instead = (
        next((way for way in ways if way is not None), None)
        or _narrowed(step, tables, needs)
        or rest_anywhere(step, tables)
    )
    if instead is not None:
        notes.append(Adaptation(step.id, "changed", f"{step.label} -> {instead.label}", f"replaced {why}"))
        return instead
    if need.preference:
        return step  # all of them only prefer another way, and are content with this one
    notes.append(Adaptation(step.id, "left out", step.label, f"left out {why}"))
    return None


def _instead(step: Step, need: Need, place: Place, tables: Tables, needs: Sequence[Need]) -> Step | None:
    """Return the step with the technique that the tables know for a need, if nobody objects to it."""
    condition = condition_of(need, step)
    name = step.substitutions.get(condition) if condition else None
    known = tables.techniques.get(name) if name else None
    if name is None or known is None or (known.positions and place.key not in known.positions):
        return None
    repeats = place.part == "steps" and place.section.repeat in TWO_SIDED
    found = stand_in(step, name, tables, repeats=repeats)
    return None if found is None or any(objects(each, found, tables) for each in needs) else found


def _narrowed(step: Step, tables: Tables, needs: Sequence[Need]) -> Step | None:
    """Return the step without the places that are left alone, if nobody objects to what is left."""
    off = frozenset[str]().union(*(need.areas | banned(need, tables) for need in needs))
    found = narrowed(step, off, tables)
    return None if found is None or any(objects(each, found, tables) for each in needs) else found


def _settled(
    sections: list[Section], routine: Routine, tables: Tables, whom: str, notes: list[Adaptation]
) -> list[Section]:
    """Return the sections without what makes no sense any more once something else was left out."""
    worked = {section.id for section in routine.sections if worked_on(section.steps, tables)}
    while True:
        here = {step.id for section in sections for step in (*section.steps, *section.between)}
        gone = {step.id for step in routine.steps} - here
        full = {section.id for section in sections}
        idle = _idle(sections, tables) if gone else set()
        kept: list[Section] = []
        for index, section in enumerate(sections):
            lone = section.requires_section is not None and section.requires_section not in full
            lost = {step.id for step in section.steps if lone or gone.intersection(step.depends_on)}
            lost |= idle
            lost |= _unguarded(section, index, tables) if gone else set()
            steps = tuple(step for step in section.steps if step.id not in lost)
            if section.id in worked and not worked_on(steps, tables):
                steps = tuple(step for step in steps if step.technique.startswith(FRAME))
            between = section.between if any(touching(step, tables) for step in steps) else ()
            if section.between and not between:
                steps = ()
            left = {step.id for step in (*steps, *between)}
            why = f"left out for {whom}: what it belongs to is left out"
            notes += [
                Adaptation(step.id, "left out", step.label, why)
                for step in (*section.steps, *section.between)
                if step.id not in left
            ]
            if steps:
                kept.append(section.model_copy(update={"steps": steps, "between": between}))
        if kept == sections:
            return kept
        sections = kept


def _idle(sections: Sequence[Section], tables: Tables) -> set[str]:
    """Return the moves after which nothing is done until the next one, or the end.

    Who has to turn over still does so where the giver only moves on from there.
    """
    idle: set[str] = set()
    last: list[Step] = []
    for section in sections:
        for step in section.steps:
            if step.technique in MOVES:
                idle |= {each.id for each in last if each.technique != TURN or step.technique == TURN}
                last = [*(each for each in last if each.id not in idle), step]
            elif step.technique == "tr.swap" or touching(step, tables):
                idle |= {each.id for each in last if step.technique == "tr.swap"}
                last = []
    return idle | {each.id for each in last}


def _unguarded(section: Section, index: int, tables: Tables) -> set[str]:
    """Return the steps that may be dropped and that lack a caution which was given before."""
    lost = {path[-1] for path, step, _ in _gaps(section, index, tables) if step.droppable}
    return {section.steps[int(number)].id for number in lost}


def _gaps(
    section: Section, index: int, tables: Tables
) -> Iterator[tuple[tuple[str | int, ...], Step, Finding]]:
    """Yield steps of a section that lack something that has to be said, with what it is."""
    given: frozenset[str] = frozenset()
    asked = False
    for path, step in steps_of(section, ("sections", index)):
        for finding in required(step, tables.techniques[step.technique], path, given, asked=asked):
            if finding.severity is Severity.ERROR:
                yield path, step, finding
        asked = any(cue.kind is Kind.CHECK_IN for cue in step.cues)
        given = given if step.droppable else given | cautions(step)


def _without_lesson(sections: list[Section], whom: str, notes: list[Adaptation]) -> list[Section]:
    """Return the sections without the lesson of the bells, if no hold is left for them to ring in."""
    reps = (step.duration.reps for section in sections for step in (*section.steps, *section.between))
    if any(rep is not None and rep.unit.hold_s > 0 for rep in reps):
        return sections
    found: list[Section] = []
    for section in sections:
        steps: list[Step] = []
        for step in section.steps:
            cues = tuple(c for c in step.cues if c.chime_after is None or c.level is Level.MUST)
            if cues != step.cues:
                why = f"left out for {whom}: no hold is left"
                notes.append(Adaptation(step.id, "changed", "without the lesson of the bells", why))
            steps.append(step.model_copy(update={"cues": cues}))
        found.append(section.model_copy(update={"steps": tuple(steps)}))
    return found


def _refuse_gaps(routine: Routine, tables: Tables, needs: Sequence[Need]) -> None:
    """Raise RoutineError if what is left lacks work for the hands, or a caution."""
    whom = _whom(needs)
    moving = [s for s in routine.steps if not s.frame and s.stroke not in ("still", "none")]
    if not moving:
        raise RoutineError(
            f"{routine.id} is not for {whom}: nothing of the massage would be left. Choose another routine."
        )
    for index, section in enumerate(routine.sections):
        for _, step, finding in _gaps(section, index, tables):
            raise RoutineError(
                f"{routine.id} is not for {whom}: with what is left out goes what "
                f"step {step.id} needs. {finding.message} Or choose another routine."
            )


def _target(routine: Routine, needs: Sequence[Need]) -> float:
    """Return how long a routine is now; raise RoutineError if it cannot be as short as it has to be."""
    most = min((need.longest_s for need in needs if need.longest_s is not None), default=None)
    if most is not None and shortest_s(routine) > most:
        raise RoutineError(
            f"{routine.id} is not for {_whom(needs)}: it lasts {clock(shortest_s(routine) * RATE)} at least,"
            f" and a short session {clock(most * RATE)} at most. Choose a shorter routine."
        )
    target = min(routine.target_s, longest_s(routine))
    return target if most is None else min(target, most)


__all__ = ["adapt"]
