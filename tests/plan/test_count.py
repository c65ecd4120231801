"""Counting aloud where the author asks for it: once, on the seconds of the hold, and never again."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from coach.plan.count import AFTER_BELL
from coach.plan.options import Counting, Options, Talk
from coach.plan.planner import plan
from coach.plan.timeline import Timeline
from coach.routine.cue import Kind
from coach.routine.routine import Routine
from coach.units import RATE

from .conftest import BUILT_IN, measure_at

Planned = Callable[..., Timeline]


@pytest.mark.parametrize("talk", [Talk.FULL, Talk.LIGHT, Talk.MINIMAL])
@pytest.mark.parametrize("seconds", [15 * 60, 20 * 60, 26 * 60])
def test_the_tutorial_counts_its_first_hold_and_no_other(talk: Talk, seconds: int, planned: Planned) -> None:
    timeline = planned("first-time-20", talk=talk, seconds=seconds)
    first = timeline.holds[0]
    numbers = [cue for cue in timeline.cues if cue.kind is Kind.COUNT]
    assert [cue.line.text for cue in numbers] == ["One.", "Two.", "Three.", "Four.", "Five."]
    assert [cue.start - first.start for cue in numbers] == [n * RATE + AFTER_BELL for n in range(5)]
    assert first.end - first.start == 5 * RATE
    rung = {(strike.name, strike.start) for strike in timeline.chimes}
    assert {("hold_start", first.start), ("hold_end", first.end)} <= rung


def test_bells_alone_are_bells_alone(planned: Planned) -> None:
    timeline = planned("first-time-20", talk=Talk.CHIMES)
    assert not [cue for cue in timeline.cues if cue.kind is Kind.COUNT]


def test_who_has_holds_counted_hears_all_of_them(planned: Planned) -> None:
    timeline = planned("first-time-20", count=Counting.BOTH)
    counted = {(cue.step, cue.side, cue.rep) for cue in timeline.cues if cue.kind is Kind.COUNT}
    assert counted == {(hold.step, hold.side, hold.rep) for hold in timeline.holds}


def test_no_other_routine_counts_unasked(planned: Planned) -> None:
    for name in BUILT_IN:
        assert not [cue for cue in planned(name).cues if cue.kind is Kind.COUNT]


def test_the_last_hold_may_be_counted_too(routine: Callable[[str], Routine]) -> None:
    written = routine("hands-10")
    section = next(s for s in written.sections if any(step.id == "2.4" for step in s.steps))
    steps = tuple(
        step.model_copy(update={"count_reps": (1, "last")}) if step.id == "2.4" else step
        for step in section.steps
    )
    changed = written.model_copy(
        update={
            "sections": tuple(
                section.model_copy(update={"steps": steps}) if s is section else s for s in written.sections
            )
        }
    )
    timeline = plan(changed, Options(), measure_at(142))
    counted = {(cue.step, cue.side, cue.rep) for cue in timeline.cues if cue.kind is Kind.COUNT}
    assert counted == {("2.4", "A", 1), ("2.4", "A", 2)}
