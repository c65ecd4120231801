"""Odd routines: what an author may write that no built-in does."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest

from coach.errors import LengthError, RoutineError, VoiceError
from coach.plan.options import Counting, Options, Talk
from coach.plan.planner import plan
from coach.plan.timeline import Line, Timeline
from coach.routine.cue import Cue, Kind
from coach.routine.duration import Continuous, Duration, Reps, Unit
from coach.routine.load import load_routine
from coach.routine.locales import language
from coach.routine.routine import Routine, Section
from coach.routine.step import Step
from coach.units import RATE, Frames, to_frames

from .conftest import measure_at


def stretch(low: float, default: float, high: float, quantum: float = 1) -> Duration:
    return Duration(continuous=Continuous(min_s=low, default_s=default, max_s=high, quantum_s=quantum))


def step(name: str, duration: Duration, *cues: Cue, **fields: Any) -> Step:
    return Step(
        id=name, technique="still.contact", label=f"Step {name}", duration=duration, cues=cues, **fields
    )


def held(n_min: int, n: int, n_max: int, approach: float, hold: float, release: float) -> Duration:
    unit = Unit(approach_s=approach, hold_s=hold, release_s=release)
    return Duration(reps=Reps(n_min=n_min, n=n, n_max=n_max, lead_in_s=4, unit=unit))


def at_130(made: Routine, seconds: int | None = None) -> Timeline:
    return plan(made, Options(seconds=seconds), measure_at(130))


def routine(*sections: Section, target: float = 60, closing: str = "fade") -> Routine:
    return Routine(
        id="odd", title="Odd", summary="Odd.", target_s=target, start_position="seated",
        closing_style=closing, sections=sections,
    )  # fmt: skip


def section(name: str, *steps: Step, **fields: Any) -> Section:
    return Section(id=name, title=name.title(), steps=steps, **fields)


@pytest.mark.parametrize("pace", [80, 100, 115, 130, 142, 160])
@pytest.mark.parametrize("seconds", [560, 640, 720, 901, 1100, 1290])
def test_words_for_a_silence_are_true_with_every_voice(
    pace: int, seconds: int, planned: Callable[..., Timeline]
) -> None:
    timeline = planned("head-15", pace=pace, seconds=max(seconds, 620))
    ends = [*(c.start for c in timeline.cues), *(c.start for c in timeline.chimes), timeline.frames]
    for cue in timeline.cues:
        after = (min(at for at in ends if at >= cue.end) - cue.end) / RATE
        if "pass in quiet" in cue.line.text:
            said = [(len(text), s) for s, text in language("en").quiets if text in cue.line.text.lower()]
            word = max(said)[1]
            assert abs(word - after) <= 0.2 * after + 1e-6
        if "breath" in cue.line.text and cue.kind is Kind.SILENCE:
            assert language("en").breaths(after) in cue.line.text


def test_a_preview_before_the_first_step_is_left_out_or_said_in_it() -> None:
    light = Cue(id="next", kind=Kind.PREVIEW, text="Next, the ears.", lead_s=8)
    must = Cue(id="must", kind=Kind.PREVIEW, text="Next, the hands.", lead_s=8, level="must")
    made = plan(
        routine(section("a", step("1", stretch(30, 60, 90), light, must))), Options(), measure_at(130)
    )
    assert [(c.line.text, c.start >= 0) for c in made.cues] == [("Next, the hands.", True)]
    assert [change.step for change in made.fit.words_dropped] == ["1.1"]


@pytest.mark.parametrize(("hold", "pace"), [(30, 50), (30, 130), (6, 55)])
def test_counting_aloud_never_overlaps(hold: int, pace: int) -> None:
    series = held(1, 2, 2, 3, hold, 3)
    made = plan(
        routine(section("a", step("1", series), step("2", stretch(5, 20, 200)))),
        Options(count=Counting.VOICE, seconds=2 * (hold + 6) + 30), measure_at(pace),
    )  # fmt: skip
    numbers = [c for c in made.cues if c.kind is Kind.COUNT]
    assert len(numbers) >= hold // 3
    for before, after in pairwise(numbers):
        assert before.end <= after.start
    for cue in numbers:
        start = next(h.start for h in made.holds if h.start <= cue.start < h.end)
        assert (cue.start - start) % RATE == 0


def test_steps_that_move_in_jumps_say_which_lengths_there_are() -> None:
    jumps = routine(section("a", step("1", stretch(20, 40, 60, 5))), target=40)
    assert plan(jumps, Options(seconds=45), measure_at(130)).frames == 45 * RATE
    with pytest.raises(LengthError, match=r"leave out 0:52\. Write --minutes 0:50 or 0:55"):
        plan(jumps, Options(seconds=52), measure_at(130))


def test_an_optional_section_leaves_no_hole_in_the_range() -> None:
    made = routine(
        section("a", step("1", stretch(40, 60, 80))),
        section("b", step("2", stretch(40, 60, 80)), optional=True),
        target=120,
    )
    for seconds in range(40, 161):
        timeline = plan(made, Options(seconds=seconds), measure_at(130))
        assert timeline.frames == seconds * RATE
        assert len(timeline.steps) == (1 if seconds <= 79 else 2) or seconds == 80


def test_what_depends_on_a_step_goes_with_it() -> None:
    made = routine(
        section("a", step("1", stretch(40, 60, 80))),
        section("b", step("2", stretch(10, 20, 30), priority=3, droppable=True)),
        section("c", step("3", stretch(10, 20, 30), priority=3, depends_on=("2",))),
        target=100,
    )
    short = plan(made, Options(seconds=50), measure_at(130))
    assert [s.step for s in short.steps] == ["1"]
    assert [change.step for change in short.fit.dropped] == ["2", "3"]


def test_words_never_make_a_step_longer_than_its_repetitions_allow() -> None:
    long_words = Cue(id="say", kind=Kind.START, text=" ".join(["word"] * 20))
    series = held(1, 1, 1, 2, 3, 1)
    made = plan(
        routine(section("a", step("1", series, long_words), step("2", stretch(5, 20, 60)))),
        Options(seconds=50), measure_at(100),
    )  # fmt: skip
    assert next(s.reps for s in made.steps if s.step == "1") == 1
    assert any("lead-in" in change.what for change in made.fit.changed)


def test_a_must_tied_to_a_moment_without_room_is_named() -> None:
    late = Cue(id="late", kind=Kind.START, text="Too late for anything.", anchor="step_end", offset_s=5)
    with pytest.raises(RoutineError, match=r"Cue 1\.1 of step 1 .* finds no room"):
        plan(
            routine(section("a", step("1", stretch(10, 20, 60), late))), Options(seconds=20), measure_at(130)
        )


def test_moments_are_not_placed() -> None:
    moment = Cue(id="oil", kind=Kind.MOMENT, text="{done} is done; now {next}.")
    made = at_130(routine(section("a", step("1", stretch(10, 60, 90), moment))))
    assert made.cues == ()


def test_the_closing_bell_rings_after_the_last_hold() -> None:
    series = held(1, 3, 9, 3, 5, 2)
    last = section("a", step("1", stretch(5, 26, 60)), step("2", series))
    made = at_130(routine(last, closing="words_and_chime"))
    assert made.chimes[-1].name == "close"
    assert made.chimes[-1].start >= made.holds[-1].end
    assert made.chimes[-1].start <= made.frames - to_frames(1)


def test_a_voice_that_lacks_lines_loses_extras_and_never_a_must(routine: Callable[[str], Routine]) -> None:
    def without(*lacking: str) -> Callable[..., dict[Line, Frames]]:
        def measure(lines: Any) -> dict[Line, Frames]:
            return {ln: at for ln, at in measure_at(142)(lines).items() if ln.id not in lacking}

        return measure

    head = routine("head-15")
    made = plan(head, Options(), without("1.1.1", "1.1.1-short", "2.1.7"))
    assert "1.1.1" not in {c.id for c in made.cues}
    assert {"1.1.1", "2.1.7"} <= {change.step for change in made.fit.words_dropped}
    with pytest.raises(VoiceError, match=r"1\.1\.3 .*Your partner lies face up"):
        plan(head, Options(), without("1.1.3"))


def test_talk_levels_only_take_away(planned: Callable[..., Timeline]) -> None:
    ids = [
        {c.id for c in planned("head-15", talk=talk).cues} for talk in (Talk.FULL, Talk.LIGHT, Talk.MINIMAL)
    ]
    assert ids[2] < ids[1] < ids[0]


def test_a_voice_without_the_offers_that_were_put_in_still_gets_a_plan() -> None:
    def own(lines: Any) -> dict[Line, Frames]:
        return {ln: at for ln, at in measure_at(100)(lines).items() if not ln.id.endswith("turn")}

    made = plan(load_routine("feet-15"), Options(talk=Talk.MINIMAL), own)
    assert made.frames == 900 * RATE
    lost = [change for change in made.fit.words_dropped if change.step.endswith("turn")]
    assert {change.reason for change in lost} == {"the voice does not have it"}
