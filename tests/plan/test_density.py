"""While hands work there is more quiet than speech, at the shortest lengths too."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from coach.lint.examine import lint_plan
from coach.plan.density import WHY
from coach.plan.expand import expand
from coach.plan.options import Options, Talk
from coach.plan.planner import plan
from coach.plan.wording import droppable, wishes
from coach.problem import Severity
from coach.routine.kind import Level
from coach.routine.library import find
from coach.routine.load import open_routine
from coach.routine.routine import Routine
from coach.speech.silent import silent_measure
from coach.units import RATE

SHORTEST = [
    ("swap-2x20", Talk.MINIMAL),
]
"""Where strokes are so short that the words that are left would fill too much of them."""


@pytest.mark.parametrize(("name", "talk"), SHORTEST)
def test_at_the_shortest_length_words_give_way_and_the_lint_is_content(name: str, talk: Talk) -> None:
    opened = open_routine(find(name))
    assert opened.routine is not None
    own = plan(opened.routine, Options(talk=talk), silent_measure)
    assert not [c for c in own.fit.words_dropped if WHY in c.reason], "at its own length nothing gives way"
    shortest = plan(opened.routine, Options(talk=talk, seconds=own.fit.shortest // RATE), silent_measure)
    assert [c for c in shortest.fit.words_dropped if WHY in c.reason]
    assert not [p for p in lint_plan(opened, shortest) if p.severity is not Severity.NOTE]


@pytest.mark.parametrize(("name", "talk"), SHORTEST)
def test_no_must_gives_way_but_to_its_short_form(
    name: str, talk: Talk, routine: Callable[[str], Routine]
) -> None:
    seconds = plan(routine(name), Options(talk=talk), silent_measure).fit.shortest // RATE
    options = Options(talk=talk, seconds=seconds)
    timeline = plan(routine(name), options, silent_measure)
    texts = {cue.id: cue.line for cue in timeline.cues}
    reps = {(s.step, s.side): s.reps for s in timeline.steps}
    for wish in wishes(expand(routine(name)), options):
        at = (wish.play.step.id, wish.play.side)
        if wish.cue.level is Level.MUST and at in reps and not droppable(wish, reps[at]):
            assert wish.id in texts
            if "{" not in wish.text and texts[wish.id].text != wish.text:
                assert texts[wish.id].text == wish.short
                assert texts[wish.id].id.endswith("-short"), "a recording of it has this name"
