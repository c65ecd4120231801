"""A picture of the plan: chapters, speech, holds, chimes and quiet on one calm sheet (SVG)."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from itertools import pairwise
from typing import TYPE_CHECKING

from coach.routine.kind import Kind
from coach.units import RATE, clock, to_frames

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.plan.timeline import Chapter, Timeline

WIDTH = 1200
MARGIN = 48
LEFT = 60
"""Left edge of the rows, where their times stand before them, in pixels."""
ROW_S = 180
"""Seconds on one row."""
ROW = 118
"""Height of one row with its air, in pixels."""
HEAD = 172
"""Height above the first row, in pixels."""

QUIET_S = 30.0
"""Silence from this length on is marked, in seconds."""

PAPER, INK, SOFT, LINE = "#fbf8f3", "#3b3a36", "#8d877c", "#e4ddd0"
CHAPTER_COLOURS = ("#dfe8e2", "#efe3d3", "#e3e1ee", "#f0dedb", "#dce7ee", "#eeead2")
KIND_COLOURS = {
    Kind.CAUTION: "#c0614b",
    Kind.AGREEMENT: "#c0614b",
    Kind.PREVIEW: "#b3a88f",
    Kind.CHECK_IN: "#7c6aa6",
    Kind.COUNT: "#c79a3b",
}
FONT = 'font-family="Georgia, Times New Roman, serif"'
SPEECH = "#4f7c78"
HOLD = "#f2c14e"
CHIME = "#a9781f"


@dataclass(frozen=True, slots=True)
class _Sheet:
    timeline: Timeline

    @property
    def rows(self) -> int:
        return -(-self.timeline.frames // to_frames(ROW_S))

    @property
    def height(self) -> int:
        return HEAD + self.rows * ROW + 70

    def pieces(self, start: int, end: int) -> Iterator[tuple[int, float, float]]:
        """Yield row, left edge and width in pixels for every part of a stretch, one per row it touches."""
        row_frames = to_frames(ROW_S)
        scale = (WIDTH - LEFT - MARGIN) / row_frames
        while start < end:
            row, inside = divmod(start, row_frames)
            stop = min(end, (row + 1) * row_frames)
            yield row, LEFT + inside * scale, (stop - start) * scale
            start = stop


def picture(timeline: Timeline) -> str:
    """Return an SVG document that shows ``timeline``, three minutes to a row."""
    sheet = _Sheet(timeline)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {sheet.height}" {FONT} role="img">',
        f"<title>{_text(timeline.title)}: the plan</title>",
        f'<rect width="100%" height="100%" fill="{PAPER}"/>',
        *_header(timeline),
        *_rows(sheet),
        *_chapters(sheet),
        *_holds(sheet),
        *_quiets(sheet),
        *_speech(sheet),
        *_steps(sheet),
        *_chimes(sheet),
        *_legend(sheet),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def talk_share(timeline: Timeline) -> float:
    """Return the share of the session in which somebody speaks, 0 to 1."""
    return sum(cue.end - cue.start for cue in timeline.cues) / timeline.frames


def _header(timeline: Timeline) -> Iterator[str]:
    quiet = max((b.start - a.end for a, b in pairwise(timeline.cues)), default=0)
    holds = len(timeline.holds)
    facts = (
        f"{clock(timeline.frames)}",
        f"{len(timeline.cues)} cues",
        f"{talk_share(timeline):.0%} talk",
        f"{holds} hold{'' if holds == 1 else 's'}",
        f"longest quiet {clock(quiet)}",
        f"talk {timeline.options.talk}",
        timeline.options.voice,
    )
    yield _label(LEFT, 62, timeline.title, size=32)
    yield _label(LEFT, 92, timeline.summary[:130], size=15, colour=SOFT, extra='font-style="italic"')
    yield _label(LEFT, 124, "   ·   ".join(facts), size=14)


def _rows(sheet: _Sheet) -> Iterator[str]:
    for row in range(sheet.rows):
        top = HEAD + row * ROW
        left = sheet.timeline.frames - row * to_frames(ROW_S)
        width = (WIDTH - LEFT - MARGIN) * min(1.0, left / to_frames(ROW_S))
        box = f'x="{LEFT}" y="{top}" width="{width:.1f}" height="74" rx="6"'
        yield f'<rect {box} fill="#fffdf9" stroke="{LINE}"/>'
        yield _label(LEFT - 10, top + 44, clock(row * to_frames(ROW_S)), size=12, colour=SOFT, anchor="end")
        for tick in range(30, ROW_S, 30):
            x = LEFT + (WIDTH - LEFT - MARGIN) * tick / ROW_S
            if x < LEFT + width:
                yield f'<line x1="{x:.1f}" y1="{top + 20}" x2="{x:.1f}" y2="{top + 74}" stroke="{LINE}"/>'


def _chapters(sheet: _Sheet) -> Iterator[str]:
    for number, chapter in enumerate(sheet.timeline.chapters):
        colour = CHAPTER_COLOURS[number % len(CHAPTER_COLOURS)]
        for part, (row, x, width) in enumerate(sheet.pieces(chapter.start, chapter.end)):
            top = HEAD + row * ROW
            yield f'<rect x="{x:.1f}" y="{top}" width="{width:.1f}" height="20" fill="{colour}"/>'
            if title := _chapter_title(chapter, width, first=part == 0):
                yield _label(x + 6, top + 14, title, size=11)


def _chapter_title(chapter: Chapter, width: float, *, first: bool) -> str:
    room = int(width / 6.2)
    if not first or room < 4:
        return ""
    return chapter.title if len(chapter.title) <= room else chapter.title[: room - 1] + "…"


def _holds(sheet: _Sheet) -> Iterator[str]:
    for hold in sheet.timeline.holds:
        for row, x, width in sheet.pieces(hold.start, hold.end):
            y = HEAD + row * ROW + 24
            yield (
                f'<rect x="{x:.1f}" y="{y}" width="{width:.1f}" height="46" rx="3" fill="{HOLD}" '
                f'opacity="0.75"><title>hold, {(hold.end - hold.start) / RATE:g} s</title></rect>'
            )


def _speech(sheet: _Sheet) -> Iterator[str]:
    for cue in sheet.timeline.cues:
        colour = KIND_COLOURS.get(cue.kind, SPEECH)
        for row, x, width in sheet.pieces(cue.start, cue.end):
            y = HEAD + row * ROW + 32
            yield (
                f'<rect x="{x:.1f}" y="{y}" width="{max(width, 1.5):.1f}" height="30" rx="4" fill="{colour}">'
                f"<title>{clock(cue.start, tenths=True)}  {_text(cue.line.text)}</title></rect>"
            )


def _quiets(sheet: _Sheet) -> Iterator[str]:
    cues = sheet.timeline.cues
    for before, after in pairwise(cues):
        if after.start - before.end < to_frames(QUIET_S):
            continue
        pieces = list(sheet.pieces(before.end, after.start))
        widest = max(pieces, key=lambda piece: piece[2])
        for row, x, width in pieces:
            y = HEAD + row * ROW + 47
            yield (
                f'<line x1="{x + 6:.1f}" y1="{y}" x2="{max(x + 6, x + width - 6):.1f}" y2="{y}" '
                f'stroke="{LINE}" stroke-width="2" stroke-dasharray="1 7" stroke-linecap="round"/>'
            )
        row, x, width = widest
        label = f"{(after.start - before.end) / RATE:.0f} s quiet"
        yield _label(x + width / 2, HEAD + row * ROW + 40, label, size=11, colour=SOFT, anchor="middle")


def _steps(sheet: _Sheet) -> Iterator[str]:
    for span in sheet.timeline.steps:
        row, x, width = max(sheet.pieces(span.start, span.end), key=lambda piece: piece[2])
        y = HEAD + row * ROW
        times = f", {span.reps} times" if span.reps else ""
        yield f'<line x1="{x:.1f}" y1="{y + 74}" x2="{x:.1f}" y2="{y + 98}" stroke="{LINE}"/>'
        room = int(width / 5.6) - 1
        label = span.label.split(",")[0].split(";")[0].split(":")[0] + times
        if room >= 6:
            yield _label(x + 4, y + 98, label if len(label) <= room else label[: room - 1] + "…", size=11)


def _chimes(sheet: _Sheet) -> Iterator[str]:
    for chime in sheet.timeline.chimes:
        for row, x, _ in sheet.pieces(chime.start, chime.start + 1):
            y = HEAD + row * ROW + 77
            yield (
                f'<path d="M{x:.1f} {y} l4 8 h-8 z" fill="{CHIME}">'
                f"<title>{clock(chime.start, tenths=True)}  {_text(chime.name)}</title></path>"
            )


def _legend(sheet: _Sheet) -> Iterator[str]:
    rows = (
        (SPEECH, "speech"),
        (KIND_COLOURS[Kind.PREVIEW], "what comes next"),
        (KIND_COLOURS[Kind.CAUTION], "care and consent"),
        (KIND_COLOURS[Kind.CHECK_IN], "question"),
        (HOLD, "hold"),
        (CHIME, "chime"),
    )
    x, y = LEFT, sheet.height - 40
    for colour, name in rows:
        yield f'<rect x="{x}" y="{y - 11}" width="14" height="14" rx="3" fill="{colour}"/>'
        yield _label(x + 20, y, name, size=13, colour=SOFT)
        x += 46 + 8 * len(name)


def _label(
    x: float, y: float, text: str, *, size: int, colour: str = INK, anchor: str = "start", extra: str = ""
) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" fill="{colour}" '
        f'text-anchor="{anchor}" {extra}>{_text(text)}</text>'
    )


def _text(text: str) -> str:
    """Return ``text`` safe inside XML: escaped, and without characters XML does not allow."""
    return escape("".join(c if c.isprintable() else "\ufffd" for c in text))
