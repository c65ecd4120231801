"""Changes of the plan: asked for, planned on the thread of errands, taken over where they begin to differ.

The old plan plays on meanwhile. A plan that comes too late for its boundary is made again for the next.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import TYPE_CHECKING

from coach.errors import CoachError, LengthError
from coach.live.asked import Asked
from coach.live.outlook import difference
from coach.plan.ahead import OutOfReachError
from coach.plan.options import NO_BED
from coach.plan.request import BedOf, EndIn, Hush, Lighter, Longer
from coach.units import RATE, Frames, clock, to_frames

if TYPE_CHECKING:
    from coach.live.desk import Desk, Take
    from coach.live.errand import Done, Runner
    from coach.live.stage import Stage
    from coach.plan.request import Request
    from coach.plan.timeline import Timeline

MARGIN = to_frames(1.0)
"""While the plan moves, a change is first tried so long after the frame that is heard."""

MOST_TRIES = 5
"""How often a change is made again because the sound had gone past its place."""

DONE: dict[type, str] = {
    Lighter: "Lighter from here on.",
    Hush: "Softer, and only the needed words, from here on.",
}
"""What is shown of a change that can hardly be seen in a plan."""


@dataclass(frozen=True, slots=True)
class _Errand:
    request: Request
    sent: int = 0
    """Frame that was heard when it was sent."""
    ahead: Frames = MARGIN
    tries: int = 0


class Changing:
    """The changes of one session, one after the other."""

    def __init__(self, stage: Stage, desk: Desk, runner: Runner) -> None:
        self.revision = 0
        """How often the plan has changed."""
        self.refused = 0
        """How often something that was asked for could not be done."""
        self.faults: list[BaseException] = []
        """What went wrong that should not have: to be told when the session is over."""
        self._stage, self._desk, self._runner = stage, desk, runner
        self._waiting: deque[_Errand] = deque()
        self._asked: _Errand | None = None
        self._notice = ""

    @property
    def busy(self) -> bool:
        """Return whether something was asked and has not been answered."""
        return self._asked is not None or bool(self._waiting)

    def ask(self, request: Request) -> None:
        """Ask for a change from now on."""
        self._waiting.append(_Errand(request))

    def refuse(self, why: str) -> None:
        """Show why something that was asked for is not done."""
        self.refused += 1
        self._notice = why

    def take_notice(self) -> str:
        """Return what there is to show, once."""
        notice, self._notice = self._notice, ""
        return " ".join(text for text in (notice, self._desk.take_notice()) if text)

    def look(self) -> None:
        """Send the next change on its way, if none is under way."""
        if self._asked is not None or not self._waiting:
            return
        errand, now = self._waiting.popleft(), self._stage.position
        self._asked = replace(errand, sent=now)
        asked = Asked(now, errand.ahead if self._stage.moving else Frames(0), errand.request)
        take = self._stage.take
        self._runner.send("change", lambda: self._desk.change(take, asked))

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
            self._tell(asked.request, before, take)
        elif asked.tries + 1 < MOST_TRIES:
            took = self._stage.position - asked.sent
            again = replace(asked, ahead=Frames(MARGIN + took * 3 // 2), tries=asked.tries + 1)
            self._waiting.appendleft(again)
        else:
            self.refuse("The change came too late, each time. Everything goes on as planned; ask again.")

    def _tell(self, request: Request, before: Timeline, take: Take) -> None:
        if isinstance(request, Lighter):
            self._stage.put_in(self._desk.aside("lighter"))
        after, done = take.timeline, _done(request)
        if before.frames != after.frames:
            said = f"{done} The end is at {clock(after.frames)} now."
        elif before.steps != after.steps or before.cues != after.cues:
            said = f"{done or 'The plan has changed.'} The end stays where it was."
        elif isinstance(request, BedOf):
            self._notice = done
            return
        else:
            self._notice = "Nothing is left here that this could change."
            return
        left = clock((after.frames - self._stage.position) // RATE * RATE)
        self._notice = f"{said} {left} to go. {difference(before, after, take.course.swap)}".strip()

    def _refused(self, request: Request, error: BaseException) -> None:
        if not isinstance(error, CoachError):  # a fault of ours is no reason to leave two people alone
            self.faults.append(error)
            self.refuse(f"That could not be planned ({error!r}). Everything goes on as planned.")
            return
        self.refuse(f"{error} Everything goes on as planned.")
        if isinstance(error, OutOfReachError) and isinstance(request, EndIn) and request.seconds < error.left:
            lines = self._desk.shortest(error.left)
            self._runner.send("say", lambda: self._desk.spoken(lines))
        elif isinstance(error, LengthError):
            longest = isinstance(request, Longer) and not isinstance(error, OutOfReachError)
            self._stage.put_in(self._desk.aside("longest" if longest else "not_possible"))


def _done(request: Request) -> str:
    if not isinstance(request, BedOf):
        return DONE.get(type(request), "")
    if request.ambience == NO_BED:
        return "The ambience ends."
    return f"The ambience is {PurePath(request.ambience).name} from here on."


__all__ = ["Changing"]
