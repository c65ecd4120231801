"""A step is laid together from its technique, a variant and the entry of the file."""

from __future__ import annotations

import pytest

from coach.routine.cue import Kind, Level
from coach.routine.resolve import resolve
from coach.routine.routine import RoutineEntry
from coach.routine.tables import Tables

TECHNIQUE = {
    "name": "Slow circles",
    "origin": "added",
    "description": "Circles.",
    "stroke": "circle",
    "areas": ["palm"],
    "both_sided": True,
    "frame": True,
    "substitutions": {"pregnant": "a.b", "light_hands": "a.b"},
    "step": {
        "duration": {
            "reps": {
                "n_min": 1,
                "n": 2,
                "n_max": 4,
                "lead_in_s": 8,
                "unit": {"approach_s": 2, "hold_s": 5, "release_s": 3},
            }
        },
        "pressure": {"default": 1, "max": 2, "return": 1},
        "priority": 2,
        "cautions": ["c"],
        "cues": [
            {"id": "next", "kind": "preview", "text": "Next, circles.", "lead_s": 8},
            {"id": "go", "kind": "start", "text": "Now circle.", "offset_s": 2},
            {"id": "more", "kind": "detail", "level": "F", "text": "Smaller.", "anchor": "rep_start", "k": 2},
        ],
    },
    "variants": {"quiet": {"without": ["more"], "priority": 3, "cues": [{"id": "go", "text": "Now rest."}]}},
}


def steps(*entries, repeat="per_side", between=()):
    tables = Tables.model_validate({"techniques": {"a.b": TECHNIQUE}})
    section = {"id": "s", "title": "S", "repeat": repeat, "steps": list(entries), "between": list(between)}
    entry = RoutineEntry.model_validate(
        {
            "id": "r",
            "title": "R",
            "summary": "S.",
            "target_s": 60,
            "start_position": "p",
            "sections": [section],
        }
    )
    return resolve(entry, tables)


def step(**fields):
    done = steps({"id": "1", "technique": "a.b", **fields})
    assert done.findings == ()
    return done.routine.steps[0]


def test_a_bare_step_has_all_of_its_technique():
    bare = step()
    assert (bare.label, bare.priority, bare.frame) == ("Slow circles", 2, True)
    assert [a.area for a in bare.areas] == ["palm"]
    assert bare.duration.default_s == 8 + 2 * 10
    assert bare.pressure.returning == 1
    assert [c.id for c in bare.cues] == ["next", "go", "more"]
    assert [c.level for c in bare.cues] == [Level.LIGHT, Level.MUST, Level.FULL]


def test_a_variant_lies_over_the_technique_and_the_entry_over_both():
    changed = step(variant="quiet", label="Mine", cues=[{"id": "go", "text": "Now stay."}])
    assert (changed.priority, changed.label) == (3, "Mine")
    assert [(c.id, c.text) for c in changed.cues] == [("next", "Next, circles."), ("go", "Now stay.")]


def test_a_duration_of_the_same_kind_is_changed_in_part():
    longer = step(duration={"reps": {"n": 3, "unit": {"release_s": "0:04"}}})
    assert longer.duration.reps.n_min == 1
    assert longer.duration.default_s == 8 + 3 * 11


def test_a_duration_of_another_kind_replaces_all_of_it():
    fixed = step(duration={"fixed": {"seconds": "1m"}})
    assert fixed.duration.reps is None
    assert fixed.duration.default_s == 60


@pytest.mark.parametrize(("way", "value"), [("offset_s", 1), ("lead_s", 2), ("ends_before_s", 3)])
def test_a_new_way_to_place_a_cue_takes_the_old_one_away(way, value):
    cue = step(cues=[{"id": "next", way: value}]).cues[0]
    placed = {w: getattr(cue, w) for w in ("offset_s", "lead_s", "ends_before_s")}
    assert placed == {"offset_s": None, "lead_s": None, "ends_before_s": None, way: value}


def test_a_change_without_a_place_keeps_the_place():
    assert step(cues=[{"id": "next", "text": "Next."}]).cues[0].lead_s == 8


def test_a_new_cue_comes_last_and_takes_the_level_of_its_kind():
    cue = step(cues=[{"id": "mind", "kind": "caution", "text": "Gently."}]).cues[-1]
    assert (cue.id, cue.kind, cue.level) == ("mind", Kind.CAUTION, Level.MUST)


def test_lists_replace_and_substitutions_are_laid_over():
    other = step(
        areas=["wrist", {"area": "arm", "pressure_max": 1}], cautions=[], substitutions={"pregnant": "x"}
    )
    assert [(a.area, a.pressure_max) for a in other.areas] == [("wrist", 5), ("arm", 1)]
    assert other.cautions == ()
    assert other.substitutions == {"pregnant": "x", "light_hands": "a.b"}


@pytest.mark.parametrize(
    ("repeat", "sides"),
    [("once", "none"), ("per_side", "each"), ("per_receiver", "none"), ("per_receiver_and_side", "each")],
)
def test_two_sided_techniques_follow_the_section(repeat, sides):
    done = steps({"id": "1", "technique": "a.b"}, repeat=repeat, between=[{"id": "2", "technique": "a.b"}])
    assert [s.sides for s in done.routine.steps] == [sides, "none"]
    assert [s.id for s in done.routine.sections[0].between] == ["2"]


def test_every_problem_is_found_with_its_path():
    done = steps(
        {"id": "1", "technique": "a.c"},
        {"id": "2", "technique": "a.b", "variant": "quite"},
        {"id": "3", "technique": "a.b", "without": ["mor"], "cues": [{"id": "new", "text": "Hm."}]},
        {"id": "4", "technique": "a.b", "duration": {"reps": {"n": 9}}},
        {"id": "5", "technique": "a.b", "cues": [{"id": "go", "kind": "caution", "level": "F"}]},
        {"id": "6", "technique": "a.b", "droppable": True},
    )
    assert done.routine is None
    at = ("sections", 0, "steps")
    found = {(f.path, f.code): f.message for f in done.findings}
    assert set(found) == {
        ((*at, 0, "technique"), "MS009"),
        ((*at, 1, "variant"), "MS009"),
        ((*at, 2, "without", 0), "M021"),
        ((*at, 2, "cues", 0), "M022"),
        ((*at, 3, "duration", "reps"), "MS004"),
        ((*at, 4, "cues", 0), "M007"),
        ((*at, 5), "M007"),
    }
    assert 'Did you mean "a.b"?' in found[(*at, 0, "technique"), "MS009"]
    assert 'Did you mean "quiet"?' in found[(*at, 1, "variant"), "MS009"]
    assert 'Did you mean "more"?' in found[(*at, 2, "without", 0), "M021"]
