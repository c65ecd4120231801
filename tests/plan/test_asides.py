"""Asides: what a live session says beside its plan, ready before the first sound."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from coach.plan.asides import aside, asides, recap, time_left, too_soon, welcome_back
from coach.plan.course import Course, begin
from coach.plan.options import Options
from coach.plan.plain import plain, restored
from coach.plan.sheet import sheet
from coach.routine.load import load_routine
from coach.routine.locales import language
from coach.routine.routine import Routine
from coach.routine.step import Gate
from coach.units import Frames, to_frames

from .conftest import measure_at


@pytest.fixture
def feet(routine: Callable[[str], Routine]) -> Course:
    """Return a session of two sides."""
    return begin(routine("feet-15"), Options(), measure_at(142))


def test_everything_a_session_may_say_is_known_before_it_begins(feet: Course) -> None:
    known = set(asides(feet))
    timeline = feet.timeline
    for seconds in range(0, 900, 7):
        assert time_left(seconds) in known
        assert too_soon(seconds) in known
        assert welcome_back(timeline, to_frames(seconds)) in known
    assert welcome_back(timeline, timeline.frames) in known
    assert {aside(name) for name in language("en").asides} <= known
    gates = [step.gate for step in timeline.steps if step.gate is not None]
    assert gates
    assert all(gate.line in known for gate in gates)


def test_names_of_asides_are_unique_in_every_routine() -> None:
    for name in ("feet-15", "hands-10", "head-15"):
        lines = asides(begin(load_routine(name), Options(), measure_at(142)))
        assert len({line.id for line in lines}) == len(lines)


def test_what_is_done_and_what_comes(feet: Course) -> None:
    timeline = feet.timeline
    at = {step.step + (step.side or ""): step.start for step in timeline.steps}
    assert recap(timeline, Frames(0)) == (None, "Arrive")
    assert recap(timeline, at["2.3A"]) == ("Arrive", "First foot")
    assert recap(timeline, at["2.T"]) == ("First foot", "The other foot")
    assert recap(timeline, at["2.1B"]) == ("First foot", "The other foot")
    assert recap(timeline, at["3.1"]) == ("The other foot", "Close")
    assert recap(timeline, timeline.frames) == ("Close", None)
    text = welcome_back(timeline, at["2.1B"]).text
    assert text == "Welcome back. The first foot is done; now the other foot."


def test_a_time_is_said_in_whole_minutes() -> None:
    assert time_left(660).text == "About eleven minutes to go, then the quiet end."
    assert time_left(89).text == "About one minute to go, then the quiet end."
    assert time_left(20).text == language("en").asides["almost_over"]
    assert too_soon(181).text.endswith("Four minutes would do.")


@pytest.mark.parametrize(
    ("done", "following", "said"),
    [
        (None, "Arrive", "Welcome back. Now getting ready."),
        ("Ears", "Close", "Welcome back. The ears are done; now the quiet end."),
        ("Neck", "Scalp", "Welcome back. The neck is done; now the scalp."),
        ("Close", None, "Welcome back. The quiet end is done."),
        ("First hand", "The other hand", "Welcome back. The first hand is done; now the other hand."),
    ],
)
def test_parts_are_named_as_people_name_them(done: str | None, following: str | None, said: str) -> None:
    assert language("en").recap(done, following) == said


def test_a_gate_says_what_it_waits_for_and_how_often_it_asks() -> None:
    assert (Gate().wait, Gate().again_s) == ("ready", 30)
    assert (Gate(wait="open").wait, Gate(wait="open").again_s) == ("open", 60)
    assert Gate(wait="open", repeat_after_s=90).again_s == 90


def test_an_open_gate_is_planned_like_any_other_step(routine: Callable[[str], Routine]) -> None:
    head = routine("head-15")
    step = head.sections[0].steps[3].model_copy(update={"gate": Gate(wait="open", text="Stay here.")})
    section = head.sections[0].model_copy(update={"steps": (*head.sections[0].steps[:3], step)})
    waiting = head.model_copy(update={"sections": (section, *head.sections[1:])})
    timeline = begin(waiting, Options(), measure_at(142)).timeline
    span = next(s for s in timeline.steps if s.step == "1.4")
    assert span.gate is not None
    assert (span.gate.line.text, span.gate.wait, span.gate.repeat_after) == (
        "Stay here.",
        "open",
        to_frames(60),
    )
    assert timeline.frames == to_frames(900)
    assert restored(json.loads(json.dumps(plain(timeline)))) == timeline
    assert sheet(timeline)["steps"][3]["gate"] is True
