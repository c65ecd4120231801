"""Where a session is: what of a timeline belongs to a frame, and where to begin again after a break.

Pure. A frame is always one of the plan; spans reach from their start up to, not including, their end.
"""

from __future__ import annotations

from bisect import bisect_right
from operator import attrgetter
from typing import TYPE_CHECKING

from coach.routine.kind import Kind
from coach.units import RATE, Frames, to_frames

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coach.plan.timeline import HoldSpan, Line, Spoken, StepSpan, Timeline

RING = to_frames(2.0)
"""So long a chime wants to be left alone."""
NEAR = to_frames(1.5)
"""Two cues no further apart than this belong together."""
LOST = to_frames(1.0)
"""Words that ended so shortly before a device was lost may not have been heard to their end."""

_start = attrgetter("start")


def cue_at(timeline: Timeline, frame: int, grace: int = 0) -> Spoken | None:
    """Return the cue that sounds at ``frame``, or ended less than ``grace`` before."""
    last = last_cue(timeline, frame)
    return last if last is not None and frame < last.end + grace else None


def last_cue(timeline: Timeline, frame: int) -> Spoken | None:
    """Return the cue that sounds at ``frame`` or sounded last; None before the first."""
    index = bisect_right(timeline.cues, frame, key=_start)
    return timeline.cues[index - 1] if index else None


def hold_at(timeline: Timeline, frame: int, grace: int = 0) -> HoldSpan | None:
    """Return the hold that goes on at ``frame``, or ended less than ``grace`` before."""
    index = bisect_right(timeline.holds, frame, key=_start)
    found = timeline.holds[index - 1] if index else None
    return found if found is not None and frame < found.end + grace else None


def step_at(timeline: Timeline, frame: int) -> int:
    """Return the index of the step at ``frame``; the last one at the end."""
    return max(0, bisect_right(timeline.steps, frame, key=_start) - 1)


def chapter_at(timeline: Timeline, frame: int) -> int:
    """Return the index of the chapter at ``frame``; the last one at the end."""
    return max(0, bisect_right(timeline.chapters, frame, key=_start) - 1)


def label(step: StepSpan) -> str:
    """Return the name of a step, with the side where there are sides: "Toes, first foot"."""
    if step.side is None or not step.part:
        return step.label
    return f"{step.label}, {step.part[:1].lower()}{step.part[1:]}"


def begin_again(timeline: Timeline, frame: Frames, approach: Mapping[str, Frames], grace: int = 0) -> Frames:
    """Return where to go on after a break at ``frame``.

    Inside a hold that is the approach of its repetition, inside a sentence its first word, elsewhere
    ``frame`` itself. ``approach`` has the frames before a hold that belong to its repetition, by step.
    ``grace`` counts what ended so shortly before as interrupted too.
    """
    hold = hold_at(timeline, frame, grace)
    if hold is not None:
        frame = Frames(max(0, hold.start - approach.get(hold.step, Frames(0))))
        grace = 0
    cue = cue_at(timeline, frame, grace)
    return frame if cue is None else cue.start


def stroke(
    timeline: Timeline, frame: Frames, units: Mapping[str, Frames], holds: Mapping[str, Frames]
) -> Frames:
    """Return where the stroke at ``frame`` begins again: its repetition, if there are repetitions.

    ``units`` has the length of one repetition by step; ``holds`` the approach to a hold, by step.
    """
    again = begin_again(timeline, frame, holds)
    step = timeline.steps[step_at(timeline, frame)]
    unit = units.get(step.step)
    if unit is None or not step.reps or again != frame:
        return again
    first = step.end - step.reps * unit
    if frame < first:
        return frame
    return begin_again(timeline, Frames(first + (frame - first) // unit * unit), holds)


def cue_back(timeline: Timeline, frame: int) -> Frames:
    """Return the start of the cue that sounds at ``frame`` or was the last to begin; 0 before the first.

    A session that goes on where it was left says its last words again.
    """
    index = bisect_right(timeline.cues, frame, key=_start)
    return timeline.cues[index - 1].start if index else Frames(0)


def free(timeline: Timeline, frame: Frames) -> Frames:
    """Return the first frame from ``frame`` on where the clock may stand: no hold, word or fresh chime."""
    while True:
        hold, cue = hold_at(timeline, frame), cue_at(timeline, frame)
        index = bisect_right(timeline.chimes, frame, key=_start)
        ring = timeline.chimes[index - 1].start + RING if index else 0
        later = max(frame, hold.end if hold else 0, cue.end if cue else 0)
        if later == frame and ring > frame:
            later = min(ring, _next_start(timeline, frame))
        if later >= timeline.frames:
            return timeline.frames
        if later == frame:
            return frame
        frame = Frames(later)


def _next_start(timeline: Timeline, frame: int) -> int:
    """Return the next frame after ``frame`` at which something begins."""
    starts = [
        rows[index].start
        for rows in (timeline.cues, timeline.holds, timeline.chimes)
        if (index := bisect_right(rows, frame, key=_start)) < len(rows)
    ]
    return min(starts, default=timeline.frames)


def gate_after(timeline: Timeline, frame: int) -> StepSpan | None:
    """Return the next step at whose end the session waits; its end lies after ``frame``."""
    return next(
        (step for step in timeline.steps[step_at(timeline, frame) :] if step.gate and step.end > frame), None
    )


def gate_at(timeline: Timeline, frame: int) -> StepSpan | None:
    """Return the step with a gate that ends at ``frame``."""
    return next((step for step in timeline.steps if step.gate and step.end == frame), None)


def start_lines(timeline: Timeline, frame: int) -> tuple[Line, ...]:
    """Return the start cue of the step at ``frame``, in its short form if there is one."""
    step = timeline.steps[step_at(timeline, frame)]
    own = [cue for cue in timeline.cues if step.start <= cue.start < step.end and cue.step == step.step]
    found = next((cue for cue in own if cue.kind is Kind.START), None)
    if found is None:
        return ()
    short = f"{found.line.id}-short"
    return (next((line for line in timeline.unspoken if line.id == short), found.line),)


def again_lines(timeline: Timeline, frame: int) -> tuple[Line, ...]:
    """Return what was said last, with the cautions that belonged to it."""
    index = bisect_right(timeline.cues, frame, key=_start) - 1
    if index < 0:
        return ()
    chosen = [timeline.cues[index]]
    for way in (-1, 1):
        at, edge = index + way, timeline.cues[index]
        while 0 <= at < len(timeline.cues):
            cue = timeline.cues[at]
            gap = edge.start - cue.end if way < 0 else cue.start - edge.end
            if gap > NEAR or cue.step != edge.step or cue.kind is not Kind.CAUTION:
                break
            chosen.append(cue)
            at, edge = at + way, cue
    return tuple(cue.line for cue in sorted(chosen, key=_start))


def anew(timeline: Timeline, again: int, frame: int, *, start: bool) -> frozenset[str]:
    """Return the cues that are heard anew if what had come to ``frame`` goes on at ``again``, by line.

    ``start`` tells that the start cue of the step is said before.
    """
    lines = [cue.line for cue in timeline.cues if again <= cue.start < frame]
    return frozenset(whole(line) for line in (*lines, *(start_lines(timeline, frame) if start else ())))


def whole(line: Line) -> str:
    """Return the name of a line, whichever of its forms it is."""
    return line.id.removesuffix("-short")


TOUCHED = 10 * RATE
"""Frames of a step after which a side has had something of it."""


def unequal(timeline: Timeline, frame: int, start: int = 0) -> bool:
    """Return whether from ``start`` to ``frame`` one side had time that the other did not have."""
    index = step_at(timeline, frame)
    step = timeline.steps[index]
    second = [
        row for row in timeline.steps if row.section == step.section and row.side == "B" and row.end > frame
    ]
    given = [
        row
        for row in timeline.steps
        if row.section == step.section
        and row.side == "A"
        and min(row.end, frame) - max(row.start, start) > TOUCHED
    ]
    return bool(second and given) and frame < timeline.frames
