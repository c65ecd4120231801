"""Jobs on several threads give their results in order, and end when they shall."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from functools import partial

import pytest

from coach.output.pool import Halted, in_order, together


def counting(first: int, last: int) -> Iterator[int]:
    yield from range(first, last)


@pytest.mark.parametrize("hands", [1, 2, 5])
@pytest.mark.parametrize("waiting", [1, 3, 1000])
def test_results_come_in_order(hands: int, waiting: int) -> None:
    jobs = [partial(counting, 100 * number, 100 * number + 100) for number in range(20)]
    assert list(in_order(jobs, hands, waiting=waiting)) == list(range(2000))
    assert list(in_order([], hands)) == []
    assert list(in_order([partial(counting, 0, 0)], hands)) == []


def test_few_jobs_are_begun_and_few_results_wait() -> None:
    begun: list[int] = []
    given: list[int] = []

    def job(number: int) -> Iterator[int]:
        begun.append(number)
        for result in range(50):
            given.append(number)
            yield result

    results = in_order([partial(job, number) for number in range(100)], 3, waiting=4)
    for _ in range(60):
        next(results)
    results.close()
    assert len(begun) <= 1 + 2 * 3
    assert len(given) <= 60 + (2 * 3 + 1) * 5


def test_an_error_comes_at_its_place_and_ends_the_others() -> None:
    def failing() -> Iterator[int]:
        yield 7
        raise ZeroDivisionError

    def endless() -> Iterator[int]:
        while True:
            yield 0

    before = threading.active_count()
    results = in_order([partial(counting, 0, 3), failing, endless], 3)
    assert [next(results) for _ in range(4)] == [0, 1, 2, 7]
    with pytest.raises(ZeroDivisionError):
        next(results)
    assert threading.active_count() == before


def test_closing_ends_all_threads() -> None:
    ended = []

    def endless(number: int) -> Iterator[int]:
        try:
            while True:
                yield number
        finally:
            ended.append(number)

    before = threading.active_count()
    results = in_order([partial(endless, number) for number in range(9)], 2, waiting=5)
    assert [next(results) for _ in range(20)] == [0] * 20
    results.close()
    assert threading.active_count() == before
    assert ended


def test_jobs_together_return_in_order() -> None:
    def job(number: int, _heed: Callable[[], None]) -> int:
        return number

    assert together([partial(job, number) for number in range(9)], 3) == list(range(9))


def test_when_one_raises_the_others_are_halted_and_nothing_runs_on() -> None:
    halted: list[str] = []

    def failing(_heed: Callable[[], None]) -> None:
        raise ZeroDivisionError

    def endless(heed: Callable[[], None]) -> None:
        try:
            while True:
                heed()
        except Halted:
            halted.append("endless")
            raise

    before = threading.active_count()
    with pytest.raises(ZeroDivisionError):
        together([endless, failing], 2)
    assert halted == ["endless"]
    assert threading.active_count() == before
