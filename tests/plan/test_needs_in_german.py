"""Whoever is massaged in German hears German only, whatever is kept of them."""

from __future__ import annotations

import pytest

from coach.errors import RoutineError
from coach.plan.options import Options, Talk
from coach.plan.planner import plan
from coach.routine.adapt import adapt
from coach.routine.gaps import foreign
from coach.routine.load import load_routine, load_tables
from coach.routine.locales import language
from coach.routine.need import profile_of
from coach.routine.person import Person, needs_of
from coach.routine.routine import Routine
from coach.routine.translation import translated_routines
from coach.speech.silent import silent_measure

PLACES = ("left knee", "right foot", "toes", "scalp", "hair", "ears", "neck", "leg", "temple", "ankle")
KEPT = {
    "short hair": Person(hair="short_or_covered"),
    **{f"{place} off": Person(off=(place,)) for place in PLACES},
    **{f"no firmer than {level}": Person(firmest=level) for level in (1, 2, 3)},
    "ticklish": Person(ticklish=True),
    "no nuts": Person(no_nuts=True),
    **{name: Person(profiles=(name,)) for name in ("light_hands", "pregnant", "no_traction")},
    "short and light": Person(short_and_light=True),
    "all of it": Person(hair="short_or_covered", firmest=1, ticklish=True, no_nuts=True, off=("toes",)),
}


def fit(name: str, person: Person, locale: str) -> Routine | None:
    """Return a routine as it is for a person; None if it is refused."""
    tables = load_tables(locale)
    try:
        return adapt(load_routine(name, locale=locale), tables, needs_of(person, load_tables()))
    except RoutineError:
        return None


def lines(routine: Routine, person: Person, talk: Talk) -> set[str]:
    """Return what is said."""
    profile = profile_of(needs_of(person, load_tables()), "adult")
    made = plan(routine, Options(talk=talk, locale=routine.locale, profile=profile), silent_measure)
    return {cue.line.text for cue in made.cues}


@pytest.mark.parametrize("name", translated_routines("de"))
def test_with_every_need_a_german_plan_says_nothing_in_english(name: str) -> None:
    english = {text for lines in (language("en").said, language("en").lines) for text in lines.values()}
    for what, person in KEPT.items():
        german, written = fit(name, person, "de"), fit(name, person, "en")
        assert (german is None) == (written is None), what
        if german is None or written is None:
            continue
        assert foreign(german, load_tables(), load_tables("de")) == [], what
        for talk in (Talk.FULL, Talk.MINIMAL):
            told = lines(german, person, talk)
            assert not told & (lines(written, person, talk) | english), (what, talk)


@pytest.mark.parametrize("talk", [talk for talk in Talk if talk is not Talk.CHIMES])
def test_ticklish_skin_and_nuts_are_told_in_german_with_the_fewest_words(talk: Talk) -> None:
    person = Person(ticklish=True, no_nuts=True)
    routine = fit("feet-15", person, "de")
    assert routine is not None
    told = " ".join(lines(routine, person, talk))
    assert "kitzelt" in told
    assert "kein Nussöl" in told
