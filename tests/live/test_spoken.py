"""What words are commands, and that no sentence of a coach is one."""

from __future__ import annotations

import re

import pytest

from coach.live.command import Verb
from coach.live.spoken import EXPECTED, PHRASES, meaning
from coach.live.status import OVER, State
from coach.plan.asides import aside
from coach.plan.options import Options
from coach.plan.planner import plan
from coach.routine.headings import index
from coach.routine.load import load_routine
from coach.routine.locales import language
from coach.speech.silent import silent_measure

STATES = [state for state in State if state not in OVER]


def verb(text: str, state: State = State.PLAYING, *, speaking: bool = False) -> Verb | None:
    command = meaning(text, state, speaking=speaking)
    return None if command is None else command.verb


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Coach, pause.", Verb.PAUSE),
        (" coach pause", Verb.PAUSE),
        ("Couch, paws!", Verb.PAUSE),
        ("Coach. Go on.", Verb.GO_ON),
        ("Coach, I’m ready.", Verb.GO_ON),
        ("Coach, next please.", Verb.NEXT),
        ("Hey coach, go back.", Verb.BACK),
        ("Coach, again?", Verb.AGAIN),
        ("Coach, longer.", Verb.LONGER),
        ("Coach, lighter.", Verb.LIGHTER),
        ("Coach, how long?", Verb.HOW_LONG),
        ("Coach, louder...", Verb.LOUDER),
        ("Coach, quieter.", Verb.QUIETER),
        ("Coach, stop.", Verb.STOP),
        ("Coach, stop! Coach, stop!", Verb.STOP),
        ("Coach. Coach, stop.", Verb.STOP),
    ],
)
def test_a_name_and_a_command_are_one(text: str, wanted: Verb) -> None:
    assert verb(text) is wanted


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Coach.",
        "Coach coach.",
        "Pause.",
        "Next.",
        "Both paws",
        "Coach class was full",
        "The coach pauses.",
        "Coach, pause at the hip",
        "I told the coach to stop",
        "Coach, pause. Coach, go on.",
        "Don't stop",
        "Stop here",
        "Go on then",
        "Slower.",
        EXPECTED,
        "\x00 100 %",
    ],
)
def test_other_words_are_none_while_a_session_plays(text: str) -> None:
    assert verb(text) is None


def test_while_the_coach_speaks_only_a_pause_and_a_stop_count() -> None:
    heard = {wanted for wanted in PHRASES if verb(f"Coach, {wanted}.", speaking=True) is wanted}
    assert heard == {Verb.PAUSE, Verb.STOP}
    assert verb("Stop.", speaking=True) is None
    assert verb("Ready.", State.GATE, speaking=True) is None


def test_a_word_alone_counts_where_it_does_no_harm() -> None:
    assert verb("Stop.") is Verb.PAUSE
    assert verb("Stop, stop!") is Verb.PAUSE
    for state in STATES:
        waits = state in {State.GATE, State.PAUSED, State.OPENING}
        assert (verb("Ready.", state) is Verb.GO_ON) is waits
        assert (verb("Go on.", state) is Verb.GO_ON) is waits


def test_every_phrase_means_one_thing_and_is_spelt_as_it_is_compared() -> None:
    phrases = [phrase for phrases in PHRASES.values() for phrase in phrases]
    assert len(set(phrases)) == len(phrases)
    for wanted, several in PHRASES.items():
        for phrase in several:
            assert verb(f"Coach, {phrase}.") is wanted, phrase


def test_no_sentence_of_the_coach_is_a_command() -> None:
    texts = {line.text for name in language("en").asides for line in [aside(name, "en")] if line}
    for heading in index():
        timeline = plan(load_routine(heading.id), Options(), silent_measure)
        texts |= {cue.line.text for cue in timeline.cues}
        texts |= {step.gate.line.text for step in timeline.steps if step.gate is not None}
    parts = {part for text in texts for part in re.split(r"[.!?;:]", text)}
    assert len(texts) > 300
    for text in texts | parts:
        for state in STATES:
            assert meaning(text, state, speaking=True) is None, text
            if state is State.PLAYING:
                assert meaning(text, state, speaking=False) is None, text
