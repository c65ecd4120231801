"""Assembling: what was decided about lengths and words becomes a timeline, in time order."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from coach.plan import layout, ring, silence
from coach.plan.count import counts
from coach.plan.report import changed
from coach.plan.timeline import Change, FitReport, Spoken, Strike, Timeline
from coach.units import Frames, to_frames

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from coach.plan.board import Placed
    from coach.plan.compose import Composed, Composer
    from coach.plan.expand import Play
    from coach.plan.layout import Laid
    from coach.plan.timeline import StepSpan
    from coach.plan.variable import Need
    from coach.routine.routine import Routine


@dataclass(frozen=True, slots=True)
class Decided:
    """Everything a timeline is made of."""

    routine: Routine
    plays: Sequence[Play]
    needs: Mapping[str, Need]
    range_s: tuple[int, int]
    """Shortest and longest the session could be, in seconds."""
    dropped: Sequence[Change]
    inserted: Sequence[Change]
    lighter: int = 0
    """By how many levels the giver was asked to be lighter."""
    uneven: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Before:
    """What was played before a plan changed; it stays as it was."""

    timeline: Timeline
    until: Frames
    """What begins before this frame is kept."""


def assemble(
    decided: Decided, composer: Composer, composed: Composed, before: Before | None = None
) -> tuple[Timeline, tuple[Placed, ...]]:
    """Return the timeline, and all cues that have a place of their own."""
    laid, board, options = composer.laid, composed.board, composer.options
    announced = silence.announce(board, laid, options, composer.words, composer.ruler)
    spoken = [_spoken(placed) for placed in board.speech]
    spoken += counts(laid, options, composer.words, composer.ruler)
    strikes: list[Strike] = [*ring.fixed(laid, options), *ring.lessons(board)]
    if composer.tails:
        strikes.append(ring.closing(board, laid))
    if before is not None:
        spoken = _spliced(before.timeline.cues, spoken, before.until)
        strikes = _strikes(before, strikes)
    heard = {cue.line for cue in spoken}
    end = laid[-1].end
    report = FitReport(
        to_frames(options.seconds or 0),
        to_frames(decided.range_s[0]),
        to_frames(decided.range_s[1]),
        (*_adapted(decided.routine, "left out"), *decided.dropped),
        (*_adapted(decided.routine, "changed"), *changed(laid, decided.needs)),
        composed.changes,
        (*decided.inserted, *announced),
    )
    timeline = Timeline(
        decided.routine.id,
        decided.routine.title,
        decided.routine.summary,
        options,
        end,
        tuple(sorted(spoken, key=lambda cue: cue.start)),
        tuple(_steps(laid, decided.lighter, before)),
        tuple(layout.holds(laid)),
        tuple(sorted(strikes, key=lambda strike: strike.start)),
        tuple(layout.chapters(decided.plays, laid)),
        report,
        tuple(line for line in composed.forms.values() if line not in heard),
        decided.uneven,
    )
    return timeline, tuple(board.speech)


def _adapted(routine: Routine, what: str) -> Iterator[Change]:
    """Yield what was left out, or changed, for the profile of the session."""
    yield from (Change(row.step, row.text, row.reason) for row in routine.adapted if row.what == what)


def _spliced(old: Iterable[Spoken], new: Iterable[Spoken], until: Frames) -> list[Spoken]:
    return [*(cue for cue in old if cue.start < until), *(cue for cue in new if cue.start >= until)]


def _strikes(before: Before, new: Iterable[Strike]) -> list[Strike]:
    kept = [strike for strike in before.timeline.chimes if strike.start < before.until]
    return [*kept, *(strike for strike in new if strike.start >= before.until)]


def _steps(laid: Sequence[Laid], lighter: int, before: Before | None) -> Iterator[StepSpan]:
    """Yield the steps; those still to come with their firmest pressure lowered, but not below 1."""
    over = {s.start: s for s in before.timeline.steps if s.end <= before.until} if before else {}
    for step in layout.spans(laid):
        old = over.get(step.start)
        eased = min(step.firmest, max(1, step.firmest - lighter))
        yield old if old is not None and old.end == step.end else replace(step, firmest=eased)


def _spoken(placed: Placed) -> Spoken:
    cue, item = placed.wish.cue, placed.laid
    rep = item.which(cue)
    return Spoken(
        placed.wish.id,
        cue.kind,
        cue.level,
        placed.start,
        placed.end,
        placed.line,
        item.play.section.id,
        item.play.step.id,
        item.play.side,
        min(rep, item.reps) if rep is not None and item.reps is not None else None,
        cue.addressee,
    )
