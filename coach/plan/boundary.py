"""Boundaries: where a plan may change while it is played, so that no hold and no word is cut."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coach.errors import LengthError
from coach.plan.board import NEAR_CHIME
from coach.units import RATE, Frames, to_frames

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coach.plan.course import Course
    from coach.plan.layout import Laid
    from coach.plan.timeline import Spoken

AHEAD = to_frames(2.0)
"""A player has at least so long to change over."""


@dataclass(frozen=True, slots=True)
class Boundary:
    """A frame where a plan may change."""

    index: int
    """Which play of the present plan it lies in, or ends with it."""
    swap: Frames
    reps: int | None
    """Repetitions that are finished there; None where there are none."""


def boundary(course: Course, at: Frames, ahead: Frames) -> Boundary:
    """Return the first boundary that lies ``ahead`` frames or more after ``at``.

    In a step with repetitions that is the end of one, in its lead-in and elsewhere the next whole
    second without a word in the middle of being said, or the end of the step. Raises LengthError where
    the session is over before.
    """
    soonest = at + ahead
    for index, item in enumerate(course.laid):
        if soonest <= item.end:
            swap = min(item.end, _within(item, max(soonest, item.start), course.timeline.cues))
            return Boundary(index, Frames(swap), finished(item, swap))
    raise LengthError("The session is over in a moment; nothing is planned any more. Let it end.")


def playing(laid: Sequence[Laid], at: Frames) -> int:
    """Return the number of the play that is heard at ``at``; the last one at and after the end."""
    return next((n for n, item in enumerate(laid) if at < item.end), len(laid) - 1)


def finished(item: Laid, at: int) -> int | None:
    """Return how many repetitions of ``item`` are whole at ``at``; None where there are none."""
    if item.unit is None or item.reps is None:
        return None
    return min(item.reps, max(0, (at - item.rep_start(1)) // to_frames(item.unit.seconds)))


def whole(frames: int) -> Frames:
    """Return the first whole second from ``frames`` on."""
    return Frames(-(-frames // RATE) * RATE)


def after_words(soonest: int, cues: Sequence[Spoken]) -> Frames:
    """Return the first whole second from ``soonest`` on that lies in no word."""
    at = whole(soonest)
    for cue in cues:
        if cue.start < at < cue.end + NEAR_CHIME:
            at = whole(cue.end + NEAR_CHIME)
    return at


def _within(item: Laid, soonest: int, cues: Sequence[Spoken]) -> Frames:
    if item.unit is None or not item.reps:
        return after_words(soonest, cues)
    if soonest <= item.rep_start(1):
        at = after_words(soonest, cues)
        if at <= item.rep_start(1):
            return at
    for k in range(item.reps + 1):
        if soonest <= item.rep_start(k + 1):
            return item.rep_start(k + 1)
    return after_words(soonest, cues)
