"""A session under way: its present plan, and what may no longer change."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from coach.plan.planner import drawn
from coach.plan.wording import PLAIN, Manner
from coach.units import Frames

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coach.plan.board import Placed
    from coach.plan.expand import Play
    from coach.plan.layout import Laid, Pin
    from coach.plan.options import Options
    from coach.plan.timeline import Measure, Timeline
    from coach.plan.variable import Need
    from coach.routine.routine import Routine


@dataclass(frozen=True, slots=True)
class Course:
    """A session under way. ``timeline`` and ``swap`` are for whoever plays it; the rest is for ``replan``."""

    routine: Routine
    options: Options
    """As they are now: talk and pace may have changed; ``seconds`` is the present length."""
    timeline: Timeline
    """The present plan."""
    swap: Frames
    """Everything that begins before this frame is the same as in the plan before; a cue that is still
    being said there is in both. A player changes over here."""
    plays: tuple[Play, ...]
    """The order of play, with what was left out and what was repeated."""
    laid: tuple[Laid, ...]
    placed: tuple[Placed, ...]
    needs: Mapping[str, Need]
    """What the words of each step need, in seconds, by its id."""
    pins: Mapping[str, Pin] = field(default_factory=dict)
    """Plays whose length the giver decided, by name."""
    promised: Frames | None = None
    """The end, if it was promised."""
    manner: Manner = PLAIN
    """How much lighter, and whether hushed."""
    uneven: tuple[str, ...] = ()
    """Steps that the giver made longer or shorter on the other side only."""


def begin(routine: Routine, options: Options, measure: Measure, *, promised: bool = False) -> Course:
    """Return the session at its start, with the timeline that ``plan`` gives.

    ``promised`` says that it has to be over when it was planned to be, whatever is asked for on the
    way. Raises LengthError like ``plan``.
    """
    made = drawn(routine, options, measure)
    return Course(
        routine,
        made.timeline.options,
        made.timeline,
        Frames(0),
        made.plays,
        made.laid,
        made.placed,
        made.needs,
        promised=made.timeline.frames if promised else None,
    )
