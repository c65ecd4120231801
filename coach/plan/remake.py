"""Making the rest of a session anew: what was heard stays, what comes is fitted, worded and placed again.

The same stages as in planning, with three things given: cues that were said, plays whose length is
decided (on the other side the length that the first side got), and perhaps the end.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from coach.errors import LengthError, RoutineError
from coach.plan import care, layout, ring
from coach.plan.ahead import Ahead, lengths, pinned
from coach.plan.assemble import Before, Decided, assemble
from coach.plan.board import NEAR_CHIME
from coach.plan.compose import Composed, Composer
from coach.plan.course import Course
from coach.plan.layout import Pin
from coach.plan.needs import needs as find_needs
from coach.plan.needs import raised
from coach.plan.place import Short, starts, window
from coach.plan.planner import ATTEMPTS
from coach.plan.ruler import Ruler
from coach.plan.timeline import Change
from coach.plan.variable import Need
from coach.plan.wording import Wish, wishes, worded
from coach.routine.kind import Kind
from coach.routine.locales import language
from coach.units import RATE, Frames

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from coach.plan.boundary import Boundary
    from coach.plan.expand import Play
    from coach.plan.layout import Laid
    from coach.plan.timeline import Measure


@dataclass(frozen=True, slots=True)
class Intent:
    """What a change makes of the rest of a session."""

    here: Boundary
    """From where on the plan may differ."""
    plays: tuple[Play, ...]
    """The order of play from now on, whole."""
    pins: Mapping[str, Pin]
    """Plays whose length is decided, by name."""
    target: int | None = None
    """Length of the whole session, in seconds; None where it may become what it becomes."""
    promised: bool = False
    """Whether the target must be met."""
    fresh: bool = False
    """Fitted from the written lengths, not from the present ones."""
    lengths: Mapping[str, int] = field(default_factory=dict)
    """New lengths of steps, in seconds, by their ids; these are not fitted."""
    again: Collection[str] = ()
    """Steps that were cut and begin again: their present lengths say nothing."""
    leaving: tuple[Wish, ...] | None = None
    """All that the present play still says; None for what it would have said anyway."""
    words_anew: bool = False
    """What the words need has changed."""


def remake(course: Course, intent: Intent, measure: Measure) -> Course:
    """Return ``course``, which has the new options and manner already, with the rest as ``intent`` says.

    Raises LengthError if a promised end cannot be kept.
    """
    return _Maker(course, intent, Ruler(measure)).make()


class _Maker:
    def __init__(self, course: Course, intent: Intent, ruler: Ruler) -> None:
        self.course, self.intent, self.ruler = course, intent, ruler
        self.words = language(course.options.locale)
        self.swap = intent.here.swap
        self.kept = [placed for placed in course.placed if placed.start < self.swap]
        rung = [chime.start + NEAR_CHIME for chime in course.timeline.chimes if chime.start < self.swap]
        self.floor = max([int(self.swap), *rung])
        last = intent.plays[-1]
        closing = course.routine.closing_style == "words_and_chime" and not course.manner.hush
        self.tails = {last.name: int(ring.CLOSE_TAIL)} if closing else {}
        self.current = course.laid[intent.here.index]
        self.plays = intent.plays
        self.pins = pinned(course, intent.plays, self.current, intent.pins)
        self.inserted: list[Change] = []
        self.unsaid: set[str] = set()
        written = {wish.id for wish in wishes(course.plays, course.options, course.manner)}
        mine = [p.wish for p in course.placed if p.wish.play.name == self.current.play.name]
        self.turns = [w for w in mine if w.cue.offers == "head_turn" and w.id not in written]

    def make(self) -> Course:
        """Return the course with its rest made anew."""
        needs = self._needs() if self.intent.words_anew else dict(self.course.needs)
        step = self.current.play.step.id  # its lead-in may be over: it stays as long as it is
        needs[step] = replace(needs[step], lead_in=self.current.extra_lead // RATE)
        asking = not self.course.manner.hush
        for _ in range(ATTEMPTS * 2):
            ahead = self._ahead(needs)
            try:
                seconds, span = lengths(ahead)
            except LengthError:
                if not self.inserted:
                    raise
                self.plays, self.inserted, asking = self.intent.plays, [], False
                continue
            laid = self._lay(seconds, needs)
            if asking and self._question(laid, ahead):
                continue
            total = laid[-1].end // RATE
            options = replace(self.course.options, seconds=total)
            wanted = self._wanted(laid)
            composer = Composer(
                laid, wanted, options, self.words, self.ruler, self.tails, self.kept, self.floor
            )
            outcome = composer.compose()
            if isinstance(outcome, Short):
                self._give_room(outcome, needs, laid)
            elif not self._head_turns(outcome, laid):
                return self._course(composer, outcome, needs, span)
        raise RoutineError(
            "The words that must be said do not fit after this change. Go on as it was, or type: end in 10"
        )

    def _needs(self) -> dict[str, Need]:
        wanted = self._worded()
        return find_needs(self.plays, wanted, self.course.options, self.words, self.ruler, self.tails)

    def _ahead(self, needs: Mapping[str, Need]) -> Ahead:
        return Ahead(
            self.course,
            self.intent.here,
            self.plays,
            self.pins,
            needs,
            self.intent.target,
            self.intent.promised,
            self.intent.fresh,
            self.intent.lengths,
            self.intent.again,
        )

    def _lay(self, seconds: Mapping[str, int], needs: Mapping[str, Need]) -> tuple[Laid, ...]:
        done = self.course.laid[: self.intent.here.index]
        names = [play.name for play in self.plays]
        rest = self.plays[names.index(self.current.play.name) :]
        return (*done, *layout.lay(rest, seconds, needs, self.pins, self.current.start))

    def _question(self, laid: Sequence[Laid], ahead: Ahead) -> bool:
        """Put in a question where a gap is too long; return whether there is one now."""
        within = {play.step.id for play in ahead.free} - {self.current.play.step.id}
        self.plays, question = care.with_check_ins(self.plays, laid, within)
        if question is not None:
            self.inserted.append(question)
        return question is not None

    def _head_turns(self, composed: Composed, laid: Sequence[Laid]) -> bool:
        """Want the offers to turn the head that are missing; return whether there are any."""
        known = {wish.id for wish in self.turns} | {placed.wish.id for placed in self.kept}
        missing = care.head_turns(composed.board, laid, self.course.options, self.words, self.swap)
        more = [wish for wish in missing if wish.id not in known]
        self.turns += more
        return bool(more)

    def _wanted(self, laid: Sequence[Laid]) -> tuple[Wish, ...]:
        """Return what is still to be said: not what was said, nor what would have been before now."""
        here = next((item for item in laid if item.play.name == self.current.play.name), None)
        coming = {item.play.name for item in laid if item.start >= self.swap}
        said = {placed.wish.id for placed in self.kept}
        pending = {placed.wish.id for placed in self.course.placed if placed.start >= self.swap}
        found: list[Wish] = []
        leaving = self.intent.leaving
        pin = self.pins.get(self.current.play.name)
        if leaving is None and pin is not None and pin.left:
            leaving = tuple(
                p.wish
                for p in self.course.placed
                if p.wish.id in pending and p.wish.play.name == self.current.play.name
            )
        for wish in (*self._worded(), *self.turns):
            if wish.id in said or wish.id in self.unsaid:
                continue
            if wish.play.name in coming:
                if not self._missed(wish, laid):
                    found.append(wish)
            elif (
                here is not None
                and wish.play.name == here.play.name
                and leaving is None
                and (wish.id in pending or self._due(here, wish))
            ):
                found.append(wish)
        return (*found, *(leaving or ()))

    def _worded(self) -> tuple[Wish, ...]:
        return worded(self.plays, self.course.options, self.course.manner, self.words, self.ruler)

    def _due(self, item: Laid, wish: Wish) -> bool:
        """Return whether the moment of ``wish`` in the present play is still to come."""
        spot = window(item, wish, 0)
        return spot is not None and (spot.first if spot.ends_at is None else spot.ends_at) > self.swap

    def _missed(self, wish: Wish, laid: Sequence[Laid]) -> bool:
        """Return whether a preview comes too late to be one."""
        if wish.cue.kind is not Kind.PREVIEW:
            return False
        item = next(item for item in laid if item.play.name == wish.play.name)
        spot = window(item, wish, 0)
        return spot is not None and starts(spot, item, 0)[1] < self.swap

    def _give_room(self, short: Short, needs: dict[str, Need], laid: Sequence[Laid]) -> None:
        """Give a play the room that its mandatory words lack; on all sides ahead alike.

        Where the first side is being played and its lead-in is over, only the other side can give it.
        """
        current = self.current.play
        fixed = self.swap > self.current.rep_start(1)
        if short.play == current.name and short.lead_in and fixed:
            self.unsaid.add(short.cue)  # its moment is over
            return
        if short.step == current.step.id and short.play != current.name and short.play not in self.pins:
            self.pins |= {item.play.name: Pin.of(item) for item in laid if item.play.step.id == short.step}
        if short.play not in self.pins:
            needs[short.step] = raised(needs[short.step], short)
            return
        missing = -(-short.frames // RATE)
        lacking = next(play for play in self.plays if play.name == short.play)
        for play in self.plays:
            pin, decided = self.pins.get(play.name), play.name in self.intent.pins
            other = (play.side, play.receiver) != (lacking.side, lacking.receiver)
            if play.step.id != short.step or pin is None or not pin.seconds:
                continue
            if play is lacking or (decided and other):
                more = missing * RATE if short.lead_in and (play.name != current.name or not fixed) else 0
                self.pins[play.name] = replace(
                    pin, seconds=pin.seconds + missing, lead=Frames(pin.lead + more)
                )

    def _course(
        self, composer: Composer, composed: Composed, needs: Mapping[str, Need], span: tuple[int, int]
    ) -> Course:
        played = {item.play.step.id for item in composer.laid}
        gone = {play.step.id: play.step.label for play in self.plays if play.step.id not in played}
        decided = Decided(
            self.course.routine,
            self.plays,
            needs,
            span,
            [Change(step, label, "time is short, or the giver left it out") for step, label in gone.items()],
            self.inserted,
            self.course.manner.lighter,
            self.course.uneven,
        )
        before = Before(self.course.timeline, self.swap)
        timeline, placed = assemble(decided, composer, composed, before)
        promised = timeline.frames if self.course.promised is not None else None
        pins = {name: self.pins[name] for name in self.intent.pins}
        return replace(
            self.course,
            options=timeline.options,
            timeline=timeline,
            swap=self.swap,
            plays=self.plays,
            laid=tuple(composer.laid),
            placed=placed,
            needs=needs,
            pins=pins,
            promised=promised,
        )
