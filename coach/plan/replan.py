"""Replanning: what a giver asks for on the way becomes a new plan for the rest. Pure.

A plan and the one after it are the same up to ``swap``, the first place from ``at`` on where no hold
and no word is cut. Time only ever runs forward: going back plays a step once more, later.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from coach.errors import LengthError
from coach.plan.ahead import OutOfReachError
from coach.plan.boundary import AHEAD, Boundary, boundary, playing
from coach.plan.course import Course
from coach.plan.layout import Pin
from coach.plan.leave import cut, leaving, twins
from coach.plan.options import Talk
from coach.plan.remake import Intent, remake
from coach.plan.request import (
    AloneOf,
    Back,
    BedOf,
    EndIn,
    Hush,
    Lighter,
    Longer,
    Next,
    PaceOf,
    Request,
    TalkOf,
)
from coach.plan.ruler import Ruler
from coach.units import RATE, Frames, clock, to_frames

if TYPE_CHECKING:
    from coach.plan.expand import Play
    from coach.plan.layout import Laid
    from coach.plan.timeline import Measure

LONGER_S = 30
"""What ``longer`` adds to a step without repetitions, in seconds."""
AT_START = to_frames(5.0)
"""So soon after the start of a step ``back`` means the step before."""
ONE_WAY = frozenset({"tr.swap", "tr.turn"})
"""Techniques that nobody goes back across."""

Asked = tuple[Course, Intent]


def replan(
    course: Course, at: Frames, request: Request, measure: Measure, *, ahead: Frames = AHEAD
) -> Course:
    """Return ``course`` with ``request`` worked in; ``at`` is the frame that is heard now.

    The new plan differs only in what begins at ``swap`` or later, and ``swap`` lies at least ``ahead``
    frames after ``at``. Nothing to change gives the same timeline. Raises LengthError with a sentence
    to show where it cannot be; OutOfReachError for an end that cannot be, with the nearest one.
    """
    ask = _Ask(course, at, boundary(course, at, ahead), request, Ruler(measure))
    found = _HANDLERS[type(request)](ask)
    if found is None:
        return replace(course, swap=ask.here.swap)
    try:
        return remake(*found, measure)
    except OutOfReachError as error:
        raise _refusal(ask, error) from None


def _refusal(ask: _Ask, error: OutOfReachError) -> LengthError:
    left = error.total - ask.at // RATE
    if isinstance(ask.request, EndIn):
        way = "shortest" if left >= ask.request.seconds else "longest"
        asked, near = clock(to_frames(ask.request.seconds)), clock(to_frames(left))
        return OutOfReachError(
            f"The session cannot be over in {asked}: with both sides alike and a quiet end, the {way} from "
            f"here is {near}. Choose an end from there on.",
            error.total,
            left,
        )
    end = clock(ask.course.promised or ask.course.timeline.frames)
    return OutOfReachError(
        f"The end at {end} was promised, and what is left cannot give way for this. "
        f"Move the end first, for example: end in {-(-left // 60) + 1}",
        error.total,
        left,
    )


@dataclass(frozen=True, slots=True)
class _Ask:
    """A request at its moment."""

    course: Course
    at: Frames
    here: Boundary
    request: Any
    ruler: Ruler

    @property
    def promise(self) -> int | None:
        """The promised length, in seconds."""
        return None if self.course.promised is None else self.course.promised // RATE

    @property
    def item(self) -> Laid:
        """The play that the boundary lies in."""
        return self.course.laid[self.here.index]

    @property
    def late(self) -> bool:
        """Whether the step that is heard now ends before anything can change."""
        return self.here.index != playing(self.course.laid, self.at)

    @property
    def uneven(self) -> Course:
        """The course, with the present step as uneven if the side before it is done."""
        play, known = self.item.play, self.course.uneven
        if not twins(self.course, play, before=True) or play.step.id in known:
            return self.course
        return replace(self.course, uneven=(*known, play.step.id))

    def words(self, **changes: Any) -> Asked:  # noqa: ANN401 - fields of a course
        """Return a change of the words alone: the end stays if it can."""
        course = replace(self.course, **changes)
        total, promised = course.timeline.frames // RATE, course.promised is not None
        return course, Intent(self.here, course.plays, course.pins, total, promised, words_anew=True)


def _next(ask: _Ask) -> Asked | None:
    course, here = ask.course, ask.here
    if ask.late or not ask.item.start < here.swap < ask.item.end:  # over, or nothing of it has begun
        return None
    pins = cut(course, here, ask.ruler)
    if pins is None:
        return None
    last = leaving(course, here)
    return ask.uneven, Intent(here, course.plays, {**course.pins, **pins}, ask.promise, leaving=last)


def _longer(ask: _Ask) -> Asked:
    if ask.late:
        raise LengthError("This step is just ending. Say longer again in the next one.")
    course, item, play = ask.course, ask.item, ask.item.play
    seconds, reps = _lengthened(item)
    pins: dict[str, Pin] = dict(course.pins)
    lengths: dict[str, int] = {}
    if twins(course, play, before=True) or play.name in pins:
        names = [play.name, *(twin.name for twin in twins(course, play) if twin.name in pins)]
        pins.update(dict.fromkeys(names, Pin(seconds, reps, item.lead, item.stretch)))
    else:
        lengths[play.step.id] = seconds
    promised = ask.promise is not None
    return ask.uneven, Intent(ask.here, course.plays, pins, ask.promise, promised, lengths=lengths)


def _lengthened(item: Laid) -> tuple[int, int | None]:
    """Return the next longer length of a play, in seconds, and its repetitions; raise LengthError."""
    duration, present = item.play.step.duration, (item.end - item.start) // RATE
    if duration.reps is not None and item.reps is not None and item.reps < duration.reps.n_max:
        unit = int(duration.reps.unit.seconds)
        return max(present + unit, item.lead // RATE + (item.reps + 1) * unit), item.reps + 1
    if duration.continuous is not None:
        quantum = int(duration.continuous.quantum_s)
        more = min(LONGER_S, int(duration.continuous.max_s) - present) // quantum * quantum
        if more > 0:
            return present + more, None
    raise LengthError(f'"{item.play.step.label}" is as long as it can be already. Go on, or say next.')


def _end_in(ask: _Ask) -> Asked:
    total = round(ask.at / RATE) + int(ask.request.seconds)
    course, item = replace(ask.course, promised=to_frames(total)), ask.item
    pins = dict(course.pins)
    if ask.at >= item.end:  # at its gate: nothing of it comes back, and the other side gets the same
        names = [item.play.name, *(twin.name for twin in twins(course, item.play))]
        pins |= dict.fromkeys(names, Pin.of(item))
    return course, Intent(ask.here, course.plays, pins, total, promised=True, fresh=True)


def _back(ask: _Ask) -> Asked:
    course, here, item = ask.course, ask.here, ask.item
    again = _again(ask)
    places = {_place(play) for play in again}
    takes = tuple(replace(play, take=_take(course, play), chapter=None) for play in again)
    to = course.plays.index(item.play) + 1
    rest = [play for play in course.plays[to:] if play.take == 1 or _place(play) not in places]
    undone = {play.step.id for play in again if play.name in course.pins}
    ahead = {play.name for play in rest if play.step.id in undone}
    pins = {name: pin for name, pin in course.pins.items() if name not in ahead}
    pins |= cut(course, here, None) or {}
    plays, promised = (*course.plays[:to], *takes, *rest), ask.promise is not None
    return course, Intent(here, plays, pins, ask.promise, promised, again=undone, leaving=())


def _again(ask: _Ask) -> tuple[Play, ...]:
    """Return the plays that begin again: this one; early in it, or asked twice, the one before too."""
    laid, last = ask.course.laid, ask.here.index
    index = min(playing(laid, ask.at), last)
    place = _place(laid[index].play)
    twice = any(_place(later.play) == place for later in laid[index + 1 :])
    if twice or ask.at - laid[index].start < AT_START:
        before = [n for n in range(index) if _place(laid[n].play) != place]
        index = before[-1] if before else index
    crossed = laid[index : last + 1] if index < last else ()
    if any(each.play.step.technique in ONE_WAY for each in crossed):
        index = last
    return tuple({_place(each.play): each.play for each in laid[index : last + 1]}.values())


def _take(course: Course, play: Play) -> int:
    return 1 + max(p.take for p in course.plays if _place(p) == _place(play))


def _place(play: Play) -> tuple[str, str | None, int]:
    """Return what two takes of a play have in common."""
    return (play.step.id, play.side, play.receiver)


def _lighter(ask: _Ask) -> Asked:
    manner = ask.course.manner
    return ask.words(manner=replace(manner, lighter=manner.lighter + 1))


def _talk(ask: _Ask) -> Asked:
    old, manner, talks = ask.course.options, ask.course.manner, list(Talk)
    less = talks.index(ask.request.talk) >= talks.index(old.talk)  # nobody is woken by that
    manner = replace(manner, hush=manner.hush and less)
    return ask.words(options=replace(old, talk=ask.request.talk), manner=manner)


def _hush(ask: _Ask) -> Asked:
    options = ask.course.options
    if options.talk is not Talk.CHIMES:
        options = replace(options, talk=Talk.MINIMAL)
    return ask.words(options=options, manner=replace(ask.course.manner, hush=True))


def _option(ask: _Ask) -> Asked:
    """The request has the name of the option that it changes."""
    return ask.words(options=replace(ask.course.options, **asdict(ask.request)))


_HANDLERS: dict[type, Callable[[_Ask], Asked | None]] = {
    Next: _next,
    Longer: _longer,
    EndIn: _end_in,
    Back: _back,
    Lighter: _lighter,
    TalkOf: _talk,
    Hush: _hush,
    PaceOf: _option,
    BedOf: _option,
    AloneOf: _option,
}
