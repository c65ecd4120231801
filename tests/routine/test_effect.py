"""What a file says either has an effect or is told to have none; what could never be heard is refused."""

from __future__ import annotations

import copy

import pytest

from coach.errors import RoutineError
from coach.problem import Severity
from coach.routine.load import check_file, load_routine, load_tables
from coach.routine.schema import schema

STEP = {"id": "9", "technique": "head.cradle"}

IN_VAIN = [
    ({"chime_set": "wood"}, "chime_set"),
    ({"first_side": "left"}, "first_side"),
    ({"head_place": "lap"}, "head_place"),
    ({"side_policy": "alternate"}, "side_policy"),
    ({"side_policy": "together"}, "side_policy"),
    ({"voice_hints": {"rate": 120}}, "voice_hints"),
]

OF_A_STEP = [
    ({"conflicts_with": ["1.1"]}, "conflicts_with"),
    (
        {
            "duration": {
                "reps": {"n_min": 5, "n": 5, "n_max": 5, "unit": {"hold_s": 12, "voice_inside": True}}
            }
        },
        "voice_inside",
    ),
]

SAYING_NOTHING = [
    {"areas_off": []},
    {"audience_profile": "pregnant"},
    {"first_side": "giver_chooses"},
    {"hair": "long"},
    {"head_place": "open"},
    {"side_policy": "finish_one_side"},
    {"voice_hints": {}},
]


def unused(problems):
    return [p for p in problems if p.code == "M070"]


@pytest.mark.parametrize(("fields", "name"), IN_VAIN, ids=str)
def test_a_field_of_a_routine_without_effect_is_a_warning(fields, name, findings, small):
    (found,) = findings({**small, **fields})
    assert (found.code, found.severity) == ("M070", Severity.WARNING)
    assert found.message.startswith(f'"{name}')
    assert "is not used yet; it changes nothing." in found.message
    assert name in found.excerpt


@pytest.mark.parametrize(("fields", "name"), OF_A_STEP, ids=str)
def test_a_field_of_a_step_without_effect_is_a_warning(fields, name, findings, small):
    small["sections"][0]["steps"][1].update(fields)
    (found,) = unused(findings(small))
    assert found.severity is Severity.WARNING
    assert found.message == f'"{name}" is not used yet; it changes nothing.'
    assert name.split()[0] in found.excerpt


@pytest.mark.parametrize(
    ("fields", "instead"),
    [
        ({"gate": {"wait": "ready"}}, "Give a step the gate instead."),
        ({"agreements": ["Oil on the hair?"]}, "Write a cue of kind agreement instead."),
    ],
    ids=["gate", "agreements"],
)
def test_a_field_of_a_section_without_effect_names_what_works(fields, instead, findings, small):
    small["sections"][0].update(fields)
    (found,) = findings(small)
    assert found.code == "M070"
    assert found.message.endswith(instead)


@pytest.mark.parametrize("fields", SAYING_NOTHING, ids=str)
def test_what_is_so_anyway_may_be_written(fields, findings, small):
    assert findings({**small, **fields}) == ()


def test_a_warning_stops_nothing(tmp_path, tables, findings, small):
    assert findings({**small, "head_place": "lap"})
    assert load_routine(tmp_path / "small.yaml", tables).head_place == "lap"


@pytest.mark.parametrize("name", ["feet-15", "hands-10", "head-15"])
def test_the_built_in_routines_say_nothing_in_vain(name, tables):
    assert check_file(name, tables) == ()


@pytest.mark.parametrize("repeat", ["once", "per_receiver"])
def test_steps_between_sides_need_sides(repeat, findings, small):
    small["sections"][0].update(repeat=repeat, between=[STEP])
    (found,) = [p for p in findings(small) if p.code == "M064"]
    assert found.severity is Severity.ERROR
    assert f"repeat: {repeat} has none. Make a section of its own of these steps" in found.message
    assert '"between"' in found.excerpt


@pytest.mark.parametrize("repeat", ["per_side", "per_receiver_and_side"])
def test_a_change_of_sides_is_spoken(repeat, findings, small):
    section = small["sections"][0]
    section["repeat"] = repeat

    def silent_changes():
        return [(p.code, p.severity) for p in findings(small) if p.code.startswith("MS304")]

    assert silent_changes() == [("MS304", Severity.ERROR)]
    section["between"] = [STEP]
    assert silent_changes() == [("MS304", Severity.ERROR)]
    section["between"] = [{"id": "9", "technique": "tr.side"}]
    assert silent_changes() == []
    section["between"][0]["without"] = ["switch"]
    assert silent_changes() == [("MS304", Severity.ERROR)]


@pytest.mark.parametrize("length", [60.5, "1:00.5", "60.5s"])
def test_a_routine_lasts_whole_seconds(length, findings, small):
    (found,) = findings({**small, "target_s": length})
    assert (found.code, found.severity) == ("M007", Severity.ERROR)
    assert "whole seconds" in found.message


@pytest.mark.parametrize(
    ("times", "fits"),
    [((20, 60, 90), True), ((22, 60, 90), False), ((20, 61, 90), False), ((20, 60, 92), False)],
)
def test_a_stretch_lies_on_the_grid_of_its_jumps(times, fits, findings, small):
    low, usual, high = times
    stretch = {"min_s": low, "default_s": usual, "max_s": high, "quantum_s": 5}
    small["sections"][0]["steps"][1]["duration"] = {"continuous": stretch}
    found = [p for p in findings(small) if p.code == "MS004"]
    assert [p.severity for p in found] == ([] if fits else [Severity.ERROR])
    assert all("multiples of 5" in p.message for p in found)


def test_nothing_announces_the_first_step(findings, small):
    preview = {"id": "next", "kind": "preview", "level": "must", "lead_s": 8, "text": "Next, a rest."}
    steps = small["sections"][0]["steps"]
    steps[0]["cues"] = [preview]
    (found,) = findings(small)
    assert (found.code, found.severity) == ("M053", Severity.ERROR)
    steps[0]["cues"] = [{**preview, "level": "light"}]
    assert findings(small) == ()
    steps[0]["cues"], steps[1]["cues"] = [], [preview]
    assert findings(small) == ()


def test_counts_are_made_by_the_plan_only(findings, small):
    step = small["sections"][0]["steps"][1]
    step["cues"] = [{"id": "one", "kind": "count", "text": "One."}]
    (found,) = [p for p in findings(small) if p.code == "M007"]
    assert found.severity is Severity.ERROR
    assert "counts are made by the plan" in found.message
    step["cues"] = [{"id": "one", "kind": "moment", "text": "Done with {done}."}]
    assert findings(small) == ()
    step["cues"] = [{"id": "one", "kind": 7, "text": "One."}]
    assert not any("count," in p.message for p in findings(small))
    assert "count" not in schema()["definitions"]["Kind"]["enum"]


CHIME = "chimes:\n  {}: {{meaning: It rings., gain_db: -6.0, duration_s: 2.0}}\n"


def test_a_chime_without_a_sound_is_refused(tmp_path, monkeypatch):
    folder = tmp_path / "own" / "tables"
    folder.mkdir(parents=True)
    monkeypatch.setenv("COACH_HOME", str(folder.parent))
    (folder / "chimes.yaml").write_text(CHIME.format("gong"), encoding="utf-8")
    with pytest.raises(RoutineError, match=r"M065 error: there is no sound for a chime \"gong\"") as caught:
        load_tables()
    assert "open, hold_start, hold_end, switch, close" in str(caught.value)
    assert caught.value.problems[0].place.line == 2
    (folder / "chimes.yaml").write_text(CHIME.format("switch"), encoding="utf-8")
    assert load_tables().chimes["switch"].meaning == "It rings."


def test_there_is_a_sound_for_every_chime(tables):
    from coach.routine.cards import CHIMES
    from coach.sound.chimes import load_chimes

    assert set(tables.chimes) == set(CHIMES) == set(load_chimes())


def test_links_lead_somewhere(findings, small):
    other = copy.deepcopy(small["sections"][0])
    other.update(id="b", requires_section="c", position=None)
    del other["position"]
    for number, step in enumerate(other["steps"]):
        step["id"] = f"2.{number}"
    other["steps"][1]["depends_on"] = ["1.22"]
    small["sections"].append(other)
    messages = [p.message for p in findings(small) if p.code == "MS009"]
    assert any('no section "c"' in message for message in messages)
    assert any('no step "1.22"' in message for message in messages)


def test_many_warnings_hide_no_error(findings, small):
    long_words = "one " * 21
    cues = [{"id": f"c{n}", "kind": "detail", "text": long_words} for n in range(120)]
    small["sections"][0]["steps"][1]["cues"] = cues
    small["sections"][0]["steps"].append({"id": "1.3", "technique": "head.cradle", "depends_on": ["nowhere"]})
    found = findings(small)
    assert len(found) == 100
    assert [p.code for p in found if p.severity is Severity.ERROR] == ["MS009"]
