"""Charts: a part of the body in its views, with the areas that are worked and their plain names."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from math import dist
from typing import TYPE_CHECKING

from coach.drawing.curve import number
from coach.drawing.figure import FONT, WHOLE, Figure, laid_out
from coach.drawing.palette import HAND, INK, PAPER, SOFT, safe
from coach.drawing.view import View, load_views
from coach.routine.locales import SOURCE
from coach.routine.shown_words import filled, shown_words

if TYPE_CHECKING:
    from coach.routine.routine import Routine
    from coach.routine.shown_words import ShownWords
    from coach.routine.tables import Area, Tables

CHARTS = {
    "foot": ("foot_sole", "foot_side", "foot_top"),
    "leg": ("leg_back", "leg_front"),
    "hand": ("hand_palm", "hand_back"),
    "head": ("head_side", "head_above"),
    "ear": ("ear",),
    "back": ("back",),
    "body": ("body_back", "body_front"),
}
"""Charts by name: the views side by side."""

HEIGHT = 560.0
"""Height of a body, in pixels."""
SIZE = 17.0
"""Size of the names, in pixels."""
MARGIN, GAP, TOP, FOOT = 48.0, 34.0, 150.0, 84.0

COARSE = ("head", "hair")
"""Areas that others are parts of: not drawn beside them."""


def worked_by(routine: Routine) -> set[str]:
    """Return the areas that ``routine`` works on."""
    return {area.area for step in routine.steps for area in step.areas}


def chart(name: str, tables: Tables, routine: Routine | None = None, locale: str = SOURCE) -> str:
    """Return the chart ``name`` as an SVG document.

    It shows the areas that ``routine`` works; without one, all that may be worked. ``tables`` are in the
    language ``locale``, and so are the words of the chart. Raises KeyError for a
    name that is not in ``CHARTS``; a routine that works nothing there gives the outline alone.
    """
    keys, words = CHARTS[name], shown_words(locale)
    title = words.charts[name]
    if routine is None:
        worked = {key for key, area in tables.areas.items() if _may_be_worked(area)}
        beneath = words.chart["all"]
    else:
        worked = worked_by(routine)
        beneath = filled(words.chart["works"], title=routine.title)
    views = load_views()
    figures = [_figure(views[key], worked, tables) for key in keys]
    width = max(sum(f.width for f in figures) + GAP * (len(figures) - 1) + 2 * MARGIN, 520.0)
    height = TOP + max(f.height for f in figures) + FOOT
    shown = sorted({tables.areas[key].name for f in figures for key in f.worked if key in tables.areas})
    parts = (
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}" '
            f'viewBox="0 0 {width:.0f} {height:.0f}" role="img" font-family="{FONT}" '
            'aria-labelledby="title desc">'
        ),
        f'<title id="title">{safe(title)}</title>',
        f'<desc id="desc">{safe(beneath)}: {safe(", ".join(shown) or words.chart["nothing"])}.</desc>',
        f'<rect width="100%" height="100%" fill="{PAPER}"/>',
        _text(MARGIN, 62, title, 30, INK),
        _text(MARGIN, 92, beneath, 16, SOFT),
        *_side_by_side(
            figures, (width - sum(f.width for f in figures) - GAP * (len(figures) - 1)) / 2, words
        ),
        "</svg>",
    )
    return "\n".join(parts) + "\n"


def _may_be_worked(area: Area) -> bool:
    return area.pressure_max > 0 and not (area.never or area.private)


def _figure(view: View, worked: Collection[str], tables: Tables) -> Figure:
    here = [key for key, patch in view.patches.items() if key in worked and not patch.hinted]
    if len(here) > 1:
        here = [key for key in here if key not in COARSE]
    names: dict[str, str] = {}
    for key in here:  # a name that two areas share stands once
        name = tables.areas[key].name if key in tables.areas else ""
        if name and name not in names.values():
            names[key] = name
    height = HEIGHT * min(1.0, 1.35 * view.size[1] / max(view.size)) * (1.5 if view.key in WHOLE else 1.0)
    return laid_out(view, here, names, height=height, size=SIZE, balanced=True)


def _side_by_side(figures: Iterable[Figure], left: float, words: ShownWords) -> Iterator[str]:
    for at, figure in enumerate(figures):
        yield f'<g transform="translate({number(left)} {number(TOP)})">'
        yield from figure.elements(f"chart-{at}")
        middle = figure.column.left + figure.view.size[0] * figure.placing.scale / 2
        yield _text(middle, -20, words.views[figure.view.key], 14, SOFT, anchor="middle", style="italic")
        yield from _heart(figure, middle, words.chart["heart"])
        yield "</g>"
        left += figure.width + GAP


def _heart(figure: Figure, middle: float, words: str) -> Iterator[str]:
    """Yield which way the heart is, unless it is in the picture."""
    view = figure.view
    width, height = view.size
    x, y = view.heart
    if 0 <= x <= width and 0 <= y <= height:
        return
    base = figure.height + 30
    up = dist((x, y), (width / 2, 0)) < dist((x, y), (width / 2, height))
    tip, tail = (base - 12, base + 6) if up else (base + 6, base - 12)
    wing = tip + (6 if up else -6)
    at = middle - 66
    yield (
        f'<path d="M{number(at)} {number(tail)}V{number(tip)}M{number(at - 5)} {number(wing)}'
        f'L{number(at)} {number(tip)}L{number(at + 5)} {number(wing)}" fill="none" stroke="{HAND}" '
        'stroke-width="2" stroke-linecap="round" stroke-linejoin="round"/>'
    )
    yield _text(at + 14, base + 2, words, 13, SOFT)


def _text(
    x: float, y: float, text: str, size: float, colour: str, *, anchor: str = "start", style: str = "normal"
) -> str:
    return (
        f'<text x="{number(x)}" y="{number(y)}" font-size="{number(size)}" fill="{colour}" '
        f'text-anchor="{anchor}" font-style="{style}">{safe(text)}</text>'
    )
