"""Neck, scalp and ears: the head comes last, and within it the ears."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.composing.choice import HEAD
from coach.composing.limbs import CHECK
from coach.composing.piece import Part, Piece, Stretch, Times

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.composing.choice import Choice


def head(choice: Choice) -> Iterator[Part]:
    """Yield the sections of the head; the first one begins with still hands, and asks."""
    seat = "seated_behind" if choice.seated else "face_up_beyond_head"
    first = True
    for area in (area for area in choice.areas if area in HEAD):
        steps, areas = _OF[area](choice)
        if first:
            steps = [_touch(choice), *steps]
            steps.insert(_asked_after(area), Piece("check.pressure", None, CHECK))
        yield Part(area, area.capitalize(), tuple(steps), seat if first else None, areas)
        first = False


def _touch(choice: Choice) -> Piece:
    """Return the first touch of the head."""
    if choice.seated:
        return Piece("still.contact", "head", Stretch(12, 20, 45))
    return Piece("head.cradle", None, Stretch(20, 30, 70))


def _asked_after(area: str) -> int:
    """Return after how many steps the question about pressure comes."""
    return 3 if area == "scalp" else 2


def _neck(choice: Choice) -> tuple[list[Piece], tuple[str, ...]]:  # noqa: ARG001 - one shape for all three
    draw = Piece("neck.blade_draw", None, Times(3, 5, 8))
    rest = Piece("head.cradle", "rest_quiet", Stretch(15, 29, 90))
    return [draw, rest], ("head", "shoulder_blade", "neck_back", "skull_base")


def _scalp(choice: Choice) -> tuple[list[Piece], tuple[str, ...]]:
    circles = Stretch(35, 60, 120)
    steps = [Piece("scalp.shrinking_circles", zone, circles) for zone in ("temples", "front", "back")]
    pulled = "scalp.shift" if choice.short_hair else "scalp.hair_pull"
    steps.append(Piece(pulled, None, Times(3, 8, 17), extra={"chime_reps": [1, 2, "last"]}))
    smoothed = "scalp.smooth" if choice.short_hair else "hair.smooth"
    steps.append(Piece(smoothed, None, Stretch(20, 40, 90)))
    areas = ("head", "temple", "scalp_front", "scalp_crown", "scalp_back", "skull_base", "hair")
    return steps, areas


def _ears(choice: Choice) -> tuple[list[Piece], tuple[str, ...]]:  # noqa: ARG001
    steps = [
        Piece("ear.lobe_rub", None, Stretch(30, 60, 120)),
        Piece("ear.rim_walk", None, Stretch(30, 60, 120)),
        Piece("ear.lobe_rub", "again", Stretch(20, 35, 80)),
    ]
    return steps, ("head", "ear_lobe", "ear_rim")


_OF = {"neck": _neck, "scalp": _scalp, "ears": _ears}
