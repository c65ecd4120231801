"""Fitting: choose the length of every step so that the whole lasts exactly what was asked.

One variable per step, however often it is played, so both sides get the same time by construction.
Holds, their units and lead-ins never change; only the number of repetitions does. Short of time,
fillers shrink and go first, then the rest shrinks together; with time to spare everything grows
towards its maximum. What remains after rounding is handed out one quantum at a time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from coach.plan.variable import Variable, reach, span, with_dependents


@dataclass(frozen=True, slots=True)
class Fitted:
    """The outcome: seconds per step (0 for a dropped one) and the range of the routine."""

    seconds: Mapping[str, int]
    dropped: tuple[str, ...]
    shortest: int
    longest: int


class NoSum(Exception):  # noqa: N818 - not an error of its own: the planner says which lengths there are
    """No allowed lengths of the steps sum to the target."""


def fit(known: Sequence[Variable], target: int) -> Fitted:
    """Return lengths whose sum over all plays is exactly ``target`` seconds.

    ``target`` must lie within ``span(known)``; the caller says so to the user if it does not. Raises
    NoSum where the steps move in jumps that leave this target out.
    """
    ideal: dict[str, float] = {v.step: float(v.default) for v in known}
    excess = float(sum(v.plays * v.default for v in known) - target)
    dropped: set[str] = set()
    if excess > 0:
        excess = _shed(known, ideal, dropped, target)
    kept = [v for v in known if v.step not in dropped]
    if excess > 0:
        _shrink(kept, ideal, excess)
    elif excess < 0:
        _grow(kept, ideal, -excess)
    seconds = {v.step: max(v.low, v.down(ideal[v.step])) for v in kept}
    _hand_out(kept, ideal, seconds, target)
    shortest, longest = span(known)
    order = [v.step for v in known]
    return Fitted(
        {step: seconds.get(step, 0) for step in order},
        tuple(step for step in order if step in dropped),
        shortest,
        longest,
    )


def _total(known: Sequence[Variable], lengths: Mapping[str, float]) -> float:
    return sum(v.plays * lengths[v.step] for v in known)


def _shed(known: Sequence[Variable], ideal: dict[str, float], dropped: set[str], target: int) -> float:
    """Shrink and drop fillers, then extras, then optional sections; return the excess that is left.

    Nothing goes whose absence would leave the rest unable to fill the time.
    """
    excess = float(sum(v.plays * v.default for v in known) - target)

    def leave(members: Sequence[Variable]) -> None:
        nonlocal excess
        gone = with_dependents(known, dropped.union(v.step for v in members))
        if excess > 0 and reach(v for v in known if v.step not in gone) >= target:
            excess -= sum(v.plays * ideal[v.step] for v in known if v.step in gone - dropped)
            dropped.update(gone)

    for priority in (4, 3):
        if excess <= 0:
            break
        kept = [v for v in known if v.step not in dropped]
        fillers = [v for v in kept if v.priority == priority and not v.frame]
        room = sum(v.plays * (v.default - v.low) for v in fillers)
        if room >= excess:
            for v in fillers:
                ideal[v.step] -= (v.default - v.low) * excess / room
            return 0
        excess -= room
        ideal.update({v.step: float(v.low) for v in fillers})
        leavers = [v for v in fillers if v.droppable]
        for v in sorted(leavers, key=lambda v: -v.plays * v.low):  # stable: ties go to the earlier step
            leave([v])
    for section in dict.fromkeys(v.optional for v in known if v.optional):
        leave([v for v in known if v.optional == section and v.step not in dropped])
    return _put_back(known, ideal, dropped, excess)


def _put_back(known: Sequence[Variable], ideal: dict[str, float], dropped: set[str], excess: float) -> float:
    """Take back what still fits at its minimum, most important and smallest first."""
    gone = [v for v in known if v.step in dropped and not v.optional]
    for v in sorted(gone, key=lambda v: (v.priority, v.plays * v.low)):
        if not v.droppable or v.needs & dropped:
            continue
        # what left only because this one did comes back with it
        group = [v, *(w for w in gone if not w.droppable and w.needs & dropped == {v.step})]
        cost = sum(w.plays * w.low for w in group)
        if cost <= -excess:
            dropped.difference_update(w.step for w in group)
            ideal.update({w.step: float(w.low) for w in group})
            excess += cost
    return excess


def _move(
    rows: Sequence[tuple[Variable, float]], ideal: dict[str, float], ends: Mapping[str, float], amount: float
) -> float:
    """Move steps towards ``ends``, each at its weight, until ``amount`` is spent; return what is left.

    Every step moves by the share ``min(1, weight * t)`` of its way; t is the same for all, so the
    total is a rising line with a bend wherever a step arrives.
    """
    ways = [(v.plays * abs(ends[v.step] - ideal[v.step]), weight) for v, weight in rows]
    reach = sum(way for way, _ in ways)
    if reach <= amount:
        for v, _ in rows:
            ideal[v.step] = ends[v.step]
        return amount - reach
    low, left = 0.0, amount
    for bend in sorted({1 / weight for _, weight in ways}):
        slope = sum(way * weight for way, weight in ways if 1 / weight >= bend)
        if slope * (bend - low) >= left:
            low += left / slope
            break
        left -= slope * (bend - low)
        low = bend
    for v, weight in rows:
        ideal[v.step] += (ends[v.step] - ideal[v.step]) * min(1.0, weight * low)
    return 0.0


def _shrink(kept: Sequence[Variable], ideal: dict[str, float], excess: float) -> None:
    """Shorten the core twice as fast as the essential; the frame only when all else is at its shortest."""
    ends = {v.step: float(v.low) for v in kept}
    excess = _move([(v, 2.0 if v.priority == 2 else 1.0) for v in kept if not v.frame], ideal, ends, excess)
    _move([(v, 1.0) for v in kept if v.frame], ideal, ends, excess)


def _grow(kept: Sequence[Variable], ideal: dict[str, float], lack: float) -> None:
    """Lengthen towards the default, then towards the maximum; extras at half weight, the frame never."""
    rows = [(v, 1.0 if v.priority <= 2 else 0.5) for v in kept if not v.frame]
    lack = _move(rows, ideal, {v.step: float(v.default) for v in kept}, lack)
    _move(rows, ideal, {v.step: float(v.high) for v in kept}, lack)


def _hand_out(
    kept: Sequence[Variable], ideal: Mapping[str, float], seconds: dict[str, int], target: int
) -> None:
    """Give the seconds that rounding left over to the steps furthest below their ideal length."""
    rest = target - int(_total(kept, seconds))
    order = {v.step: number for number, v in enumerate(kept)}

    def turn(v: Variable) -> tuple[bool, float, int, int]:
        below = ideal[v.step] - seconds[v.step]
        # a whole repetition or five toes at once only where that is nearer to the ideal than leaving it
        return (v.quantum > 1 and below < v.quantum / 2, -below, v.priority, order[v.step])

    while rest > 0:
        open_to = [
            v
            for v in kept
            if v.plays * v.quantum <= rest
            and seconds[v.step] + v.quantum <= (v.default if v.frame else v.high)
            and v.low < v.high
        ]
        if not open_to:
            break
        v = min(open_to, key=turn)
        seconds[v.step] += v.quantum
        rest -= v.plays * v.quantum
    if rest:
        _trade(kept, ideal, seconds, rest)


def _trade(kept: Sequence[Variable], ideal: Mapping[str, float], seconds: dict[str, int], rest: int) -> None:
    """Add one quantum more than fits and take the surplus back from steps that move in seconds."""
    longer = [v for v in kept if seconds[v.step] + v.quantum <= v.high]
    for v in sorted(longer, key=lambda v: (v.frame, v.plays * v.quantum, v.priority)):
        trial = dict(seconds)
        trial[v.step] += v.quantum
        surplus = v.plays * v.quantum - rest
        while surplus > 0:
            givers = [
                g
                for g in kept
                if g.quantum == 1 and g.step != v.step and g.plays <= surplus and trial[g.step] > g.low
            ]
            if not givers:
                break
            g = max(givers, key=lambda g: (not g.frame, trial[g.step] - ideal[g.step]))
            trial[g.step] -= 1
            surplus -= g.plays
        if surplus == 0:
            seconds.update(trial)
            return
    raise NoSum
