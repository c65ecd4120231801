"""A plan as a page to read in a terminal: what to fetch, what was changed to fit, every step and its time."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from coach.cli.preflight import print_card
from coach.cli.terminal import Styled, columns, harmless, out, out_wrapped
from coach.units import clock

if TYPE_CHECKING:
    from coach.plan.timeline import Change, FitReport, Spoken, StepSpan, Timeline
    from coach.routine.routine import Routine

REFERENCE_NOTE = (
    "Times are for a voice of 130 words a minute. To measure the voice you will hear, add --voice hibari."
)

PROFILES = {
    "adult": "for a healthy adult",
    "light_hands": "with light hands",
    "pregnant": "for somebody pregnant",
    "no_traction": "without pulling",
}


def print_plan(
    routine: Routine, timeline: Timeline, *, cues: bool, reference: bool, person: str | None = None
) -> None:
    """Write the whole page; ``cues`` adds every spoken line under its step, ``person`` is whom it is for."""
    _print_head(timeline, person)
    print_card(routine)
    _print_fit(timeline.fit)
    _print_steps(timeline, cues=cues)
    if reference:
        out()
        out_wrapped(REFERENCE_NOTE)


def _print_head(timeline: Timeline, person: str | None) -> None:
    options, fit = timeline.options, timeline.fit
    profile = PROFILES.get(options.profile, options.profile)
    if person is not None:
        profile = f"for {person}" + (f", {profile}" if options.profile != "adult" else "")
    out(Styled(timeline.title, "bold"), f"  ({timeline.routine})")
    out_wrapped(
        f"{clock(timeline.frames)} long (can be {clock(fit.shortest)} to {clock(fit.longest)}),"
        f" {options.talk} talk, {profile}"
    )
    if timeline.summary:
        out()
        out_wrapped(timeline.summary)


def _print_fit(fit: FitReport) -> None:
    groups: tuple[tuple[str, Sequence[Change]], ...] = (
        ("left out", fit.dropped),
        ("changed", fit.changed),
        ("put in", fit.inserted),
        ("words", fit.words_dropped),
    )
    if not any(changes for _, changes in groups):
        return
    _heading("Changed to fit")
    for name, changes in groups:
        for number, change in enumerate(changes):
            what = f"{change.step}  {change.what}" + (f" ({change.reason})" if change.reason else "")
            out_wrapped(what, indent=" " * 13, first=f"  {name if number == 0 else '':<9}")


def _print_steps(timeline: Timeline, *, cues: bool) -> None:
    wide = len(clock(timeline.frames))
    names = max((len(harmless(span.step)) for span in timeline.steps), default=0)
    lines: dict[tuple[str, str | None], list[Spoken]] = {}
    for cue in timeline.cues:
        lines.setdefault((cue.step, cue.side), []).append(cue)
    waiting = iter(timeline.chapters)
    chapter = next(waiting, None)
    for span in timeline.steps:
        while chapter is not None and chapter.start <= span.start:
            out()
            out(f"  {clock(chapter.start):>{wide}}  ", Styled(chapter.title, "bold"))
            chapter = next(waiting, None)
        _print_step(span, wide, names)
        if cues:
            mine = lines.get((span.step, span.side), [])
            said = [cue for cue in mine if cue.start < span.end]  # a step may be played for each receiver
            lines[span.step, span.side] = mine[len(said) :]
            _print_cues(said, wide)
    out()
    out(f"  {clock(timeline.frames):>{wide}}  ", Styled("end", "dim"))


def _print_step(span: StepSpan, wide: int, names: int) -> None:
    left = f"  {clock(span.start):>{wide}}  {harmless(span.step):<{names}}  "
    length = f"{clock(span.end - span.start):>6}"
    reps = "" if span.reps is None else f"{span.reps}x"
    right = f"{reps:>4}  {span.side or ' '} {length}"
    room = max(20, columns() - len(left) - len(right) - 2)
    first, *rest = textwrap.wrap(harmless(span.label), room) or [""]
    out(left, f"{first:<{room}}  ", Styled(right, "dim"))
    for line in rest:
        out(" " * len(left), line)


def _print_cues(cues: Iterable[Spoken], wide: int) -> None:
    for cue in cues:
        at = clock(cue.start, tenths=True)
        who = "" if cue.addressee == "giver" else f"(to {cue.addressee}) "
        out_wrapped(f"{who}{cue.line.text}", indent=" " * (wide + 14), first=f"  {'':>{wide}}  {at:>8}  ")


def print_script(timeline: Timeline) -> None:
    """Write the words of ``timeline`` with their times and the names of their lines, chapter by chapter."""
    out(Styled(timeline.title, "bold"), f"  ({clock(timeline.frames)})")
    starts = [chapter.start for chapter in timeline.chapters]

    def chapter_of(cue: Spoken) -> int:
        return max((number for number, start in enumerate(starts) if start <= cue.start), default=0)

    names = max((len(harmless(cue.line.id)) for cue in timeline.cues), default=0)
    for number, cues in groupby(timeline.cues, chapter_of):
        if number < len(timeline.chapters):
            _heading(timeline.chapters[number].title)
        for cue in cues:
            first = f"  {clock(cue.start, tenths=True):>9}  {harmless(cue.line.id):<{names}}  "
            out_wrapped(cue.line.text, indent=" " * len(first), first=first)


def _heading(text: str) -> None:
    out()
    out(Styled(text, "bold"))
