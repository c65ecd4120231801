"""Fitting: exact sums, untouched holds, equal sides, and the policy's own tables."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.plan.expand import expand
from coach.plan.fit import fit
from coach.plan.variable import Variable, span, variables
from coach.routine.routine import Routine

HEAD = """
1.1 57 60 60 60 60 60
1.2 29 30 30 30 30 30
1.3 37 40 40 40 40 40
1.4 20 29 33 35 48 56
2.1 68 88 108 108 128 148
2.2 14 15 15 15 15 15
2.3 0 0 0 27 36 41
3.1 30 47 57 60 76 86
3.2 30 47 57 60 76 86
3.3 30 47 57 60 76 86
3.4 40 50 80 100 120 130
3.5 0 0 0 40 45 49
4.1 30 41 48 50 71 84
4.2 30 34 50 56 74 85
4.3 0 0 0 30 38 43
5.1 12 15 17 18 24 29
5.2 0 0 0 40 40 40
5.3 20 22 33 36 48 57
5.4 33 35 35 35 35 35
"""
FEET = """
1.1 55 55 55 55
1.2 35 35 35 35
1.3 35 35 35 35
2.1 11 11 15 24
2.2 11 13 25 37
2.3 49 67 82 124
2.4 30 50 60 80
2.5 15 15 15 15
2.6 31 34 55 83
2.7 50 64 78 106
2.T 15 15 15 15
3.1 21 27 55 77
3.2 45 45 45 45
"""
TABLES = {
    "head-15": (HEAD, (480, 600, 720, 900, 1080, 1200)),
    "feet-15": (FEET, (600, 720, 900, 1200)),
}


@pytest.mark.parametrize("name", TABLES)
def test_the_policy_gives_the_lengths_of_its_tables(name: str, routine: Callable[[str], Routine]) -> None:
    table, targets = TABLES[name]
    known = variables(expand(routine(name)), {})
    for column, target in enumerate(targets):
        seconds = fit(known, target).seconds
        for row in table.split("\n")[1:-1]:
            step, *lengths = row.split()
            assert seconds[step] == int(lengths[column]), f"{step} at {target} s"


@pytest.mark.parametrize(
    ("name", "ends"), [("feet-15", (524, 1395)), ("hands-10", (411, 1028)), ("head-15", (432, 1308))]
)
def test_every_whole_second_of_the_range_is_met_exactly(
    name: str, ends: tuple[int, int], routine: Callable[[str], Routine]
) -> None:
    known = variables(expand(routine(name)), {})
    assert span(known) == ends
    for target in range(ends[0], ends[1] + 1):
        _check(known, target)


def _check(known: tuple[Variable, ...], target: int) -> None:
    fitted = fit(known, target)
    assert sum(v.plays * fitted.seconds[v.step] for v in known) == target
    for v in known:
        length = fitted.seconds[v.step]
        if length == 0:
            assert v.step in fitted.dropped
            assert v.droppable or v.optional or v.needs & set(fitted.dropped)
        else:
            assert v.low <= length <= v.high
            assert (length - v.base) % v.quantum == 0
            assert not v.needs & set(fitted.dropped)
    for section in {v.optional for v in known if v.optional}:
        kept = [v for v in known if v.optional == section and fitted.seconds[v.step]]
        bound = [v for v in known if v.optional == section and not (v.droppable or v.needs)]
        assert not kept or all(fitted.seconds[v.step] for v in bound), "an optional section goes as a unit"


def test_the_default_length_changes_nothing(routine: Callable[[str], Routine]) -> None:
    for name in ("feet-15", "hands-10", "head-15"):
        known = variables(expand(routine(name)), {})
        fitted = fit(known, int(routine(name).target_s))
        assert fitted.seconds == {v.step: v.default for v in known}


@st.composite
def _variables(draw: st.DrawFn) -> tuple[Variable, ...]:
    rows = []
    for number in range(draw(st.integers(1, 12))):
        quantum = draw(st.sampled_from([1, 1, 1, 5, 14, 20]))
        base = draw(st.sampled_from([0, 8])) if quantum > 5 else 0
        low = draw(st.integers(1, 8))
        default, high = low + draw(st.integers(0, 6)), low + 6 + draw(st.integers(0, 6))
        priority = draw(st.integers(1, 4))
        rows.append(
            Variable(
                step=str(number),
                priority=priority,
                plays=draw(st.sampled_from([1, 1, 2])),
                frame=priority == 1 and draw(st.booleans()),
                droppable=priority > 2 and draw(st.booleans()),
                optional=draw(st.sampled_from([None, None, None, "a", "b"])) if priority > 1 else None,
                needs=frozenset(draw(st.sets(st.sampled_from([str(n) for n in range(number)]), max_size=1)))
                if number and priority > 2
                else frozenset(),
                low=base + low * quantum,
                default=base + default * quantum,
                high=base + high * quantum,
                quantum=quantum,
                base=base,
            )
        )
    # a still step that moves in seconds is part of every routine: the rest lands there
    still = Variable("still", 2, 1, False, False, None, frozenset(), 20, 60, 200, 1, 0)
    return (*rows, still)


@given(_variables(), st.floats(0, 1))
def test_any_routine_with_a_still_step_is_fitted_exactly(known: tuple[Variable, ...], share: float) -> None:
    shortest, longest = span(known)
    _check(known, round(shortest + share * (longest - shortest)))
