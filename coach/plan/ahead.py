"""What lies ahead: which plays still have a length to choose, and which lengths they get."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from coach.errors import LengthError
from coach.plan.fit import NoSum, fit
from coach.plan.layout import Pin
from coach.plan.variable import Variable, span, variables
from coach.units import RATE, clock, to_frames

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from coach.plan.boundary import Boundary
    from coach.plan.course import Course
    from coach.plan.expand import Play
    from coach.plan.layout import Laid
    from coach.plan.variable import Need


class OutOfReachError(LengthError):
    """An end that cannot be."""

    def __init__(self, message: str, total: int, left: int = 0) -> None:
        super().__init__(message)
        self.total = total
        """Nearest possible length of the whole session, in seconds."""
        self.left = left
        """The same from now on."""


def pinned(
    course: Course, plays: Sequence[Play], current: Laid, decided: Mapping[str, Pin]
) -> dict[str, Pin]:
    """Return the plays from ``current`` on whose length is not open, by name.

    Those are the ones that the giver decided, and every one whose step was played on the side before:
    it gets what that side got, and nothing if that side got nothing.
    """
    names = [play.name for play in plays]
    at = names.index(current.play.name)
    laid = {item.play.name: item for item in course.laid}
    takes = {(play.step.id, play.side, play.receiver): play.take for play in plays}  # the latest
    done = {p.step.id: p for p in plays[:at] if p.take == takes[p.step.id, p.side, p.receiver]}
    found = dict(decided)
    for play in plays[at:]:
        twin = done.get(play.step.id)
        if play.name in found or twin is None:
            continue
        item = laid.get(play.name) or laid.get(twin.name)
        found[play.name] = Pin.of(item) if item is not None else Pin(0, None, to_frames(0), 1.0)
    return found


@dataclass(frozen=True, slots=True)
class Ahead:
    """The rest of a session, before its lengths are chosen."""

    course: Course
    here: Boundary
    plays: Sequence[Play]
    """The whole order of play."""
    pins: Mapping[str, Pin]
    needs: Mapping[str, Need]
    target: int | None
    """Length of the whole session, in seconds."""
    promised: bool
    """Whether the target must be met."""
    fresh: bool
    """From the written lengths, not from the present ones."""
    decided: Mapping[str, int]
    """New lengths, by step."""
    again: Collection[str] = ()
    """Steps that begin again after they were cut: as if they had no length yet."""

    @property
    def current(self) -> Laid:
        """The play in which the plan may change."""
        return self.course.laid[self.here.index]

    @property
    def rest(self) -> tuple[Play, ...]:
        """The plays from the current one on."""
        names = [play.name for play in self.plays]
        return tuple(self.plays[names.index(self.current.play.name) :])

    @property
    def present(self) -> dict[str, int]:
        """Present lengths by step, in seconds; new questions are not in it."""
        return {item.play.step.id: (item.end - item.start) // RATE for item in self.course.laid}

    @property
    def free(self) -> tuple[Play, ...]:
        """The plays whose length is open: not pinned, and not left out before unless all begins anew."""
        known = {play.step.id for play in self.course.plays}
        present = self.present
        return tuple(
            play
            for play in self.rest
            if play.name not in self.pins
            and (self.fresh or play.step.id in present or play.step.id not in known)
        )


def lengths(ahead: Ahead) -> tuple[dict[str, int], tuple[int, int]]:
    """Return seconds by step (0 for those left out), and the range of the whole session in seconds.

    Raises OutOfReachError if a promised length cannot be met.
    """
    fixed = ahead.current.start // RATE
    fixed += sum(ahead.pins[play.name].seconds for play in ahead.rest if play.name in ahead.pins)
    known = [_variable(v, ahead) for v in variables(ahead.free, ahead.needs)]
    shortest, longest = span(known)
    reach = (fixed + shortest, fixed + longest)
    seconds = dict.fromkeys((play.step.id for play in ahead.rest), 0)
    if ahead.target is None:
        return seconds | {v.step: v.default for v in known}, reach
    wanted = _met(known, ahead.target - fixed)
    if wanted is not None:
        return seconds | wanted, reach
    near = fixed + _near(known, ahead.target - fixed)
    if ahead.promised:
        raise OutOfReachError(_sentence(ahead, near), near)
    return seconds | (_met(known, near - fixed) or {v.step: v.default for v in known}), reach


def _sentence(ahead: Ahead, near: int) -> str:
    asked, nearest = clock(to_frames(ahead.target or 0)), clock(to_frames(near))
    way = "shortest" if near > (ahead.target or 0) else "longest"
    return (
        f"From here the session cannot end at {asked}: with both sides alike and a quiet end, the {way} "
        f"is {nearest} in all. Choose an end from there on."
    )


def _variable(v: Variable, ahead: Ahead) -> Variable:
    """Return ``v`` as it is in the middle of a session."""
    if (new := ahead.decided.get(v.step)) is not None:
        new = max(new, v.low)
        return replace(v, low=new, default=new, high=new, droppable=False, optional=None, needs=frozenset())
    present = ahead.present.get(v.step)
    if v.step == ahead.current.play.step.id:
        v = replace(v, low=max(v.low, _done(v, ahead)), droppable=False, optional=None, needs=frozenset())
    v = replace(v, default=max(v.low, v.default), high=max(v.low, v.high))
    if ahead.fresh or present is None or v.step in ahead.again:
        return v
    default = max(v.low, v.down(present))
    return replace(v, default=default, high=max(v.high, default))


def _done(v: Variable, ahead: Ahead) -> int:
    """Return the shortest that the current play can still be, in seconds."""
    gone = (ahead.here.swap - ahead.current.start) // RATE
    return v.base + -(-max(0, gone - v.base) // v.quantum) * v.quantum


def _met(known: Sequence[Variable], target: int) -> dict[str, int] | None:
    """Return lengths that sum to ``target`` seconds, if there are any."""
    shortest, longest = span(known)
    if not shortest <= target <= longest:
        return None
    try:
        return dict(fit(known, target).seconds) if known else {}
    except NoSum:
        return None


def _near(known: Sequence[Variable], target: int) -> int:
    """Return the possible length nearest to ``target``, in seconds; rather a longer one."""
    shortest, longest = span(known)
    start = min(max(target, shortest), longest)
    for away in range(longest - shortest + 1):
        for length in (start + away, start - away):
            if shortest <= length <= longest and _met(known, length) is not None:
                return length
    return sum(v.plays * v.default for v in known)
