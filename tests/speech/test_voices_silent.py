"""The silent voice: exact, instant, and never one silence for another."""

from __future__ import annotations

from coach.plan.timeline import Line
from coach.speech.booth import open_booth
from coach.speech.voice import Settings
from coach.units import RATE

LINES = (
    Line("1", "One two three."),
    Line("2", "One two three four five six."),
    Line("3", "Other three words."),
)


def test_it_takes_exactly_130_words_a_minute() -> None:
    with open_booth("silent", Settings()) as booth:
        lengths = booth.measure(LINES)
    assert [lengths[line] for line in LINES] == [round(n * 60 / 130 * RATE) for n in (3, 6, 3)]


def test_silences_of_different_lengths_are_different_clips() -> None:
    with open_booth("silent", Settings()) as booth:
        clips = booth.clips(LINES)
        assert [clips[line].frames for line in LINES] == list(booth.measure(LINES).values())
    first, second, third = (clips[line].key for line in LINES)
    assert first != second
    assert first == third
