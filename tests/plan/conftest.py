"""What the tests of planning share: the built-in routines and a measure that needs no engine."""

from __future__ import annotations

from collections.abc import Callable, Collection

import pytest

from coach.plan.options import Options
from coach.plan.planner import plan
from coach.plan.timeline import Line, Measure, Timeline
from coach.routine.load import load_routine
from coach.routine.routine import Routine
from coach.units import RATE, Frames

BUILT_IN = ("feet-15", "hands-10", "head-15")


def measure_at(words_a_minute: float) -> Measure:
    """Return a measure that gives every word the same time."""

    def measure(lines: Collection[Line]) -> dict[Line, Frames]:
        return {ln: Frames(round(len(ln.text.split()) * 60 * RATE / words_a_minute)) for ln in lines}

    return measure


@pytest.fixture(scope="session")
def routine() -> Callable[[str], Routine]:
    """Return the built-in routines by name, each loaded once."""
    known: dict[str, Routine] = {}

    def load(name: str) -> Routine:
        if name not in known:
            known[name] = load_routine(name)
        return known[name]

    return load


@pytest.fixture(scope="session")
def planned(routine: Callable[[str], Routine]) -> Callable[..., Timeline]:
    """Return a function that plans a built-in routine, at 142 words a minute unless told otherwise."""

    def make(name: str, *, pace: float = 142, **options: object) -> Timeline:
        return plan(routine(name), Options(**options), measure_at(pace))  # type: ignore[arg-type]

    return make
