"""Large letters, five dots high, to be read from across a bed: drawn from a table of our own."""

from __future__ import annotations

import unicodedata

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


def dots(word: str) -> tuple[str, ...] | None:
    """Return ``word`` as rows of ``#`` and ``.``; None if it has a character that is not in the table."""
    plain = unicodedata.normalize("NFKD", word.translate(_LIKE)).upper()
    letters = [_ROWS.get(letter) for letter in plain if not unicodedata.combining(letter)]
    known = [letter for letter in letters if letter is not None]
    if len(known) < len(letters):
        return None
    return tuple(".".join(letter[row] for letter in known) for row in range(HIGH))


def large(text: str, columns: int, rows: int, *, blocks: bool) -> list[str] | None:
    """Return ``text`` in large letters, as large as ``columns`` and ``rows`` allow; None if they do not.

    With ``blocks`` a dot is a block or half of one, otherwise it is ``#``.
    """
    drawn = [dots(word) for word in text.split()]
    words = [word for word in drawn if word is not None]
    if not words or len(words) < len(drawn):
        return None
    for wide, draw, high in (
        ((2, _wide, HIGH + 1), (1, _halves, 4)) if blocks else ((2, _hashes_wide, HIGH + 1), (1, _hashes, 6))
    ):
        lines = _wrapped(words, columns // wide)
        if lines is not None and len(lines) * high - 1 <= rows:
            return [row for line in lines for row in ("", *draw(line))][1:]
    return None


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


__all__ = ["HIGH", "dots", "large"]
