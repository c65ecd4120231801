"""Leaving a step before its end: what it still has to say, and what that means for the other side."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from coach.plan.board import NEAR_CHIME
from coach.plan.boundary import whole
from coach.plan.layout import Pin
from coach.plan.needs import needs
from coach.plan.wording import worded
from coach.routine.cue import Anchor, Kind, Level
from coach.routine.locales import language
from coach.units import RATE, Frames, to_frames

if TYPE_CHECKING:
    from coach.plan.board import Placed
    from coach.plan.boundary import Boundary
    from coach.plan.course import Course
    from coach.plan.expand import Play
    from coach.plan.ruler import Ruler
    from coach.plan.wording import Wish

UNSKIPPED = frozenset({Kind.AGREEMENT, Kind.SWITCH, Kind.AFTERCARE, Kind.END})
"""Kinds that are said even if their step is left; in a step of the frame every must is."""
BREATH, REPLY = to_frames(1.0), to_frames(5.0)
"""Between two such lines, and after one that asks something."""


def twins(course: Course, play: Play, *, before: bool = False) -> list[Play]:
    """Return the plays of the same step on the other side or for the other receiver, after or before it."""
    at = course.plays.index(play)
    around = course.plays[:at] if before else course.plays[at + 1 :]
    same = (play.side, play.receiver)
    return [p for p in around if p.step.id == play.step.id and (p.side, p.receiver) != same]


def unsaid(course: Course, here: Boundary) -> list[Placed]:
    """Return the cues of the present step that may not be skipped and were not yet said."""
    play = course.laid[here.index].play

    def bound(placed: Placed) -> bool:
        cue = placed.wish.cue
        return cue.kind in UNSKIPPED or (play.step.frame and cue.level is Level.MUST)

    coming = (p for p in course.placed if p.start >= here.swap and p.wish.play.name == play.name)
    return [placed for placed in coming if bound(placed)]


def leaving(course: Course, here: Boundary) -> tuple[Wish, ...]:
    """Return what is still said in the present step if it is left, one line after the other."""
    early = {"anchor": Anchor.STEP_END, "lead_s": 3600.0, "offset_s": None, "ends_before_s": None}
    return tuple(
        replace(placed.wish, cue=placed.wish.cue.model_copy(update={**early, "joined": False}))
        for placed in unsaid(course, here)
    )


def cut(course: Course, here: Boundary, ruler: Ruler | None) -> dict[str, Pin] | None:
    """Return the present play ended at ``here``, after what it may not leave unsaid, and its twins ahead.

    They get the same length, or none if it had not really begun. Without a ruler the play is to be
    repeated: nothing more is said in it, and its twins stay as they are. None if that would not make
    it shorter.
    """
    item = course.laid[here.index]
    end = _words_end(course, here.swap)
    if ruler is not None and (last := unsaid(course, here)):
        end = whole(end + BREATH + sum(_room(placed) for placed in last))
    if end == item.end or (end > item.end and ruler is not None):
        return None
    seconds = (end - item.start) // RATE
    pins = {item.play.name: Pin(seconds, here.reps, item.lead, item.stretch, left=True)}
    if ruler is None:
        return pins
    duration = item.play.step.duration
    stretch = min(1.0, seconds / duration.default_s) if duration.continuous else 1.0
    for twin in twins(course, item.play):
        begun = _begun(course, twin, seconds, here.reps, ruler)
        pins[twin.name] = Pin(seconds if begun else 0, here.reps, item.lead, stretch)
    return pins


def _room(placed: Placed) -> int:
    return placed.end - placed.start + (REPLY if placed.question else BREATH)


def _words_end(course: Course, swap: Frames) -> Frames:
    """Return the first whole second from ``swap`` on at which the words begun before it are over."""
    cues = course.timeline.cues
    return whole(max([swap, *(c.end + NEAR_CHIME for c in cues if c.start < swap < c.end + NEAR_CHIME)]))


def _begun(course: Course, twin: Play, seconds: int, reps: int | None, ruler: Ruler) -> bool:
    """Return whether what was done is enough for the words of the same step on the other side."""
    if reps is not None:
        return reps > 0
    words = language(course.options.locale)
    wanted = worded(course.plays, course.options, course.manner, words, ruler)
    mine = [wish for wish in wanted if wish.play.key == twin.key]
    return seconds >= needs([twin], mine, course.options, words, ruler, {})[twin.step.id].seconds
