"""Replanning: whatever is asked for on the way, the rest keeps what a plan promises."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.errors import LengthError
from coach.plan.ahead import OutOfReachError
from coach.plan.course import Course, begin
from coach.plan.options import Counting, Options, Talk
from coach.plan.planner import plan
from coach.plan.replan import replan
from coach.plan.request import (
    AloneOf,
    Back,
    BedOf,
    EndIn,
    Hush,
    Lighter,
    Longer,
    Next,
    PaceOf,
    Request,
    TalkOf,
)
from coach.routine.cue import PROTECTED, Kind
from coach.routine.load import load_routine
from coach.routine.routine import Routine
from coach.units import RATE, Frames, to_frames

from .conftest import BUILT_IN, measure_at
from .promises import assert_kept, cues

MEASURE = measure_at(142)
ROUTINES = {name: load_routine(name) for name in BUILT_IN}

REQUESTS: st.SearchStrategy[Request] = st.one_of(
    st.just(Next()),
    st.just(Longer()),
    st.just(Back()),
    st.just(Lighter()),
    st.just(Hush()),
    st.builds(EndIn, st.integers(60, 900)),
    st.builds(TalkOf, st.sampled_from(list(Talk))),
    st.builds(PaceOf, st.sampled_from([110, 130, 150])),
    st.builds(BedOf, st.sampled_from(["none", "ocean", "rain"])),
    st.builds(AloneOf, st.booleans()),
)
MOVES = st.lists(st.tuples(st.integers(0, 150 * RATE), REQUESTS), min_size=1, max_size=8)


@settings(max_examples=40)
@given(
    name=st.sampled_from(BUILT_IN),
    talk=st.sampled_from(list(Talk)),
    count=st.sampled_from(list(Counting)),
    promised=st.booleans(),
    moves=MOVES,
)
def test_whatever_is_asked_the_rest_keeps_its_promises(
    name: str, talk: Talk, count: Counting, promised: bool, moves: list[tuple[int, Request]]
) -> None:
    course = begin(ROUTINES[name], Options(talk=talk, count=count), MEASURE, promised=promised)
    at, measure, wordier = 0, MEASURE, False
    for wait, request in moves:
        at += wait
        if at >= course.timeline.frames:
            break
        spoken = measure_at(request.pace) if isinstance(request, PaceOf) else measure
        try:
            changed = replan(course, Frames(at), request, spoken)
        except LengthError:
            continue
        wordier |= isinstance(request, PaceOf | TalkOf | AloneOf | BedOf)
        assert_kept(course, changed, Frames(at), request, wordier=wordier)
        course, measure = changed, spoken


@pytest.fixture
def course(routine: Callable[[str], Routine]) -> Callable[..., Course]:
    """Return a function that begins a session."""

    def start(name: str, *, promised: bool = False, **options: object) -> Course:
        return begin(routine(name), Options(**options), MEASURE, promised=promised)  # type: ignore[arg-type]

    return start


def ask(course: Course, at: float, request: Request) -> Course:
    """Return ``course`` changed at so many seconds."""
    changed = replan(course, to_frames(at), request, MEASURE)
    assert_kept(course, changed, to_frames(at), request)
    return changed


def lengths(course: Course, step: str) -> list[float]:
    """Return the lengths of all plays of a step, in seconds."""
    return [(s.end - s.start) / RATE for s in course.timeline.steps if s.step == step]


def middle(course: Course, step: str, side: str | None = None) -> float:
    """Return the middle of a step, in seconds."""
    found = next(s for s in course.timeline.steps if (s.step, s.side) == (step, side))
    return (found.start + found.end) / 2 / RATE


@pytest.mark.parametrize("name", BUILT_IN)
@pytest.mark.parametrize("talk", list(Talk))
def test_a_session_begins_with_the_plan_that_an_export_has(name: str, talk: Talk) -> None:
    options = Options(talk=talk)
    assert begin(ROUTINES[name], options, MEASURE).timeline == plan(ROUTINES[name], options, MEASURE)


def test_next_ends_the_repetition_and_the_other_side_gets_the_same(course: Callable[..., Course]) -> None:
    before = course("feet-15")
    at = middle(before, "2.7", "A")
    after = ask(before, at, Next())
    span = next(s for s in after.timeline.steps if (s.step, s.side) == ("2.7", "A"))
    assert span.end == after.swap
    assert span.reps is not None
    assert 0 < span.reps < 5
    assert lengths(after, "2.7") == [8 + 14 * span.reps] * 2
    assert after.timeline.frames == before.timeline.frames - 2 * 14 * RATE * (5 - span.reps)
    assert after.timeline.uneven == ()


def test_next_on_the_second_side_is_shorter_there_alone_and_says_so(course: Callable[..., Course]) -> None:
    before = course("feet-15")
    after = ask(before, middle(before, "2.3", "B"), Next())
    first, other = lengths(after, "2.3")
    assert other < first == lengths(before, "2.3")[0]
    assert after.timeline.uneven == ("2.3",)


def test_a_step_that_had_hardly_begun_is_left_out_on_the_other_side(course: Callable[..., Course]) -> None:
    before = course("feet-15")
    start = next(s.start for s in before.timeline.steps if s.step == "2.7")
    after = ask(before, start / RATE + 0.1, Next())
    assert len(lengths(after, "2.7")) == 1


def test_next_leaves_no_agreement_unsaid(course: Callable[..., Course]) -> None:
    for name in BUILT_IN:
        before = course(name)
        start = next(s.start for s in before.timeline.steps if s.step == "1.2")
        after = ask(before, start / RATE + 0.5, Next())
        bound = {c.id for c in cues(before, "1.2") if c.kind in PROTECTED}
        assert bound
        assert bound <= {c.id for c in cues(after, "1.2")}


def test_next_in_the_closing_words_says_them_all_the_same(course: Callable[..., Course]) -> None:
    before = course("head-15")
    after = ask(before, 866.0, Next())
    for kind in (Kind.AFTERCARE, Kind.END):
        assert [c.id for c in before.timeline.cues if c.kind is kind] == [
            c.id for c in after.timeline.cues if c.kind is kind
        ]


def test_longer_adds_a_repetition_or_half_a_minute_on_both_sides(course: Callable[..., Course]) -> None:
    before = course("feet-15")
    strokes = ask(before, middle(before, "2.7", "A"), Longer())
    assert lengths(strokes, "2.7") == [8 + 14 * 6] * 2
    assert strokes.timeline.frames == before.timeline.frames + 28 * RATE
    still = ask(before, middle(before, "2.3", "A"), Longer())
    assert lengths(still, "2.3") == [82 + 30] * 2
    says = next(c for c in strokes.timeline.cues if c.step == "2.7" and c.kind is Kind.PREVIEW)
    assert says.line in {c.line for c in before.timeline.cues}, "what was said stays said"


def test_longer_takes_from_what_lies_ahead_if_the_end_was_promised(course: Callable[..., Course]) -> None:
    before = course("head-15", promised=True)
    after = ask(before, middle(before, "3.1"), Longer())
    assert lengths(after, "3.1") == [90]
    assert after.timeline.frames == before.timeline.frames
    assert sum(map(sum, (lengths(after, "3.5"), lengths(after, "4.3")))) < 70, "fillers give way first"


def test_longer_at_the_most_says_so(course: Callable[..., Course]) -> None:
    present = course("feet-15")
    for most in (112, 142, 150):
        present = ask(present, middle(present, "2.3", "A"), Longer())
        assert lengths(present, "2.3") == [most, most]
    with pytest.raises(LengthError, match="as long as it can be"):
        ask(present, middle(present, "2.3", "A"), Longer())


def test_an_end_is_kept_and_the_second_side_gets_what_the_first_got(course: Callable[..., Course]) -> None:
    before = course("feet-15")
    after = ask(before, 300.0, EndIn(480))
    assert after.timeline.frames == after.promised == 780 * RATE
    assert {c.kind for c in after.timeline.cues} >= {Kind.AFTERCARE, Kind.END}


def test_an_end_that_is_too_soon_names_the_soonest_which_then_works(course: Callable[..., Course]) -> None:
    before = course("feet-15")
    with pytest.raises(OutOfReachError, match="cannot be over in 1:00") as refused:
        ask(before, 400.0, EndIn(60))
    soonest = refused.value.left
    after = ask(before, 400.0, EndIn(soonest))
    assert after.timeline.frames == (400 + soonest) * RATE
    with pytest.raises(OutOfReachError):
        ask(before, 400.0, EndIn(soonest - 1))


def test_back_plays_the_step_again_and_time_runs_on(course: Callable[..., Course]) -> None:
    before = course("head-15")
    after = ask(before, middle(before, "3.1"), Back())
    first, again = (s for s in after.timeline.steps if s.step == "3.1")
    assert first.end == again.start == after.swap
    assert again.end - again.start == 60 * RATE
    words = [c.line.text for c in cues(after, "3.1")]
    assert words.count("Now make wide, slow circles on both temples, as light as a whisper.") == 2
    assert after.timeline.frames == before.timeline.frames + first.end - first.start


def test_back_soon_after_a_start_means_the_step_before(course: Callable[..., Course]) -> None:
    before = course("head-15")
    start = next(s.start for s in before.timeline.steps if s.step == "3.2")
    after = ask(before, start / RATE + 1.0, Back())
    order = [s.step for s in after.timeline.steps if s.start >= start]
    assert order[:4] == ["3.2", "3.1", "3.2", "3.3"]
    once_more = ask(after, after.swap / RATE - 0.5, Back())
    assert once_more.timeline.frames > 0


def test_back_twice_goes_one_step_further(course: Callable[..., Course]) -> None:
    once = ask(course("head-15"), 370.0, Back())
    twice = ask(once, 370.2, Back())
    assert [s.step for s in twice.timeline.steps if s.start >= twice.swap][:3] == ["2.3", "3.1", "3.2"]


@pytest.mark.parametrize("late", [1.0, 4.0])
@pytest.mark.parametrize(("name", "technique"), [("full-60", "tr.turn"), ("swap-2x20", "tr.swap")])
def test_back_never_leads_to_before_a_turn_that_has_begun(
    course: Callable[..., Course], name: str, technique: str, late: float
) -> None:
    before = course(name)
    turn = next(s for s in before.timeline.steps if s.technique == technique)
    after = ask(before, turn.start / RATE + late, Back())
    coming = [
        [(s.step, s.side) for s in each.timeline.steps if s.start > turn.start and s.technique != technique]
        for each in (before, after)
    ]
    assert coming[0] == coming[1]


def test_a_step_that_is_over_stays_as_long_as_it_was_when_the_end_moves(
    course: Callable[..., Course],
) -> None:
    """Who waits at a gate would hear it begin again."""
    before = course("feet-15", seconds=540)
    gates = [item for item in before.laid if item.play.step.gate]
    assert gates
    for item in gates:
        left = (before.timeline.frames - item.end) // RATE
        after = ask(before, item.end / RATE, EndIn(left + 60))
        assert next(i for i in after.laid if i.play.name == item.play.name).end == item.end


def test_hush_asks_nothing_rings_no_closing_bell_and_keeps_what_protects(
    course: Callable[..., Course],
) -> None:
    before = course("head-15")
    after = ask(before, 300.0, Hush())
    coming = [c for c in after.timeline.cues if c.start >= after.swap]
    assert not [c for c in coming if c.kind is Kind.CHECK_IN]
    assert not [c for c in after.timeline.chimes if c.name == "close"]
    bound = [c.id for c in before.timeline.cues if c.start >= after.swap and c.kind in PROTECTED]
    assert set(bound) <= {c.id for c in coming}
    assert after.timeline.frames == before.timeline.frames


def test_lighter_lowers_the_firmest_pressure_of_what_comes(course: Callable[..., Course]) -> None:
    before = course("head-15")
    after = ask(ask(before, 300.0, Lighter()), 310.0, Lighter())
    for old, new in zip(before.timeline.steps, after.timeline.steps, strict=True):
        if new.end <= to_frames(300):
            assert new.firmest == old.firmest
        elif new.start >= after.swap:
            assert new.firmest == min(old.firmest, max(1, old.firmest - 2))


def test_lighter_wordings_are_taken_where_there_are_some() -> None:
    routine = ROUTINES["head-15"]
    sections = list(routine.sections)
    at = next(n for n, s in enumerate(sections) if s.id == "scalp")
    step = sections[at].steps[1]
    told = step.cues[1].model_copy(update={"lighter_text": "Only as heavy as the hair."})
    step = step.model_copy(update={"cues": (step.cues[0], told, *step.cues[2:])})
    steps = (sections[at].steps[0], step, *sections[at].steps[2:])
    sections[at] = sections[at].model_copy(update={"steps": steps})
    session = begin(routine.model_copy(update={"sections": tuple(sections)}), Options(), MEASURE)
    after = ask(session, 300.0, Lighter())
    lines = {c.line.id: c.line.text for c in after.timeline.cues}
    assert lines["3.2.2-lighter"] == "Only as heavy as the hair."


def test_talk_and_pace_change_what_comes(course: Callable[..., Course]) -> None:
    before = course("head-15")
    less = ask(before, 300.0, TalkOf(Talk.MINIMAL))
    assert len(less.timeline.cues) < len(before.timeline.cues)
    more = ask(less, 400.0, TalkOf(Talk.FULL))
    assert len(more.timeline.cues) > len(less.timeline.cues)
    slow = replan(before, to_frames(300), PaceOf(110), measure_at(110))
    last = [(c.end - c.start) for c in (before.timeline.cues[-1], slow.timeline.cues[-1])]
    assert last[1] > last[0]
    assert slow.options.pace == 110


def test_who_hears_the_words_changes_what_comes_and_nothing_before(course: Callable[..., Course]) -> None:
    before = course("head-15")
    after = ask(before, 300.0, AloneOf(alone=True))
    back = ask(after, 400.0, AloneOf(alone=False))
    assert after.timeline.frames == before.timeline.frames == back.timeline.frames
    for new, old in ((after, before), (back, after)):
        asked = [cue for cue in new.timeline.cues if cue.kind is Kind.CHECK_IN]
        coming = {cue.line.text.startswith("Ask softly") for cue in asked if cue.start >= new.swap}
        assert coming == {new.options.alone}
        heard = [[c for c in made.timeline.cues if c.start < new.swap] for made in (old, new)]
        assert heard[0] == heard[1]


def test_a_repeated_step_is_said_in_lines_that_a_recording_has(course: Callable[..., Course]) -> None:
    before = course("head-15")
    after = ask(before, middle(before, "3.1"), Back())
    known = {c.line.id for c in before.timeline.cues} | {ln.id for ln in before.timeline.unspoken}
    assert {c.line.id for c in after.timeline.cues if c.step == "3.1"} <= known


def test_nothing_can_be_changed_when_all_is_over(course: Callable[..., Course]) -> None:
    before = course("hands-10")
    with pytest.raises(LengthError, match="over in a moment"):
        replan(before, Frames(before.timeline.frames - RATE), Lighter(), MEASURE)


def test_a_change_is_planned_from_the_present_plan_alone(course: Callable[..., Course]) -> None:
    """The same requests at the same frames give the same plans."""
    moves = [(200.0, Next()), (250.0, Longer()), (300.0, EndIn(500)), (420.0, Back())]
    ends = []
    for _ in range(2):
        present = course("feet-15")
        for at, request in moves:
            present = ask(present, at, request)
        ends.append(present.timeline)
    assert ends[0] == ends[1]
    assert all(a.end == b.start for a, b in pairwise(ends[0].steps))


def test_an_offer_to_turn_the_head_is_made_in_time_where_the_present_step_is_too_late_for_it(
    course: Callable[..., Course],
) -> None:
    changed = course("feet-15")
    for at, request in ((71, Back()), (91, TalkOf(Talk.MINIMAL)), (217, Longer()), (259, Longer())):
        changed = ask(changed, at, request)
    lies = next(step.start for step in changed.timeline.steps if step.step != "1.1")
    offers = [cue.start for cue in changed.timeline.cues if "turn the head" in cue.line.text]
    assert offers[0] - lies <= to_frames(300)
