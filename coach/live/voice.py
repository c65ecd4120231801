"""A voice in a session: what speaks at one pace, and everything that it has said."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from coach.plan.timeline import Line
from coach.routine.kind import Level
from coach.units import Frames

if TYPE_CHECKING:
    from coach.live.asked import Asked
    from coach.plan.course import Course
    from coach.speech.clip import Clip


class Speaker(Protocol):
    """Somebody who speaks lines: a booth."""

    def measure(self, lines: Collection[Line]) -> Mapping[Line, Frames]:
        """Return the length of each line that the voice has; raise VoiceError."""
        ...

    def clips(self, lines: Collection[Line]) -> Mapping[Line, Clip]:
        """Return the sound of each line; raise VoiceError."""
        ...


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice at one pace, and everything it has said."""

    booth: Speaker
    clips: dict[Line, Clip]

    def speak(self, lines: Collection[Line]) -> None:
        """Say what was never said; a line that the voice does not have stays unsaid. Raises VoiceError."""
        missing = {line for line in lines if line not in self.clips}
        if missing:
            has = self.booth.measure(missing)
            self.clips.update(self.booth.clips([line for line in missing if line in has]))

    def replanned(self, course: Course, asked: Asked) -> tuple[Course, tuple[str, ...]]:
        """Return ``course`` after what was asked, and what is left out for it was recorded in other words.

        A number may have changed in it. What must be said stays, to be refused when it is spoken.
        """
        from coach.plan.replan import replan

        lacks: dict[str, None] = {}

        def measure(lines: Collection[Line]) -> Mapping[Line, Frames]:
            return self.booth.measure([line for line in lines if line.id not in lacks])

        while True:
            after = replan(course, asked.at, asked.request, measure, ahead=asked.ahead)
            coming = [cue for cue in after.timeline.cues if cue.start >= after.swap]
            light = [cue.line for cue in coming if cue.level is not Level.MUST]
            wrong = [line.id for line in light if self._strange(line)]
            if not wrong:
                return after, tuple(lacks)
            lacks |= dict.fromkeys(wrong)

    @property
    def notices(self) -> list[str]:
        """What the voice has to say of itself; a booth has a list for it."""
        notices: list[str] = getattr(self.booth, "notices", [])
        return notices

    def _strange(self, line: Line) -> bool:
        """Return whether the voice has a line in other words only; a recorded one may."""
        complaint: Callable[[Line], str | None] | None = getattr(self.booth, "complaint", None)
        return complaint is not None and complaint(line) is not None


__all__ = ["Speaker", "Voice"]
