"""What fitting may choose: one variable per step, its bounds, and what goes with what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import floor

from coach.plan.expand import Play
from coach.routine.duration import Duration

QUIET_SHARE = 0.7
"""Mandatory words may fill this share of a step at its shortest; the rest stays quiet."""


@dataclass(frozen=True, slots=True)
class Variable:
    """The length of one step, in whole seconds, and what may be done to it."""

    step: str
    priority: int
    """1 essential to 4 filler."""
    plays: int
    """How often the step is played."""
    frame: bool
    """Part of the frame: shrinks last, never grows."""
    droppable: bool
    optional: str | None
    """Optional section that it leaves with, if any."""
    needs: frozenset[str]
    """Steps without which it makes no sense: it goes when one of them goes."""
    low: int
    default: int
    high: int
    quantum: int
    """Lengths are ``base`` plus a whole number of these."""
    base: int

    def down(self, length: float) -> int:
        """Return the longest allowed length that is not above ``length``."""
        return self.base + floor((length - self.base) / self.quantum + 1e-9) * self.quantum


@dataclass(frozen=True, slots=True)
class Need:
    """What the words of a step need at the voice of this session."""

    seconds: int = 0
    """Shortest length in which the mandatory words can be said."""
    lead_in: int = 0
    """Seconds the lead-in has to be longer than written."""


def variables(plays: Sequence[Play], needs: Mapping[str, Need]) -> tuple[Variable, ...]:
    """Return one variable per step, in order of first play, with the words' needs worked in."""
    found: dict[str, Variable] = {}
    members: dict[str, frozenset[str]] = {}
    for play in plays:
        members[play.section.id] = members.get(play.section.id, frozenset()) | {play.step.id}
    for play in plays:
        step = play.step
        if step.id in found:
            found[step.id] = replace(found[step.id], plays=found[step.id].plays + 1)
            continue
        low, default, high, quantum, base = _bounds(step.duration, needs.get(step.id, Need()))
        section = play.section
        wanted = frozenset(step.depends_on) | members.get(section.requires_section or "", frozenset())
        found[step.id] = Variable(
            step.id,
            step.priority,
            1,
            step.frame,
            step.droppable,
            section.id if section.optional else None,
            wanted,
            low,
            default,
            high,
            quantum,
            base,
        )
    return tuple(found.values())


def _bounds(duration: Duration, need: Need) -> tuple[int, int, int, int, int]:
    """Return low, default, high, quantum and base of a duration, raised to what the words need."""
    if duration.reps is not None:
        reps, unit = duration.reps, int(duration.reps.unit.seconds)
        base = int(reps.lead_in_s) + need.lead_in
        fewest = max(reps.n_min, -(-(need.seconds - base) // unit))
        default, most = max(reps.n, fewest), max(reps.n_max, fewest)
        return base + fewest * unit, base + default * unit, base + most * unit, unit, base
    quantum = int(duration.continuous.quantum_s) if duration.continuous else 1
    low = max(duration.min_s, -(-need.seconds // quantum) * quantum)
    return low, max(duration.default_s, low), max(duration.max_s, low), quantum, 0


def span(known: Sequence[Variable]) -> tuple[int, int]:
    """Return the shortest and the longest length that fitting can deliver, in seconds."""
    leaving = with_dependents(known, {v.step for v in known if v.droppable or v.optional})
    shortest = sum(v.plays * v.low for v in known if v.step not in leaving)
    return shortest, reach(known)


def with_dependents(known: Sequence[Variable], gone: set[str]) -> set[str]:
    """Return ``gone`` and every step that makes no sense without one of them."""
    while more := {v.step for v in known if v.needs & gone} - gone:
        gone = gone | more
    return gone


def reach(kept: Iterable[Variable]) -> int:
    """Return the longest that ``kept`` can be together, in seconds."""
    return sum(v.plays * (v.default if v.frame else v.high) for v in kept)
