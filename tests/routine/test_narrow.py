"""A place that is left alone: what can leave it out does, and nothing is asked or worn for its sake."""

from __future__ import annotations

import pytest

from coach.plan.options import Options
from coach.plan.planner import plan
from coach.routine.adapt import adapt
from coach.routine.load import load_routine, load_tables
from coach.routine.person import Person, needs_of
from coach.routine.routine import Routine
from coach.speech.silent import silent_measure
from coach.units import RATE

TABLES = load_tables()
NARROWER = {
    (key, name): technique.variants[name]
    for key, technique in TABLES.techniques.items()
    for name in technique.narrower
}
FAR = "how far up the leg"


def fit(name: str, *off: str, locale: str = "en") -> Routine:
    needs = needs_of(Person(off=off), TABLES)
    return adapt(load_routine(name, locale=locale), load_tables(locale), needs)


def said(routine: Routine) -> str:
    return " ".join(cue.text for step in routine.steps for cue in step.cues)


@pytest.mark.parametrize(
    ("off", "words"),
    [
        ("ankle", "from the toes to the heel"),
        ("legs", "from the toes to the heel"),
        ("toes", "from the ball of the foot to the ankle"),
    ],
)
def test_oil_is_still_spread_over_what_is_left_of_the_foot(off: str, words: str) -> None:
    routine = fit("feet-15", off)
    assert words in said(routine)
    assert any(note.step == "2.2" and note.what == "changed" for note in routine.adapted)
    made = plan(routine, Options(), silent_measure)
    assert made.frames == 15 * 60 * RATE


@pytest.mark.parametrize("key", NARROWER, ids="/".join)
def test_a_narrower_form_touches_less_and_does_not_name_as_its_end_what_it_leaves_out(
    key: tuple[str, str],
) -> None:
    technique, form = TABLES.techniques[key[0]], NARROWER[key]
    assert form.areas is not None
    assert {area.area for area in form.areas} < {*technique.areas}
    known = {cue.id for cue in technique.step.cues}
    assert {cue.id for cue in form.cues} <= known
    assert form.label


@pytest.mark.parametrize("name", ["feet-15", "feet-30", "trio-45", "full-60"])
def test_nobody_is_asked_how_far_up_a_leg_or_bares_one_that_is_left_alone(name: str) -> None:
    before, after = load_routine(name), fit(name, "legs")
    assert FAR in said(before)
    assert FAR not in said(after)
    assert "Legs bare" in (before.preflight.clothes or "")
    assert "Legs bare" not in (after.preflight.clothes or "")
    agreed = next(step for step in after.steps if step.technique == "prep.agreement")
    assert "leg" not in agreed.label
    assert [cue.id for cue in agreed.cues] == ["consent", "word", "oil"]
    assert FAR in said(fit(name, "toes"))


def test_in_german_too() -> None:
    after = said(fit("feet-15", "legs", locale="de"))
    assert "das Bein hinauf" not in after
    assert "Streich Öl von den Zehen zur Ferse" in after


@pytest.mark.parametrize(
    ("name", "locale", "off", "word"),
    [
        ("head-15", "en", ("right ear",), "ears"),
        ("head-15", "de", ("right ear",), "Ohren"),
        ("ears-scalp-5", "en", ("right ear",), "ears"),
        ("ears-scalp-5", "de", ("right ear",), "Ohren"),
        ("head-15", "en", ("scalp", "neck"), "scalp"),
        ("full-60", "en", ("scalp", "neck"), "scalp"),
    ],
)
def test_nothing_announces_a_place_that_is_left_alone(
    name: str, locale: str, off: tuple[str, ...], word: str
) -> None:
    assert word in said(load_routine(name, locale=locale))
    heard = [
        cue.text
        for step in fit(name, *off, locale=locale).steps
        for cue in step.cues
        if cue.caution is None and word in cue.text
    ]
    assert heard == []
