"""A session that ends by fading becomes softer section by section: words, chimes and bed alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.units import Decibels

if TYPE_CHECKING:
    from coach.plan.timeline import StepSpan, Timeline

FADING = "close.fade"
"""A last step that lets everything fade."""

STEP_DB = -2.0
"""How much softer each section is than the one before."""
FIRST_LOWERED = 2
"""The first section that is softer: after arriving, and what is done first."""


def fading(timeline: Timeline) -> StepSpan | None:
    """Return the last step if everything fades in it."""
    last = timeline.steps[-1] if timeline.steps else None
    return last if last is not None and last.technique == FADING else None


def steps(timeline: Timeline) -> tuple[tuple[int, Decibels], ...]:
    """Return the frames from which on a session is softer, each with its level in dB; none if it never is."""
    if fading(timeline) is None:
        return ()
    begun: dict[str, int] = {}
    for step in timeline.steps:
        begun.setdefault(step.section, step.start)
    starts = list(begun.values())[FIRST_LOWERED:]
    return tuple((start, Decibels(number * STEP_DB)) for number, start in enumerate(starts, 1))


def softer(lowered: tuple[tuple[int, Decibels], ...], frame: int) -> Decibels:
    """Return the level in dB of what begins at ``frame``; 0 before the first of the ``lowered`` steps."""
    return next((level for start, level in reversed(lowered) if start <= frame), Decibels(0.0))


__all__ = ["fading", "softer", "steps"]
