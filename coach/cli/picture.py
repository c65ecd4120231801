"""A plan as a picture: time runs down, with chapters, steps, words, holds and chimes side by side. SVG."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from coach.cli.terminal import harmless
from coach.units import RATE, clock, to_seconds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.plan.timeline import Timeline

SCALE = 1.6
"""Height of a second, in pixels."""

TOP, WIDTH, SMALLEST_LABEL = 70, 760, 11

COLUMNS = {"time": 10, "chapter": 60, "step": 210, "words": 590, "hold": 640, "chime": 690}
"""Left edge of each column, in pixels."""

COLOURS = {"must": "#9c3d2f", "light": "#d08a5b", "full": "#e8c9a9"}
"""Of a spoken line, by how much it matters."""

STYLE = (
    "text{font:12px system-ui,sans-serif;fill:#222} .t{font-size:10px;fill:#777}"
    " .h{font-size:18px;font-weight:600} .c{font-weight:600}"
)


def svg(timeline: Timeline) -> str:
    """Return the picture of ``timeline`` as an SVG document; hovering shows the words."""
    height = TOP + to_seconds(timeline.frames) * SCALE + 30
    shapes = [
        *_head(timeline),
        *_ruler(timeline),
        *_chapters(timeline),
        *_steps(timeline),
        *_sounds(timeline),
    ]
    body = "\n".join(shapes)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" width="{WIDTH}"'
        f' height="{height:.0f}">\n<style>{STYLE}</style>\n'
        f'<rect width="100%" height="100%" fill="#fff"/>\n{body}\n</svg>\n'
    )


def _head(timeline: Timeline) -> Iterator[str]:
    yield _text(COLUMNS["time"], 26, f"{timeline.title}, {clock(timeline.frames)}", "h")
    names = {"chapter": "Chapter", "step": "Step", "words": "Words", "hold": "Hold", "chime": "Chime"}
    for column, name in names.items():
        yield _text(COLUMNS[column], TOP - 12, name, "t")


def _ruler(timeline: Timeline) -> Iterator[str]:
    for minute in range(timeline.frames // (60 * RATE) + 1):
        y = _y(minute * 60 * RATE)
        yield f'<line x1="{COLUMNS["time"]}" x2="{WIDTH - 10}" y1="{y}" y2="{y}" stroke="#eee"/>'
        yield _text(COLUMNS["time"], y + 4, clock(minute * 60 * RATE), "t")


def _chapters(timeline: Timeline) -> Iterator[str]:
    for number, chapter in enumerate(timeline.chapters):
        fill = ("#f3ece4", "#e7efe9")[number % 2]
        yield _bar("chapter", chapter.start, chapter.end, 140, fill, chapter.title)
        yield _text(COLUMNS["chapter"] + 6, _y(chapter.start) + 16, _cut(chapter.title, 22), "c")


def _steps(timeline: Timeline) -> Iterator[str]:
    for number, span in enumerate(timeline.steps):
        fill = ("#cfe0ec", "#dbe8d3")[number % 2]
        times = "" if span.reps is None else f", {span.reps} times"
        side = "" if span.side is None else f", side {span.side}"
        label = f"{span.step}  {span.label}{side}{times}"
        title = f"{clock(span.start)} to {clock(span.end)}: {label}"
        yield _bar("step", span.start, span.end, 365, fill, title)
        if (span.end - span.start) / RATE * SCALE >= SMALLEST_LABEL:
            yield _text(COLUMNS["step"] + 6, _y(span.start) + 11, _cut(label, 58), "")


def _sounds(timeline: Timeline) -> Iterator[str]:
    for cue in timeline.cues:
        yield _bar("words", cue.start, cue.end, 36, COLOURS[cue.level], f"{clock(cue.start)} {cue.line.text}")
    for hold in timeline.holds:
        yield _bar(
            "hold", hold.start, hold.end, 36, "#5b7fa8", f"{clock(hold.start)} hold, {hold.count} counts"
        )
    for strike in timeline.chimes:
        y = _y(strike.start)
        x = COLUMNS["chime"] + 10
        yield (
            f'<circle cx="{x}" cy="{y}" r="3" fill="#b8860b"><title>{_xml(clock(strike.start))} '
            f"{_xml(strike.name)}</title></circle>"
        )


def _bar(column: str, start: int, end: int, width: int, fill: str, title: str) -> str:
    tall = max(1.0, (end - start) / RATE * SCALE - 0.6)
    return (
        f'<rect x="{COLUMNS[column]}" y="{_y(start)}" width="{width}" height="{tall:.2f}" rx="2"'
        f' fill="{fill}">'
        f"<title>{_xml(title)}</title></rect>"
    )


def _text(x: float, y: float, text: str, style: str) -> str:
    return f'<text x="{x}" y="{y:.2f}" class="{style}">{_xml(text)}</text>'


def _y(frame: int) -> float:
    return round(TOP + frame / RATE * SCALE, 2)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _xml(text: str) -> str:
    return escape(harmless(text))
