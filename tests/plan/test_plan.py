"""Planning: what is heard, when, and what never happens."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable
from itertools import pairwise

import pytest

from coach.errors import LengthError
from coach.plan.count import AFTER_BELL
from coach.plan.expand import expand
from coach.plan.options import Counting, Options, Talk
from coach.plan.planner import plan
from coach.plan.timeline import Timeline
from coach.plan.wording import heard
from coach.routine.cue import PROTECTED, Kind, Level
from coach.routine.duration import Continuous, Duration
from coach.routine.locales import language
from coach.routine.routine import Routine
from coach.speech.silent import silent_measure
from coach.units import RATE, to_frames

from .conftest import BUILT_IN, measure_at

Planned = Callable[..., Timeline]

SOME_LENGTHS = {
    "feet-15": (531, 600, 727, 900, 1111, 1395),
    "hands-10": (415, 480, 600, 731, 1028),
    "head-15": (440, 480, 601, 720, 900, 1079, 1308),
}
CASES = [(name, seconds) for name, lengths in SOME_LENGTHS.items() for seconds in lengths]


def assert_clean(timeline: Timeline) -> None:
    """No overlap, no speech in a hold or near a chime, nothing outside the session."""
    for before, after in zip(timeline.cues, timeline.cues[1:], strict=False):
        assert after.start - before.end >= to_frames(0.3) - 1 or after.kind is Kind.COUNT, (before, after)
        assert after.start >= before.end
    words = [cue for cue in timeline.cues if cue.kind is not Kind.COUNT]
    for hold in timeline.holds:
        assert not [cue for cue in words if cue.start < hold.end and cue.end > hold.start]
    for chime in timeline.chimes:
        near = to_frames(0.5)
        assert not [c for c in words if c.start < chime.start + near and c.end > chime.start - near], chime
    assert timeline.cues[-1].end < timeline.frames
    assert timeline.steps[0].start == 0
    assert timeline.steps[-1].end == timeline.frames


@pytest.mark.parametrize(("name", "seconds"), CASES)
@pytest.mark.parametrize("talk", list(Talk))
def test_a_plan_is_exact_and_clean(name: str, seconds: int, talk: Talk, planned: Planned) -> None:
    timeline = planned(name, seconds=seconds, talk=talk)
    assert timeline.frames == seconds * RATE
    assert_clean(timeline)


@pytest.mark.parametrize(("name", "seconds"), CASES)
def test_a_must_is_never_lost(
    name: str, seconds: int, planned: Planned, routine: Callable[[str], Routine]
) -> None:
    timeline = planned(name, seconds=seconds, talk=Talk.MINIMAL)
    played = {(step.step, step.side) for step in timeline.steps}
    said = {cue.id for cue in timeline.cues}
    for play in expand(routine(name)):
        if (play.step.id, play.side) not in played:
            continue
        suffix = "b" if play.side == "B" else ""
        for number, cue in enumerate(play.step.cues, start=1):
            if cue.level is Level.MUST and cue.sides == "both":
                assert f"{play.step.id}.{number}{suffix}" in said


@pytest.mark.parametrize("name", BUILT_IN)
def test_what_protects_a_body_is_spoken_at_every_talk_level(
    name: str, planned: Planned, routine: Callable[[str], Routine]
) -> None:
    chimes = planned(name, talk=Talk.CHIMES)
    assert {cue.kind for cue in chimes.cues} <= PROTECTED
    wanted = [c for play in expand(routine(name)) for c in play.step.cues if heard(c, Talk.CHIMES)]
    assert len(chimes.cues) == len(wanted)
    boundaries = {step.start for step in chimes.steps[1:]}
    rung = {chime.start for chime in chimes.chimes if chime.name == "switch"}
    assert rung == boundaries


def test_the_head_script_is_the_sample_it_is_measured_against(planned: Planned) -> None:
    assert len(planned("head-15").cues) == 65
    assert len(planned("head-15", talk=Talk.LIGHT).cues) == 54
    assert len(planned("head-15", talk=Talk.MINIMAL).cues) == 34
    assert len(planned("head-15", talk=Talk.CHIMES).cues) == 12
    timeline = planned("head-15")
    at = {cue.line.text: cue.start / RATE for cue in timeline.cues}
    assert at["Welcome. Fifteen minutes for the head, the scalp and the ears."] == 3.0
    assert at["Now slide both hands under the shoulder blades, palms up."] == 165.0
    assert at["Let half a minute pass in quiet."] == pytest.approx(836.8, abs=0.1)
    five = [h for h in timeline.holds if h.step == "2.1"]
    assert [(h.start / RATE, h.end / RATE) for h in five] == [(188 + 20 * k, 193 + 20 * k) for k in range(5)]
    ringing = [(c.name, c.start / RATE) for c in timeline.chimes if 500 < c.start / RATE < 600]
    assert [at for _, at in ringing] == [509, 513, 519, 523, 589, 593]
    assert (timeline.chimes[-1].name, timeline.chimes[-1].start / RATE) == ("close", 893)


def test_both_sides_get_the_same_time_and_the_second_half_the_words(planned: Planned) -> None:
    for name in ("feet-15", "hands-10"):
        for seconds in SOME_LENGTHS[name]:
            timeline = planned(name, seconds=seconds)
            sides = {
                side: [(s.step, s.end - s.start, s.reps) for s in timeline.steps if s.side == side]
                for side in ("A", "B")
            }
            assert sides["A"] == sides["B"]
        timeline = planned(name)
        spoken = {
            side: sum(len(c.line.text.split()) for c in timeline.cues if c.side == side)
            for side in ("A", "B")
        }
        assert spoken["B"] < 0.8 * spoken["A"]


@pytest.mark.parametrize(("name", "seconds"), CASES)
def test_numbers_in_the_words_are_those_of_the_plan(name: str, seconds: int, planned: Planned) -> None:
    timeline = planned(name, seconds=seconds)
    assert not [cue for cue in timeline.cues if "{" in cue.line.text]
    for step in timeline.steps:
        if step.reps is None:
            continue
        said = [c for c in timeline.cues if c.step == step.step and c.side == step.side]
        for cue in said:
            if cue.kind is Kind.LAST:
                assert step.reps > 1
    for cue in timeline.cues:
        if cue.kind is Kind.SILENCE and "quiet" in cue.line.text:
            after = min([c.start for c in timeline.cues if c.start > cue.start] + [timeline.frames])
            named = [row for row in language("en").quiets if row[1] in cue.line.text.lower()]
            word, _ = max(named, key=lambda row: len(row[1]))  # "a minute" is in "a minute and a half"
            assert word == pytest.approx((after - cue.end) / RATE, rel=0.21)


@pytest.mark.parametrize(("name", "seconds"), [*CASES, ("bedtime-20", 700), ("full-60", 3600)])
def test_how_many_are_announced_is_how_many_come(
    name: str, seconds: int, planned: Planned, routine: Callable[[str], Routine]
) -> None:
    timeline = planned(name, seconds=seconds)
    written = {
        (step.id, number): (cue.text, cue.short_text or cue.text)
        for step in routine(name).steps
        for number, cue in enumerate(step.cues, start=1)
    }
    told = 0
    for cue in timeline.cues:
        step = next(s for s in timeline.steps if (s.step, s.side) == (cue.step, cue.side))
        number = re.match(r"\.(\d+)", cue.id.removeprefix(cue.step))
        forms = written.get((cue.step, int(number[1])), ()) if number else ()
        if forms and all("{n_words" in form for form in forms):
            told += 1
            assert language("en").number(step.reps or 0) in cue.line.text.lower(), cue
    assert told or name == "hands-10"


@pytest.mark.parametrize(("name", "seconds"), CASES)
def test_previews_come_six_to_ten_seconds_ahead(name: str, seconds: int, planned: Planned) -> None:
    timeline = planned(name, seconds=seconds)
    starts = {(s.step, s.side): s.start for s in timeline.steps}
    previews = [cue for cue in timeline.cues if cue.kind is Kind.PREVIEW]
    assert previews
    for cue in previews:
        step = starts[cue.step, cue.side]
        held = [h for h in timeline.holds if cue.end <= h.start <= step - to_frames(6) <= h.end]
        most = 14 if held else 10  # where all of that time is a hold, just before it
        assert to_frames(6) <= step - cue.start <= to_frames(most)
        assert step - cue.end >= to_frames(2)


@pytest.mark.parametrize("count", [Counting.VOICE, Counting.BOTH])
def test_numbers_start_on_the_grid_of_their_hold(count: Counting, planned: Planned) -> None:
    timeline = planned("head-15", count=count)
    numbers = [cue for cue in timeline.cues if cue.kind is Kind.COUNT]
    first = next(h for h in timeline.holds if h.step == "2.1")
    inside = [c for c in numbers if first.start <= c.start < first.end]
    assert [c.line.text for c in inside] == ["One.", "Two.", "Three.", "Four.", "Five."]
    late = AFTER_BELL if count is Counting.BOTH else 0
    assert [c.start - first.start for c in inside] == [n * RATE + late for n in range(5)]
    rung = [c for c in timeline.chimes if c.start == first.start]
    assert bool(rung) is (count is Counting.BOTH)
    assert len([c for c in numbers if c.step == "3.4"]) == 4 * 3  # the author wants three of nine marked


def test_outside_the_range_the_message_names_both_ends(planned: Planned) -> None:
    with pytest.raises(LengthError, match=r"6:51 to 17:08.*5:00 is too short.*--minutes 6:51"):
        planned("hands-10", seconds=300, pace=160)
    with pytest.raises(LengthError, match=r"7:12 to 21:48.*25:00 is too long.*--minutes 21:48"):
        planned("head-15", seconds=1500, pace=160)


@pytest.mark.parametrize("pace", [90, 110, 130])
def test_a_slow_voice_gets_more_time_and_loses_no_must(
    pace: int, planned: Planned, routine: Callable[[str], Routine]
) -> None:
    for name in BUILT_IN:
        timeline = planned(name, pace=pace, talk=Talk.MINIMAL, seconds=int(routine(name).target_s * 1.2))
        assert_clean(timeline)
        musts = {c.id for c in planned(name, talk=Talk.MINIMAL).cues if c.level is Level.MUST}
        assert {name for name in musts if not name.endswith("turn")} <= {c.id for c in timeline.cues}
        for hold in timeline.holds:
            assert hold.end - hold.start == hold.count * RATE


def test_a_long_silence_is_announced(planned: Planned) -> None:
    for name, lengths in SOME_LENGTHS.items():
        for seconds in lengths:
            timeline = planned(name, seconds=seconds)
            for before, after in zip(timeline.cues, timeline.cues[1:], strict=False):
                if after.start - before.end > to_frames(90):
                    assert before.kind is Kind.SILENCE


def test_a_seed_chooses_among_wordings_and_the_first_is_as_written(planned: Planned) -> None:
    for name in ("feet-15", "head-15", "hands-10"):
        written, other, again = (
            [cue.line.text for cue in planned(name, seed=seed).cues] for seed in (0, 1, 1)
        )
        assert other == again
        assert other != written
        assert written == [cue.line.text for cue in planned(name, seed=2).cues]


def test_planning_is_pure(routine: Callable[[str], Routine]) -> None:
    options = Options(seconds=777)
    calls: list[int] = []

    def counting(lines: object) -> object:
        calls.append(1)
        return measure_at(142)(lines)  # type: ignore[arg-type]

    first = plan(routine("head-15"), options, counting)  # type: ignore[arg-type]
    assert len(calls) <= 4
    assert plan(routine("head-15"), options, measure_at(142)) == first
    with pytest.raises(dataclasses.FrozenInstanceError):
        first.frames = 0  # type: ignore[misc]


def test_chapters_cover_the_session_and_begin_after_gates(planned: Planned) -> None:
    timeline = planned("feet-15")
    assert [c.title for c in timeline.chapters] == [
        "Arrive", "Arrive: consent", "First foot", "Change foot", "The other foot", "Close",
    ]  # fmt: skip
    assert timeline.chapters[0].start == 0
    assert timeline.chapters[-1].end == timeline.frames
    for before, after in zip(timeline.chapters, timeline.chapters[1:], strict=False):
        assert before.end == after.start


def stretched(routine: Routine, step: str, seconds: int) -> Routine:
    """Return ``routine`` with one continuous step that may last so long."""
    sections = []
    for section in routine.sections:
        steps = []
        for item in section.steps:
            if item.id == step and item.duration.continuous:
                stretch = item.duration.continuous.model_copy(update={"max_s": float(seconds)})
                duration = item.duration.model_copy(update={"continuous": stretch})
                steps.append(item.model_copy(update={"duration": duration}))
            else:
                steps.append(item)
        sections.append(section.model_copy(update={"steps": tuple(steps)}))
    return routine.model_copy(update={"sections": tuple(sections)})


def test_stretching_puts_in_the_questions_that_it_makes_necessary(
    routine: Callable[[str], Routine],
) -> None:
    longer = stretched(routine("feet-15"), "2.6", 600)
    timeline = plan(longer, Options(seconds=38 * 60), measure_at(142))
    assert timeline.frames == 38 * 60 * RATE
    assert_clean(timeline)
    assert "2.7.check" in [change.step for change in timeline.fit.inserted]
    asked = [s.start for s in timeline.steps if s.technique == "check.pressure"]
    last = max(s.end for s in timeline.steps if s.technique == "leg.long_sweep")
    gaps = [b - a for a, b in zip(asked, [*asked[1:], last], strict=True)]
    assert max(gaps) <= to_frames(600)
    sides = {
        side: [(s.step, s.end - s.start) for s in timeline.steps if s.side == side] for side in ("A", "B")
    }
    assert sides["A"] == sides["B"]
    questions = [cue for cue in timeline.cues if cue.kind is Kind.CHECK_IN]
    assert len(questions) == len(asked)


@pytest.mark.parametrize("talk", [Talk.FULL, Talk.LIGHT, Talk.MINIMAL])
@pytest.mark.parametrize("seconds", [531, 900, 1395])
def test_face_down_a_head_turn_is_offered_every_five_minutes(
    seconds: int, talk: Talk, routine: Callable[[str], Routine]
) -> None:
    assert_heads_turn(plan(routine("feet-15"), Options(seconds=seconds, talk=talk), measure_at(142)))


@pytest.mark.parametrize("seconds", [2345, 2405, 2452])
def test_a_head_turn_is_offered_too_where_no_middle_of_a_step_lies_in_time(
    seconds: int, routine: Callable[[str], Routine]
) -> None:
    options = Options(seconds=seconds, talk=Talk.MINIMAL)
    assert_heads_turn(plan(routine("feet-30"), options, silent_measure))


def test_a_step_that_is_longer_than_a_head_should_lie_has_several_offers(
    routine: Callable[[str], Routine],
) -> None:
    plain = routine("feet-15")
    for_long = next(step for step in plain.sections[-1].steps if step.technique == "close.still")
    long = Duration(continuous=Continuous(min_s=30, default_s=55, max_s=1800))
    steps = tuple(
        step.model_copy(update={"duration": long}) if step is for_long else step
        for step in plain.sections[-1].steps
    )
    changed = plain.model_copy(
        update={
            "sections": (
                *plain.sections[:-1],
                plain.sections[-1].model_copy(update={"steps": steps}),
            )
        }
    )
    assert_heads_turn(plan(changed, Options(seconds=2600, talk=Talk.MINIMAL), silent_measure))


def assert_heads_turn(timeline: Timeline) -> None:
    """From positioning to the end there are never more than five minutes without an offer."""
    assert_clean(timeline)
    offers = [c.start for c in timeline.cues if c.line.text.startswith("Offer")]
    settled = next(s.end for s in timeline.steps if s.technique == "prep.position")
    points = [settled, *offers, timeline.frames]
    gaps = [b - a for a, b in pairwise(points)]
    assert max(gaps) <= to_frames(300)


def test_the_second_receiver_hears_words_and_sees_chapters_of_their_own(planned: Planned) -> None:
    timeline = planned("swap-2x20")
    said = {cue.id: cue.line.text for cue in timeline.cues}
    assert said["1.1.1"] == "Welcome. This half belongs to one of you."
    assert said["1.1.1r2"] == "Now it is the other person's turn."
    assert "half is done" in said["5.2.3"]
    assert timeline.cues[-1].id == "5.2.3r2"
    assert timeline.cues[-1].line.text.startswith("That is all.")
    titles = [chapter.title for chapter in timeline.chapters]
    assert len(set(titles)) == len(titles)
    second = titles[titles.index("Swap") + 1 :]
    assert second == [f"Second half: {title}" for title in titles[: titles.index("Swap")]]


@pytest.mark.parametrize("pace", [110, 130, 142])
@pytest.mark.parametrize("minutes", [None, 15, 18, 25])
def test_what_announces_the_lesson_of_the_bells_never_comes_after_it(
    minutes: int | None, pace: float, planned: Planned
) -> None:
    seconds = minutes and minutes * 60
    said = [cue.line.text for cue in planned("first-time-20", pace=pace, seconds=seconds).cues]
    lesson = said.index("This bell means hold.")
    announced = [number for number, text in enumerate(said) if text.startswith("There are two bells")]
    assert all(number < lesson for number in announced)
    assert announced or pace == 110


def test_what_leads_up_to_a_must_is_left_out_rather_than_said_after_it(planned: Planned) -> None:
    for seconds in (25 * 60 + 12, 26 * 60, 30 * 60):
        cues = planned("full-60", pace=110, seconds=seconds).cues
        opening = [cue.line.text for cue in cues if cue.step == "1.1"]
        assert opening[0].startswith("Welcome") or not any(text.startswith("Welcome") for text in opening)
