"""Curves: a few points in, a smooth line of cubic Bezier pieces out, as SVG path data or as points."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from math import dist, hypot

Point = tuple[float, float]
"""x to the right and y downwards, in the units of a view."""

Piece = tuple[Point, Point, Point, Point]
"""A cubic Bezier curve: its start, two handles, its end."""

_POINT = re.compile(r"(-?\d+(?:\.\d+)?),(-?\d+(?:\.\d+)?)(!?)", re.ASCII)

HANDLE = 0.36
"""Length of a handle as a part of its piece: a circle through four points comes out round."""


@dataclass(frozen=True, slots=True)
class Curve:
    """Points that a smooth line goes through; at a corner it turns."""

    points: tuple[Point, ...]
    corners: tuple[bool, ...]
    closed: bool = False

    def mirrored(self, axis: float) -> Curve:
        """Return the curve as a mirror that stands upright at ``axis`` shows it."""
        return Curve(tuple((2 * axis - x, y) for x, y in self.points), self.corners, self.closed)

    def moved(self, scale: float, dx: float, dy: float) -> Curve:
        """Return the curve scaled about the origin, then shifted."""
        points = tuple((x * scale + dx, y * scale + dy) for x, y in self.points)
        return Curve(points, self.corners, self.closed)

    def reversed(self) -> Curve:
        """Return the same line, from its end to its start."""
        return Curve(self.points[::-1], self.corners[::-1], self.closed)

    def pieces(self) -> tuple[Piece, ...]:
        """Return the Bezier pieces between the points, in order."""
        count = len(self.points)
        last = count if self.closed else count - 1
        return tuple(self._piece(at, (at + 1) % count) for at in range(last))

    def _piece(self, start: int, end: int) -> Piece:
        a, b = self.points[start], self.points[end]
        reach = HANDLE * dist(a, b)
        ax, ay = self._tangent(start, b)
        bx, by = self._tangent(end, a, backwards=True)
        return a, (a[0] + ax * reach, a[1] + ay * reach), (b[0] - bx * reach, b[1] - by * reach), b

    def _tangent(self, at: int, towards: Point, *, backwards: bool = False) -> Point:
        """Return the direction of the line at a point, of length 1."""
        count = len(self.points)
        inner = self.closed or 0 < at < count - 1
        here = self.points[at]
        if inner and not self.corners[at]:
            before, after = self.points[at - 1], self.points[(at + 1) % count]
        elif backwards:
            before, after = towards, here
        else:
            before, after = here, towards
        dx, dy = after[0] - before[0], after[1] - before[1]
        length = hypot(dx, dy) or 1.0
        return dx / length, dy / length

    def path(self) -> str:
        """Return the SVG path data."""
        pieces = self.pieces()
        start = f"M{_xy(self.points[0])}"
        line = "".join(f"C{_xy(one)} {_xy(two)} {_xy(end)}" for _, one, two, end in pieces)
        return start + line + ("Z" if self.closed else "")

    def along(self, steps: int = 12) -> tuple[Point, ...]:
        """Return points on the line itself, ``steps`` for each piece, and its end."""
        points = [_at(piece, step / steps) for piece in self.pieces() for step in range(steps)]
        return (*points, self.points[0] if self.closed else self.points[-1])

    @property
    def length(self) -> float:
        """Length of the line, in the units of the view."""
        return sum(dist(a, b) for a, b in pairwise(self.along()))


def parse(text: str, *, closed: bool = False) -> Curve:
    """Return the curve written as ``x,y x,y! x,y``; ``!`` marks a corner. Raises ValueError."""
    words = text.split()
    matches = [_POINT.fullmatch(word) for word in words]
    if len(words) < 2 or None in matches:
        raise ValueError("a curve is two or more points such as 12,30 14.5,80! 20,90")
    found = [match for match in matches if match is not None]
    points = tuple((float(match[1]), float(match[2])) for match in found)
    return Curve(points, tuple(bool(match[3]) for match in found), closed)


def whole(half: Curve, axis: float) -> Curve:
    """Return a closed curve from its right half, drawn from the axis to the axis."""
    other = half.mirrored(axis).reversed()
    first = 1 if other.points[0] == half.points[-1] else 0
    last = -1 if other.points[-1] == half.points[0] else None
    return Curve(
        half.points + other.points[first:last], half.corners + other.corners[first:last], closed=True
    )


def smooth(points: tuple[Point, ...], *, closed: bool = False) -> Curve:
    """Return a curve through ``points`` without a corner."""
    return Curve(points, (False,) * len(points), closed)


def box(points: tuple[Point, ...]) -> tuple[float, float, float, float]:
    """Return left, top, right and bottom of ``points``."""
    return (
        min(x for x, _ in points),
        min(y for _, y in points),
        max(x for x, _ in points),
        max(y for _, y in points),
    )


def _at(piece: Piece, t: float) -> Point:
    a, b, c, d = piece
    s = 1 - t
    weights = s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t
    return (
        sum(w * p[0] for w, p in zip(weights, (a, b, c, d), strict=True)),
        sum(w * p[1] for w, p in zip(weights, (a, b, c, d), strict=True)),
    )


def _xy(point: Point) -> str:
    return f"{number(point[0])} {number(point[1])}"


def number(value: float) -> str:
    """Return a number for SVG: at most one decimal, no minus before zero."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text
