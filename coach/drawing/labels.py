"""Names beside a figure, each with a line to its place; no two overlap, and none leaves the picture."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from coach.drawing.curve import Point, number
from coach.drawing.palette import INK, SOFT, safe

CHARACTER = 0.56
"""Width of a character as a part of the size of the letters: generous for Georgia and DejaVu Serif."""
LEADING = 1.18
"""From one line to the next, as a part of the size."""
AIR = 0.45
"""Between two labels, as a part of the size."""
REACH = 14.0
"""Between a label and the figure, in the units of the picture."""
LONGEST_LINE = 15
"""Characters after which a name goes on in the next line."""


@dataclass(frozen=True, slots=True)
class Label:
    """A name at its place."""

    lines: tuple[str, ...]
    size: float
    """Size of the letters."""
    target: Point
    """What it names."""
    left: bool
    """It stands on the left of the figure, and ends at ``x``; else it begins there."""
    x: float = 0.0
    top: float = 0.0

    @property
    def width(self) -> float:
        """Width of its longest line."""
        return max(len(line) for line in self.lines) * CHARACTER * self.size

    @property
    def height(self) -> float:
        """Height of all its lines."""
        return len(self.lines) * LEADING * self.size

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom."""
        left = self.x - self.width if self.left else self.x
        return left, self.top, left + self.width, self.top + self.height


@dataclass(frozen=True, slots=True)
class Column:
    """Where the labels on both sides of a figure have their room, and where they end."""

    labels: tuple[Label, ...]
    left: float
    """Room for names on the left of the figure."""
    right: float
    """Room for names on its right."""
    height: float
    """Height that all names need; at least that of the figure."""


def arranged(
    named: Iterable[tuple[str, Point]], width: float, height: float, size: float, *, one_side: bool = False
) -> Column:
    """Return labels for a figure of this width and height, whose left upper corner is 0, 0.

    ``named`` are names and the points in the figure that they belong to. The figure is to be shifted to
    the right by ``left``; so are the labels. ``one_side`` puts all of them where most belong.
    """
    labels = [
        Label(tuple(textwrap.wrap(name, LONGEST_LINE)) or ("",), size, target, left=target[0] < width / 2)
        for name, target in named
    ]
    if one_side:
        to_left = sum(label.left for label in labels) * 2 > len(labels)
        labels = [replace(label, left=to_left) for label in labels]
    left = _column([label for label in labels if label.left], height)
    right = _column([label for label in labels if not label.left], height)
    room_left = max((label.width for label in left), default=0.0) + (REACH if left else 4.0)
    room_right = max((label.width for label in right), default=0.0) + (REACH if right else 4.0)
    placed = [replace(label, x=room_left - REACH) for label in left]
    placed += [replace(label, x=room_left + width + REACH) for label in right]
    placed = [replace(label, target=(label.target[0] + room_left, label.target[1])) for label in placed]
    bottom = max((label.box[3] for label in placed), default=0.0)
    return Column(tuple(placed), room_left, room_right, max(height, bottom))


def _column(labels: list[Label], height: float) -> list[Label]:
    """Return labels one under the other, each as near to its place as the others allow."""
    ordered = sorted(labels, key=lambda label: label.target[1])
    tops: list[float] = []
    below = 0.0
    for label in ordered:
        top = max(below, label.target[1] - label.height / 2)
        tops.append(top)
        below = top + label.height + AIR * label.size
    above = max(height, below - AIR * labels[0].size if labels else 0.0)
    for at in range(len(ordered) - 1, -1, -1):  # back up from the lower edge, as far as there is room
        lowest = above - ordered[at].height
        floor = sum(label.height + AIR * label.size for label in ordered[:at])
        tops[at] = max(floor, min(tops[at], lowest))
        above = tops[at] - AIR * ordered[at].size
    return [replace(label, top=top) for label, top in zip(ordered, tops, strict=True)]


def drawn(labels: Iterable[Label]) -> Iterator[str]:
    """Yield the elements: a thin line to the place, and the name."""
    for label in labels:
        x, y = label.target
        start = label.x + (2 if label.left else -2)
        middle = label.top + label.height / 2
        yield (
            f'<path d="M{number(start)} {number(middle)}L{number(x)} {number(y)}" fill="none" '
            f'stroke="{SOFT}" stroke-width="0.8"/>'
        )
        yield f'<circle cx="{number(x)}" cy="{number(y)}" r="1.8" fill="{SOFT}"/>'
        anchor = "end" if label.left else "start"
        for row, line in enumerate(label.lines):
            base = label.top + (row + 0.86) * LEADING * label.size
            yield (
                f'<text x="{number(label.x)}" y="{number(base)}" font-size="{number(label.size)}" '
                f'text-anchor="{anchor}" fill="{INK}">{safe(line)}</text>'
            )
