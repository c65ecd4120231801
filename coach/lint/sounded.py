"""Finished sound as the rules see it: levels that somebody measured."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coach.lint.fitted import Fitted
    from coach.plan.timeline import Spoken


@dataclass(frozen=True, slots=True)
class Sounded:
    """Levels of a rendered plan, in dB on one scale."""

    fitted: Fitted
    cues: tuple[tuple[Spoken, float], ...]
    """Each spoken cue with its level, in time order."""
    chimes: tuple[tuple[str, float], ...] = ()
    """Each chime by name with its level."""
    bed: tuple[float, ...] = ()
    """Level of the bed's own sound in each second; empty without one."""
