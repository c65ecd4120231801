"""The levels of a session: what the giver made louder or quieter, and whether everything is hushed."""

from __future__ import annotations

from dataclasses import dataclass, replace

from coach.units import to_gain

LOUDEST, QUIETEST = 12.0, -24.0
"""Bounds of what a giver can add to a level, in dB."""
SOFT = -6.0
"""What is said softly is so much quieter, in dB."""


@dataclass(frozen=True, slots=True)
class Levels:
    """What is added to the sound of a plan."""

    volume: float = 0.0
    """What the giver added to everything, in dB."""
    bed: float = 0.0
    """What the giver added to the bed alone, in dB."""
    hushed: bool = False
    """Whether everything is softer for the rest of the session."""

    @property
    def gain(self) -> float:
        """Return the level of everything, as an amplitude factor."""
        return to_gain(self.volume + (SOFT if self.hushed else 0.0))

    def louder(self, decibels: float, *, bed: bool = False) -> tuple[Levels, str]:
        """Return the levels with so much more, for everything or the bed alone, and what to show of it."""
        before = self.bed if bed else self.volume
        wanted = min(LOUDEST, max(QUIETEST, before + decibels))
        end = "." if wanted != before else ": that is as far as it goes."
        levels = replace(self, bed=wanted) if bed else replace(self, volume=wanted)
        return levels, f"{'Ambience' if bed else 'Volume'} {wanted:+.0f} dB{end}"


UNCHANGED = Levels()
"""As the plan sounds by itself."""

__all__ = ["LOUDEST", "QUIETEST", "SOFT", "UNCHANGED", "Levels"]
