"""Tempo: how fast hands travel, counts follow each other, and people breathe."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from coach.lint.rule import E, Hit, I, Rule, W
from coach.routine.kind import Kind

if TYPE_CHECKING:
    from coach.lint.score import Score

FASTEST, TOO_FAST, SLOWEST = 15.0, 30.0, 1.0
"""Centimetres a second: faster is a warning, an error; slower is a note."""


def tempo(score: Score) -> Iterator[Hit]:
    """Hands go neither fast nor all but not at all."""
    for here in score.steps:
        step = here.step
        if not here.moves or step.path_cm is None or step.stroke_s is None:
            continue
        speed = step.path_cm / step.stroke_s
        if SLOWEST <= speed <= FASTEST:
            continue
        word = "slow" if speed < SLOWEST else "fast"
        severity = I if speed < SLOWEST else E if speed > TOO_FAST else None
        message = f"{step.path_cm:g} cm in {step.stroke_s:g} s is {speed:.1f} cm a second, too {word}."
        good = step.path_cm / 4
        yield Hit((*here.path, "stroke_s"), f"{message} Write stroke_s: {good:.0f}.", severity)


def count_rate(score: Score) -> Iterator[Hit]:
    """A count is about a second."""
    for here in score.steps:
        reps = here.step.duration.reps
        if reps is None or not reps.unit.hold_s or not reps.unit.counts:
            continue
        interval = reps.unit.hold_s / reps.unit.counts
        if not 0.8 <= interval <= 1.3:
            message = f"{reps.unit.counts} counts in {reps.unit.hold_s:g} seconds are {interval:.1f} s each."
            yield Hit(
                (*here.path, "duration"),
                f"{message} Five means five seconds: write count: {reps.unit.hold_s:g}.",
            )


def breaths(score: Score) -> Iterator[Hit]:
    """Breath is slow, and nobody holds it."""
    for said in score.said:
        if score.lists["breath_held"].search(said.text):
            yield Hit(said.path, "nobody holds the breath here. Let it go on: in, and out.")
    for here in score.steps:
        cues = here.kinds(Kind.BREATH)
        for first, then in pairwise(cues):
            if not (
                score.lists["breath_in"].search(first.text) and score.lists["breath_out"].search(then.text)
            ):
                continue
            if (first.offset_s is None and then.offset_s is None) or first.anchor is not then.anchor:
                continue
            half = (then.offset_s or 0.0) - (first.offset_s or 0.0)
            rate = 30 / half if half > 0 else 99.0
            if not 4 <= rate <= 8:
                message = f"this is {rate:.0f} breaths a minute; 4 to 8 are comfortable."
                yield Hit(here.at(then), f"{message} Write offset_s: {(first.offset_s or 0.0) + 5:g}.")


RULES = (
    Rule(
        "MS202",
        W,
        "Hands travel 1 to 15 centimetres a second",
        "slow touch is pleasant, fast touch wakes",
        "S24 S26 S30",
        tempo,
    ),
    Rule("MS203", W, "A count lasts 0.8 to 1.3 seconds", "five means five seconds", "", count_rate),
    Rule(
        "MS204", W, "Four to eight breaths a minute, and nobody holds the breath", "comfort", "S35", breaths
    ),
)
