"""How a session is led: what its front end decides before it begins."""

from __future__ import annotations

from dataclasses import dataclass

from coach.live.levels import UNCHANGED, Levels


@dataclass(frozen=True, slots=True)
class Manner:
    """How a session is led."""

    wait: bool = True
    """Whether gates wait; without, a session is as long as an export."""
    sound_check: bool = False
    """Begin with a line that waits for any key."""
    arrows: bool = True
    """Whether the keys up and down are louder and quieter, as that line says."""
    lesson: bool = False
    """Teach the two chimes of a hold before the first cue."""
    start: int = 0
    """Frame to begin at."""
    resumed: bool = False
    """Go on one cue before ``start``, after what is done already and the start cue of the step."""
    levels: Levels = UNCHANGED
    """How loud it begins: as it was left."""
