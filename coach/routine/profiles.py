"""Profiles: what a routine becomes for somebody who has to be handled differently.

A technique that a profile excludes is replaced by another, or it goes, on both sides together. Pressure
is capped. A position that is not for this person makes the whole routine unfit. Nothing of this is
silent: every change is noted in ``Routine.adapted``.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from coach.errors import InputError, RoutineError
from coach.problem import Severity
from coach.routine.bodies import steps_of
from coach.routine.finding import Finding
from coach.routine.guidance import cautions, required
from coach.routine.kind import Kind, Level
from coach.routine.lengths import longest_s
from coach.routine.library import routine_files
from coach.routine.load import load_routine, load_tables
from coach.routine.resolve import TWO_SIDED, resolve_step
from coach.routine.routine import Adaptation, Routine, Section
from coach.routine.step import Step, StepEntry
from coach.routine.tables import Caution, Position, Profile, Tables


class Care(NamedTuple):
    """How a profile differs from a healthy adult."""

    most: int
    """Firmest pressure."""
    usual: int
    """Firmest pressure that is used unless more is asked for."""
    reason: str
    """Why techniques are left out."""
    lying: str
    """Why positions are."""


CARE: dict[str, Care] = {
    "light_hands": Care(2, 1, "skin that is thin, sore or numb takes no points and no pulls", "it strains"),
    "pregnant": Care(
        2,
        2,
        "deep or lasting pressure on points is avoided in pregnancy",
        "lying face down or flat on the back is not for pregnancy",
    ),
    "no_traction": Care(
        5, 5, "joints that slip out, are inflamed or were replaced are not pulled", "it strains"
    ),
}
"""What each profile asks for; a healthy adult asks for nothing."""

MOST_NAMED = 6
"""Most routines that a refusal names."""


def adapted(routine: Routine, tables: Tables, profile: Profile) -> Routine:
    """Return ``routine`` as it is for ``profile``; for an adult it is as written.

    Raises RoutineError if it is done in a position that is not for this profile, or if what is left
    would lack something that has to be said or done.
    """
    if profile == "adult":
        return routine
    care, notes = CARE[profile], list[Adaptation]()
    _fit_to_lie(routine, tables, profile)
    position = tables.positions.get(routine.start_position)
    key = routine.start_position
    sections: list[Section] = []
    for section in routine.sections:
        key = section.position or key
        position = tables.positions.get(key)
        parts = {
            part: tuple(
                _lighter(kept, care, profile, notes)
                for step in getattr(section, part)
                if (kept := _kept(step, section, part, (key, position), tables, profile, notes)) is not None
            )
            for part in ("steps", "between")
        }
        sections.append(section.model_copy(update=parts))
    sections = _without_dependents(sections, routine, profile, notes)
    sections = _without_lesson(sections, profile, notes)
    changed = routine.model_copy(update={"sections": tuple(sections), "adapted": tuple(notes)})
    _refuse_gaps(changed, tables, profile)
    return changed.model_copy(update={"target_s": min(changed.target_s, longest_s(changed))})


def suitable(profile: Profile) -> list[str]:
    """Return the ids of the routines that there are for a profile."""
    tables, found = load_tables(), []
    for name in routine_files():
        try:
            adapted(load_routine(name, tables), tables, profile)
        except (RoutineError, InputError):
            continue
        found.append(name)
    return found


def _fit_to_lie(routine: Routine, tables: Tables, profile: Profile) -> None:
    """Raise RoutineError if a position of the routine is not for this profile."""
    for key in (routine.start_position, *(s.position for s in routine.sections if s.position)):
        position = tables.positions.get(key)
        if position is not None and profile in position.blocked_profiles:
            why = CARE[profile].lying
            raise RoutineError(
                f'{routine.id} is not for the profile {profile}: in it the position is "{position.name}", '
                f"and {why}. Choose a routine in another position."
            )


def _kept(
    step: Step,
    section: Section,
    part: str,
    where: tuple[str, Position | None],
    tables: Tables,
    profile: Profile,
    notes: list[Adaptation],
) -> Step | None:
    """Return what is done for a step: itself, with fewer areas, another technique, or nothing."""
    technique = tables.techniques[step.technique]
    banned = _banned(tables, profile)
    areas = tuple(area for area in step.areas if area.area not in banned)
    if profile not in technique.excluded_profiles and (areas == step.areas or areas):
        if areas != step.areas:
            names = ", ".join(area.area for area in step.areas if area.area in banned)
            why = f"left out for {profile}: {_why(step, tables, profile)}"
            notes.append(Adaptation(step.id, "changed", f"without {names}", why))
            return step.model_copy(update={"areas": areas})
        return step
    reason = _why(step, tables, profile)
    other = step.substitutions.get(profile)
    known = tables.techniques.get(other) if other else None
    reachable = known is not None and (not known.positions or where[0] in known.positions)
    if other and known is not None and reachable and profile not in known.excluded_profiles:
        found: list[Finding] = []
        repeats = part == "steps" and section.repeat in TWO_SIDED
        entry = StepEntry(id=step.id, technique=other, depends_on=step.depends_on)
        instead = resolve_step(entry, (), tables, repeats=repeats, findings=found)
        if instead is not None:
            why = f"replaced for {profile}: {reason}"
            notes.append(Adaptation(step.id, "changed", f"{step.label} -> {instead.label}", why))
            return instead
    notes.append(Adaptation(step.id, "left out", step.label, f"left out for {profile}: {reason}"))
    return None


def _banned(tables: Tables, profile: Profile) -> frozenset[str]:
    """Return the areas that are left alone for a profile."""
    mine = (c for c in tables.cautions.values() if profile in c.profiles and c.severity == "leave_area")
    return frozenset(area for caution in mine for area in caution.areas)


def _why(step: Step, tables: Tables, profile: Profile) -> str:
    technique = tables.techniques[step.technique]
    names = (*technique.cautions, *technique.required_cautions, *step.cautions)
    own: Iterable[Caution] = (tables.cautions[name] for name in names if name in tables.cautions)
    found = next((c.text.rstrip(".") for c in own if profile in c.profiles), CARE[profile].reason)
    return found[:1].lower() + found[1:]


def _lighter(step: Step, care: Care, profile: Profile, notes: list[Adaptation]) -> Step:
    """Return a step with its pressure capped, in its lighter words where it has them."""
    old = step.pressure
    most, usual = min(old.max, care.most), min(old.default, care.usual)
    if (most, usual) == (old.max, old.default):
        return step
    what = f"pressure {old.default} to {old.max} -> {usual} to {most}"
    notes.append(Adaptation(step.id, "changed", what, f"lighter for {profile}"))
    pressure = old.model_copy(update={"max": most, "default": usual})
    cues = tuple(
        cue.model_copy(
            update={
                "text": cue.lighter_text,
                "short_text": None,
                "second_receiver_text": None,
                "alternatives": (),
            }
        )
        if cue.lighter_text
        else cue
        for cue in step.cues
    )
    return step.model_copy(update={"pressure": pressure, "cues": cues})


def _without_dependents(
    sections: list[Section], routine: Routine, profile: Profile, notes: list[Adaptation]
) -> list[Section]:
    """Return the sections without what makes no sense any more once something else was left out."""
    while True:
        here = {step.id for section in sections for step in (*section.steps, *section.between)}
        gone = {step.id for step in routine.steps} - here
        full = {section.id for section in sections}
        kept: list[Section] = []
        for section in sections:
            lone = section.requires_section is not None and section.requires_section not in full
            steps = tuple(s for s in section.steps if not lone and not gone.intersection(s.depends_on))
            between = section.between if steps else ()
            lost = [s for s in (*section.steps, *section.between) if s not in (*steps, *between)]
            why = f"left out for {profile}: what it belongs to is left out"
            notes += [Adaptation(step.id, "left out", step.label, why) for step in lost]
            if steps:
                kept.append(section.model_copy(update={"steps": steps, "between": between}))
        if kept == sections:
            return kept
        sections = kept


def _without_lesson(sections: list[Section], profile: Profile, notes: list[Adaptation]) -> list[Section]:
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
                why = f"left out for {profile}: no hold is left"
                notes.append(Adaptation(step.id, "changed", "without the lesson of the bells", why))
            steps.append(step.model_copy(update={"cues": cues}))
        found.append(section.model_copy(update={"steps": tuple(steps)}))
    return found


def _refuse_gaps(routine: Routine, tables: Tables, profile: Profile) -> None:
    """Raise RoutineError if what is left lacks work for the hands, or a caution."""
    moving = [s for s in routine.steps if not s.frame and s.stroke not in ("still", "none")]
    if not moving:
        raise RoutineError(
            f"{routine.id} is not for the profile {profile}: nothing of the massage would be left."
            " Choose another routine."
        )
    for index, section in enumerate(routine.sections):
        given: frozenset[str] = frozenset()
        asked = False
        for path, step in steps_of(section, ("sections", index)):
            technique = tables.techniques[step.technique]
            for finding in required(step, technique, path, given, asked=asked):
                if finding.severity is Severity.ERROR:
                    raise RoutineError(
                        f"{routine.id} is not for the profile {profile}: with what is left out goes what "
                        f"step {step.id} needs. {finding.message} Or choose another routine."
                    )
            asked = any(cue.kind is Kind.CHECK_IN for cue in step.cues)
            given = given if step.droppable else given | cautions(step)
