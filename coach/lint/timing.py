"""Time: strokes, counts, changes, and the sum of it all."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from coach.lint.rule import E, Hit, I, Rule, W
from coach.lint.wording import shortest
from coach.plan.care import CHECK
from coach.plan.expand import POSITIONAL
from coach.plan.variable import QUIET_SHARE
from coach.routine.kind import Anchor, Kind, Level
from coach.units import RATE, clock, to_frames

if TYPE_CHECKING:
    from coach.lint.fitted import Fitted
    from coach.lint.score import Score
    from coach.routine.cue import Cue

REFERENCE = 135
"""Words a minute of the reference voice."""

SLACK = 1.05
"""The default voice needs so much less than the reference."""


FLOORS = {"tr.side": 6, "tr.move": 20, "tr.turn": 60, "tr.swap": 60}
"""Seconds that a change needs, whatever the plan."""

BEFORE_HOLD = to_frames(0.5)
"""Words end so long before the first hold."""


def rep_grid(fitted: Fitted) -> Iterator[Hit]:
    """Lead-in and repetitions fill their step, and the words of the lead-in end before the first hold."""
    for bar in fitted.bars:
        reps = None if bar.added else bar.here.step.duration.reps
        if reps is None or bar.span.reps is None:
            continue
        lead = bar.length - bar.span.reps * to_frames(reps.unit.seconds)
        if lead < to_frames(reps.lead_in_s):
            message = (
                f"at {fitted.length} this step is too short for {bar.span.reps} repetitions and its lead-in."
            )
            yield Hit((*bar.here.path, "duration"), message)
        holds = [h for h in fitted.timeline.holds if bar.start <= h.start < bar.end]
        if not holds:
            continue
        for cue in fitted.timeline.cues:
            if cue.kind is not Kind.COUNT and bar.start <= cue.start < holds[0].start < cue.end + BEFORE_HOLD:
                message = (
                    f'at {fitted.length} "{cue.line.text}" runs into the first hold. Lengthen lead_in_s.'
                )
                yield Hit(fitted.at(cue), message)


LATE_S = 15.0
"""A caution begins at most so long after its step, or in the lead-in."""


def words_first(score: Score) -> Iterator[Hit]:
    """What is said before the first repetition has the time for it, and cautions are among it."""
    yield from lead_in(score)
    for here in (h for h in score.steps if h.moves):
        reps = here.step.duration.reps
        room = max(LATE_S, reps.lead_in_s if reps else 0.0)
        for cue in here.kinds(Kind.CAUTION):
            first = cue.anchor in (Anchor.REP_START, Anchor.HOLD_START) and cue.k == 1
            if not (first or (cue.anchor is Anchor.STEP_START and (cue.offset_s or 0.0) <= room)):
                message = f'the hands have begun when "{cue.text}" is said. Write anchor: step_start and'
                yield Hit(here.at(cue), f"{message} offset_s: 0 to {room:g}.", W)


def lead_in(score: Score) -> Iterator[Hit]:
    """The lead-in that is written holds the words that must be said in it."""
    for here in score.steps:
        reps = here.step.duration.reps
        if reps is None:
            continue
        before = [cue for cue in here.step.cues if cue.anchor is Anchor.STEP_START and cue.lead_s is None]
        before += [
            c for c in here.step.cues if c.anchor is Anchor.HOLD_START and c.k == 1 and c.ends_before_s
        ]
        words = max(sum(_spoken_s(cue, side) for cue in before) for side in ("first", "second"))
        room = reps.lead_in_s + (reps.unit.approach_s if reps.unit.hold_s else reps.unit.seconds)
        if words > (room - 0.5) * SLACK:
            message = (
                f"the words before the first hold need {words:.0f} s, and there are {room:g}. The plan will"
            )
            more = f"{message} lengthen lead_in_s; write {reps.lead_in_s + words - room + 1:.0f}."
            yield Hit((*here.path, "duration"), more, W)


def preview_times(fitted: Fitted) -> Iterator[Hit]:
    """What comes next is said neither too early nor too late."""
    for cue in fitted.timeline.cues:
        if cue.kind is not Kind.PREVIEW:
            continue
        bar = next((b for b in fitted.bars if b.span.step == cue.step and b.start > cue.start), None)
        if bar is None:
            continue
        low, high = (15.0, 30.0) if bar.span.technique in POSITIONAL else (6.0, 10.0)
        ahead = (bar.start - cue.start) / RATE
        held = any(cue.start < hold.start < bar.start for hold in fitted.timeline.holds)
        if held and ahead > high:  # its own moments lie in a hold, where nothing is said: it comes before
            continue
        if not low - 0.01 <= ahead <= high + 0.01:
            message = (
                f'at {fitted.length} "{cue.line.text}" comes {ahead:.1f} s before its step, and {low:g} to'
            )
            yield Hit(fitted.at(cue), f"{message} {high:g} are right. Write lead_s: {(low + high) / 2:g}.")


def floors(score: Score) -> Iterator[Hit]:
    """A change is never shorter than bodies need."""
    for here in score.steps:
        least = FLOORS.get(here.step.technique, 0)
        if here.step.duration.min_s < least:
            message = (
                f'"{here.step.technique}" needs {least} seconds, and may get {here.step.duration.min_s} here.'
            )
            yield Hit((*here.path, "duration"), f"{message} Write min_s: {least} or more.")


def total(fitted: Fitted) -> Iterator[Hit]:
    """The parts add up to the whole, and the whole is what was asked for."""
    timeline = fitted.timeline
    seam = [0, *(span.end for span in timeline.steps)]
    gaps = [s for s, end in zip(timeline.steps, seam, strict=False) if s.start != end]
    off = abs(timeline.frames - timeline.fit.requested) > RATE or seam[-1] != timeline.frames
    if gaps or off:
        path = (
            fitted.score.at[gaps[0].step].path
            if gaps and gaps[0].step in fitted.score.at
            else fitted.score.start
        )
        message = f"the steps of the plan do not add up to {clock(timeline.fit.requested)}."
        yield Hit(path, f"{message} Plan it again; if it stays so, this is a bug in coach.")


def room_for_words(score: Score) -> Iterator[Hit]:
    """The shortest form of a step holds what must be said in it, and a third as much quiet."""
    for here in score.steps:
        times = [sum(_spoken_s(cue, side) for cue in here.step.cues) for side in ("first", "second")]
        needed = max(times) / QUIET_SHARE
        least = here.step.duration.min_s
        if needed > least * SLACK:
            message = f"its mandatory words need {needed:.0f} s and some quiet, and get {least} s at least."
            yield Hit((*here.path, "duration"), f"{message} Write min_s: {needed:.0f}, or fewer words.")


def _spoken_s(cue: Cue, side: str) -> float:
    return shortest(cue, side) * 60 / REFERENCE if cue.level is Level.MUST else 0.0


def framing(fitted: Fitted) -> Iterator[Hit]:
    """Agreement and preparation do not take over."""
    bars = [bar for bar in fitted.bars if bar.span.technique.startswith("prep.")]
    share = sum(bar.length for bar in bars) / fitted.timeline.frames
    most = 0.4 if fitted.score.tutorial else 0.25
    if share > most:
        message = f"at {fitted.length} {share:.0%} of the time goes into preparation; {most:.0%} is plenty."
        yield Hit(bars[-1].here.path, f"{message} Shorten it, or lengthen the massage.")


def rests(fitted: Fitted) -> Iterator[Hit]:
    """In twenty minutes there is a rest."""
    for receiver in fitted.receivers:
        mine = fitted.turn(receiver)
        strokes = [bar for bar in mine if bar.moves]
        if not strokes:
            continue
        still = [b for b in mine if b.touches and b.here.step.stroke == "still" and b.span.technique != CHECK]
        marks = [strokes[0].start, *(b.start for b in still if b.start > strokes[0].start), strokes[-1].end]
        for since, until in pairwise(marks):
            if until - since >= to_frames(1200):
                here = next(bar for bar in strokes if bar.end > since)
                message = f"at {fitted.length} hands work for {clock(until - since)} without a rest."
                yield Hit(here.here.path, f"{message} Add a step with still hands, such as close.still.")


RULES = (
    Rule(
        "MS201",
        E,
        "Lead-in and repetitions fill their step; words end before the first hold",
        "counts and chimes would drift, cautions would come late",
        "",
        on_source=words_first,
        on_plan=rep_grid,
    ),
    Rule(
        "MS205",
        W,
        "What comes next is announced six to ten seconds ahead",
        "too late is missed, too early forgotten",
        "S81",
        on_plan=preview_times,
    ),
    Rule(
        "MS206",
        E,
        "A change gets the time bodies need",
        "side 6 s, place 20 s, turning over and trading places 60 s",
        "S49",
        floors,
    ),
    Rule("MS207", E, "The steps add up to the length", "honest lengths", "", on_plan=total),
    Rule(
        "MS208",
        E,
        "A step at its shortest holds its mandatory words and some quiet",
        "it could not be spoken",
        "",
        room_for_words,
    ),
    Rule(
        "MS209",
        E,
        "Holds and their units are never scaled",
        "only the number of repetitions may change",
        "",
        hard=True,
    ),
    Rule(
        "MS210",
        I,
        "Preparation takes a quarter of the time at most",
        "people came for a massage",
        "",
        on_plan=framing,
    ),
    Rule("MS211", I, "In twenty minutes there is a rest", "room to settle", "", on_plan=rests),
)
