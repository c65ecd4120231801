"""Filling in a routine: every step gets its technique's words and times, and says what differs.

A step is laid together from three layers, the later over the earlier: the technique's ``step``,
the named variant, the entry of the routine file. Every problem is found in one go, each with the
path of the value in the routine file that has to change.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from coach.routine.cue import Cue
from coach.routine.finding import MOST, Finding, Path
from coach.routine.merge import merge_cues, merge_duration, merge_fields
from coach.routine.near import did_you_mean, nearest
from coach.routine.routine import Routine, RoutineEntry, Section, SectionEntry
from coach.routine.sentences import findings_of
from coach.routine.step import Step, StepEntry, StepPatch
from coach.routine.tables import Tables, Technique

TWO_SIDED = frozenset({"per_side", "per_receiver_and_side"})
"""Sections that run once for each side."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """What came out: the routine if nothing was wrong, and everything that was."""

    routine: Routine | None
    findings: tuple[Finding, ...]


def resolve(entry: RoutineEntry, tables: Tables) -> Resolved:
    """Return the complete routine, or all problems found on the way; never raises for what a file says."""
    findings: list[Finding] = []
    sections: list[Section] = []
    position_key = entry.start_position
    for index, section in enumerate(entry.sections):
        if len(findings) >= MOST:
            break
        steps = resolve_section(section, ("sections", index), tables, findings)
        head = {n: getattr(section, n) for n in SectionEntry.model_fields if n not in ("steps", "between")}
        position_key = section.position or position_key
        position = tables.positions.get(position_key)
        receiver = position.receiver if position else None
        sections.append(
            Section.model_construct(**head, steps=steps["steps"], between=steps["between"], receiver=receiver)
        )
    if findings:
        return Resolved(None, tuple(findings))
    head = {name: getattr(entry, name) for name in RoutineEntry.model_fields if name != "sections"}
    return Resolved(Routine.model_construct(**head, sections=tuple(sections)), ())


def resolve_section(
    section: SectionEntry, path: Path, tables: Tables, findings: list[Finding]
) -> dict[str, tuple[Step, ...]]:
    """Return the complete steps of a section under ``steps`` and ``between``; problems go to ``findings``."""
    done: dict[str, tuple[Step, ...]] = {}
    for part in ("steps", "between"):
        repeats = part == "steps" and section.repeat in TWO_SIDED
        found = [
            resolve_step(step, (*path, part, index), tables, repeats=repeats, findings=findings)
            for index, step in enumerate(getattr(section, part))
        ]
        done[part] = tuple(step for step in found if step is not None)
    return done


def resolve_step(
    entry: StepEntry, path: Path, tables: Tables, *, repeats: bool, findings: list[Finding]
) -> Step | None:
    """Return one complete step, or None with the reasons in ``findings``.

    ``repeats`` says that the section runs once for each side.
    """
    technique = tables.techniques.get(entry.technique)
    if technique is None:
        findings.append(
            _unknown("technique", entry.technique, tables.techniques, (*path, "technique"), "MS009")
        )
        return None
    layers: list[StepPatch] = [technique.step]
    if entry.variant is not None:
        variant = technique.variants.get(entry.variant)
        if variant is None:
            findings.append(_no_variant(entry, technique, path))
            return None
        layers.append(variant)
    layers.append(entry)
    before = len(findings)
    values = _values(entry, technique, layers, repeats=repeats)
    _durations(entry, layers, values, path, findings)
    cues = _cues(entry, layers, path, findings)
    if len(findings) > before:
        return None
    try:
        return Step.model_validate({**values, "cues": cues})
    except ValidationError as error:
        findings += findings_of(error, Step, path)
        return None


def _values(
    entry: StepEntry, technique: Technique, layers: list[StepPatch], *, repeats: bool
) -> dict[str, Any]:
    own = {
        "id": entry.id,
        "technique": entry.technique,
        "frame": technique.frame,
        "stroke": technique.stroke,
        "depends_on": entry.depends_on,
        "conflicts_with": entry.conflicts_with,
        "substitutions": {**technique.substitutions, **entry.substitutions},
    }
    usual = {
        "label": technique.name,
        "areas": technique.areas,
        "sides": "each" if technique.both_sided and repeats else "none",
    }
    return {**usual, **merge_fields(layers), **own}


def _durations(
    entry: StepEntry, layers: list[StepPatch], values: dict[str, Any], path: Path, findings: list[Finding]
) -> None:
    merged = merge_duration(layers)
    if merged is None:
        message = (
            f'"{entry.technique}" has no length of its own, and this step names none. '
            "Write a duration: continuous, reps or fixed."
        )
        findings.append(Finding(path, "M020", message))
    else:
        values["duration"] = merged


def _cues(entry: StepEntry, layers: list[StepPatch], path: Path, findings: list[Finding]) -> list[Cue]:
    merged, strangers = merge_cues(layers)
    for number, index in strangers:
        if number == len(layers) - 1:
            known = merge_cues(layers[:-1])[0]
            findings.append(_unknown("cue", entry.without[index], known, (*path, "without", index), "M021"))
    places = {patch.id: index for index, patch in enumerate(entry.cues)}
    cues: list[Cue] = []
    for name, plain in merged.items():
        where = (*path, "cues", places[name]) if name in places else (*path, "technique")
        if absent := [field for field in ("kind", "text") if field not in plain]:
            known = merge_cues(layers[:-1])[0]
            near = nearest(name, known)
            what = f'"{name}" is a new cue here, and a new cue needs kind and text.'
            what += f' Did you mean "{near}"? Or add' if near else " Add"
            findings.append(Finding(where, "M022", f"{what} {' and '.join(absent)}."))
            continue
        try:
            cues.append(Cue.model_validate(plain))
        except ValidationError as error:
            findings += findings_of(error, Cue, where)
    return cues


def _unknown(what: str, name: str, known: Any, path: Path, code: str) -> Finding:  # noqa: ANN401
    return Finding(path, code, f'there is no {what} "{name}". {did_you_mean(name, known)}'.rstrip())


def _no_variant(entry: StepEntry, technique: Technique, path: Path) -> Finding:
    if not technique.variants:
        message = f'"{entry.technique}" has no variants. Leave variant out.'
        return Finding((*path, "variant"), "MS009", message)
    what = f'variant of "{entry.technique}" called'
    return _unknown(what, str(entry.variant), technique.variants, (*path, "variant"), "MS009")
