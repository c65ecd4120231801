"""How loud the ambience is at every moment of a session: it knows what will be said, and makes room before.

Every law is a curve of points taken from the timeline; their sum is one curve.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from coach.sound.curve import Curve, curve
from coach.sound.softening import fading, steps
from coach.units import RATE, to_frames

if TYPE_CHECKING:
    from coach.plan.timeline import StepSpan, Timeline

DEPTH_DB = -8.0
"""How far the ambience goes down under speech."""
DOWN = to_frames(0.6)
"""So long before a phrase it begins to go down; at its first word it is there."""
UP = to_frames(1.5)
"""So long after a phrase it is back."""
HELD = to_frames(3.0)
"""Between two phrases that are no further apart it stays down."""

LIFT_DB = 2.0
"""How far it rises where nobody speaks for a while."""
QUIET = to_frames(30.0)
"""Nobody speaks for longer than this: it rises."""
LIFTING = to_frames(8.0)
"""How long rising and sinking take."""

FADE_IN = ((0.0, -60.0), (2.0, -30.0), (8.0, 0.0))
"""Seconds from the beginning, and dB."""
FADE_OUT = ((-12.0, 0.0), (-3.0, -36.0), (0.0, -72.0))
"""Seconds from the end, and dB."""
LOWERING = to_frames(6.0)
"""How long it takes to become as soft as a section is to be."""


@dataclass(frozen=True, slots=True)
class Stroke:
    """A movement with a tempo of its own."""

    up_s: float
    """Seconds in which the ambience swells."""
    down_s: float
    """Seconds in which it ebbs."""
    swing_db: float
    """From ebb to swell; it is meant to be felt, not noticed."""


PULSES = {
    "leg.long_sweep": Stroke(10.0, 4.0, 2.5),
    "back.palm_glide": Stroke(14.0, 6.0, 2.5),
    **dict.fromkeys(("foot.sole_thumbs", "scalp.shrinking_circles"), Stroke(2.0, 2.0, 1.2)),
    "foot.ankle_circles": Stroke(2.5, 2.5, 1.2),
    "hand.thumb_circles": Stroke(1.5, 1.5, 1.2),
}
"""Circles, and sweeps with a way back: as long as their cards say, by technique."""


def level(timeline: Timeline, *, phrases: Iterable[tuple[int, int]], pulse: bool = True) -> Curve:
    """Return the level of the ambience over ``timeline``; ``phrases`` are first frame and end of speech."""
    spoken = _groups(sorted(phrases))
    total = ducked(spoken) + _lifted(spoken, timeline.frames) + _lowered(timeline) + _faded(timeline)
    for step in timeline.steps if pulse else ():
        if points := list(_pulsed(step)):
            total += curve(points)
    return total


def ducked(spoken: Sequence[tuple[int, int]]) -> Curve:
    """Return the curve that makes room for what is spoken; phrases near each other are one already."""
    points: list[tuple[float, float]] = []
    for start, end in spoken:
        points += [(start - DOWN, 0.0), (start, DEPTH_DB), (end, DEPTH_DB), (end + UP, 0.0)]
    return curve(points)


def _groups(phrases: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return phrases with those joined between which it does not pay to come up."""
    groups: list[tuple[int, int]] = []
    for start, end in phrases:
        if groups and start - groups[-1][1] <= HELD:
            groups[-1] = (groups[-1][0], max(end, groups[-1][1]))
        else:
            groups.append((start, end))
    return groups


def _lifted(spoken: Sequence[tuple[int, int]], frames: int) -> Curve:
    """Return the curve that rises where nobody speaks for long."""
    points: list[tuple[float, float]] = []
    for (_, before), (after, _) in pairwise([(0, 0), *spoken, (frames, frames)]):
        if after - before > QUIET:
            first, last = before + UP, after - DOWN
            points += [(first, 0.0), (first + LIFTING, LIFT_DB), (last - LIFTING, LIFT_DB), (last, 0.0)]
    return curve(points)


def _pulsed(step: StepSpan) -> Iterator[tuple[float, float]]:
    """Yield the points of a pulse through ``step``, if its stroke has a tempo."""
    stroke = PULSES.get(step.technique)
    if stroke is None:
        return
    cycle = to_frames(stroke.up_s + stroke.down_s)
    begin = int(step.start)
    if step.reps:  # the repetitions end with the step; before them lies the time to place the hands
        begin = max(step.start, step.end - step.reps * cycle)
    count = (step.end - begin) // cycle
    if not count:
        return
    half = stroke.swing_db / 2
    yield begin - RATE, 0.0
    for number in range(count):
        start = begin + number * cycle
        yield start, -half
        yield start + to_frames(stroke.up_s), half
    end = begin + count * cycle
    yield end, -half
    yield end + RATE, 0.0


def _lowered(timeline: Timeline) -> Curve:
    """Return the curve of a session that ends by fading: section by section it becomes softer."""
    points: list[tuple[float, float]] = []
    before = 0.0
    for start, level in steps(timeline):
        points += [(start, before), (start + LOWERING, level)]
        before = level
    return curve(points)


def _faded(timeline: Timeline) -> Curve:
    """Return the curve that comes in with the session and goes out with it."""
    frames = timeline.frames
    scale = min(1.0, frames / to_frames(40.0))
    rise = [(second * scale * RATE, decibels) for second, decibels in FADE_IN]
    fall = [(frames + second * scale * RATE, decibels) for second, decibels in FADE_OUT]
    last = fading(timeline)
    if last is not None and last.start < fall[0][0]:
        fall = [(last.start, 0.0), ((last.start + 2 * frames) / 3, -24.0), (frames, -72.0)]
    return curve([*rise, *fall])


__all__ = ["DEPTH_DB", "DOWN", "HELD", "LIFT_DB", "PULSES", "QUIET", "UP", "ducked", "level"]
