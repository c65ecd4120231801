"""Words in time: how much is said, how densely, and that nothing collides."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from coach.lint.rule import E, Hit, I, Rule, W
from coach.plan.density import FIRST_WORDS, SHORT, TOLERANCE, most
from coach.plan.silence import LONGEST
from coach.routine.kind import Kind
from coach.units import Frames, clock, to_frames

if TYPE_CHECKING:
    from coach.lint.fitted import Fitted
    from coach.plan.timeline import Spoken

LONG_HOLD = to_frames(10)
"""Only in longer holds a single word may be said."""

NEAR = to_frames(300)
"""The same sentence three times in so long a time nags."""


def collisions(fitted: Fitted) -> Iterator[Hit]:
    """No two cues sound at once, and none outside its step."""
    cues = fitted.timeline.cues
    for before, cue in pairwise(cues):
        if cue.start < before.end:
            message = (
                f'at {fitted.length} "{before.line.text}" runs into "{cue.line.text}". Move one of them.'
            )
            yield Hit(fitted.at(cue), message)
    for cue in cues:
        bar = fitted.bar(cue)
        preview = cue.kind is Kind.PREVIEW and cue.end <= bar.start
        late = to_frames(0.35) if cue.kind is Kind.COUNT else 0
        if not preview and not (bar.start <= cue.start and cue.end <= bar.end + late):
            message = (
                f'at {fitted.length} "{cue.line.text}" sounds outside its step. Give the step more time.'
            )
            yield Hit(fitted.at(cue), message)


def density(fitted: Fitted) -> Iterator[Hit]:
    """While hands work there is more quiet than speech."""
    talk = fitted.timeline.options.talk
    limit = most(talk, tutorial=fitted.score.tutorial)
    if limit is None:
        return
    time, spoken, path = 0, 0, fitted.score.start
    for receiver in fitted.receivers:
        part = fitted.hands_on(receiver)
        if part is None:
            continue
        start, end = part[0].start, part[1].start if part[1] is not None else fitted.turn(receiver)[-1].end
        time += end - start
        path = part[0].here.path
        spoken += sum(_counted(fitted, cue) for cue in fitted.timeline.cues if start <= cue.start < end)
    if time and spoken / time > limit + TOLERANCE:
        message = (
            f"at {fitted.length} {spoken / time:.0%} of the hands-on time is speech; {limit:.0%} is plenty"
        )
        severity = I if fitted.timeline.frames < SHORT else None
        yield Hit(path, f"{message} at {talk} talk. Leave words out, or make them light or full.", severity)


def _counted(fitted: Fitted, cue: Spoken) -> Frames:
    early = cue.kind is Kind.CAUTION and cue.start - fitted.bar(cue).start < FIRST_WORDS
    exempt = cue.kind in (Kind.PREVIEW, Kind.COUNT) or early
    return Frames(0) if exempt else Frames(cue.end - cue.start)


def silences(fitted: Fitted) -> Iterator[Hit]:
    """A long silence is announced."""
    limit = LONGEST.get(fitted.timeline.options.talk)
    if limit is None or fitted.score.routine.bed_sound is not None:
        return
    cues = fitted.timeline.cues
    for before, after in pairwise(cues):
        gap = after.start - before.end
        if gap > limit and before.kind is not Kind.SILENCE:
            message = (
                f"at {fitted.length} nothing is said for {clock(gap)}. Announce it with {{quiet_words}}."
            )
            yield Hit(fitted.at(before), message)


def quiet_holds(fitted: Fitted) -> Iterator[Hit]:
    """A hold is the quiet part."""
    cues = fitted.words
    longest = max((cue.end - cue.start for cue in cues), default=0)
    for hold in fitted.timeline.holds:
        first = bisect_left(cues, hold.start - longest, key=lambda cue: cue.start)
        for cue in cues[first:]:
            if cue.start >= hold.end:
                break
            if cue.end <= hold.start:
                continue
            one_word = hold.end - hold.start > LONG_HOLD and len(cue.line.text.split()) == 1
            if not one_word:
                message = (
                    f'at {fitted.length} "{cue.line.text}" is spoken in a hold. Write ends_before_s: 0.5.'
                )
                yield Hit(fitted.at(cue), message)


def nagging(fitted: Fitted) -> Iterator[Hit]:
    """The same sentence does not come three times in five minutes."""
    stop = {cue.id for cue in fitted.offers("stop_word")}
    exempt = (Kind.CAUTION, Kind.CHECK_IN, Kind.COUNT, Kind.AGREEMENT)
    times: dict[str, list[Spoken]] = defaultdict(list)
    for cue in fitted.timeline.cues:
        if cue.kind not in exempt and cue.id not in stop:
            times[cue.line.text.lower().strip(" .!")].append(cue)
    for several in times.values():
        for first, third in zip(several, several[2:], strict=False):
            if third.start - first.start <= NEAR:
                message = f'at {fitted.length} "{third.line.text}" comes three times in five minutes.'
                yield Hit(fitted.at(third), f"{message} Vary it with alternatives, or leave one out.")
                break


RULES = (
    Rule("MS401", W, "A cue has twenty words at most", "one breath", "S82"),
    Rule(
        "MS402",
        E,
        "No two cues sound at once, and none outside its step",
        "unintelligible",
        "",
        on_plan=collisions,
    ),
    Rule(
        "MS403",
        W,
        "While hands work there is more quiet than speech",
        "hands are busy",
        "S73 S74 S75",
        on_plan=density,
    ),
    Rule("MS404", I, "A long silence is announced", "is it broken?", "S70", on_plan=silences),
    Rule("MS405", W, "A hold is quiet", "the hold is the quiet part", "", on_plan=quiet_holds),
    Rule("MS413", I, "No sentence comes three times in five minutes", "nagging", "", on_plan=nagging),
    Rule("MS416", E, "No digits, signs, abbreviations or point codes", "a voice reads them oddly", "S82"),
)
