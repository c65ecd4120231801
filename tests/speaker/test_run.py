"""What the child counts: silence is never taken for the source, and the device's clock is followed."""

from __future__ import annotations

import os
import random

from coach.speaker.cursor import Cursor
from coach.speaker.run import Run
from coach.units import RATE


def test_silence_before_the_source_and_in_it_is_not_counted_as_heard() -> None:
    run = Run(1, channels=1, lead=100)
    tape = os.urandom(2 * 500)
    run.feed(tape[:400])
    assert run.draw(150) == bytes(200) + tape[:100]
    assert run.heard(120) == (20, 30, 0)
    assert run.draw(200) == tape[100:400] + bytes(100)
    run.feed(tape[400:])
    run.end()
    assert run.draw(400) == tape[400:] + bytes(200)
    assert run.heard(310) == (200, 0, 10)
    assert run.heard(360) == (210, 290, 50)
    assert run.heard(10_000) == (500, 0, 50)


def test_silence_after_the_end_is_not_late() -> None:
    run = Run(1, channels=2)
    run.feed(bytes(range(40)))
    run.end()
    run.draw(100)
    assert run.heard(100) == (10, 0, 0)


def test_the_cursor_follows_a_device_that_runs_fast() -> None:
    chance, cursor = random.Random(1), Cursor(0.2)  # noqa: S311 - it is jitter
    drift, period, buffer = 1.0002, 2_400, 48_000
    cursor.begin(0.001)
    for _ in range(20):
        cursor.take(period, 0.001)
    taken = buffer
    while taken < 600 * RATE:
        due = 0.001 + (taken - buffer + period) / (RATE * drift)
        cursor.take(period, due + chance.random() * 0.02)
        taken += period
    now = due + 0.03
    true = (now - 0.001) * RATE * drift
    assert abs(cursor.played(now) - true) < RATE // 50


def test_the_cursor_stands_still_when_nothing_is_taken() -> None:
    cursor = Cursor(0.2)
    cursor.begin(1.0)
    cursor.take(RATE, 1.0)
    assert cursor.played(1.1) == RATE // 10
    assert cursor.played(5.0) == RATE // 5


def filled() -> Cursor:
    """Return the cursor of a device that began at 10 s and holds a second."""
    cursor = Cursor(0.4)
    cursor.begin(10.0)
    for taken in range(5):
        cursor.take(RATE // 5, 10.0 + taken / 100)
    return cursor


def test_the_cursor_counts_the_silence_of_a_device_that_ran_empty() -> None:
    cursor = filled()
    cursor.take(RATE // 5, 10.2)
    assert cursor.dry == 0
    cursor.take(RATE // 5, 11.5)  # what it held was over at 11.2
    assert cursor.dry == round(0.3 * RATE)
    assert cursor.played(11.5) == 6 * RATE // 5
    cursor.take(RATE // 5, 11.6)
    assert cursor.dry == round(0.3 * RATE)


def test_a_speaker_that_was_suspended_was_not_too_busy() -> None:
    cursor = filled()
    cursor.take(RATE // 5, 12.4)
    assert cursor.dry == 0


def test_a_machine_that_slept_was_not_too_busy() -> None:
    cursor = Cursor(0.4)
    cursor.begin(10.0)
    cursor.take(RATE // 5, 10.0)
    cursor.take(RATE // 5, 30.0)
    assert (cursor.dry, cursor.played(30.1)) == (0, 3 * RATE // 10)
