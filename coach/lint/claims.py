"""Promises: what is written about a massage, where nobody hears it, and what is said at points."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from coach.lint.manner import lines
from coach.lint.rule import E, Hit, Rule, W
from coach.problem import Severity
from coach.routine.claims import claim

if TYPE_CHECKING:
    from coach.lint.score import Score
    from coach.routine.finding import Path


def written(code: str, score: Score) -> Iterator[Hit]:
    """Yield the claims of one rule in titles, summaries, labels and notes."""
    for path, text in _unspoken(score):
        found = claim(text, score.lists)
        if found is not None and found.code == code and found.severity is Severity.ERROR:
            message = f'"{found.word}" promises more than a massage can keep, on paper too. Say how it feels.'
            yield Hit(path, message, W)


def _unspoken(score: Score) -> Iterator[tuple[Path, str]]:
    yield ("title",), score.routine.title
    yield ("summary",), score.routine.summary
    for number, section in enumerate(score.routine.sections):
        yield ("sections", number, "title"), section.title
    for here in score.steps:
        yield (*here.path, "label"), here.step.label
        if here.step.notes:
            yield (*here.path, "notes"), here.step.notes


def points(score: Score) -> Iterator[Hit]:
    """Nothing is promised of a point."""
    for said in lines(score):
        if said.here.step.stroke == "point" and (match := score.lists["promise"].search(said.text)):
            message = f'"{match[0]}" promises an effect of a point. Say where it is and how firm, no more.'
            yield Hit(said.path, message)


RULES = (
    Rule(
        "MS501",
        E,
        "Nothing is cured, healed or treated",
        "honesty, and the rules of advertising",
        "S54 S57",
        partial(written, "MS501"),
        hard=True,
    ),
    Rule(
        "MS502",
        E,
        "Nothing is flushed out or detoxified",
        "no evidence",
        "S56 S59",
        partial(written, "MS502"),
        hard=True,
    ),
    Rule(
        "MS503",
        E,
        "No promise about hormones, blood pressure or circulation",
        "no such promise holds",
        "S58",
        partial(written, "MS503"),
        hard=True,
    ),
    Rule(
        "MS504",
        E,
        "No energy flow, chi, chakra or meridian as a fact",
        "belief is no fact; on paper it is a warning",
        "S61",
        partial(written, "MS504"),
    ),
    Rule(
        "MS505",
        E,
        "No point is linked to an organ",
        "no map of organs on feet, hands or ears holds",
        "S55 S60",
        partial(written, "MS505"),
        hard=True,
    ),
    Rule(
        "MS506",
        W,
        "No effect is promised of a pressure point",
        "notes may tell what others found, cues may not",
        "S03 S04",
        points,
    ),
    Rule(
        "MS507",
        E,
        'No percentages, no "studies show", no "doctors recommend"',
        "unsupported",
        "S54",
        partial(written, "MS507"),
        hard=True,
    ),
    Rule(
        "MS508",
        E,
        "Nobody is told to ignore a symptom or skip care",
        "harm",
        "S54",
        partial(written, "MS508"),
        hard=True,
    ),
)
