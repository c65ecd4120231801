"""What every changed plan keeps: the checks that the tests of replanning share."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from itertools import pairwise

from coach.lint.examine import lint_plan
from coach.plan.boundary import AHEAD
from coach.plan.course import Course
from coach.plan.layout import Laid
from coach.plan.request import Back, Next, Request
from coach.plan.timeline import Spoken, StepSpan, Timeline
from coach.plan.wording import droppable, wishes
from coach.problem import Place, Severity
from coach.routine.cue import Kind, Level
from coach.routine.load import Opened, open_routine
from coach.units import RATE, Frames, to_frames


def assert_kept(
    old: Course, new: Course, at: Frames, request: Request, ahead: Frames = AHEAD, *, wordier: bool = False
) -> None:
    """Assert everything that a change has to keep; ``wordier``: words became longer on the way."""
    assert new.swap >= at + ahead
    assert_same_before(old.timeline, new.timeline, new.swap)
    assert_clean(new.timeline)
    assert_whole(new)
    assert_fair(new, wordier=wordier)
    assert_said(old, new, request)
    assert_in_order(old, new)
    if new.promised is not None:
        assert new.timeline.frames == new.promised
    assert new.timeline.frames % RATE == 0
    assert new.timeline.options.seconds == new.timeline.frames // RATE


GIVEN = frozenset({"MS003", "MS111", "MS201", "MS205", "MS302", "MS303", "MS308"})
"""Rules about what a giver may decide: a step that is left or played again on one side only; and about
words that had been said before anybody asked, or that come as soon as the step under way lets them."""

HUSHED = frozenset({"MS101"})
"""Rules that somebody who sleeps is spared: nothing is asked."""


def assert_in_order(old: Course, new: Course) -> None:
    """The rules of ``coach check`` find nothing in the new plan that they did not find in the old one."""
    assert not broken(new) - broken(old)


def broken(course: Course) -> set[tuple[Place, str]]:
    """Return the errors and warnings that the rules find in a plan, by their places in the file."""
    spared = GIVEN | HUSHED if course.manner.hush else GIVEN
    found = lint_plan(opened_as(course.routine.id), course.timeline)
    return {(p.place, p.code) for p in found if p.severity is not Severity.NOTE and p.code not in spared}


@cache
def opened_as(name: str) -> Opened:
    """Return a routine of ours with the places of its file."""
    return open_routine(name)


def assert_same_before(old: Timeline, new: Timeline, swap: Frames) -> None:
    """Everything that begins before ``swap`` is in both plans, and no hold lies across it."""
    assert [c for c in old.cues if c.start < swap] == [c for c in new.cues if c.start < swap]
    assert [c for c in old.chimes if c.start < swap] == [c for c in new.chimes if c.start < swap]
    assert [h for h in old.holds if h.start < swap] == [h for h in new.holds if h.start < swap]
    assert [s for s in old.steps if s.end < swap] == [s for s in new.steps if s.end < swap]
    assert [s.start for s in old.steps if s.start < swap] == [s.start for s in new.steps if s.start < swap]
    for plan in (old, new):
        assert not [h for h in plan.holds if h.start < swap < h.end]


def assert_clean(timeline: Timeline) -> None:
    """No overlap, no speech in a hold or near a chime, steps without a gap, nothing outside the session."""
    words = [cue for cue in timeline.cues if cue.kind is not Kind.COUNT]
    for before, after in pairwise(timeline.cues):
        assert after.start >= before.end, (before, after)
    for before, after in pairwise(words):
        assert after.start - before.end >= to_frames(0.3) - 1, (before, after)
    for hold in timeline.holds:
        assert not [cue for cue in words if cue.start < hold.end and cue.end > hold.start], hold
    near = to_frames(0.5)
    for chime in timeline.chimes:
        assert not [c for c in words if c.start < chime.start + near and c.end > chime.start - near], chime
    if words:
        assert words[-1].end < timeline.frames
    assert timeline.steps[0].start == 0
    assert timeline.steps[-1].end == timeline.frames
    for step, following in pairwise(timeline.steps):
        assert step.end == following.start
    ids = [cue.id for cue in timeline.cues]
    assert len(ids) == len(set(ids)), sorted(i for i in ids if ids.count(i) > 1)
    assert [c.start for c in timeline.chapters] == sorted(c.start for c in timeline.chapters)


def assert_whole(course: Course) -> None:
    """Every hold is as long as written, and every repetition is whole."""
    for item in course.laid:
        unit = item.unit
        if unit is None:
            continue
        end = item.rep_start((item.reps or 0) + 1) if item.reps else item.start
        assert end <= item.end
        held = [h for h in course.timeline.holds if item.start <= h.start < item.end]
        assert len(held) == (item.reps if unit.hold_s else 0)
        assert all(h.end - h.start == to_frames(unit.hold_s) for h in held)


def _latest(course: Course) -> Mapping[tuple[str, str | None, int], Laid]:
    return {(i.play.step.id, i.play.side, i.play.receiver): i for i in course.laid}


def assert_fair(course: Course, *, wordier: bool) -> None:
    """Both sides get the same, unless the giver decided otherwise on the second.

    Where words became longer after the first side, the second may have the seconds that they need.
    """
    latest = _latest(course)
    for (step, side, receiver), item in latest.items():
        other = latest.get((step, "B", receiver)) if side == "A" else None
        if side != "A" or step in course.uneven:
            continue
        name = f"{step}b" + ("r2" if receiver == 2 else "")
        if other is None:
            pin = course.pins.get(name)
            assert pin is not None, f"{step} has lost its other side"
            assert pin.seconds == 0, f"{step} has lost its other side"
            continue
        more = other.end - other.start - (item.end - item.start)
        assert more == 0 or (wordier and 0 < more < 20 * RATE), step
        assert other.reps == item.reps, step
    assert set(course.timeline.uneven) == set(course.uneven)


def assert_said(old: Course, new: Course, request: Request) -> None:
    """Every must of a step that begins after the change is in the plan; those of the present one stay."""
    said = {cue.id for cue in new.timeline.cues}
    coming = {item.play.name: item for item in new.laid if item.start >= new.swap}
    for wish in wishes(new.plays, new.options, new.manner):
        item = coming.get(wish.play.name)
        if item is None or wish.cue.level is not Level.MUST or droppable(wish, item.reps):
            continue
        assert wish.id in said, wish.id
    if isinstance(request, Next | Back) or new.manner.hush:
        return
    here = next(item for item in old.laid if item.start < new.swap <= item.end)
    pending = [p for p in old.placed if p.start >= new.swap and p.laid.play.name == here.play.name]
    assert {
        p.wish.id for p in pending if p.wish.cue.level is Level.MUST
    } <= said or new.options.talk == "chimes"


def spans(course: Course) -> list[StepSpan]:
    """Return the steps."""
    return list(course.timeline.steps)


def cues(course: Course, step: str) -> list[Spoken]:
    """Return the cues of a step."""
    return [cue for cue in course.timeline.cues if cue.step == step]
