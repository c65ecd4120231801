"""Layout: every play at its place, with its repetitions and holds on their frames."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from coach.plan.timeline import Chapter, GateSpan, HoldSpan, Line, StepSpan
from coach.routine.kind import Anchor
from coach.units import RATE, Frames, to_frames

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from coach.plan.expand import Play
    from coach.plan.variable import Need
    from coach.routine.cue import Cue
    from coach.routine.duration import Unit


@dataclass(frozen=True, slots=True)
class Laid:
    """A play with its frames."""

    play: Play
    start: Frames
    end: Frames
    reps: int | None
    """Whole repetitions, or None for a stretch."""
    lead: Frames
    """Length of the lead-in, 0 without one."""
    stretch: float
    """Share of its default length that a stretch was shortened to, at most 1; cue offsets shrink by it."""

    @property
    def extra_lead(self) -> Frames:
        """How much longer the lead-in is than written."""
        reps = self.play.step.duration.reps
        return Frames(self.lead - to_frames(reps.lead_in_s)) if reps else Frames(0)

    @property
    def unit(self) -> Unit | None:
        """One repetition, if there are repetitions."""
        reps = self.play.step.duration.reps
        return reps.unit if reps else None

    def rep_start(self, k: int) -> Frames:
        """Return the first frame of repetition ``k`` (from 1)."""
        if self.unit is None:
            return self.start
        return Frames(self.start + self.lead + (k - 1) * to_frames(self.unit.seconds))

    def hold(self, k: int) -> tuple[Frames, Frames] | None:
        """Return the first frame of hold ``k`` and the frame after its last; None without holds."""
        if self.unit is None or self.unit.hold_s == 0 or self.reps == 0:
            return None
        start = Frames(self.rep_start(k) + to_frames(self.unit.approach_s))
        return start, Frames(start + to_frames(self.unit.hold_s))

    def which(self, cue: Cue) -> int | None:
        """Return the repetition a cue is tied to; None if its anchor is the step itself."""
        if cue.anchor in (Anchor.STEP_START, Anchor.STEP_END):
            return None
        last = self.reps or 1
        return last if cue.anchor is Anchor.LAST_REP_START or cue.k == -1 else cue.k

    def anchor(self, cue: Cue, k: int | None) -> Frames:
        """Return the frame of the cue's anchor, for repetition ``k``."""
        if cue.anchor is Anchor.STEP_END:
            return self.end
        if k is None:
            return self.start
        hold = self.hold(k) if cue.anchor in (Anchor.HOLD_START, Anchor.HOLD_END) else None
        if hold is None:
            return self.rep_start(k)
        return hold[0] if cue.anchor is Anchor.HOLD_START else hold[1]

    def rings(self, k: int) -> bool:
        """Return whether the author wants the chimes of hold ``k``."""
        wanted = self.play.step.chime_reps
        return wanted == "all" or k in wanted or ("last" in wanted and k == self.reps)

    def teaches(self, k: int) -> bool:
        """Return whether the author wants hold ``k`` counted aloud: the first time, on the first side."""
        wanted, first = self.play.step.count_reps, self.play.side != "B" and self.play.receiver == 1
        return first and (k in wanted or ("last" in wanted and k == self.reps))


@dataclass(frozen=True, slots=True)
class Pin:
    """What a play is, whatever the others do: how long, and how often."""

    seconds: int
    """0 if it is left out."""
    reps: int | None
    lead: Frames
    stretch: float
    left: bool = False
    """Left before its end: it says no more than it has to."""

    @classmethod
    def of(cls, laid: Laid) -> Pin:
        """Return what ``laid`` is now."""
        return cls((laid.end - laid.start) // RATE, laid.reps, laid.lead, laid.stretch)


NO_PINS: Mapping[str, Pin] = MappingProxyType({})
"""No play is pinned."""


def lay(
    plays: Sequence[Play],
    seconds: Mapping[str, int],
    needs: Mapping[str, Need],
    pins: Mapping[str, Pin] = NO_PINS,
    start: Frames = Frames(0),  # noqa: B008 - a number
) -> tuple[Laid, ...]:
    """Return the plays that were kept, one after the other from ``start``; ``pins`` by name of play."""
    laid: list[Laid] = []
    at = start
    for play in plays:
        pin = pins.get(play.name)
        if pin is not None:
            end = Frames(at + to_frames(pin.seconds))
            if end > at:
                laid.append(Laid(play, at, end, pin.reps, pin.lead, pin.stretch))
            at = end
            continue
        length = seconds[play.step.id]
        if not length:
            continue
        duration = play.step.duration
        reps, lead = None, Frames(0)
        if duration.reps:
            need = needs.get(play.step.id)
            lead_in = int(duration.reps.lead_in_s) + (need.lead_in if need else 0)
            reps = (length - lead_in) // int(duration.reps.unit.seconds)
            lead = to_frames(lead_in)
        stretch = min(1.0, length / duration.default_s) if duration.continuous else 1.0
        end = Frames(at + to_frames(length))
        laid.append(Laid(play, at, end, reps, lead, stretch))
        at = end
    return tuple(laid)


def holds(laid: Sequence[Laid]) -> Iterator[HoldSpan]:
    """Yield every hold in time order."""
    for item in laid:
        for k in range(1, (item.reps or 0) + 1):
            if item.unit and (span := item.hold(k)):
                yield HoldSpan(item.play.step.id, item.play.side, k, *span, item.unit.counts)


def spans(laid: Sequence[Laid]) -> Iterator[StepSpan]:
    """Yield every step in time order."""
    for item in laid:
        step = item.play.step
        yield StepSpan(
            step.id,
            step.technique,
            step.label,
            item.play.section.id,
            item.play.side,
            item.start,
            item.end,
            item.reps,
            _gate(item.play),
            item.play.part,
            step.pressure.max,
        )


def _gate(play: Play) -> GateSpan | None:
    gate = play.step.gate
    if gate is None:
        return None
    return GateSpan(Line(f"{play.said}.gate", gate.text), gate.wait, to_frames(gate.again_s))


def chapters(plays: Sequence[Play], laid: Sequence[Laid]) -> Iterator[Chapter]:
    """Yield the chapters; one whose first step was dropped begins with the next step that was kept."""
    starts: list[tuple[str, Frames]] = []
    at = {item.play.key: item for item in laid}
    title: str | None = None
    for play in plays:
        title = play.chapter or title
        if title is not None and play.key in at:
            starts.append((title, at[play.key].start))
            title = None
    ends = [start for _, start in starts[1:]] + [laid[-1].end]
    for (name, start), end in zip(starts, ends, strict=True):
        yield Chapter(name, start, end)
