"""Planning: a routine, options and a way to measure speech become a timeline. Pure.

The words need time, and the time decides the words ("five long strokes"). The circle is broken
once: measure every cue at its longest, take from that what each step needs, fit, write the final
words, measure those, place them. A must that finds no room raises its step's need, and the fit is
done again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from coach.errors import LengthError, RoutineError
from coach.plan import care, density, layout, ring
from coach.plan.assemble import Decided, assemble
from coach.plan.board import Placed
from coach.plan.compose import Composed, Composer
from coach.plan.expand import Play, expand
from coach.plan.fit import Fitted, NoSum, fit
from coach.plan.layout import Laid
from coach.plan.needs import Trials, raised
from coach.plan.needs import needs as find_needs
from coach.plan.options import Options
from coach.plan.report import dropped
from coach.plan.ruler import Ruler
from coach.plan.timeline import Change, Measure, Timeline
from coach.plan.variable import Need, Variable, span, variables
from coach.plan.wording import PLAIN, worded
from coach.routine.locales import language
from coach.routine.routine import Routine
from coach.units import clock, to_frames

ATTEMPTS = 30
"""How often needs may be raised; every round adds what is missing in one step."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A timeline, and what it was made of, so that it can be changed while it is played."""

    timeline: Timeline
    plays: tuple[Play, ...]
    """In order, also those that were left out."""
    laid: tuple[Laid, ...]
    placed: tuple[Placed, ...]
    needs: Mapping[str, Need]
    """What the words of a step need, by its id."""


def plan(routine: Routine, options: Options, measure: Measure, trials: Trials | None = None) -> Timeline:
    """Return the timeline of ``routine``: exactly as long as asked, every must in its place.

    ``measure`` says how long lines take when spoken; it is called with whole batches, a few times
    at most. Raises LengthError if the length asked for is out of range, naming both ends. Whoever plans
    several lengths with the same options and the same voice passes the same ``trials``.
    """
    return drawn(routine, options, measure, trials).timeline


def drawn(routine: Routine, options: Options, measure: Measure, trials: Trials | None = None) -> Plan:
    """Return the timeline of ``routine`` as ``plan`` does, with everything it was made of."""
    words = language(options.locale)
    plays = expand(routine)
    target = int(routine.target_s) if options.seconds is None else options.seconds
    ruler = Ruler(measure)
    options = replace(options, seconds=target)
    wanted = worded(plays, options, PLAIN, words, ruler)
    closing = routine.closing_style == "words_and_chime"
    tails = {plays[-1].name: int(ring.CLOSE_TAIL)} if closing else {}
    trials = trials or Trials()
    needs = find_needs(plays, wanted, options, words, ruler, tails, trials)
    inserted: list[Change] = []
    thrift = density.Thrift()
    limit = density.most(options.talk, tutorial=density.teaches(routine))
    ends = (0, 0)
    step = ""
    for _ in range(ATTEMPTS):
        fitted = _fit(routine, plays, needs, target)
        laid = layout.lay(plays, fitted.seconds, needs)
        if not inserted:  # what stretching puts in does not change what the routine can be
            ends = (fitted.shortest, fitted.longest)
        plays, question = care.with_check_ins(plays, laid)
        if question is not None:
            inserted.append(question)
            wanted = worded(plays, options, PLAIN, words, ruler)
            needs = find_needs(plays, wanted, options, words, ruler, tails, trials)
            continue
        composer = Composer(laid, thrift.of(wanted), options, words, ruler, tails)
        outcome = composer.compose()
        if isinstance(outcome, Composed):
            known = {wish.id for wish in wanted}
            turns = [t for t in care.head_turns(outcome.board, laid, options, words) if t.id not in known]
            less = None if turns else density.thriftier(thrift, outcome, laid, ruler, limit)
            if less is not None:
                thrift = less
                continue
            if not turns:
                outcome = replace(outcome, changes=tuple(dict.fromkeys((*outcome.changes, *thrift.changes))))
                decided = Decided(routine, plays, needs, ends, list(dropped(plays, fitted)), inserted)
                timeline, placed = assemble(decided, composer, outcome)
                return Plan(timeline, plays, laid, placed, needs)
            wanted = (*wanted, *turns)
            inserted += [Change(turn.id, turn.text, "a long stay face down") for turn in turns]
            continue
        step = outcome.step
        needs[step] = raised(needs[step], outcome)
    raise RoutineError(
        f"Step {step} of {routine.id} cannot hold its mandatory words with this voice. "
        "Give the step more time or shorter words, or choose a faster --pace."
    )


def _fit(routine: Routine, plays: Sequence[Play], needs: Mapping[str, Need], target: int) -> Fitted:
    known = variables(plays, needs)
    shortest, most = span(known)
    if shortest <= target <= most:
        return _sum(routine, known, target)
    low, high = clock(to_frames(shortest)), clock(to_frames(most))
    asked, way = clock(to_frames(target)), "short" if target < shortest else "long"
    near = low if target < shortest else high
    raise LengthError(
        f"{routine.id} can be {low} to {high} with this voice; {asked} is too {way}. "
        f"Write --minutes {near}, or choose another routine."
    )


def _sum(routine: Routine, known: Sequence[Variable], target: int) -> Fitted:
    """Return the fit; raise LengthError with the nearest lengths if the steps move in jumps past it."""
    try:
        return fit(known, target)
    except NoSum:
        shortest, longest = span(known)
        near = [
            _nearest(known, range(target - 1, shortest - 1, -1)),
            _nearest(known, range(target + 1, longest + 1)),
        ]
        names = " or ".join(clock(to_frames(length)) for length in near if length is not None)
        raise LengthError(
            f"The steps of {routine.id} move in jumps that leave out {clock(to_frames(target))}. "
            f"Write --minutes {names}, or give one still step a length that moves in seconds."
        ) from None


def _nearest(known: Sequence[Variable], lengths: Iterable[int]) -> int | None:
    """Return the first of ``lengths`` that can be met."""
    for length in lengths:
        try:
            fit(known, length)
        except NoSum:
            continue
        return length
    return None
