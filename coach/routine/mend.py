"""Mending: what a routine needs again once something was left out of it.

Hands that begin somewhere rest there first, somebody is asked how it feels, and the end stays quiet.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from coach.routine.locales import language
from coach.routine.resolve import TWO_SIDED
from coach.routine.routine import Adaptation, Routine, Section
from coach.routine.stand_in import stand_in
from coach.routine.step import Step
from coach.routine.tables import Tables

STILL, CHECK, QUIET = "still.contact", "check.pressure", "close.still"
"""Techniques of the first touch, of the question how it feels, and of the quiet end."""


def touching(step: Step, tables: Tables) -> bool:
    """Return whether hands are laid somewhere: more than a question while they rest."""
    return not tables.techniques[step.technique].contactless and step.stroke != "none" and bool(step.areas)


def worked_on(steps: Sequence[Step], tables: Tables) -> bool:
    """Return whether the hands do more than rest."""
    return any(_moves(step, tables) for step in steps)


def rest_anywhere(step: Step, tables: Tables) -> Step | None:
    """Return the quiet end with hands that rest anywhere; None for every other step."""
    if step.technique != QUIET:
        return None
    quiet = stand_in(step, QUIET, tables, repeats=False)
    return None if quiet is None else quiet.model_copy(update={"duration": step.duration, "areas": ()})


def mended(
    sections: list[Section], routine: Routine, tables: Tables, notes: list[Adaptation]
) -> list[Section]:
    """Return the sections of ``routine`` that are left, with what they need again; each change is noted."""
    met = [_met(sections, index, routine, tables, notes) for index in range(len(sections))]
    return _asked(met, routine, tables, notes)


def _moves(step: Step, tables: Tables) -> bool:
    return touching(step, tables) and step.stroke != "still" and not step.frame


def _met(
    sections: Sequence[Section], index: int, routine: Routine, tables: Tables, notes: list[Adaptation]
) -> Section:
    """Return a section that begins with still hands, if the step it began with is left out."""
    section = sections[index]
    written = next(each for each in routine.sections if each.id == section.id)
    before = next((step for step in written.steps if touching(step, tables)), None)
    if before is None or any(step.id == before.id for step in section.steps):
        return section
    own = next((n for n, step in enumerate(section.steps) if touching(step, tables)), None)
    if own is None and before.stroke != "still":
        return section
    now = next(_touches(sections[index:], tables), None)
    still = stand_in(before, STILL, tables, repeats=section.repeat in TWO_SIDED)
    if now is None or not _moves(now, tables) or still is None:
        return section
    words = {"text": language(routine.locale).said["meet"], "alternatives": ()}
    cues = tuple(cue.model_copy(update=words) if cue.id == "start" else cue for cue in still.cues)
    sides = "none" if now.sides == "each" and section.repeat not in TWO_SIDED else now.sides
    still = still.model_copy(update={"areas": now.areas[:1], "sides": sides, "cues": cues})  # where it begins
    _renote(notes, before, f"{before.label} -> {still.label}", "so that the first touch is expected")
    at = len(section.steps) if own is None else own
    return section.model_copy(update={"steps": (*section.steps[:at], still, *section.steps[at:])})


def _touches(sections: Sequence[Section], tables: Tables) -> Iterator[Step]:
    return (step for section in sections for step in section.steps if touching(step, tables))


def _asked(
    sections: list[Section], routine: Routine, tables: Tables, notes: list[Adaptation]
) -> list[Section]:
    """Return the sections with a question how it feels, if all that stood in steps of their own are gone."""
    check = next((step for step in routine.steps if step.technique == CHECK), None)
    left = (step for section in sections for step in section.steps)
    if check is None or any(step.technique == CHECK for step in left):
        return sections
    found = list(sections)
    for index, section in enumerate(sections):
        at = next((n for n, step in enumerate(section.steps) if _moves(step, tables)), None)
        if at is not None:
            after = section.steps[at]
            asks = check.model_copy(update={"id": f"{after.id}.check"})
            steps = (*section.steps[: at + 1], asks, *section.steps[at + 1 :])
            found[index] = section.model_copy(update={"steps": steps})
            why = f"so that somebody asks, in the place of {check.id}"
            notes.append(Adaptation(asks.id, "changed", check.label, why))
            break
    return found


def _renote(notes: list[Adaptation], step: Step, text: str, reason: str) -> None:
    """Note that a step was changed, which was noted as left out."""
    notes[:] = [note for note in notes if (note.step, note.what) != (step.id, "left out")]
    notes.append(Adaptation(step.id, "changed", text, reason))


__all__ = ["mended", "rest_anywhere", "touching", "worked_on"]
