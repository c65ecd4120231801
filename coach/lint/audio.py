"""Sound: chimes, silences, loudness and chapters."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from coach.lint.rule import E, Hit, I, Rule, W
from coach.plan.board import NEAR_CHIME
from coach.plan.options import Counting
from coach.routine.kind import Kind
from coach.units import RATE, clock, to_frames

if TYPE_CHECKING:
    from coach.lint.fitted import Fitted
    from coach.lint.score import Score
    from coach.lint.sounded import Sounded

FEW_CHIMES = 5
"""More meanings are not learnt."""

LAST = to_frames(20)
"""At bedtime nothing rings so near the end."""

JUMP_DB = 6.0
"""Neighbours differ by less, in dB."""


QUIET_DB = -60.0
"""A bed below this is as good as silent, in LUFS."""


SLOWEST, FASTEST = 100, 150
"""Words a minute that are easy to follow."""

GRACE = 1.05
"""Short words run faster: a routine for feet is full of them."""


def masked(fitted: Fitted) -> Iterator[Hit]:
    """Speech keeps half a second from a chime."""
    cues = fitted.words
    longest = max((cue.end - cue.start for cue in cues), default=0)
    for strike in fitted.timeline.chimes:
        first = bisect_left(cues, strike.start - NEAR_CHIME - longest, key=lambda cue: cue.start)
        for cue in cues[first:]:
            if cue.start - NEAR_CHIME >= strike.start:
                break
            if strike.start < cue.end + NEAR_CHIME:
                message = f'at {fitted.length} the chime "{strike.name}" rings into "{cue.line.text}".'
                yield Hit(fitted.at(cue), f"{message} Move the words half a second away.")


def meanings(fitted: Fitted) -> Iterator[Hit]:
    """There are few chimes to learn."""
    names = sorted({strike.name for strike in fitted.timeline.chimes})
    if len(names) > FEW_CHIMES:
        message = f"there are {len(names)} chimes to learn: {', '.join(names)}. Keep to {FEW_CHIMES}."
        yield Hit(fitted.score.start, message)


def gentle_end(score: Score) -> Iterator[Hit]:
    """Nothing rings at the end of a bedtime routine."""
    if score.bedtime and score.routine.closing_style != "fade":
        yield Hit(("closing_style",), "a bedtime routine ends without a bell. Write closing_style: fade.")


def gentle_end_planned(fitted: Fitted) -> Iterator[Hit]:
    """The same, on the plan."""
    if not fitted.score.bedtime or fitted.score.routine.closing_style != "fade":
        return
    late = [s for s in fitted.timeline.chimes if s.start > fitted.timeline.frames - LAST]
    if late:
        path = fitted.bars[-1].here.path
        yield Hit(path, f'the chime "{late[0].name}" rings at the end of a bedtime routine. Take it out.')


def pace(fitted: Fitted) -> Iterator[Hit]:
    """The voice speaks neither slowly nor in a hurry."""
    words = sum(len(cue.line.text.split()) for cue in fitted.timeline.cues if cue.kind is not Kind.COUNT)
    spoken = sum(cue.end - cue.start for cue in fitted.timeline.cues if cue.kind is not Kind.COUNT)
    if not spoken:
        return
    rate = words * 60 * RATE / spoken
    if not SLOWEST / GRACE <= rate <= FASTEST * GRACE:
        message = f"the voice speaks {rate:.0f} words a minute; 100 to 150 are easy to follow."
        yield Hit(fitted.score.start, f"{message} Choose another --pace.")


def loud(sounded: Sounded) -> Iterator[Hit]:
    """Nothing startles: no chime above the voice, no jump from cue to cue or in the bed."""
    first = sounded.fitted.score.start
    voice = max((level for _, level in sounded.cues), default=None)
    for name, level in sounded.chimes if voice is not None else ():
        if voice is not None and level > voice:
            yield Hit(first, f'the chime "{name}" is {level - voice:.1f} dB louder than the voice. Lower it.')
    for (_, before), (cue, level) in pairwise(sounded.cues):
        if abs(level - before) > JUMP_DB:
            message = f'"{cue.line.text}" differs from the words before by {abs(level - before):.1f} dB.'
            yield Hit(sounded.fitted.at(cue), f"{message} Record or level it again.")
    for second, pair in enumerate(pairwise(sounded.bed), start=1):
        before, level = (max(each, QUIET_DB) for each in pair)
        if abs(level - before) > JUMP_DB:
            message = f"the bed jumps by {abs(level - before):.1f} dB at {clock(second * RATE)}."
            yield Hit(first, f"{message} Choose a steadier one.")


def chapters(fitted: Fitted) -> Iterator[Hit]:
    """Each section and each gate begins a chapter."""
    starts = {chapter.start for chapter in fitted.timeline.chapters}
    seen: set[str] = set()
    for before, bar in zip((None, *fitted.bars), fitted.bars, strict=False):
        begins = bar.here.section.id not in seen
        seen.add(bar.here.section.id)
        waited = before is not None and before.span.gate
        if (begins or waited) and bar.start not in starts:
            what = "after this gate" if waited else "with this section"
            yield Hit(bar.here.path, f"no chapter begins {what}. Give it a title of its own.")


def signalled(fitted: Fitted) -> Iterator[Hit]:
    """Every hold has its two signals, unless the author asked for fewer."""
    timeline = fitted.timeline
    if timeline.options.count is Counting.VOICE:
        counted = {(c.step, c.side, c.rep) for c in timeline.cues if c.kind is Kind.COUNT}
    else:
        counted = set()
    starts = {strike.start for strike in timeline.chimes if strike.name == "hold_start"}
    ends = {strike.start for strike in timeline.chimes if strike.name == "hold_end"}
    last = {(bar.span.step, bar.span.side): bar.span.reps for bar in fitted.bars}
    for hold in timeline.holds:
        here = fitted.score.at.get(hold.step)
        if here is None:
            continue
        wanted = here.step.chime_reps
        rings = (
            wanted == "all"
            or hold.rep in wanted
            or ("last" in wanted and hold.rep == last[hold.step, hold.side])
        )
        if not rings or (hold.start in starts and hold.end in ends):
            continue
        if (hold.step, hold.side, hold.rep) not in counted:
            message = f"at {fitted.length} hold number {hold.rep} has no signal at its start or its end."
            yield Hit(here.path, f"{message} Leave the chimes in, or write chime_reps.")


def utter_silence(fitted: Fitted) -> Iterator[Hit]:
    """Three minutes without any sound need a bed."""
    if fitted.score.routine.bed_sound is not None:
        return
    sounds = sorted(
        [(c.start, c.end) for c in fitted.timeline.cues]
        + [(s.start, s.start) for s in fitted.timeline.chimes]
    )
    for (_, end), (start, _) in pairwise(sounds):
        if start - end > to_frames(180):
            bar = next(b for b in fitted.bars if b.start <= end < b.end)
            message = f"at {fitted.length} nothing sounds for {clock(start - end)}."
            yield Hit(bar.here.path, f"{message} Name a bed_sound, or say a word.")


RULES = (
    Rule("MS601", W, "Speech keeps half a second from a chime", "one hides the other", "", on_plan=masked),
    Rule("MS602", W, "At most five chimes to learn", "more are not learnt", "S84", on_plan=meanings),
    Rule(
        "MS603",
        E,
        "A bedtime routine ends without a chime",
        "it wakes the receiver",
        "S72",
        gentle_end,
        gentle_end_planned,
        hard=True,
    ),
    Rule(
        "MS604",
        W,
        "The voice speaks 100 to 150 words a minute",
        "hands are busy; slower is wondered at, faster is lost",
        "S85",
        on_plan=pace,
    ),
    Rule("MS605", W, "No chime above the voice, no jump of six decibels", "startles", "", on_sound=loud),
    Rule("MS606", I, "Each section and each gate begins a chapter", "navigation", "", on_plan=chapters),
    Rule(
        "MS607",
        E,
        "Every hold has a signal at its start and its end",
        "otherwise the giver guesses",
        "S70",
        on_plan=signalled,
        hard=True,
    ),
    Rule(
        "MS608",
        I,
        "Three minutes without any sound have a bed",
        "is it broken?",
        "S70",
        on_plan=utter_silence,
    ),
)
