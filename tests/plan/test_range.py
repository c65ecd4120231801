"""The range a routine reports is one that plans: both ends are met, and one second beyond is refused."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from coach.errors import LengthError
from coach.plan.options import Options, Talk
from coach.plan.planner import plan
from coach.routine.library import shelves
from coach.routine.routine import Routine
from coach.speech.silent import silent_measure
from coach.units import RATE, clock, to_frames

NAMES = sorted(path.stem for path in shelves("routines")[0][1].glob("*.yaml"))
"""All routines that come with coach."""


@pytest.mark.parametrize("talk", Talk)
@pytest.mark.parametrize("name", NAMES)
def test_both_ends_of_the_range_plan_and_a_second_beyond_names_them(
    name: str, talk: Talk, routine: Callable[[str], Routine]
) -> None:
    fit = plan(routine(name), Options(talk=talk), silent_measure).fit
    ends = (fit.shortest, fit.longest)
    for end in ends:
        timeline = plan(routine(name), Options(talk=talk, seconds=end // RATE), silent_measure)
        assert timeline.frames == end
        assert (timeline.fit.shortest, timeline.fit.longest) == ends
    for end, way, beyond in ((ends[0], "short", -1), (ends[1], "long", 1)):
        with pytest.raises(LengthError) as refused:
            plan(routine(name), Options(talk=talk, seconds=end // RATE + beyond), silent_measure)
        message = str(refused.value)
        assert f"can be {clock(ends[0])} to {clock(ends[1])}" in message
        assert f"{clock(to_frames(end // RATE + beyond))} is too {way}" in message
        assert f"--minutes {clock(end)}" in message
