"""What a listener may choose; together with the routine and the lengths of speech it decides the plan."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from coach.routine.kind import Level


class Talk(StrEnum):
    """How much is spoken."""

    FULL = "full"
    LIGHT = "light"
    MINIMAL = "minimal"
    CHIMES = "chimes"

    @property
    def levels(self) -> tuple[Level, ...]:
        """Levels of cues that are heard, most important first."""
        return {
            Talk.FULL: (Level.MUST, Level.LIGHT, Level.FULL),
            Talk.LIGHT: (Level.MUST, Level.LIGHT),
        }.get(self, (Level.MUST,))


class Counting(StrEnum):
    """How a hold is counted."""

    CHIME = "chime"
    VOICE = "voice"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Options:
    """Choices for one session."""

    seconds: int | None = None
    """Length asked for, in whole seconds; the routine's own if None."""
    talk: Talk = Talk.FULL
    """How much is spoken."""
    count: Counting = Counting.CHIME
    """How holds are counted."""
    voice: str = "silent"
    """Name of the voice, for the cue sheet."""
    pace: int = 135
    """Words a minute asked of the voice."""
    profile: str = "adult"
    """Whom the session is for."""
    locale: str = "en"
    """Language of the words."""
    seed: int = 0
    """Chooses among alternative wordings; the same seed gives the same plan."""

    def sheet(self) -> dict[str, Any]:
        """Return the options as the cue sheet shows them; ``minutes`` is decimal."""
        data = asdict(self)
        seconds = data.pop("seconds")
        return {"minutes": None if seconds is None else seconds / 60, **data}
