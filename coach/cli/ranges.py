"""How short and how long a routine can be: planned once with the reference voice, and remembered."""

from __future__ import annotations

from coach.cli.rehearsal import name_of
from coach.cli.session import Wanted
from coach.errors import CoachError
from coach.routine import memo
from coach.units import RATE

Range = tuple[int, int]
"""Shortest and longest length, in seconds."""


def range_of(routine: str) -> Range | None:
    """Return how short and how long ``routine`` can be; None if it cannot be planned at all."""
    name = name_of(Wanted(routine))
    known = None if name is None else memo.recall(b"range " + name, "plans")
    if isinstance(known, list):
        return (known[0], known[1]) if len(known) == 2 else None
    found = _planned(routine)
    if name is not None:
        memo.keep(b"range " + name, list(found or ()), "plans")
    return found


def _planned(routine: str) -> Range | None:
    from coach.plan.options import Options
    from coach.plan.planner import plan
    from coach.routine.load import load_routine
    from coach.speech.silent import silent_measure

    try:
        loaded = load_routine(routine)
        fit = plan(loaded, Options(locale=loaded.locale), silent_measure).fit
    except CoachError:  # "coach check" tells what is wrong with it; the list goes on
        return None
    return fit.shortest // RATE, fit.longest // RATE
