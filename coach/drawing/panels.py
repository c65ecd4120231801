"""The sections of a card: where each works, a picture for every step, and what the signs mean."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from coach.drawing.body import Placing, Style
from coach.drawing.figure import laid_out, views_for, whole_body
from coach.drawing.signs import KINDS, sample, signs
from coach.drawing.signs import drawn as drawn_signs
from coach.routine.shown_words import filled
from coach.units import clock

if TYPE_CHECKING:
    from coach.plan.timeline import StepSpan, Timeline
    from coach.routine.routine import Routine, Section
    from coach.routine.shown_words import ShownWords
    from coach.routine.step import Step
    from coach.routine.tables import Tables

PICTURE, PICTURE_WIDTH, LETTERS = 168.0, 212.0, 10.5
"""Height of a body in a step's picture, width of the picture, size of its names; in pixels of 96 an inch."""
SMALL = 120.0
"""Height of the small body beside the title of a section, in pixels."""

SMALL_STYLE = Style(outline=1.2, fine=0.6)


@dataclass(frozen=True, slots=True)
class Panels:
    """The steps of a session, section by section."""

    routine: Routine
    timeline: Timeline
    tables: Tables
    words: ShownWords

    def sections(self) -> Iterator[str]:
        """Yield the sections as HTML, each step as it is first done."""
        position = self.routine.start_position
        for number, section in enumerate(self.routine.sections):
            position = section.position or position
            spans: dict[str, StepSpan] = {}
            for span in self.timeline.steps:
                if span.section == section.id:
                    spans.setdefault(span.step, span)
            steps = [step for step in (*section.steps, *section.between) if step.id in spans]
            if steps:
                yield from self._section(section, position, steps, spans, f"s{number}")

    def _section(
        self, section: Section, position: str, steps: list[Step], spans: dict[str, StepSpan], name: str
    ) -> Iterator[str]:
        place = self.tables.positions.get(position)
        worked = {area.area for step in steps for area in step.areas}
        yield f'<section class="part" id="{name}">'
        yield '<div class="head">'
        if worked:
            view = whole_body(worked, section.receiver)
            figure = laid_out(view, worked, {}, height=SMALL, size=LETTERS)
            text = f"{self.words.views[view.key]}: {self._named(sorted(worked))}."
            title = filled(self.words.page["where"], title=section.title)
            yield figure.document(f"{name}-body", title, text, SMALL_STYLE)
        yield "<div>"
        yield f"<h2>{escape(section.title)}</h2>"
        facts = [
            filled(self.words.page["starts"], time=clock(spans[steps[0].id].start)),
            "" if section.repeat == "once" else self.words.page[section.repeat],
            place.name if place else "",
        ]
        yield f'<p class="facts">{escape(" · ".join(fact for fact in facts if fact))}</p>'
        yield "</div></div>"
        yield '<ol class="steps">'
        for step in steps:
            yield from self._step(step, spans[step.id], place.giver if place else "", f"{name}-{step.id}")
        yield "</ol>"
        yield "</section>"

    def _step(self, step: Step, span: StepSpan, giver: str, name: str) -> Iterator[str]:
        pictures = list(self._pictures(step, giver, name.replace(".", "-")))
        kind = "plain" if not pictures else "wide" if len(pictures) > 1 else "one"
        yield f'<li class="step {kind}">'
        if pictures:
            yield '<div class="pictures">'
            yield from pictures
            yield "</div>"
        times = filled(self.words.page["times"], n=str(span.reps))
        reps = f", {times}" if span.reps and span.reps > 1 else ""
        yield (
            f'<p><span class="time">{clock(span.start)}</span> {escape(step.label)} '
            f'<span class="long">{clock(span.end - span.start)}{reps}</span></p>'
        )
        yield "</li>"

    def _pictures(self, step: Step, giver: str, name: str) -> Iterator[str]:
        areas = [area.area for area in step.areas]
        left = set(areas)
        for number, view in enumerate(views_for(areas, giver)):
            here = [area for area in areas if area in view.patches]
            told = {area: self.tables.areas[area].name for area in here if area in left}
            left -= set(here)
            figure = laid_out(
                view,
                here,
                told,
                height=PICTURE,
                size=LETTERS,
                widest=PICTURE_WIDTH,
                one_side=True,
                signs=signs(view, step),
            )
            doing = self.words.signs.get(step.stroke, self.words.page["hands"])
            text = f"{self.words.views[view.key]}. {doing[:1].upper()}{doing[1:]}: {self._named(here)}."
            yield figure.document(f"{name}-{number}", step.label, text)

    def _named(self, areas: list[str]) -> str:
        return ", ".join(self.tables.areas[area].name for area in areas if area in self.tables.areas)

    def legend(self) -> Iterator[str]:
        """Yield what the signs mean that stand on this card."""
        done = {span.step for span in self.timeline.steps}
        kinds = {
            sign.kind
            for step in self.routine.steps
            if step.id in done
            for view in views_for([area.area for area in step.areas])
            for sign in signs(view, step)
        }
        if not kinds:
            return
        yield '<section class="legend">'
        yield f"<h2>{escape(self.words.page['signs'])}</h2>"
        yield "<ul>"
        for kind in (kind for kind in KINDS if kind in kinds):
            drawing = "".join(drawn_signs(sample(kind), Placing()))
            yield (
                '<li><svg xmlns="http://www.w3.org/2000/svg" width="56" height="28" viewBox="0 0 56 28" '
                f'aria-hidden="true">{drawing}</svg> {escape(self.words.signs[kind])}</li>'
            )
        yield "</ul>"
        yield f"<p>{escape(self.words.page['legend'])}</p>"
        yield "</section>"
