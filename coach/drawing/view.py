"""Views of the body, drawn by hand: outlines, areas and the ways a hand goes, read from ``views/*.yaml``.

Every view has its heart: a point, usually far outside, that strokes towards the heart come nearer to.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field

from coach.drawing.curve import Curve, Point, box, parse, whole
from coach.routine.base import Decimal, Id, Model, YesNo
from coach.routine.reader import read


def _drawable(text: str) -> str:
    parse(text)
    return text


Points = Annotated[str, AfterValidator(_drawable)]
"""``x,y x,y! x,y``: a smooth line through these points, with a corner where an ``!`` stands."""

Pair = tuple[Decimal | int, Decimal | int]


class Shape(Model):
    """A line or a form; one of its three ways to be written."""

    shape: Points | None = None
    """A closed form."""
    half: Points | None = None
    """The right half of a closed form that is the same on the left, from the axis to the axis."""
    curve: Points | None = None
    """An open line."""
    twice: YesNo = False
    """Also as the mirror at the axis shows it."""


class Spot(Model):
    """A place where a hand stays, circles or presses."""

    at: Pair
    """Its middle."""
    size: Decimal | int = 16
    """Its radius."""
    away: Decimal | int = -90
    """The way out of the body, for a pull: an angle in degrees, 0 to the right, 90 downwards."""
    twice: YesNo = False
    """Also on the other side of the axis."""


class AreaEntry(Model):
    """An area of the table where this view shows it."""

    shapes: Annotated[tuple[Shape, ...], Field(min_length=1)]
    """What it covers; whatever goes beyond the skin is cut off."""
    spots: tuple[Spot, ...] = ()
    """Where a hand stays, circles or presses."""
    hinted: YesNo = False
    """It lies on the other side, or is too small here: filled if it is worked, but not named in a chart."""
    label: Pair | None = None
    """Where the line from its name ends; by default the middle of its last shape."""


class RouteEntry(Model):
    """The way of a hand over one or more areas; towards the heart if one of its ends is nearer to it."""

    areas: tuple[Id, ...]
    """The areas it goes over."""
    curve: Points
    """The line, from its start to its end."""
    twice: YesNo = False
    """Also on the other side of the axis."""


class ViewEntry(Model):
    """A view as its file writes it."""

    size: Pair
    """Width and height of the drawing."""
    axis: Decimal | int = 0
    """Where the mirror stands, from the left."""
    heart: Pair
    """Where the heart is."""
    skin: tuple[Shape, ...] = ()
    """Outlines, from back to front."""
    hair: tuple[Shape, ...] = ()
    """Hair, over the skin."""
    lines: tuple[Shape, ...] = ()
    """Creases, nails, features."""
    seen_from: tuple[str, ...] = ()
    """Places of the giver from which the body looks like this; the view is preferred there."""
    skin_of: Id | None = None
    """Another view whose outlines are taken, before its own."""
    flipped: YesNo = False
    """Those outlines are taken from left to right."""
    areas: dict[Id, AreaEntry]
    """The areas this view shows, by their keys in the table."""
    routes: tuple[RouteEntry, ...] = ()
    """Ways of a hand."""


@dataclass(frozen=True, slots=True)
class Place:
    """A spot, placed."""

    at: Point
    size: float
    away: float
    """Degrees, 0 to the right, 90 downwards."""


@dataclass(frozen=True, slots=True)
class Patch:
    """An area, drawn."""

    shapes: tuple[Curve, ...]
    spots: tuple[Place, ...]
    label: Point
    hinted: bool = False
    """It lies on the other side, or is too small here."""


@dataclass(frozen=True, slots=True)
class Route:
    """The way of a hand."""

    areas: frozenset[str]
    curve: Curve


@dataclass(frozen=True, slots=True)
class View:
    """A view, drawn."""

    key: str
    size: tuple[float, float]
    heart: Point
    skin: tuple[Curve, ...]
    hair: tuple[Curve, ...]
    lines: tuple[Curve, ...]
    patches: Mapping[str, Patch]
    routes: tuple[Route, ...]
    seen_from: tuple[str, ...] = ()
    """Places of the giver from which the body looks like this."""
    axis: float = 0.0
    """Where the mirror stands between its two sides; 0 if it has none."""


@cache
def load_views() -> Mapping[str, View]:
    """Return all views by key, in the order in which they are preferred."""
    folder = Path(str(files("coach"))) / "drawing" / "views"
    entries = {path.stem: _entry(path) for path in sorted(folder.glob("*.yaml"))}
    return {key: _view(key, entries) for key in sorted(entries, key=lambda key: (_rank(key), key))}


ORDER = (
    "ear",
    "foot_sole",
    "leg_back",
    "leg_front",
    "foot_top",
    "foot_side",
    "hand_palm",
    "hand_back",
    "head_side",
    "head_above",
    "back",
    "body_back",
    "body_front",
)
"""Views, the closest first: what several of them show as well is drawn in the first of them."""


def _rank(key: str) -> int:
    return ORDER.index(key) if key in ORDER else len(ORDER)


def _entry(path: Path) -> ViewEntry:
    document, problems = read(path)
    if document is None or problems:
        raise ValueError(f"{path.name}: {'; '.join(problem.headline() for problem in problems)}")
    return ViewEntry.model_validate(document.data)


def _view(key: str, entries: Mapping[str, ViewEntry]) -> View:
    entry = entries[key]
    axis = float(entry.axis)
    width = float(entry.size[0])
    skin, hair, lines = _curves(entry.skin, axis), _curves(entry.hair, axis), _curves(entry.lines, axis)
    if entry.skin_of is not None:
        other = entries[entry.skin_of]
        taken = _curves(other.skin, float(other.axis))
        skin = (*(c.mirrored(width / 2) if entry.flipped else c for c in taken), *skin)
    return View(
        seen_from=entry.seen_from,
        axis=axis,
        key=key,
        size=(width, float(entry.size[1])),
        heart=_point(entry.heart),
        skin=skin,
        hair=hair,
        lines=lines,
        patches={name: _patch(area, axis) for name, area in entry.areas.items()},
        routes=tuple(
            Route(frozenset(route.areas), curve)
            for route in entry.routes
            for curve in _twice(parse(route.curve), axis, twice=route.twice)
        ),
    )


def _patch(area: AreaEntry, axis: float) -> Patch:
    shapes = _curves(area.shapes, axis)
    spots = []
    for spot in area.spots:
        x, y = _point(spot.at)
        spots.append(Place((x, y), float(spot.size), float(spot.away)))
        if spot.twice:
            spots.append(Place((2 * axis - x, y), float(spot.size), 180 - float(spot.away)))
    if area.label is not None:
        label = _point(area.label)
    else:
        left, top, right, bottom = box(_curves(area.shapes[-1:], axis)[0].points)
        label = ((left + right) / 2, (top + bottom) / 2)
    return Patch(shapes, tuple(spots), label, area.hinted)


def _curves(shapes: Iterable[Shape], axis: float) -> tuple[Curve, ...]:
    return tuple(curve for shape in shapes for curve in _twice(_curve(shape, axis), axis, twice=shape.twice))


def _curve(shape: Shape, axis: float) -> Curve:
    if shape.half is not None:
        return whole(parse(shape.half), axis)
    if shape.shape is not None:
        return parse(shape.shape, closed=True)
    if shape.curve is not None:
        return parse(shape.curve)
    raise ValueError("a shape is written as shape, half or curve")


def _twice(curve: Curve, axis: float, *, twice: bool) -> tuple[Curve, ...]:
    return (curve, curve.mirrored(axis)) if twice else (curve,)


def _point(pair: tuple[float, float]) -> Point:
    return float(pair[0]), float(pair[1])
