"""Large letters, five dots high, to be read from across a bed: drawn from a table of our own."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

_FONT = """
A .#. #.# ### #.# #.#
B ##. #.# ##. #.# ##.
C .## #.. #.. #.. .##
D ##. #.# #.# #.# ##.
E ### #.. ##. #.. ###
F ### #.. ##. #.. #..
G .### #... #.## #..# .###
H #.# #.# ### #.# #.#
I # # # # #
J ..# ..# ..# #.# .#.
K #..# #.#. ##.. #.#. #..#
L #.. #.. #.. #.. ###
M #...# ##.## #.#.# #...# #...#
N #..# ##.# #.## #..# #..#
O .##. #..# #..# #..# .##.
P ##. #.# ##. #.. #..
Q .##. #..# #..# #.#. .#.#
R ##. #.# ##. #.# #.#
S .## #.. .#. ..# ##.
T ### .#. .#. .#. .#.
U #.# #.# #.# #.# ###
V #.# #.# #.# #.# .#.
W #...# #...# #.#.# ##.## #...#
X #.# #.# .#. #.# #.#
Y #.# #.# .#. .#. .#.
Z ### ..# .#. #.. ###
0 ### #.# #.# #.# ###
1 .# ## .# .# .#
2 ##. ..# .#. #.. ###
3 ### ..# .## ..# ###
4 #.# #.# ### ..# ..#
5 ### #.. ##. ..# ##.
6 .## #.. ### #.# ###
7 ### ..# ..# .#. .#.
8 ### #.# ### #.# ###
9 ### #.# ### ..# ##.
. . . . . #
, .. .. .. .# #.
; .. .# .. .# #.
: . # . # .
! # # # . #
? ##. ..# .#. ... .#.
' # # . . .
" #.# #.# ... ... ...
- .. .. ## .. ..
+ ... .#. ### .#. ...
/ ..# ..# .#. #.. #..
( .# #. #. #. .#
) #. .# .# .# #.
% #.# ..# .#. #.. #.#
"""

HIGH = 5
"""Dots of a letter, from top to bottom."""

GAP = 3
"""Dots between two words."""

_LIKE = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": ".", "‐": "-"})

_ROWS = {line[0]: tuple(line[2:].split(" ")) for line in _FONT.strip().split("\n")}

HALVES = {"..": " ", "#.": "▀", ".#": "▄", "##": "█"}
"""Two dots, one above the other, in one character."""

QUARTERS = dict(
    zip((f"{n:04b}".replace("0", ".").replace("1", "#") for n in range(16)), " ▗▖▄▝▐▞▟▘▚▌▙▀▜▛█", strict=True)
)
"""Four dots in one character: two above, two below."""


def dots(word: str) -> tuple[str, ...] | None:
    """Return ``word`` as rows of ``#`` and ``.``; None if it has a character that is not in the table."""
    plain = unicodedata.normalize("NFKD", word.translate(_LIKE)).upper()
    letters = [_ROWS.get(letter) for letter in plain if not unicodedata.combining(letter)]
    known = [letter for letter in letters if letter is not None]
    if len(known) < len(letters):
        return None
    return tuple(".".join(letter[row] for letter in known) for row in range(HIGH))


class Font(NamedTuple):
    """One way to draw dots."""

    across: int
    """Dots in two columns."""
    high: int
    """Rows of a line of words, with the gap below it."""
    draw: Callable[[tuple[str, ...]], list[str]]


class Page(NamedTuple):
    """As much of a text as there is room for."""

    rows: list[str]
    letters: int
    """Characters of the text on it: how long it takes to say, beside the others."""


MOST_HALVES = 2
"""Pages of wide letters; what needs more of them is written in narrow ones."""

MOST_PAGES = 4
"""Pages of a text; what needs more of them is easier to read in plain letters."""

LEAST_LINES = 2
"""Lines of words on a page; where there is room for less, large letters are no help."""

_CLAUSE = re.compile(r"(?<=[,;:.!?])\s+")


def large(text: str, columns: int, rows: int, *, blocks: bool) -> list[str] | None:
    """Return ``text`` in large letters, as large as ``columns`` and ``rows`` allow; None if they do not.

    With ``blocks`` a dot is a block or a part of one, otherwise it is ``#``.
    """
    for font in BLOCKS if blocks else HASHES:
        if drawn := _drawn(text, columns, rows, font):
            return drawn
    return None


def pages(text: str, columns: int, rows: int, *, blocks: bool) -> list[Page]:
    """Return ``text`` in large letters, on several pages if one is too small; none if it cannot be.

    A page ends with a clause where it can. The largest letters are for what fits on one page.
    """
    fonts = BLOCKS if blocks else HASHES
    if whole := _drawn(text, columns, rows, fonts[0]):
        return [Page(whole, len(text))]
    for font in fonts[1:]:
        made = _paged(text, columns, rows, font)
        if made and len(made) <= (MOST_PAGES if font is fonts[-1] else MOST_HALVES):
            return made
    return []


def _paged(text: str, columns: int, rows: int, font: Font) -> list[Page]:
    """Return ``text`` on as many pages as it needs in one font; none if a word is too wide."""
    if whole := _drawn(text, columns, rows, font):
        return [Page(whole, len(text))]
    if (rows + 1) // font.high < LEAST_LINES:
        return []
    clauses = [clause.split() for clause in _CLAUSE.split(text)]
    found: list[Page] = []
    there: list[str] = []
    drawn: list[str] | None = None

    def turn() -> None:
        nonlocal there, drawn
        if drawn:
            found.append(Page(drawn, len(" ".join(there))))
        there, drawn = [], None

    for clause in clauses:
        if there and not _drawn(" ".join([*there, *clause]), columns, rows, font):
            turn()
        for word in clause:
            more = _drawn(" ".join([*there, word]), columns, rows, font)
            if more is None:
                turn()
                more = _drawn(word, columns, rows, font)
            if more is None:
                return []
            there, drawn = [*there, word], more
    turn()
    return found


def _drawn(text: str, columns: int, rows: int, font: Font) -> list[str] | None:
    """Return ``text`` in one font; None if there is no room, or no letter for a character."""
    drawn = [dots(word) for word in text.split()]
    words = [word for word in drawn if word is not None]
    if not words or len(words) < len(drawn):
        return None
    lines = _wrapped(words, columns * font.across // 2)
    if lines is None or len(lines) * font.high - 1 > rows:
        return None
    return [row for line in lines for row in ("", *font.draw(line))][1:]


def _wrapped(words: list[tuple[str, ...]], width: int) -> list[tuple[str, ...]] | None:
    """Return the words in lines of at most ``width`` dots; None if one word is wider."""
    lines: list[tuple[str, ...]] = []
    for word in words:
        if len(word[0]) > width:
            return None
        if lines and len(lines[-1][0]) + GAP + len(word[0]) <= width:
            lines[-1] = tuple(f"{row}{'.' * GAP}{more}" for row, more in zip(lines[-1], word, strict=True))
        else:
            lines.append(word)
    return lines


def _quarters(line: tuple[str, ...]) -> list[str]:
    wide = len(line[0]) + len(line[0]) % 2
    rows = [row.ljust(wide, ".") for row in (*line, "")]
    return [
        "".join(
            QUARTERS[rows[row][at : at + 2] + rows[row + 1][at : at + 2]] for at in range(0, wide, 2)
        ).rstrip()
        for row in range(0, HIGH, 2)
    ]


def _halves(line: tuple[str, ...]) -> list[str]:
    rows = (*line, "." * len(line[0]))
    return [
        "".join(HALVES[top + bottom] for top, bottom in zip(rows[row], rows[row + 1], strict=True)).rstrip()
        for row in range(0, HIGH, 2)
    ]


def _wide(line: tuple[str, ...]) -> list[str]:
    return [row.replace(".", "  ").replace("#", "██").rstrip() for row in line]


def _hashes(line: tuple[str, ...]) -> list[str]:
    return [row.replace(".", " ").rstrip() for row in line]


def _hashes_wide(line: tuple[str, ...]) -> list[str]:
    return [row.replace(".", "  ").replace("#", "##").rstrip() for row in line]


BLOCKS = (Font(1, HIGH + 1, _wide), Font(2, 4, _halves), Font(4, 4, _quarters))
"""From the largest letters to the smallest."""

HASHES = (Font(1, HIGH + 1, _hashes_wide), Font(2, HIGH + 1, _hashes))

__all__ = ["HIGH", "Page", "dots", "large", "pages"]
