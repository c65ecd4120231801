"""What a session shows of itself: how far the words are, and what a change made of the plan."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from coach.live import spot
from coach.live.manner import Manner
from coach.live.outlook import difference, outlook
from coach.plan.options import Options
from coach.plan.planner import plan
from coach.routine.load import load_routine
from coach.speech.silent import silent_measure
from coach.units import RATE

from .stand import Stand


def test_how_far_the_words_are_is_known_while_they_are_said_and_after() -> None:
    stand = Stand("head-15").begin()
    cue = stand.take.timeline.cues[6]
    stand.run_to(cue.start + RATE)
    now = stand.status
    assert (now.words, now.said, now.saying) == (cue.line.text, RATE, cue.end - cue.start)
    stand.run_to(cue.end + RATE // 2)
    assert stand.status.said == stand.status.saying + RATE // 2
    stand.tell("pause")
    assert stand.status.said == stand.status.saying + RATE // 2


def test_how_far_an_aside_is_is_known_until_it_is_over() -> None:
    stand = Stand(manner=Manner(sound_check=True, wait=True)).begin()
    stand.run(1.0)
    assert stand.status.words.startswith("If you hear this well")
    assert stand.status.said == RATE
    assert stand.status.saying > 4 * RATE
    stand.run(20)
    assert stand.status.words.startswith("If you hear this well")
    assert (stand.status.said, stand.status.saying) == (0, 0)
    assert spot.last_cue(stand.take.timeline, stand.status.position) is None


def test_a_nearer_end_says_which_steps_it_leaves_out() -> None:
    stand = Stand("head-15").begin()
    stand.run(200)
    stand.tell("end in 8")
    fit = stand.session.timeline.fit
    names = [re.split("[,;]", change.what)[0] for change in fit.dropped]
    assert len(names) == 4
    assert f"Left out: {', '.join(names[:3])} and 1 more." in stand.status.notice
    assert re.match(r"The end is at 11:\d\d now. 8:\d\d to go. Left out: ", stand.status.notice)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("longer", "Longer: Rest the head in your palms."),
        ("back", "Once more: Rest the head in your palms."),
        ("next", "Shorter: Rest the head in your palms."),
    ],
)
def test_a_step_that_changes_is_named(text: str, told: str) -> None:
    stand = Stand("head-15").begin()
    stand.run_to(stand.take.timeline.frames // 3)
    assert stand.tell(text).notice.endswith(told)


def test_a_plan_with_other_words_only_names_no_step() -> None:
    stand = Stand("head-15").begin()
    stand.run(200)
    told = stand.tell("less talk").notice
    assert re.fullmatch(r"The plan has changed. The end stays where it was. \d+:\d\d to go.", told)


def test_sides_are_named_once_if_both_are_concerned_and_at_most_three_steps() -> None:
    whole = plan(load_routine("feet-30"), Options(), silent_measure)
    feet = [step for step in whole.steps if step.side is not None]
    one = feet[0].step
    both = replace(whole, steps=tuple(step for step in whole.steps if step.step != one))
    first = replace(whole, steps=tuple(s for s in whole.steps if (s.step, s.side) != (one, "A")))
    none = replace(whole, steps=tuple(step for step in whole.steps if step.side is None))
    assert difference(whole, both, 0) == "Left out: Hold the foot (both sides)."
    assert difference(whole, first, 0) == "Left out: Hold the foot (first foot)."
    assert difference(whole, none, 0).endswith(f" and {len({s.step for s in feet}) - 3} more.")
    assert difference(whole, whole, 0) == ""
    assert difference(whole, both, whole.frames) == ""


def test_what_is_to_come_begins_with_the_present_step_and_tells_what_gave_way() -> None:
    stand = Stand("head-15").begin()
    stand.run(200)
    stand.tell("end in 8")
    timeline, at = stand.session.timeline, stand.status.position
    known = outlook(timeline, at)
    first = known["steps"][0]
    assert first["at"] <= at / RATE < first["at"] + first["seconds"]
    assert first["step"] == stand.status.step
    assert known["steps"][1]["step"] == stand.status.following
    ahead = sum(step["seconds"] for step in known["steps"])
    assert ahead == timeline.frames / RATE - first["at"]
    assert known["left_out"] == [change.what for change in timeline.fit.dropped]
    assert outlook(timeline, timeline.frames)["steps"] == []
