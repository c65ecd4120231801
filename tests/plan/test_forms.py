"""A voice without a form of a cue says the cue as it is written: nothing is refused for want of a form."""

from __future__ import annotations

from collections.abc import Callable, Collection

import pytest

from coach.errors import VoiceError
from coach.plan.course import Course, begin
from coach.plan.options import Options
from coach.plan.planner import plan
from coach.plan.replan import replan
from coach.plan.request import Back, Hush, Lighter, Next, Request
from coach.plan.timeline import Line, Measure
from coach.routine.kind import Level
from coach.routine.routine import Routine
from coach.units import Frames, to_frames

from .conftest import BUILT_IN, measure_at

SPEAKS = measure_at(142)
FORMS = ("-lighter", "-whisper", "-giver")


def without(*endings: str) -> Measure:
    """Return a measure of a voice that has no line with one of these endings."""

    def measure(lines: Collection[Line]) -> dict[Line, Frames]:
        return dict(SPEAKS([line for line in lines if not line.id.endswith(endings)]))

    return measure


def ids(course: Course) -> set[str]:
    return {cue.line.id for cue in course.timeline.cues}


@pytest.mark.parametrize("name", BUILT_IN)
@pytest.mark.parametrize("request_", [Lighter(), Hush()])
def test_what_is_asked_for_is_done_in_the_usual_words(
    routine: Callable[[str], Routine], name: str, request_: Request
) -> None:
    plain = without(*FORMS)
    begun = begin(routine(name), Options(), plain)
    after = replan(begun, to_frames(60), request_, plain)
    assert not any(cue.endswith(FORMS) for cue in ids(after))
    musts = {cue.id for cue in begun.timeline.cues if cue.level is Level.MUST and cue.start >= after.swap}
    if isinstance(request_, Lighter):
        assert musts <= {cue.id for cue in after.timeline.cues}
        eased = [
            (old.firmest, new.firmest)
            for old, new in zip(begun.timeline.steps, after.timeline.steps, strict=True)
        ]
        assert any(new < old for old, new in eased)
    left = replan(after, to_frames(120), Next(), plain)
    assert not any(cue.endswith(FORMS) for cue in ids(left))


@pytest.mark.parametrize("name", BUILT_IN)
def test_a_giver_alone_hears_the_usual_words(routine: Callable[[str], Routine], name: str) -> None:
    plain = without(*FORMS)
    alone = plan(routine(name), Options(alone=True), plain)
    usual = plan(routine(name), Options(), plain)
    assert [cue.line for cue in alone.cues] == [cue.line for cue in usual.cues]


def test_of_the_forms_only_those_that_lack_are_replaced(routine: Callable[[str], Routine]) -> None:
    whole = plan(routine("head-15"), Options(alone=True), SPEAKS)
    formed = [cue.line.id for cue in whole.cues if cue.line.id.endswith("-giver")]
    assert len(formed) > 1
    said = {cue.line.id for cue in plan(routine("head-15"), Options(alone=True), without(formed[0])).cues}
    assert formed[0] not in said
    assert formed[0].removesuffix("-giver") in said
    assert set(formed[1:]) <= said


def test_the_line_that_is_missing_is_named_as_its_file_is(routine: Callable[[str], Routine]) -> None:
    begun = begin(routine("head-15"), Options(), SPEAKS)
    step = next(step for step in begun.timeline.steps if step.start > to_frames(400))
    again = replan(begun, Frames(step.start + to_frames(10)), Back(), SPEAKS)
    second = next(cue for cue in again.timeline.cues if cue.level is Level.MUST and cue.id.endswith("t2"))
    assert second.line.id != second.id
    with pytest.raises(VoiceError, match=f"{second.line.id} “") as caught:
        replan(again, again.swap, Lighter(), without(second.line.id))
    assert second.id not in str(caught.value)
