"""A session as a text to be read aloud: what is said in one breath, and how long is quiet after it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from coach.plan.timeline import Spoken, Timeline
from coach.routine.kind import Kind
from coach.units import Frames, to_frames

BREATH = to_frames(3.5)
"""Lines with no more between them are read in one go, if they are for the same person and the same step."""
AT_ONCE = to_frames(0.5)
"""Lines with no more between them belong to one action of a step, also if it was announced."""
PAUSE = to_frames(8.0)
"""A quiet from this length on is worth a direction."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Lines that are read in one go."""

    start: Frames
    chapter: int
    """Number of its chapter, from 0."""
    addressee: str
    """``giver``, ``receiver`` or ``both``."""
    text: str
    quiet: Frames
    """Silence until the next passage, or the end; 0 if it is too short to speak of."""
    holds: tuple[Frames, ...]
    """Lengths of the holds that begin in that silence."""


def passages(timeline: Timeline) -> Iterator[Passage]:
    """Yield the words of ``timeline`` in the order in which they are read."""
    starts = [chapter.start for chapter in timeline.chapters]

    def chapter_of(cue: Spoken) -> int:
        return max((number for number, start in enumerate(starts) if start <= cue.start), default=0)

    begun = sorted({step.start for step in timeline.steps})

    def goes_on(last: Spoken, cue: Spoken) -> bool:
        apart = cue.start - last.end
        if apart > BREATH or cue.addressee != last.addressee or chapter_of(cue) != chapter_of(last):
            return False
        new = cue.kind is Kind.PREVIEW or bisect_right(begun, last.start) != bisect_right(begun, cue.start)
        return not new or (apart <= AT_ONCE and (cue.step, cue.side) == (last.step, last.side))

    groups: list[list[Spoken]] = []
    for cue in timeline.cues:
        if groups and goes_on(groups[-1][-1], cue):
            groups[-1].append(cue)
        else:
            groups.append([cue])
    ends = [group[0].start for group in groups[1:]] + [timeline.frames]
    for group, until in zip(groups, ends, strict=True):
        end = group[-1].end
        quiet = until - end
        yield Passage(
            start=group[0].start,
            chapter=chapter_of(group[0]),
            addressee=group[0].addressee,
            text=" ".join(cue.line.text for cue in group),
            quiet=Frames(quiet if quiet >= PAUSE else 0),
            holds=tuple(
                Frames(hold.end - hold.start) for hold in timeline.holds if end <= hold.start < until
            ),
        )
