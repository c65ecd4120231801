"""The card of one technique: what the hands do, where, for how long, what to mind, and what is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.cli.terminal import Styled, out, out_json, out_wrapped
from coach.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.routine.step import StepPatch
    from coach.routine.tables import Tables, Technique

ORIGIN = {"article": "from the article that the first routines follow", "added": "added by us"}
"""Where a technique comes from, in words."""

WIDE = 12
"""Columns before a fact."""


def print_technique(key: str, *, as_json: bool) -> None:
    """Write the card of the technique ``key``; raise InputError with the near miss if there is none."""
    from coach.routine.load import load_tables

    tables = load_tables()
    technique = tables.techniques.get(key)
    if technique is None:
        raise _unknown(key, tables)
    if as_json:
        out_json(plain(key, technique, tables))
        return
    out(Styled(technique.name, "bold"), f"  ({key}, {ORIGIN[technique.origin]})")
    out_wrapped(technique.description)
    if technique.feels:
        out_wrapped(f"It should feel like this: {technique.feels}")
    for name, text in _facts(technique, tables):
        if text:
            out_wrapped(text, indent=" " * WIDE, first=f"  {name:<{WIDE - 2}}")
    kinds = {cue.id: str(cue.kind) for cue in technique.step.cues}
    _words("Words", technique.step, kinds)
    for name, form in technique.variants.items():
        _words(f"Variant {name}", form, kinds)


def areas_of(technique: Technique, tables: Tables) -> list[str]:
    """Return the names of the places a technique works on, each once, its own before its variants'."""
    keys = _areas(technique)
    return list(dict.fromkeys(tables.areas[key].name if key in tables.areas else key for key in keys))


def to_mind(technique: Technique, tables: Tables) -> list[str]:
    """Return what a list of cards adds when it is asked for all: the feel, the cautions, the sources."""
    cautions = " ".join(tables.cautions[name].text for name in _cautions(technique, tables))
    lines = [
        f"Feel: {technique.feels}" if technique.feels else "",
        f"Caution: {cautions}" if cautions else "",
        f"Sources: {', '.join(technique.sources)}" if technique.sources else "",
    ]
    return [line for line in lines if line]


def plain(key: str, technique: Technique, tables: Tables) -> dict[str, object]:
    """Return a card as plain values: what the table says, with the key and every caution by its text.

    ``minded`` are the cautions of the technique, ``places`` those of the areas it works on, by area.
    """
    known = technique.model_dump(mode="json", exclude_none=True)
    cautions = {name: tables.cautions[name].text for name in _cautions(technique, tables)}
    return {"key": key, **known, "minded": cautions, "places": _places(technique, tables)}


def _areas(technique: Technique) -> list[str]:
    """Return the keys of the places a technique works on, each once, its own before its variants'."""
    forms = (technique.step, *technique.variants.values())
    keys = (*technique.areas, *(area.area for form in forms for area in form.areas or ()))
    return list(dict.fromkeys(keys))


def _places(technique: Technique, tables: Tables) -> dict[str, str]:
    """Return what holds at the places a technique works on, by area."""
    known = (key for key in _areas(technique) if key in tables.areas)
    return {key: text for key in known if (text := tables.areas[key].caution) is not None}


def _unknown(key: str, tables: Tables) -> InputError:
    from coach.routine.near import did_you_mean, shown

    parts = [name for name in tables.techniques if key and key in name.replace("_", ".").split(".")]
    near = f"Did you mean {' or '.join(parts[:3])}?" if parts else did_you_mean(key, tables.techniques)
    what = f'There is no technique "{shown(key)}".'
    return InputError(" ".join(part for part in (what, near, "coach techniques lists them all.") if part))


def _facts(technique: Technique, tables: Tables) -> tuple[tuple[str, str], ...]:
    step = technique.step
    cautions = " ".join(tables.cautions[name].text for name in _cautions(technique, tables))
    places = _places(technique, tables).items()
    there = (f"{tables.areas[key].name}: {text}" for key, text in places if text not in cautions)
    others = [f"{other} for {condition}" for condition, other in technique.substitutions.items()]
    gone = [p for p in technique.excluded_profiles if p not in technique.substitutions]
    instead = [*others, *(f"left out for {profile}" for profile in gone)]
    return (
        ("Where", ", ".join(areas_of(technique, tables))),
        ("With", technique.contact.replace("_", " ") if technique.contact != "none" else ""),
        (
            "Position",
            "; ".join(tables.positions[p].name for p in technique.positions if p in tables.positions),
        ),
        ("Time", _time(step)),
        ("Pressure", _pressure(step)),
        ("Caution", cautions or "None of its own."),
        ("There", " ".join(text[:1].upper() + text[1:] for text in there)),
        ("Instead", "; ".join(instead)),
        ("Sources", f"{', '.join(technique.sources)} (docs/sources.md)" if technique.sources else ""),
    )


def _cautions(technique: Technique, tables: Tables) -> Iterator[str]:
    """Yield every caution a technique has to do with, each once: what it has to say comes first."""
    forms = (technique.step, *technique.variants.values())
    said = (cue.caution for form in forms for cue in form.cues if cue.caution)
    given = (name for form in forms for name in form.cautions or ())
    names = dict.fromkeys((*technique.required_cautions, *said, *given, *technique.cautions))
    yield from (name for name in names if name in tables.cautions)


def _pressure(step: StepPatch) -> str:
    if step.pressure is None or not step.pressure.max:
        return ""
    return f"{step.pressure.default}, at most {step.pressure.max}, of 5"


def _time(step: StepPatch) -> str:
    """Return how long it usually takes, per side where it has sides."""
    duration = step.duration
    if duration is None:
        return ""
    if (stretch := duration.continuous) is not None:
        return f"{stretch.default_s:g} s ({stretch.min_s:g} to {stretch.max_s:g})"
    reps = duration.reps
    if reps is None or reps.unit is None:
        return ""
    unit = sum(part or 0.0 for part in (reps.unit.approach_s, reps.unit.hold_s, reps.unit.release_s))
    hold = f", {reps.unit.hold_s:g} of them still" if reps.unit.hold_s else ""
    return f"{reps.n} times ({reps.n_min} to {reps.n_max}), {unit:g} s each{hold}"


def _words(title: str, form: StepPatch, kinds: dict[str, str]) -> None:
    """Write what a form says: its own words, or what it changes; ``kinds`` are those of the card's cues."""
    said = [cue for cue in form.cues if cue.text]
    if not said:
        return
    out()
    label = f": {form.label}" if form.label and title != "Words" else ""
    out(Styled(title, "bold"), label)
    for cue in said:
        out_wrapped(
            cue.text or "", indent=" " * WIDE, first=f"  {cue.kind or kinds.get(cue.id, ''):<{WIDE - 2}}"
        )
