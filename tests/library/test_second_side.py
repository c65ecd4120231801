"""What was said on the first side is not said again: the other side gets half the words, but every must."""

from __future__ import annotations

from collections.abc import Collection

import pytest

from coach.plan.options import Options, Talk
from coach.plan.planner import plan
from coach.plan.timeline import Line, Spoken, Timeline
from coach.routine.kind import Kind, Level
from coach.routine.load import load_routine
from coach.speech.silent import silent_measure
from coach.units import RATE, Frames

WHOLE = (Kind.CAUTION, Kind.CHECK_IN)
"""Said word for word on either side."""

FREE = (Kind.SETUP, Kind.POSTURE)
"""Moving to the first side, and a turn of the head that the plan puts in where it is due."""

ENDS = (Kind.LAST, Kind.SILENCE)
"""The word that a series ends, and a long silence that the plan announces: as needed on either side."""

MOST = {
    **dict.fromkeys(("bedtime-20", "feet-15", "first-time-20", "full-60", "trio-45"), 0.51),
    **dict.fromkeys(("desk-8", "feet-30", "hands-10", "swap-2x20"), 0.60),
}
"""Words of the other side as a share of those of the first, at full talk; where cautions and questions
are a quarter of all words, half of them is not to be had."""

Sides = tuple[Timeline, list[Spoken], list[Spoken]]


def at_pace(lines: Collection[Line]) -> dict[Line, Frames]:
    """Return lengths at 139 words a minute, which is how fast the default voice says these words."""
    return {line: Frames(round(len(line.text.split()) * 60 * RATE / 139)) for line in lines}


def sides(name: str, talk: Talk) -> Sides:
    timeline = plan(load_routine(name), Options(talk=talk), silent_measure)
    said = [cue for cue in timeline.cues if cue.kind is not Kind.COUNT]
    return timeline, [c for c in said if c.side == "A"], [c for c in said if c.side == "B"]


def words(cues: list[Spoken], *, whole: bool = True) -> int:
    return sum(len(cue.line.text.split()) for cue in cues if whole or cue.kind not in WHOLE)


@pytest.mark.parametrize("name", sorted(MOST))
def test_the_other_side_gets_half_of_the_words(name: str) -> None:
    _, first, other = sides(name, Talk.FULL)
    assert words(other) <= MOST[name] * words(first)
    assert words(other, whole=False) <= 0.47 * words(first, whole=False)


@pytest.mark.parametrize("name", sorted(MOST))
def test_what_need_not_be_said_is_said_once_at_light_talk(name: str) -> None:
    timeline, _, other = sides(name, Talk.LIGHT)
    offered = {(s.id, c.id) for s in load_routine(name).steps for c in s.cues if c.offers}
    light = [cue for cue in other if cue.level is not Level.MUST and cue.kind not in ENDS]
    named = {cue.id: cue for cue in light}
    for cue in named.values():
        step = next(s for s in load_routine(name).steps if s.id == cue.step)
        number = int(cue.id.removesuffix("r2").removesuffix("b").rsplit(".", 1)[1])
        assert (step.id, step.cues[number - 1].id) in offered, cue.line.text
    assert timeline.frames


@pytest.mark.parametrize("name", sorted(MOST))
def test_every_must_of_the_first_side_is_said_on_the_other(name: str) -> None:
    for talk in (Talk.FULL, Talk.LIGHT, Talk.MINIMAL):
        _, first, other = sides(name, talk)
        again = {(cue.step, cue.kind) for cue in other}
        musts = {(c.step, c.kind) for c in first if c.level is Level.MUST and c.kind not in FREE}
        assert musts <= again
        whole = [c.line.text for c in first if c.kind in WHOLE and c.step != "2.1"]
        assert whole == [c.line.text for c in other if c.kind in WHOLE and c.step != "2.1"]


@pytest.mark.parametrize("name", ["bedtime-20", "feet-15", "head-15"])
def test_who_listens_a_second_time_arrives_with_as_much_quiet_as_words(name: str) -> None:
    timeline = plan(load_routine(name), Options(talk=Talk.LIGHT), at_pace)
    arriving = [step for step in timeline.steps if step.technique.startswith("prep.")]
    time = sum(step.end - step.start for step in arriving)
    last = max(step.end for step in arriving)
    spoken = sum(
        cue.end - cue.start for cue in timeline.cues if cue.start < last and cue.kind is not Kind.PREVIEW
    )
    assert spoken <= 0.5 * time
