"""Nobody is nagged: the same sentence comes twice in five minutes at most, at every length."""

from __future__ import annotations

import re
from collections import defaultdict

import pytest

from coach.plan.options import Options, Talk
from coach.plan.planner import plan
from coach.plan.timeline import Timeline
from coach.routine.kind import Kind
from coach.routine.library import shelves
from coach.routine.load import load_routine
from coach.speech.silent import silent_measure
from coach.units import RATE

NAMES = sorted(path.stem for path in shelves("routines")[0][1].glob("*.yaml"))
NEAR = 300 * RATE

SAME = (Kind.CAUTION, Kind.CHECK_IN, Kind.AGREEMENT, Kind.COUNT)
"""Word for word the same whenever they come, so that they are recognised."""


def thirds(timeline: Timeline) -> list[str]:
    """Return sentences that come a third time within five minutes."""
    said: dict[str, list[int]] = defaultdict(list)
    for cue in timeline.cues:
        if cue.kind not in SAME:
            for sentence in re.split(r"(?<=[.?!])\s+", cue.line.text):
                said[sentence].append(cue.start)
    return [
        sentence
        for sentence, starts in said.items()
        if any(third - first <= NEAR for first, third in zip(starts, starts[2:], strict=False))
    ]


@pytest.mark.parametrize("talk", [Talk.FULL, Talk.LIGHT])
@pytest.mark.parametrize("name", NAMES)
def test_no_sentence_comes_three_times_in_five_minutes(name: str, talk: Talk) -> None:
    routine = load_routine(name)
    own = plan(routine, Options(talk=talk), silent_measure)
    assert not thirds(own)
    low, high = own.fit.shortest // RATE, own.fit.longest // RATE
    for seconds in (low, (low + high) // 2, high):
        assert not thirds(plan(routine, Options(talk=talk, seconds=seconds), silent_measure))
