"""A figure: one view with its worked areas, their names, and the way of the hands over them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from coach.drawing.body import PLAIN, Placing, Style, body
from coach.drawing.labels import Column, arranged
from coach.drawing.labels import drawn as drawn_labels
from coach.drawing.palette import safe
from coach.drawing.signs import Sign
from coach.drawing.signs import drawn as drawn_signs
from coach.drawing.view import View, load_views

FONT = "Georgia, 'DejaVu Serif', serif"
"""What most machines have; nothing is fetched."""

WHOLE = ("body_back", "body_front")
"""Views of the whole body: for where a section works, not for how."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A view, laid out."""

    view: View
    worked: tuple[str, ...]
    """Areas that are filled."""
    signs: tuple[Sign, ...]
    column: Column
    placing: Placing
    width: float
    """Width of the picture, names included."""
    height: float

    def elements(self, name: str, style: Style = PLAIN) -> list[str]:
        """Return the SVG elements; ``name`` tells this figure from others on the page."""
        return [
            *body(self.view, self.worked, name, self.placing, style),
            *drawn_signs(self.signs, self.placing),
            *drawn_labels(self.column.labels),
        ]

    def document(self, name: str, title: str, describe: str, style: Style = PLAIN) -> str:
        """Return an SVG element that stands for itself, with a title and a description."""
        width, height = self.width + 4, self.height + 4
        size = f'width="{width:.0f}" height="{height:.0f}" viewBox="-2 -2 {width:.1f} {height:.1f}"'
        told = f'aria-labelledby="{name}-title {name}-desc"'
        parts = (
            f'<svg xmlns="http://www.w3.org/2000/svg" role="img" {size} font-family="{FONT}" {told}>',
            f'<title id="{name}-title">{safe(title)}</title>',
            f'<desc id="{name}-desc">{safe(describe)}</desc>',
            *self.elements(name, style),
            "</svg>",
        )
        return "\n".join(parts)


def laid_out(
    view: View,
    worked: Iterable[str],
    names: Mapping[str, str],
    *,
    height: float,
    size: float,
    widest: float | None = None,
    balanced: bool = False,
    one_side: bool = False,
    signs: tuple[Sign, ...] = (),
) -> Figure:
    """Return ``view`` as a figure whose body is ``height`` high and whose letters are ``size`` high.

    ``names`` are the plain names of the areas to be named; the others are filled without one. If it would
    be wider than ``widest``, names included, the body becomes smaller, not the letters. ``balanced`` puts
    every second name of a body with two like sides on its left, ``one_side`` all names on one.
    """
    keys = tuple(key for key in view.patches if key in set(worked))
    scale = height / view.size[1]
    width = view.size[0] * scale
    if widest is not None:
        usual = laid_out(view, worked, names, height=height, size=size, one_side=one_side)
        scale *= min(1.0, (widest - usual.width + width) / width)
        width, height = view.size[0] * scale, view.size[1] * scale
    points = {key: view.patches[key].label for key in keys if key in names}
    if balanced and view.axis:
        for key in sorted(points, key=lambda key: points[key][1])[::2]:
            points[key] = (2 * view.axis - points[key][0], points[key][1])
    named = [(names[key], (x * scale, y * scale)) for key, (x, y) in points.items()]
    column = arranged(named, width, height, size, one_side=one_side)
    return Figure(
        view=view,
        worked=keys,
        signs=signs,
        column=column,
        placing=Placing(scale, column.left, 0.0),
        width=column.left + width + column.right,
        height=column.height,
    )


def views_for(areas: Collection[str], giver: str = "") -> list[View]:
    """Return the views that show ``areas``, as few as will do, seen from the giver's place if there is one.

    Areas that no view shows are passed over.
    """
    views = load_views()
    left, found = set(areas), []
    while left:
        near = [view for view in views.values() if view.key not in WHOLE and left & view.patches.keys()]
        pool = near or [view for view in views.values() if left & view.patches.keys()]
        if not pool:
            break
        best = max(pool, key=lambda view: (len(left & view.patches.keys()), giver in view.seen_from))
        found.append(best)
        left -= best.patches.keys()
    return found


def whole_body(areas: Collection[str], receiver: str | None) -> View:
    """Return the whole body, seen so that most of ``areas`` show; as the receiver lies if both do."""
    views = load_views()
    first, second = WHOLE if receiver == "face_down" else WHOLE[::-1]
    shown = {key: len(set(areas) & views[key].patches.keys()) for key in WHOLE}
    return views[first] if shown[first] >= shown[second] else views[second]
