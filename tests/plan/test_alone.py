"""Where only the giver hears the coach, nothing is said to the receiver over their head."""

from __future__ import annotations

import pytest

from coach.lint.examine import lint_plan, score_of
from coach.plan.options import Options, Talk
from coach.plan.planner import plan
from coach.problem import Severity
from coach.routine.cue import Kind
from coach.routine.library import find
from coach.routine.load import open_routine
from coach.speech.silent import silent_measure
from coach.units import RATE
from tests.plan.test_range import NAMES

RELAYED = ("For you both", "A moment for you both", "To the one", "An die ", "Für euch beide")


@pytest.mark.parametrize("talk", [Talk.FULL, Talk.LIGHT, Talk.MINIMAL])
@pytest.mark.parametrize("name", NAMES)
def test_what_would_be_said_to_both_is_said_on_by_the_giver(name: str, talk: Talk) -> None:
    opened = open_routine(find(name))
    assert opened.routine is not None
    usual = plan(opened.routine, Options(talk=talk, alone=True), silent_measure)
    score = score_of(opened)
    for end in (usual.fit.shortest, usual.frames, usual.fit.longest):
        asked = Options(talk=talk, seconds=end // RATE, alone=True)
        timeline = plan(opened.routine, asked, silent_measure)
        assert timeline.frames == end
        heard = [cue.line.text for cue in timeline.cues]
        assert [text for text in heard if text.startswith(RELAYED)] == []
        found = lint_plan(opened, timeline, score)
        assert [problem for problem in found if problem.severity is not Severity.NOTE] == []


@pytest.mark.parametrize("locale", ["en", "de"])
def test_a_question_to_both_becomes_one_to_ask(locale: str) -> None:
    opened = open_routine(find("head-15"), locale=locale)
    assert opened.routine is not None
    told = {
        alone: [
            cue.line.text
            for cue in plan(opened.routine, Options(locale=locale, alone=alone), silent_measure).cues
            if cue.kind is Kind.CHECK_IN
        ]
        for alone in (False, True)
    }
    assert len(told[True]) == len(told[False]) > 0
    softly = {"en": "Ask softly", "de": "Frag leise"}[locale]
    assert all(text.startswith(softly) for text in told[True])
    assert not any(text.startswith(softly) for text in told[False])


def test_the_sheet_says_so_and_a_usual_one_does_not() -> None:
    assert Options(alone=True).sheet()["alone"] is True
    assert "alone" not in Options().sheet()
