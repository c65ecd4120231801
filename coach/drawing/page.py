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
from coach.routine.locales import language
from coach.routine.shown_words import filled, shown_words
from coach.units import clock

if TYPE_CHECKING:
    from coach.plan.timeline import Timeline
    from coach.routine.routine import Routine
    from coach.routine.shown_words import ShownWords
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
    words = shown_words(routine.locale)
    panels = Panels(routine, timeline, card.tables, words)
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
        f'<p class="facts">{escape(_facts(timeline, words))}</p>',
        *_before(card, words),
        *_cautions(card, words),
        *_plan(card, words),
        *panels.legend(),
        *panels.sections(),
        "</main>",
        "</body>",
        "</html>",
    )
    return "\n".join(parts) + "\n"


def _style() -> str:
    return (Path(str(files("coach"))) / "drawing" / "card.css").read_text(encoding="utf-8")


def _facts(timeline: Timeline, words: ShownWords) -> str:
    fit = timeline.fit
    return filled(
        words.page["length"],
        length=clock(timeline.frames),
        shortest=clock(fit.shortest),
        longest=clock(fit.longest),
    )


def _before(card: Card, words: ShownWords) -> Iterator[str]:
    yield '<section class="before">'
    yield f"<h2>{escape(language(card.routine.locale).card['before'])}</h2>"
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
        text = prop.name + place + ("" if use.required else f", {words.page['optional']}")
        if prop.substitutes:
            either = words.page["or"]
            text += f" ({either} {f', {either} '.join(prop.substitutes)})"
        first = f"<dt>{escape(words.page['props'])}</dt>" if use is card.routine.props[0] else ""
        yield f"{first}<dd>{escape(text)}{escape('. ' + prop.caution) if prop.caution else ''}</dd>"
    yield "</dl>"
    yield "</section>"


def _cautions(card: Card, words: ShownWords) -> Iterator[str]:
    """Yield the limits that hold for this session: first who should wait, then where, each once."""
    techniques, known = card.tables.techniques, card.tables.cautions
    keys: dict[str, None] = {}
    props = card.tables.props
    asked = {props[use.prop].question for use in card.routine.props if use.prop in props}
    idle = {prop.question for prop in props.values()} - asked  # nobody asks about oil where there is none
    for section in card.routine.sections:
        for step in (*section.steps, *section.between):
            technique = techniques.get(step.technique)
            spoken = [cue.caution for cue in step.cues if cue.caution]
            further = (*technique.required_cautions, *technique.cautions) if technique else ()
            keys |= dict.fromkeys((*spoken, *step.cautions, *(key for key in further if key not in idle)))
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
    yield f"<h2>{escape(words.page['care'])}</h2>"
    yield "<ul>"
    for caution in mine:
        strong = caution.severity == "not_today"
        text = escape(caution.text)
        yield f"<li>{f'<strong>{text}</strong>' if strong else text}</li>"
    yield "</ul>"
    yield "</section>"


def _plan(card: Card, words: ShownWords) -> Iterator[str]:
    yield '<section class="plan">'
    yield f"<h2>{escape(words.page['plan'])}</h2>"
    yield "<table>"
    names = (words.page["from"], words.page["part"], words.page["long"])
    heads = "".join(f'<th scope="col">{escape(name)}</th>' for name in names)
    yield f"<thead><tr>{heads}</tr></thead>"
    yield "<tbody>"
    for chapter in card.timeline.chapters:
        yield (
            f"<tr><td>{clock(chapter.start)}</td><td>{escape(chapter.title)}</td>"
            f"<td>{clock(chapter.end - chapter.start)}</td></tr>"
        )
    yield "</tbody></table>"
    yield "</section>"
