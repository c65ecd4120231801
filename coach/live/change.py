"""Changes of the plan: asked for, planned on the thread of errands, taken over where they begin to differ.

The old plan plays on meanwhile. A plan that comes too late for its boundary is made again for the next.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coach.errors import CoachError, LengthError
from coach.plan.request import EndIn, Lighter, Longer
from coach.units import Frames, clock, to_frames

if TYPE_CHECKING:
    from coach.live.desk import Desk, Take
    from coach.live.errand import Done, Runner
    from coach.live.stage import Stage
    from coach.plan.request import Request

MARGIN = to_frames(0.2)
"""A change is never wanted earlier than so long after the present frame, while the plan moves."""

MOST_TRIES = 5
"""How often a change is made again because the sound had gone past its place."""


@dataclass(frozen=True, slots=True)
class _Asked:
    request: Request
    at: Frames
    tries: int


class Changing:
    """The changes of one session, one after the other."""

    def __init__(self, stage: Stage, desk: Desk, runner: Runner) -> None:
        self.revision = 0
        """How often the plan has changed."""
        self._stage, self._desk, self._runner = stage, desk, runner
        self._waiting: deque[_Asked] = deque()
        self._asked: _Asked | None = None
        self._notice = ""

    @property
    def busy(self) -> bool:
        """Return whether something was asked and has not been answered."""
        return self._asked is not None or bool(self._waiting)

    def ask(self, request: Request) -> None:
        """Ask for a change from now on."""
        self._waiting.append(_Asked(request, Frames(0), 0))

    def take_notice(self) -> str:
        """Return what there is to show, once."""
        notice, self._notice = self._notice, ""
        return notice

    def look(self) -> None:
        """Send the next change on its way, if none is under way."""
        if self._asked is not None or not self._waiting:
            return
        asked = self._waiting.popleft()
        now = self._stage.position
        moving = self._stage.moving
        # After a miss there has to be more room: as much as the last try took, and half as much again.
        room = MARGIN + (now - asked.at) * 3 // 2 if asked.tries else MARGIN
        at = Frames(min(self._stage.timeline.frames, now + room if moving else now))
        self._asked = _Asked(asked.request, now, asked.tries)
        take = self._stage.take
        self._runner.send("change", lambda: self._desk.change(take, at, asked.request))

    def done(self, done: Done) -> None:
        """Take over what was planned, or say why not."""
        asked, self._asked = self._asked, None
        if asked is None:
            return
        if done.error is not None:
            self._refused(asked.request, done.error)
            return
        take: Take = done.result
        before = self._stage.timeline
        if self._stage.renew(take):
            self.revision += 1
            self._tell(asked.request, before.frames, take.timeline.frames)
        elif asked.tries + 1 < MOST_TRIES:
            self._waiting.appendleft(_Asked(asked.request, asked.at, asked.tries + 1))
        else:
            self._notice = "The change came too late, each time. Everything goes on as planned; ask again."

    def _tell(self, request: Request, before: int, after: int) -> None:
        if isinstance(request, Lighter):
            self._stage.put_in(self._desk.aside("lighter"))
        if before != after:
            self._notice = f"The end is at {clock(after)} now."
        else:
            self._notice = "The plan has changed; its end stays where it was."

    def _refused(self, request: Request, error: BaseException) -> None:
        if not isinstance(error, CoachError):
            raise error
        self._notice = f"{error} Everything goes on as planned."
        name = "longest" if isinstance(request, Longer) and isinstance(error, LengthError) else "not_possible"
        if isinstance(request, (Longer, EndIn)) or isinstance(error, LengthError):
            self._stage.put_in(self._desk.aside(name))


__all__ = ["Changing"]
