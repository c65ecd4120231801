"""What a listener may choose; together with the routine and the lengths of speech it decides the plan."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import PurePath
from typing import Any

from coach.routine.kind import Level

NO_BED = "none"
"""The ambience that is none."""


NO_ROOM = "none"
"""The room that adds nothing to a voice."""

ROOMS = (NO_ROOM, "warm")
"""What a voice can sound in."""


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
    ambience: str = NO_BED
    """What sounds under the words: a name, a file, or ``none``. With it, long silences need no words."""
    bed: float = -18.0
    """How loud that is against the voice, in dB."""
    pulse: bool = True
    """Whether it swells and ebbs with the strokes."""
    room: str = NO_ROOM
    """What the voice sounds in; nothing of the plan depends on it."""
    alone: bool = False
    """Whether only the giver hears the words: what is said to both is then said on by the giver."""

    def sheet(self) -> dict[str, Any]:
        """Return the options as the cue sheet shows them: ``minutes`` decimal; no word of what is usual."""
        data = asdict(self)
        seconds = data.pop("seconds")
        if self.room == NO_ROOM:
            del data["room"]
        if not self.alone:
            del data["alone"]
        if self.ambience == NO_BED:
            del data["ambience"], data["bed"], data["pulse"]
        else:
            data["ambience"] = PurePath(self.ambience).name  # of a file, where it lies is nobody's concern
        return {"minutes": None if seconds is None else seconds / 60, **data}
