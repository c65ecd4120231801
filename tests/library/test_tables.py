"""The tables: every technique complete in each of its forms, every word speakable, every source named."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from coach.routine.cue import Anchor, Kind, Level
from coach.routine.library import on_shelf, routine_files
from coach.routine.load import check_file, load_routine, load_tables
from coach.routine.resolve import resolve_step
from coach.routine.step import StepEntry

DOCS = Path(__file__).parents[2] / "docs" / "sources.md"

TABLES = load_tables()

FORMS = [(key, form) for key, technique in TABLES.techniques.items() for form in (None, *technique.variants)]
"""Every technique as it is, and in each of its variants."""

SHOWN = ("text", "short_text", "giver_text", "whisper_text")

TRAPS = {
    *("sole", "knead", "close", "lead", "live", "tear", "wind", "bow", "read", "wound", "right", "left"),
    *("he", "him", "his", "she", "her", "hers", "himself", "herself"),
    *("perfect", "beautiful", "relax", "enjoy", "must", "should", "don't"),
}
"""Words that go wrong in the ear, order a feeling, praise, push, or fix who people are."""

FILLERS = ("go ahead and", "from here", "i want you to", "you'll want to", "we're going to")

STOP_WORD = "Either of you can say the word at any time. Everything stops."
"""The stop word is the same sentence everywhere, so that it is recognised."""


def step_of(key: str, form: str | None):
    findings: list = []
    repeats = TABLES.techniques[key].both_sided
    step = resolve_step(
        StepEntry(id="1", technique=key, variant=form), (), TABLES, repeats=repeats, findings=findings
    )
    assert findings == []
    return step


def sentences():
    """Yield everything that any table or routine lets the coach say, with where it stands."""
    for key, form in FORMS:
        for cue in step_of(key, form).cues:
            yield from (
                (f"{key}/{form}/{cue.id}", text) for n in SHOWN if (text := getattr(cue, n)) is not None
            )
    for name, (source, _) in routine_files().items():
        if source == "builtin":
            for step in load_routine(name, TABLES).steps:
                for cue in step.cues:
                    yield from ((f"{name}/{step.id}/{cue.id}", t) for n in SHOWN if (t := getattr(cue, n)))


SENTENCES = list(sentences())


@pytest.mark.parametrize(
    "path", [p for source, p in on_shelf("tables") if source == "builtin"], ids=lambda p: p.stem
)
def test_a_table_has_no_problem(path):
    assert check_file(path, TABLES) == ()


def test_the_tables_hold_what_the_rules_speak_of():
    never = {"neck_front", "neck_side", "throat", "eyes", "ear_canal", "mouth"}
    assert {key for key, area in TABLES.areas.items() if area.never} == never
    private = {"armpit", "groin", "inner_thigh", "chest", "buttock", "abdomen"}
    assert {key for key, area in TABLES.areas.items() if area.private} == private
    caps = {"temple": 1, "spine_line": 0, "neck_back": 2, "kidney_area": 1, "knee_back": 1, "elbow_front": 1}
    assert {key: TABLES.areas[key].pressure_max for key in caps} == caps
    assert list(TABLES.chimes) == ["open", "hold_start", "hold_end", "switch", "close"]
    assert {chime.gain_db for chime in TABLES.chimes.values()} == {-6.0}


@pytest.mark.parametrize(("key", "form"), FORMS)
def test_a_form_of_a_technique_is_a_whole_step(key, form):
    technique, step = TABLES.techniques[key], step_of(key, form)
    assert set(technique.required_kinds) <= {cue.kind for cue in step.cues}
    assert set(technique.sources) <= keys_of_the_page()
    assert step.pressure.max <= 3
    for area in step.areas:
        assert min(step.pressure.max, area.pressure_max) <= TABLES.areas[area.area].pressure_max
        assert not TABLES.areas[area.area].never
    assert not [cue for cue in step.cues if step.droppable and cue.kind is Kind.CAUTION]


@pytest.mark.parametrize(("key", "form"), FORMS)
def test_cues_of_a_form_stand_in_the_order_of_time(key, form):
    step = step_of(key, form)
    moments = [at(step, cue) for cue in step.cues if cue.sides != "second"]
    assert moments == sorted(moments)


def at(step, cue) -> float:
    """Return roughly when a cue is spoken, in seconds from the start of its step."""
    reps = step.duration.reps
    where = 0.0
    if reps is not None and cue.anchor is not Anchor.STEP_START:
        k = reps.n if cue.anchor is Anchor.LAST_REP_START or cue.k < 0 else cue.k
        into = {
            Anchor.HOLD_START: reps.unit.approach_s,
            Anchor.HOLD_END: reps.unit.approach_s + reps.unit.hold_s,
        }
        where = reps.lead_in_s + (k - 1) * reps.unit.seconds + into.get(cue.anchor, 0.0)
    return where + (cue.offset_s or 0.0) - (cue.lead_s or 0.0) - (cue.ends_before_s or 0.0)


def test_a_stand_in_for_the_hair_pull_has_its_times_and_its_names():
    pull, shift = step_of("scalp.hair_pull", None), step_of("scalp.shift", None)
    assert pull.duration == shift.duration
    assert [(c.id, c.level, c.anchor, c.k, c.offset_s) for c in pull.cues] == [
        (c.id, c.level, c.anchor, c.k, c.offset_s) for c in shift.cues
    ]


@pytest.mark.parametrize("text", [pytest.param(text, id=place) for place, text in SENTENCES])
def test_a_sentence_is_short_and_speakable(text):
    said = re.sub(r"\{[^{}]*\}", "half a minute", text)
    assert len(said.split()) <= 20
    assert re.fullmatch(r"[A-Za-z' ,.:;?-]+", said), "only letters and plain marks"
    assert said[-1] in ".?"
    words = re.findall(r"[a-z']+", said.lower())
    assert not set(words) & TRAPS
    assert not [filler for filler in FILLERS if filler in said.lower()]


def test_a_short_form_has_fewer_letters_than_the_whole_one():
    for key, form in FORMS:
        for cue in step_of(key, form).cues:
            assert cue.short_text is None or len(cue.short_text) < len(cue.text), (key, form, cue.id)


def test_nothing_stands_in_for_itself():
    for prop in TABLES.props.values():
        assert [word for word in prop.substitutes if word in prop.name] == []
        assert " or " not in prop.name


def test_the_wrist_point_lies_just_past_the_third_finger_in_the_short_form_too():
    cues = {cue.id: cue for cue in step_of("wrist.inner_point", None).cues}
    for text in (cues["start"].text, cues["start"].lighter_text, cues["start"].short_text):
        assert "just past" in text.lower()
        assert "tendons" in text


def test_other_wordings_are_as_long_and_name_the_same_places_and_side():
    places = {word for area in TABLES.areas.values() for word in area.words} | {"side", "other"}
    found = 0
    for where, cue in every_cue():
        for other in cue.alternatives:
            found += 1
            assert cue.kind not in (Kind.CAUTION, Kind.AGREEMENT, Kind.CHECK_IN), where
            assert abs(len(other.split()) - len(cue.text.split())) <= 2, where
            one, two = (set(re.findall(r"[a-z]+", text.lower())) & places for text in (cue.text, other))
            assert one == two, where
            assert other.split()[0] == cue.text.split()[0] or cue.kind not in (Kind.START, Kind.LAST), where
    assert found > 20


def every_cue():
    """Yield every cue of a table or a built-in routine, with where it stands."""
    for key, form in FORMS:
        yield from ((f"{key}/{form}/{cue.id}", cue) for cue in step_of(key, form).cues)
    for name, (source, _) in routine_files().items():
        if source == "builtin":
            for step in load_routine(name, TABLES).steps:
                yield from ((f"{name}/{step.id}/{cue.id}", cue) for cue in step.cues)


def test_what_is_long_has_a_shorter_form():
    """Cues of more than nine words, but for what is the same sentence everywhere."""
    same = (Kind.CAUTION, Kind.AGREEMENT, Kind.CHECK_IN, Kind.SILENCE)
    for where, cue in every_cue():
        if cue.kind in same or cue.level is Level.FULL or cue.text == STOP_WORD:
            continue
        assert cue.short_text or len(cue.text.split()) <= 9, (where, cue.text)


def test_recognised_sentences_are_the_same_everywhere():
    for key, form in FORMS:
        for cue in step_of(key, form).cues:
            if cue.kind is Kind.CHECK_IN and not key.startswith("learn."):
                assert cue.text == "A moment for you both: lighter, firmer, or the same?"
            if cue.caution == "exit_line":
                assert cue.text == TABLES.cautions["exit_line"].text
            if cue.text.startswith("Either"):
                assert cue.text == STOP_WORD


def keys_of_the_page() -> set[str]:
    return set(re.findall(r"^\| (S\d{2}[a-z]?) \|", DOCS.read_text(encoding="utf-8"), re.MULTILINE))


def test_every_source_of_the_tables_is_on_the_page_of_sources():
    page = DOCS.read_text(encoding="utf-8")
    rows = re.findall(r"^\| (S\d{2}[a-z]?) \|", page, re.MULTILINE)
    assert len(rows) == len(set(rows))
    tables = (TABLES.techniques, TABLES.areas, TABLES.cautions, TABLES.screenings)
    entries = [entry for table in tables for entry in table.values()]
    assert {key for entry in entries for key in entry.sources} <= set(rows)
    assert "Nobody with a medical or massage licence has reviewed this content yet." in page
