"""The routines that are translated: in German exact at every length and talk level, German throughout."""

from __future__ import annotations

import re
from functools import cache

import pytest

from coach.plan.asides import asides
from coach.plan.course import Course, begin
from coach.plan.options import Counting, Options, Talk
from coach.plan.planner import plan
from coach.routine.load import load_routine
from coach.routine.routine import Routine
from coach.routine.translation import translated_routines
from coach.speech.silent import silent_measure
from coach.units import RATE

from .promises import assert_clean, assert_whole

NAMES = translated_routines("de")

ENGLISH = frozenset(
    re.findall(
        r"\w+",
        "the of is are your you with to from for and now next last let hands slowly both their they this "
        "that when where ear ears foot feet head hair skin oil more take move hold stay wait breath minutes "
        "side other one two three five session partner",
    )
)
"""Words of nearly every English line, none of which is a German word."""


@cache
def routine(name: str) -> Routine:
    return load_routine(name, locale="de")


def course(name: str, talk: Talk, seconds: int | None = None) -> Course:
    return begin(routine(name), Options(seconds=seconds, talk=talk, locale="de"), silent_measure)


def test_three_routines_are_translated() -> None:
    assert NAMES == ["ears-scalp-5", "feet-15", "head-15"]


@pytest.mark.parametrize("talk", Talk)
@pytest.mark.parametrize("name", NAMES)
def test_a_german_session_is_exact_at_every_length(name: str, talk: Talk) -> None:
    usual = course(name, talk)
    assert usual.timeline.frames == int(routine(name).target_s) * RATE
    fit = usual.timeline.fit
    for seconds in {fit.shortest // RATE, (fit.shortest + fit.longest) // 2 // RATE, fit.longest // RATE}:
        made = course(name, talk, int(seconds))
        assert made.timeline.frames == int(seconds) * RATE
        assert_clean(made.timeline)
        assert_whole(made)


@pytest.mark.parametrize("name", NAMES)
def test_the_same_musts_are_said_as_in_english(name: str) -> None:
    english = plan(load_routine(name), Options(talk=Talk.CHIMES), silent_measure)
    german = course(name, Talk.CHIMES).timeline
    assert [cue.id for cue in german.cues] == [cue.id for cue in english.cues]
    assert [step.technique for step in german.steps] == [step.technique for step in english.steps]


@pytest.mark.parametrize("name", NAMES)
def test_no_english_word_is_left(name: str) -> None:
    texts: list[str] = [routine(name).title, routine(name).summary]
    card = routine(name).preflight
    texts += [*card.fetch, *card.lines, card.clothes or "", card.seats or ""]
    texts += [line for lines in card.headboard.values() for line in lines]
    for talk in Talk:
        for seconds in (None, 20 * 60 if name != "ears-scalp-5" else 7 * 60):
            made = course(name, talk, seconds)
            texts += [cue.line.text for cue in made.timeline.cues]
            texts += [line.text for line in asides(made)]
            texts += [line.text for line in made.timeline.unspoken]
            texts += [chapter.title for chapter in made.timeline.chapters]
            texts += [step.label for step in made.timeline.steps]
    for step in routine(name).steps:
        for cue in step.cues:
            texts += [text for text in (cue.giver_text, cue.whisper_text, cue.lighter_text) if text]
    left = {text for text in texts if ENGLISH & set(re.findall(r"[a-zäöüß]+", text.lower()))}
    assert not left, left
    assert any("ü" in text for text in texts)


def test_generated_words_agree_with_their_nouns() -> None:
    said = [cue.line.text for cue in course("head-15", Talk.FULL, 900).timeline.cues]
    assert "Willkommen. Fünfzehn Minuten für Kopf, Kopfhaut und Ohren." in said
    assert any(re.search(r"\b(?:Drei|Vier|Fünf) Mal\.$", text) for text in said)
    assert any(re.search(r"Bleib so, (?:einen ruhigen Atemzug|\w+ ruhige Atemzüge) lang\.", t) for t in said)
    short = course("head-15", Talk.FULL, 8 * 60).timeline.cues
    assert any("fünfzehn" not in cue.line.text and "Acht Minuten" in cue.line.text for cue in short)


def test_holds_are_counted_in_german() -> None:
    options = Options(locale="de", count=Counting.VOICE)
    counted = [
        c.line.text for c in plan(routine("head-15"), options, silent_measure).cues if c.kind == "count"
    ]
    assert counted[:5] == ["Eins.", "Zwei.", "Drei.", "Vier.", "Fünf."]
