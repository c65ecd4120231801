"""What the hands do, as signs on a view: arrows, shrinking circles, pulls, and dots where they stay."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import atan2, cos, dist, pi, radians, sin
from typing import TYPE_CHECKING

from coach.drawing.curve import Curve, Point, number, smooth
from coach.drawing.palette import HAND
from coach.drawing.view import Place

if TYPE_CHECKING:
    from coach.drawing.body import Placing
    from coach.drawing.view import View
    from coach.routine.step import Step

SHRINKING = frozenset({"scalp.shrinking_circles"})
"""Techniques whose circles become smaller."""

KINDS = (
    "glide",
    "squeeze",
    "circle",
    "spiral",
    "press",
    "point",
    "still",
    "pull",
    "roll",
    "tap",
    "shake",
)
"""The signs there are; what each means stands in the words of a language."""


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign on a view, in the units of the view."""

    kind: str
    """One of ``KINDS``."""
    curve: Curve
    """The way of the hand, or the outline of the sign."""
    headed: bool = False
    """An arrowhead stands at the end of the curve."""
    dot: float = 0.0
    """Radius of a dot at the start of the curve; in the picture, whatever its scale."""
    towards_heart: bool = False
    """The hand goes this way because the heart lies there."""


def signs(view: View, step: Step) -> tuple[Sign, ...]:
    """Return the signs of ``step`` on ``view``; none if nobody is touched in it, or not here."""
    kind = "spiral" if step.technique in SHRINKING else step.stroke
    areas = [area.area for area in step.areas if area.area in view.patches]
    if kind not in KINDS or not areas:
        return ()
    travels = step.direction in ("towards_heart", "away")
    found: list[Sign] = []
    left = list(areas)
    if kind in ("glide", "squeeze") or (travels and kind != "point"):
        chosen = _routes(view, areas)
        for covered, curve in chosen:
            way = _turned(curve, view.heart, step.direction)
            towards = step.direction == "towards_heart"
            drawn = kind if kind in ("glide", "squeeze") else "glide"
            found.append(Sign(drawn, way, headed=True, towards_heart=towards))
            left = [area for area in left if area not in covered]
    if kind not in ("glide", "squeeze"):
        left = areas
    for area in left:
        for place in view.patches[area].spots:
            found.extend(_at(kind, place, view.heart, step.direction))
    return tuple(found)


def sample(kind: str) -> tuple[Sign, ...]:
    """Return signs of a kind for a legend, in a room 56 wide and 28 high."""
    if kind in ("glide", "squeeze"):
        return (Sign(kind, smooth(((8, 20), (28, 15), (44, 10))), headed=True),)
    x = 14.0 if kind == "pull" else 28.0
    return tuple(_at(kind, Place((x, 14), 12 if kind == "pull" else 10, 0), (0, 0), "none"))


def _routes(view: View, areas: Sequence[str]) -> list[tuple[frozenset[str], Curve]]:
    """Return the ways that go over ``areas`` and over nothing else, the longest first."""
    wanted, left = frozenset(areas), set(areas)
    found: list[tuple[frozenset[str], Curve]] = []
    for covered in sorted(
        {route.areas for route in view.routes if route.areas <= wanted},
        key=lambda names: (-len(names), sorted(names)),
    ):
        if covered & left:
            left -= covered
            found += [(covered, route.curve) for route in view.routes if route.areas == covered]
    return found


def _turned(curve: Curve, heart: Point, direction: str) -> Curve:
    nearer = dist(curve.points[-1], heart) <= dist(curve.points[0], heart)
    wrong = (direction == "towards_heart" and not nearer) or (direction == "away" and nearer)
    return curve.reversed() if wrong else curve


def _at(kind: str, place: Place, heart: Point, direction: str) -> Iterator[Sign]:
    """Yield what stands at a spot."""
    if kind in ("glide", "squeeze"):
        yield _short_way(kind, place, heart, direction)
    else:
        yield from MARKS[kind](kind, place)


def _short_way(kind: str, place: Place, heart: Point, direction: str) -> Sign:
    (x, y), size = place.at, place.size
    towards = direction == "towards_heart"
    angle = atan2(heart[1] - y, heart[0] - x) if towards else -pi / 2
    dx, dy = cos(angle) * size, sin(angle) * size
    way = smooth(((x - dx, y - dy), place.at, (x + dx, y + dy)))
    return Sign(kind, way, headed=True, towards_heart=towards)


def _spiral(kind: str, place: Place) -> Iterator[Sign]:
    yield Sign(kind, _turns(place.at, place.size * 1.1, place.size * 0.25, 1.9), headed=True)


def _circle(kind: str, place: Place) -> Iterator[Sign]:
    yield Sign(kind, _turns(place.at, place.size * 0.85, place.size * 0.85, 0.86), headed=True)


def _roll(kind: str, place: Place) -> Iterator[Sign]:
    for start in (-0.42, 0.08):
        yield Sign(kind, _turns(place.at, place.size, place.size, 0.34, start), headed=True)


def _pull(kind: str, place: Place) -> Iterator[Sign]:
    (x, y), size = place.at, place.size
    dx, dy = cos(radians(place.away)) * size, sin(radians(place.away)) * size
    way = smooth((place.at, (x + dx, y + dy), (x + dx * 2.4, y + dy * 2.4)))
    yield Sign(kind, way, headed=True, dot=4)


def _press(kind: str, place: Place) -> Iterator[Sign]:
    for part in (0.55, 1.0):
        yield Sign(kind, _turns(place.at, place.size * part, place.size * part, 1.0))


def _stay(kind: str, place: Place) -> Iterator[Sign]:
    yield Sign(kind, _turns(place.at, place.size * 0.7, place.size * 0.7, 1.0))
    yield Sign(kind, smooth((place.at, place.at)), dot=4.6 if kind == "point" else 3.2)


def _tap(kind: str, place: Place) -> Iterator[Sign]:
    x, y = place.at
    for dx in (-0.5, 0.0, 0.5):
        at = (x + dx * place.size, y)
        yield Sign(kind, smooth((at, at)), dot=2.6)


def _shake(kind: str, place: Place) -> Iterator[Sign]:
    (x, y), size = place.at, place.size / 3
    yield Sign(kind, smooth(tuple((x + (i - 3) * size, y + (-1) ** i * size) for i in range(7))))


MARKS: dict[str, Callable[[str, Place], Iterator[Sign]]] = {
    "spiral": _spiral,
    "circle": _circle,
    "roll": _roll,
    "pull": _pull,
    "press": _press,
    "point": _stay,
    "still": _stay,
    "tap": _tap,
    "shake": _shake,
}
"""What stands at a spot, by its meaning; a glide and a squeeze are ways."""


def _turns(middle: Point, outer: float, inner: float, turns: float, start: float = -0.25) -> Curve:
    """Return turns about ``middle``, clockwise, from one radius to another, beginning at ``start`` turns."""
    steps = max(4, round(turns * 8))
    points = []
    for step in range(steps + 1):
        part = step / steps
        angle = 2 * pi * (start + turns * part)
        radius = outer + (inner - outer) * part
        points.append((middle[0] + radius * cos(angle), middle[1] + radius * sin(angle)))
    return smooth(tuple(points))


WIDTH = 2.2
"""Width of the lines, in the units of the picture."""
HEAD = 8.5
"""Length of an arrowhead, in the units of the picture."""


def drawn(found: Iterable[Sign], placing: Placing) -> Iterator[str]:
    """Yield the elements of signs on a view that is placed so; first what sets them off from the body."""
    placed = [(sign, placing.of(sign.curve)) for sign in found]
    halo = f'fill="none" stroke="#fffdf9" stroke-opacity="0.75" stroke-width="{number(WIDTH + 2.6)}"'
    for sign, curve in placed:
        if not sign.dot or sign.headed:
            yield f'<path d="{curve.path()}" {halo} stroke-linecap="round"/>'
    for sign, curve in placed:
        yield from _drawn(sign, curve)


def _drawn(sign: Sign, curve: Curve) -> Iterator[str]:
    x, y = curve.points[0]
    if sign.dot:
        yield f'<circle cx="{number(x)}" cy="{number(y)}" r="{number(sign.dot)}" fill="{HAND}"/>'
    if sign.dot and not sign.headed:
        return
    dashes = {"squeeze": ' stroke-dasharray="0.1 6.4"', "pull": ' stroke-dasharray="5 4"'}.get(sign.kind, "")
    turning = WIDTH if curve.length > 70 else 1.5
    width = {"squeeze": 4.6, "glide": 2.6, "pull": 2.0}.get(sign.kind, turning if sign.headed else 1.4)
    yield (
        f'<path class="{sign.kind}" d="{curve.path()}" fill="none" stroke="{HAND}" '
        f'stroke-width="{width}" stroke-linecap="round"{dashes}/>'
    )
    if sign.headed:
        yield _head(curve)


def _head(curve: Curve) -> str:
    line = curve.along(16)
    tip = line[-1]
    size = min(HEAD, max(5.0, curve.length * 0.3))
    tail = next((point for point in reversed(line) if dist(point, tip) >= size * 0.8), line[0])
    angle = atan2(tip[1] - tail[1], tip[0] - tail[0])
    tip = (tip[0] + cos(angle) * size * 0.4, tip[1] + sin(angle) * size * 0.4)
    corners = [tip]
    for turn, part in ((2.68, 1.0), (pi, 0.62), (-2.68, 1.0)):
        corners.append(
            (tip[0] + cos(angle + turn) * size * part * 1.1, tip[1] + sin(angle + turn) * size * part * 1.1)
        )
    points = " ".join(f"{number(x)},{number(y)}" for x, y in corners)
    return f'<polygon points="{points}" fill="{HAND}"/>'
