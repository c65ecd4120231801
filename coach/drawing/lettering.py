"""Titles in capital letters of one line, drawn as curves: the same on every machine, with no font at all."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path

from coach.drawing.curve import Curve, parse
from coach.drawing.view import Points
from coach.routine.base import Decimal, Model
from coach.routine.reader import read

TRACKING = 26.0
"""Air between two letters, in hundredths of their height."""
SPACE = 44.0
"""Width of a space, in hundredths of the height of a letter."""


class Letter(Model):
    """One letter, 100 high."""

    width: Decimal | int
    """Its width."""
    lines: tuple[Points, ...]
    """The ways of the pen."""


class Alphabet(Model):
    """All letters there are."""

    letters: dict[str, Letter]
    """Letters, digits and signs."""
    marks: dict[str, tuple[Points, ...]]
    """What stands above or below a letter, about its middle."""


@cache
def alphabet() -> Alphabet:
    """Return the letters of ``letters.yaml``."""
    path = Path(str(files("coach"))) / "drawing" / "letters.yaml"
    document, problems = read(path)
    if document is None or problems:
        raise ValueError(f"{path.name}: {'; '.join(problem.headline() for problem in problems)}")
    return Alphabet.model_validate(document.data)


def can_write(text: str) -> bool:
    """Return whether every character of ``text`` has a letter."""
    known: tuple[Mapping[str, object], ...] = (alphabet().letters, alphabet().marks)
    return all(char == " " or any(char in table for table in known) for char in _capitals(text))


def width_of(text: str, height: float) -> float:
    """Return how wide ``text`` is in letters ``height`` high."""
    letters = alphabet().letters
    widths = [SPACE if c == " " else float(letters[c].width) for c in _capitals(text) if not _marks(c)]
    return (sum(widths) + TRACKING * max(0, len(widths) - 1)) * height / 100


def written(text: str, x: float, y: float, height: float) -> Iterator[Curve]:
    """Yield the lines of ``text``, its left upper corner at ``x`` and ``y``, in letters ``height`` high.

    Raises KeyError for a character without a letter.
    """
    table = alphabet()
    scale = height / 100
    left, middle = 0.0, 0.0
    for char in _capitals(text):
        if _marks(char):
            for line in table.marks[char]:
                yield parse(line).moved(scale, x + middle * scale, y)
            continue
        if char == " ":
            left += SPACE + TRACKING
            continue
        letter = table.letters[char]
        for line in letter.lines:
            yield parse(line).moved(scale, x + left * scale, y)
        middle = left + float(letter.width) / 2
        left += float(letter.width) + TRACKING


def _capitals(text: str) -> str:
    return unicodedata.normalize("NFD", text.replace("ß", "ẞ").upper())


def _marks(char: str) -> bool:
    return unicodedata.combining(char) != 0
