"""A plan as the rules see it: every step with its place in the file, every receiver's share of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from coach.plan.care import CHECK
from coach.plan.expand import SWAP
from coach.routine.kind import Kind
from coach.units import Frames, clock

if TYPE_CHECKING:
    from coach.lint.score import Here, Score
    from coach.plan.timeline import Spoken, StepSpan, Timeline
    from coach.routine.cue import Cue
    from coach.routine.finding import Path

_NUMBER = re.compile(r"\.(\d+)")
_TURN = re.compile(r"\.turn\d*$")
"""End of the name of an offer that the planner put in."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A step at its place in the plan."""

    span: StepSpan
    here: Here
    """The step of the file; for a question that was put in, the step it stands before."""
    receiver: int
    added: bool
    """Put in by the planner: the file does not have it."""

    @property
    def start(self) -> Frames:
        """First frame."""
        return self.span.start

    @property
    def end(self) -> Frames:
        """Frame after the last."""
        return self.span.end

    @property
    def length(self) -> Frames:
        """Length in frames."""
        return Frames(self.span.end - self.span.start)

    @property
    def moves(self) -> bool:
        """Whether the hands move on somebody."""
        return not self.added and self.here.moves

    @property
    def touches(self) -> bool:
        """Whether somebody is touched."""
        return self.added or self.here.touches

    @property
    def asks(self) -> Frames | None:
        """When it asks about pressure: at its start if it is a question, else in its middle."""
        if self.span.technique == CHECK:
            return self.start
        if any(cue.asks(self.span.side) for cue in self.here.step.cues):
            return Frames((self.start + self.end) // 2)
        return None


@dataclass(frozen=True)
class Fitted:
    """A plan, and the routine it was made from."""

    score: Score
    timeline: Timeline

    @cached_property
    def bars(self) -> tuple[Bar, ...]:
        """The steps in time order."""
        return tuple(self._bars())

    def _bars(self) -> Iterator[Bar]:
        receiver = 1
        for span in self.timeline.steps:
            here = self.score.at.get(span.step)
            added = here is None
            if here is None:
                here = self.score.at[span.step.removesuffix(".check")]
            if span.technique == SWAP:
                receiver = 2
            yield Bar(span, here, receiver, added)

    def turn(self, receiver: int) -> list[Bar]:
        """Return the steps in which ``receiver`` is massaged."""
        return [bar for bar in self.bars if bar.receiver == receiver]

    @property
    def receivers(self) -> tuple[int, ...]:
        """Who is massaged in turn."""
        return tuple(sorted({bar.receiver for bar in self.bars}))

    def hands_on(self, receiver: int) -> tuple[Bar, Bar | None] | None:
        """Return the first step with touch, and the one in which the closing words begin."""
        mine = self.turn(receiver)
        first = next((bar for bar in mine if bar.touches), None)
        if first is None:
            return None
        last = next((b for b in mine if b.start > first.start and b.here.kinds(Kind.END)), None)
        return first, last

    @cached_property
    def words(self) -> list[Spoken]:
        """What is said, without counts, in time order."""
        cues = (cue for cue in self.timeline.cues if cue.kind is not Kind.COUNT)
        return sorted(cues, key=lambda cue: cue.start)

    @cached_property
    def _by_step(self) -> dict[tuple[str, str | None], list[Bar]]:
        """The steps by their ids and sides."""
        found: dict[tuple[str, str | None], list[Bar]] = {}
        for bar in self.bars:
            found.setdefault((bar.span.step, bar.span.side), []).append(bar)
        return found

    def bar(self, cue: Spoken) -> Bar:
        """Return the step a spoken cue belongs to; a preview belongs to the step it announces."""
        mine = self._by_step.get((cue.step, cue.side), [])
        inside = [b for b in mine if b.start <= cue.start < b.end]
        after = [b for b in mine if b.start > cue.start]
        return (inside or after or mine or list(self.bars))[0]

    def written(self, cue: Spoken) -> Cue | None:
        """Return the cue of the file that is spoken here; None if the planner made it."""
        here = self.score.at.get(cue.step) or self._question
        match = _NUMBER.match(cue.id[len(cue.step) :])
        if here is None or match is None or cue.kind is Kind.COUNT:
            return None
        number = int(match[1]) - 1
        return here.step.cues[number] if 0 <= number < len(here.step.cues) else None

    @cached_property
    def _question(self) -> Here | None:
        """The step whose words a question has that was put in."""
        return next((here for here in self.score.steps if here.step.technique == CHECK), None)

    def at(self, cue: Spoken) -> Path:
        """Return where a spoken cue stands in the file."""
        here = self.score.at.get(cue.step)
        if here is None:  # put in by the planner
            return self.score.at[cue.step.removesuffix(".check")].path
        written = self.written(cue)
        return here.path if written is None else here.at(written)

    def offers(self, what: str) -> list[Spoken]:
        """Return the spoken cues that offer something."""
        found = []
        for cue in self.timeline.cues:
            written = self.written(cue)
            offered = written.offers if written is not None else None
            if offered == what or (what == "head_turn" and _TURN.search(cue.id)):
                found.append(cue)
        return found

    @property
    def length(self) -> str:
        """The length of the plan, as people read it."""
        return clock(self.timeline.frames)
