"""What is cut out of what a microphone hears."""

from __future__ import annotations

import numpy as np
import pytest

from coach.check.words import EAR_RATE
from coach.hearing.utterance import (
    AROUND,
    LONGEST_S,
    SHORTEST_S,
    SILENCE,
    WINDOW,
    Cutter,
    Utterance,
)

WINDOW_S = WINDOW / EAR_RATE


def cut(*spans: tuple[float, float], seconds: float = 12.0, before: float = 0.0) -> list[Utterance]:
    """Return what is cut where somebody speaks in ``spans``, in seconds; each window holds its number."""
    cutter, found = Cutter(), []
    for number in range(round(seconds / WINDOW_S)):
        stamp = (number + 1) * WINDOW_S
        speaks = any(start < stamp <= end for start, end in spans)
        utterance = cutter.feed(np.full(WINDOW, number, np.float32), 0.9 if speaks else before, stamp)
        found += [utterance] if utterance else []
    return found


def test_an_utterance_has_its_times_and_a_little_silence_around_it() -> None:
    (utterance,) = cut((2.0, 3.2))
    assert utterance.start == pytest.approx(2.0, abs=WINDOW_S)
    assert utterance.end == pytest.approx(3.2, abs=WINDOW_S)
    numbers = utterance.sound.reshape(-1, WINDOW)[:, 0]
    assert np.array_equal(np.diff(numbers), np.ones(len(numbers) - 1)), "a window is missing or doubled"
    assert numbers[0] == pytest.approx(2.0 / WINDOW_S - AROUND, abs=1)
    assert numbers[-1] == pytest.approx(3.2 / WINDOW_S + AROUND, abs=1.5)


def test_a_rest_after_the_name_does_not_cut_a_command() -> None:
    rest = (SILENCE - 2) * WINDOW_S
    assert len(cut((2.0, 2.5), (2.5 + rest, 3.0 + rest))) == 1
    assert len(cut((2.0, 2.5), (2.7 + rest, 3.2 + rest))) == 2


def test_what_is_too_short_or_too_long_is_left_out_and_what_follows_is_not() -> None:
    assert not cut((2.0, 2.0 + SHORTEST_S - 0.07))
    assert not cut((2.0, 2.0 + LONGEST_S + 0.1))
    (after,) = cut((1.0, 5.0), (6.0, 7.0))
    assert after.start == pytest.approx(6.0, abs=WINDOW_S)


def test_an_hour_of_talk_is_not_kept() -> None:
    cutter = Cutter()
    for number in range(1_000):
        cutter.feed(np.zeros(WINDOW, np.float32), 0.9, number * WINDOW_S)
    assert len(cutter._windows) * WINDOW_S <= 2 * LONGEST_S + WINDOW_S


def test_what_is_almost_speech_goes_on_but_does_not_begin() -> None:
    assert not cut(before=0.45)
    assert not cut((2.0, 3.0), before=0.45), "it never falls silent, and is too long"
