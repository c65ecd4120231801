"""The card of a session as one page to print: what to prepare, the plan, and every step with its picture.

The page is HTML with its pictures inside: nothing is fetched, nothing runs, and it reads well without colour.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from coach.drawing.panels import Panels
from coach.units import clock

if TYPE_CHECKING:
    from coach.plan.timeline import Timeline
    from coach.routine.routine import Routine
    from coach.routine.tables import Tables


@dataclass(frozen=True, slots=True)
class Card:
    """What a card is made of."""

    routine: Routine
    timeline: Timeline
    tables: Tables
    before: Sequence[tuple[str, str]]
    """What to do before the start: a name, which may be empty, and a text."""


def card_page(card: Card) -> str:
    """Return the card as an HTML document, with a picture for every step that touches somebody."""
    routine, timeline = card.routine, card.timeline
    panels = Panels(routine, timeline, card.tables)
    parts = (
        "<!DOCTYPE html>",
        f'<html lang="{escape(routine.locale)}">',
        "<head>",
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(routine.title)}</title>",
        f"<style>\n{_style()}</style>",
        "</head>",
        "<body>",
        "<main>",
        f"<h1>{escape(routine.title)}</h1>",
        f'<p class="summary">{escape(routine.summary)}</p>',
        f'<p class="facts">{escape(_facts(timeline))}</p>',
        *_before(card),
        *_cautions(card),
        *_plan(card),
        *panels.legend(),
        *panels.sections(),
        "</main>",
        "</body>",
        "</html>",
    )
    return "\n".join(parts) + "\n"


def _style() -> str:
    return (Path(str(files("coach"))) / "drawing" / "card.css").read_text(encoding="utf-8")


def _facts(timeline: Timeline) -> str:
    fit = timeline.fit
    return f"{clock(timeline.frames)} long; it can be {clock(fit.shortest)} to {clock(fit.longest)}"


def _before(card: Card) -> Iterator[str]:
    yield '<section class="before">'
    yield "<h2>Before you begin</h2>"
    yield "<dl>"
    for name, text in card.before:
        if name:
            yield f"<dt>{escape(name)}</dt>"
        yield f"<dd>{escape(text)}</dd>"
    props = card.tables.props
    for use in card.routine.props:
        prop = props.get(use.prop)
        if prop is None:
            continue
        place = f", {use.place}" if use.place and use.place not in prop.name else ""
        text = prop.name + place + ("" if use.required else ", if you like")
        if prop.substitutes:
            text += f" (or {', or '.join(prop.substitutes)})"
        first = "<dt>Props</dt>" if use is card.routine.props[0] else ""
        yield f"{first}<dd>{escape(text)}{escape('. ' + prop.caution) if prop.caution else ''}</dd>"
    yield "</dl>"
    yield "</section>"


def _cautions(card: Card) -> Iterator[str]:
    """Yield the limits that hold for this session: first who should wait, then where, each once."""
    techniques, known = card.tables.techniques, card.tables.cautions
    keys: dict[str, None] = {}
    for section in card.routine.sections:
        for step in (*section.steps, *section.between):
            technique = techniques.get(step.technique)
            spoken = [cue.caution for cue in step.cues if cue.caution]
            further = (*technique.required_cautions, *technique.cautions) if technique else ()
            keys |= dict.fromkeys((*spoken, *step.cautions, *further))
    profile = card.timeline.options.profile
    mine = [
        known[key]
        for key in keys
        if key in known and (not known[key].profiles or profile in known[key].profiles)
    ]
    mine.sort(key=lambda caution: caution.severity != "not_today")
    if not mine:
        return
    yield '<section class="cautions">'
    yield "<h2>Care</h2>"
    yield "<ul>"
    for caution in mine:
        strong = caution.severity == "not_today"
        text = escape(caution.text)
        yield f"<li>{f'<strong>{text}</strong>' if strong else text}</li>"
    yield "</ul>"
    yield "</section>"


def _plan(card: Card) -> Iterator[str]:
    yield '<section class="plan">'
    yield "<h2>The plan</h2>"
    yield "<table>"
    heads = "".join(f'<th scope="col">{name}</th>' for name in ("From", "Part", "Long"))
    yield f"<thead><tr>{heads}</tr></thead>"
    yield "<tbody>"
    for chapter in card.timeline.chapters:
        yield (
            f"<tr><td>{clock(chapter.start)}</td><td>{escape(chapter.title)}</td>"
            f"<td>{clock(chapter.end - chapter.start)}</td></tr>"
        )
    yield "</tbody></table>"
    yield "</section>"
