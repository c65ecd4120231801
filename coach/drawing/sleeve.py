"""The cover of a routine: a figure in outline on a calm ground, and the title; no font is needed for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coach.drawing.body import Placing, Style, body
from coach.drawing.curve import number
from coach.drawing.lettering import can_write, width_of, written
from coach.drawing.palette import safe
from coach.drawing.view import View, load_views
from coach.routine.shown_words import filled, shown_words

if TYPE_CHECKING:
    from coach.routine.routine import Routine

SIDE = 1600
"""Width and height, in pixels; shops ask for 1400 to 3000."""
MIDDLE = SIDE / 2
SUN = (MIDDLE, 700.0, 520.0)
"""The circle behind the figure: middle and radius."""
FIGURE = (940.0, 1010.0)
"""The room of a figure: width and height."""
TITLE_TOP, TITLE_HEIGHT, TITLE_ROOM = 1292.0, 74.0, 1340.0
FOOT_TOP, FOOT_HEIGHT = 1470.0, 30.0


@dataclass(frozen=True, slots=True)
class Ground:
    """The colours of a cover."""

    top: str
    bottom: str
    sun: str
    worked: str
    ink: str = "#3a3d3b"


GROUNDS = {
    "foot_sole": Ground("#dfe7dc", "#c3d2c5", "#f1efe2", "#8fb09c"),
    "leg_back": Ground("#d8e4e4", "#b9cfd0", "#eff0e6", "#86aeb0"),
    "hand_palm": Ground("#f1e3d1", "#e2c9ab", "#faf2e4", "#d9a982"),
    "head_side": Ground("#e4e0ec", "#c9c3da", "#f5f0f0", "#a99cc4"),
    "ear": Ground("#f0dfdb", "#dfc2bc", "#faf0ea", "#cf998e"),
    "back": Ground("#dbe3ea", "#bccbd8", "#f1f1ee", "#8fa9c0"),
    "body_back": Ground("#e3e5d8", "#c8ceb6", "#f5f2e4", "#d8a585"),
    "body_front": Ground("#efe6dc", "#d9c6b8", "#f9f3e8", "#cf9480"),
}
"""The figures of covers, each with its own ground."""

NIGHT = Ground("#3d4660", "#262d45", "#55607d", "#b58f7e", "#efe9dd")
"""For routines that end in sleep."""

FAMILIES = (
    ("foot_sole", ("toes", "foot_", "ankle_")),
    ("leg_back", ("calf", "shin", "knee", "thigh")),
    ("hand_palm", ("finger", "hand_", "thumb_", "wrist", "forearm", "elbow", "upper_arm")),
    ("head_side", ("head", "scalp_", "hair", "temple", "forehead", "skull_", "neck_")),
    ("ear", ("ear_",)),
    ("back", ("back_", "shoulder", "blade")),
)
"""Which figure stands for which areas, by how their keys begin."""


def cover(routine: Routine) -> str:
    """Return the cover of ``routine`` as an SVG document, square, ``SIDE`` pixels wide.

    The same routine gives the same text, byte for byte. Titles in letters that are not drawn here are
    set in the reader's own font.
    """
    figure = _figure(routine)
    ground = NIGHT if "bedtime" in routine.tags else GROUNDS[figure.key]
    worked = {area.area for step in routine.steps if not step.frame for area in step.areas}
    view = shown_words(routine.locale).views[figure.key]
    described = filled(shown_words(routine.locale).chart["cover"], view=view)
    square = f'width="{SIDE}" height="{SIDE}" viewBox="0 0 {SIDE} {SIDE}"'
    parts = (
        f'<svg xmlns="http://www.w3.org/2000/svg" {square} role="img">',
        f"<title>{safe(routine.title)}</title>",
        f"<desc>{safe(described)}</desc>",
        *_ground(ground),
        *_drawn(figure, worked, ground),
        *_title(routine.title, ground),
        *_foot(ground),
        "</svg>",
    )
    return "\n".join(parts) + "\n"


def _figure(routine: Routine) -> View:
    """Return the view that most of the work is in; the whole body if it is spread over it."""
    seconds: Counter[str] = Counter()
    receivers: Counter[str] = Counter()
    for section in routine.sections:
        for step in section.steps:
            length = 0 if step.frame else round(step.duration.default_s)
            receivers[section.receiver or ""] += length
            for area in step.areas:
                seconds[_family(area.area)] += length
    seconds.pop("", None)
    views = load_views()
    places = {_half(key) for key, share in seconds.items() if share * 8 > seconds.total()}
    if len(places) != 1:
        down = receivers["face_down"] * 3 > receivers.total()
        return views["body_back" if down else "body_front"]
    return views[max(seconds, key=lambda key: (seconds[key], key))]


def _half(key: str) -> str:
    return {"leg_back": "foot_sole", "ear": "head_side", "back": "head_side"}.get(key, key)


def _family(area: str) -> str:
    return next((key for key, starts in FAMILIES if area.startswith(starts)), "")


def _ground(ground: Ground) -> Iterator[str]:
    yield (
        '<defs><linearGradient id="ground" x1="0" y1="0" x2="0" y2="1">'
        f'<stop offset="0" stop-color="{ground.top}"/><stop offset="1" stop-color="{ground.bottom}"/>'
        "</linearGradient></defs>"
    )
    yield f'<rect width="{SIDE}" height="{SIDE}" fill="url(#ground)"/>'
    x, y, radius = SUN
    for grown, opacity in ((96, "0.16"), (48, "0.28"), (0, "1")):
        yield (
            f'<circle cx="{number(x)}" cy="{number(y)}" r="{number(radius + grown)}" '
            f'fill="{ground.sun}" fill-opacity="{opacity}"/>'
        )


def _drawn(view: View, worked: set[str], ground: Ground) -> Iterator[str]:
    width, height = view.size
    scale = min(FIGURE[0] / width, FIGURE[1] / height)
    placing = Placing(scale, SUN[0] - width * scale / 2, SUN[1] - height * scale / 2)
    style = Style(
        skin="#fdf6ec",
        edge="#4a4540",
        hair="#d9cdbf",
        worked=ground.worked,
        worked_edge=ground.worked,
        opacity="0.6",
        outline=5,
        fine=3.4,
    )
    yield from body(view, worked, "skin", placing, style)


def _title(title: str, ground: Ground) -> Iterator[str]:
    if not can_write(title):
        size = min(TITLE_HEIGHT * 1.4, TITLE_ROOM / max(1, len(title)) * 1.7)
        yield (
            f'<text x="{number(MIDDLE)}" y="{number(TITLE_TOP + TITLE_HEIGHT)}" font-size="{number(size)}" '
            f'font-family="Georgia, serif" text-anchor="middle" fill="{ground.ink}">{safe(title)}</text>'
        )
        return
    height = min(TITLE_HEIGHT, TITLE_HEIGHT * TITLE_ROOM / max(1.0, width_of(title, TITLE_HEIGHT)))
    yield from _words(title, TITLE_TOP + (TITLE_HEIGHT - height) / 2, height, ground.ink)


def _foot(ground: Ground) -> Iterator[str]:
    y = number(TITLE_TOP + TITLE_HEIGHT + 48)
    yield (
        f'<line x1="{number(MIDDLE - 60)}" y1="{y}" x2="{number(MIDDLE + 60)}" y2="{y}" '
        f'stroke="{ground.ink}" stroke-width="3" stroke-opacity="0.6"/>'
    )
    yield from _words("a guided massage", FOOT_TOP, FOOT_HEIGHT, ground.ink)


def _words(text: str, top: float, height: float, ink: str) -> Iterator[str]:
    left = MIDDLE - width_of(text, height) / 2
    lines = "".join(curve.path() for curve in written(text, left, top, height))
    yield (
        f'<path d="{lines}" fill="none" stroke="{ink}" stroke-width="{number(height * 0.085)}" '
        'stroke-linecap="round" stroke-linejoin="round"/>'
    )
