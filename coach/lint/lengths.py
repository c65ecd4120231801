"""The rules on plans of several lengths: the own one, the shortest, the longest, or many between."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from coach.errors import RoutineError
from coach.lint.examine import explained, lint_plan, score_of
from coach.plan.needs import Trials
from coach.plan.options import Options
from coach.plan.planner import plan
from coach.problem import Place, Problem, Severity
from coach.units import RATE

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from coach.plan.options import Talk
    from coach.plan.timeline import Measure, Timeline
    from coach.routine.load import Opened


def lint_lengths(
    opened: Opened,
    measure: Measure,
    *,
    every: int | None = None,
    options: Options | None = None,
    talks: Sequence[Talk] = (),
) -> tuple[Problem, ...]:
    """Return what the rules find in plans of a routine, each thing once, at the first length that shows it.

    Planned are its own length, the shortest and the longest; with ``every`` also each length between
    that lies so many seconds apart. ``measure`` says how long lines take. ``talks`` are talk levels,
    that of ``options`` if there are none. A length that cannot be planned is a finding too.
    """
    if opened.routine is None or opened.document is None:
        return ()
    options = options or Options()
    found: dict[tuple[Place, str], Problem] = {}
    score = score_of(opened)
    for talk in talks or (options.talk,):
        trials, asked = Trials(), replace(options, talk=talk)
        own = _plan(opened, asked, measure, trials, found)
        if own is None:
            continue
        _keep(found, lint_plan(opened, own, score))
        shortest, longest = int(own.fit.shortest // RATE), int(own.fit.longest // RATE)
        lengths: Iterable[int] = (shortest, longest)
        if every is not None:
            lengths = sorted({shortest, longest, *range(shortest, longest + 1, every)})
        for seconds in lengths:
            timeline = _plan(opened, replace(asked, seconds=seconds), measure, trials, found)
            if timeline is not None:
                _keep(found, lint_plan(opened, timeline, score))
    return tuple(sorted(found.values(), key=lambda p: (p.place.line, p.place.column, p.code)))


def _plan(
    opened: Opened,
    options: Options,
    measure: Measure,
    trials: Trials,
    found: dict[tuple[Place, str], Problem],
) -> Timeline | None:
    """Return the plan; None if there is none, with the reason in ``found``."""
    if opened.routine is None or opened.document is None:
        return None
    try:
        return plan(opened.routine, options, measure, trials)
    except RoutineError as error:
        place = Place(opened.document.name)
        _keep(found, error.problems or (Problem(place, "PLAN", Severity.ERROR, str(error)),))
        return None


def _keep(found: dict[tuple[Place, str], Problem], problems: Iterable[Problem]) -> None:
    for problem in problems:
        before = found.get((problem.place, problem.code))
        if before is None or (before.severity, problem.severity) == (Severity.WARNING, Severity.ERROR):
            found[problem.place, problem.code] = explained(problem)
