"""A view as SVG: the outline of the body, the worked areas in it, hair and features over them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from coach.drawing.curve import Curve
from coach.drawing.palette import EDGE, HAIR, SKIN, WORKED, WORKED_EDGE, WORKED_OPACITY
from coach.drawing.view import View


@dataclass(frozen=True, slots=True)
class Placing:
    """Where a view is put: every length in it times ``scale``, then shifted."""

    scale: float = 1.0
    dx: float = 0.0
    dy: float = 0.0

    def of(self, curve: Curve) -> Curve:
        """Return ``curve`` where it is put."""
        return curve.moved(self.scale, self.dx, self.dy)


@dataclass(frozen=True, slots=True)
class Style:
    """Colours and widths of lines, in the units of the picture."""

    skin: str = SKIN
    edge: str = EDGE
    hair: str = HAIR
    worked: str = WORKED
    worked_edge: str = WORKED_EDGE
    opacity: str = WORKED_OPACITY
    outline: float = 2.2
    fine: float = 1.4


PLAIN = Style()


def body(
    view: View, worked: Collection[str], name: str, placing: Placing = Placing(), style: Style = PLAIN
) -> Iterator[str]:
    """Yield the elements of ``view`` with the areas ``worked`` filled softly.

    ``name`` tells its clip path from others on the same page. Areas that the view does not show are
    passed over.
    """
    skin = [placing.of(curve).path() for curve in view.skin]
    yield f'<clipPath id="{name}">' + "".join(f'<path d="{data}"/>' for data in skin) + "</clipPath>"
    outline = f'stroke="{style.edge}" stroke-width="{style.outline}" stroke-linejoin="round"'
    for data in skin:
        yield f'<path d="{data}" fill="{style.skin}" {outline}/>'
    drawn = [key for key in view.patches if key in worked]
    fine = f'stroke="{style.edge}" stroke-width="{style.fine}" stroke-linecap="round"'
    yield f'<g clip-path="url(#{name})">'
    yield from _paths(view.hair, placing, f'fill="{style.hair}" fill-opacity="0.55" stroke="none"')
    yield f'<g opacity="{style.opacity}">'  # as one: where two areas meet, nothing becomes darker
    for key in drawn:
        shapes = "".join(placing.of(curve).path() for curve in view.patches[key].shapes)
        yield (
            f'<path class="area {key}" d="{shapes}" fill="{style.worked}" '
            f'stroke="{style.worked_edge}" stroke-width="{style.fine}"/>'
        )
    yield "</g>"
    yield from _paths(view.hair, placing, f'fill="none" {fine}')
    yield "</g>"
    yield from _paths(view.lines, placing, f'fill="none" {fine}')


def _paths(curves: Iterable[Curve], placing: Placing, style: str) -> Iterator[str]:
    for curve in curves:
        yield f'<path d="{placing.of(curve).path()}" {style}/>'
