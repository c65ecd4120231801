"""The card of one technique: what the hands do, where, for how long, and what is said."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from coach.cli.terminal import Styled, out, out_json, out_wrapped
from coach.errors import InputError

if TYPE_CHECKING:
    from coach.routine.tables import Tables, Technique


def print_technique(key: str, *, as_json: bool) -> None:
    """Write the card of the technique ``key``; raise InputError with the near miss if there is none."""
    from coach.routine.load import load_tables

    tables = load_tables()
    technique = tables.techniques.get(key)
    if technique is None:
        near = get_close_matches(key, tables.techniques, n=3, cutoff=0.4) or sorted(tables.techniques)
        raise InputError(f'There is no technique "{key}". Did you mean {" or ".join(near[:3])}?')
    if as_json:
        out_json(technique.model_dump(mode="json", exclude_none=True))
        return
    out(Styled(technique.name, "bold"), f"  ({key})")
    out_wrapped(technique.description)
    if technique.feels:
        out_wrapped(f"It should feel like this: {technique.feels}")
    for name, text in _facts(technique, tables):
        if text:
            out_wrapped(text, indent=" " * 12, first=f"  {name:<10}")
    if technique.step.cues:
        out()
        out(Styled("Words", "bold"))
        for cue in technique.step.cues:
            out_wrapped(cue.text or "", indent=" " * 12, first=f"  {cue.kind or ''!s:<10}")


def _facts(technique: Technique, tables: Tables) -> tuple[tuple[str, str], ...]:
    step = technique.step
    areas = technique.areas or tuple(area.area for area in step.areas or ())
    cautions = dict.fromkeys((*technique.required_cautions, *(step.cautions or ()), *technique.cautions))
    return (
        ("Where", ", ".join(tables.areas[area].name if area in tables.areas else area for area in areas)),
        ("With", technique.contact.replace("_", " ") if technique.contact != "none" else ""),
        (
            "Position",
            "; ".join(tables.positions[p].name for p in technique.positions if p in tables.positions),
        ),
        ("Pressure", f"{step.pressure.default}, at most {step.pressure.max}, of 5" if step.pressure else ""),
        ("Caution", " ".join(tables.cautions[c].text for c in cautions if c in tables.cautions)),
        ("Variants", ", ".join(technique.variants)),
    )
