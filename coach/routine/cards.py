"""What holds for the tables: every technique is complete in each of its forms, and every name exists."""

from __future__ import annotations

from collections.abc import Iterator

from coach.routine.finding import Finding, Path
from coach.routine.kind import Kind
from coach.routine.locales import SOURCE
from coach.routine.merge import merge_cues
from coach.routine.names import step_names, unknown
from coach.routine.near import shown
from coach.routine.step import StepPatch
from coach.routine.tables import Tables, Technique
from coach.routine.texts import Tongue, step_texts

CHIMES = ("open", "hold_start", "hold_end", "switch", "close")
"""The chimes there is a sound for."""


def check_tables(tables: Tables) -> Iterator[Finding]:
    """Yield what is wrong with the tables as a whole; paths begin with the table and the key."""
    tongue = Tongue(SOURCE)
    for key, technique in tables.techniques.items():
        yield from _technique(technique, ("techniques", key), tables, tongue)
    for key, area in tables.areas.items():
        yield from unknown("area", area.towards_heart, tables.areas, ("areas", key, "towards_heart"))
    for key, position in tables.positions.items():
        for index, name in enumerate(position.allowed_areas):
            yield from unknown("area", name, tables.areas, ("positions", key, "allowed_areas", index))
        for index, support in enumerate(position.supports):
            yield from unknown(
                "prop", support.prop, tables.props, ("positions", key, "supports", index, "prop")
            )
    for key in tables.chimes:
        if key not in CHIMES:
            message = f'there is no sound for a chime "{shown(key)}". Chimes are {", ".join(CHIMES)}.'
            yield Finding(("chimes", key), "M065", message, on_key=True)
    for key, caution in tables.cautions.items():
        for index, name in enumerate(caution.areas):
            yield from unknown("area", name, tables.areas, ("cautions", key, "areas", index))


def _technique(technique: Technique, path: Path, tables: Tables, tongue: Tongue) -> Iterator[Finding]:
    for index, name in enumerate(technique.areas):
        yield from unknown("area", name, tables.areas, (*path, "areas", index))
    for index, name in enumerate(technique.positions):
        yield from unknown("position", name, tables.positions, (*path, "positions", index))
    for index, name in enumerate(technique.required_cautions):
        yield from unknown("caution", name, tables.cautions, (*path, "required_cautions", index))
    for index, name in enumerate(technique.cautions):
        yield from unknown("caution", name, tables.cautions, (*path, "cautions", index))
    for condition, name in technique.substitutions.items():
        yield from unknown("technique", name, tables.techniques, (*path, "substitutions", condition))
    yield from _form([technique.step], (*path, "step"), tables, tongue)
    for key, variant in technique.variants.items():
        yield from _form([technique.step, variant], (*path, "variants", key), tables, tongue)


def _form(layers: list[StepPatch], path: Path, tables: Tables, tongue: Tongue) -> Iterator[Finding]:
    patch = layers[-1]
    yield from step_names(patch, path, tables)
    merged, strangers = merge_cues(layers)
    kinds: dict[str, Kind] = {name: cue["kind"] for name, cue in merged.items() if "kind" in cue}
    yield from step_texts(patch, path, kinds, tongue)
    for number, index in strangers:
        if number == len(layers) - 1:
            known = merge_cues(layers[:-1])[0]
            yield from unknown("cue", patch.without[index], known, (*path, "without", index))
    for index, cue in enumerate(patch.cues):
        if absent := [field for field in ("kind", "text") if field not in merged[cue.id]]:
            what = f'"{cue.id}" is a new cue here, and a new cue needs kind and text.'
            message = f"{what} Add {' and '.join(absent)}."
            yield Finding((*path, "cues", index), "M022", message)
