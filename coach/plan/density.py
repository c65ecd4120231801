"""Density: while hands work there is more quiet than speech.

Short of time, strokes shrink and words do not. Where too much would be said, the least important
words give way: what is nice to hear, then what helps, and at last musts take their short form.
What was heard on the first side, or by the first receiver, goes first. Musts always stay.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from coach.plan.options import Talk
from coach.plan.timeline import Change
from coach.routine.cue import Kind, Level
from coach.units import RATE, Frames, to_frames

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from coach.plan.board import Placed
    from coach.plan.compose import Composed
    from coach.plan.expand import Play
    from coach.plan.layout import Laid
    from coach.plan.ruler import Ruler
    from coach.plan.wording import Wish
    from coach.routine.routine import Routine

SHARE = {Talk.FULL: 0.30, Talk.LIGHT: 0.26, Talk.MINIMAL: 0.20}
"""Most speech in the hands-on part, as a share of its time."""

TUTORIAL = 0.40
"""The same, where somebody learns."""

TOLERANCE = 0.02
"""Voices differ by so much."""

SHORT = to_frames(12 * 60)
"""In shorter sessions consent and cautions take their share: more speech is right there."""

FIRST_WORDS = to_frames(30)
"""Cautions so early in a step are not counted."""

AIM = 0.005
"""Words give way until the share lies so far below what is tolerated: silences may still be announced."""

WHY = "more quiet while hands work"
"""Why words give way, for the report."""

FIRST_TO_GO = (Kind.ENCOURAGE, Kind.BREATH, Kind.POSTURE, Kind.DETAIL, Kind.SETUP)
"""Kinds in the order in which they are left out; all others follow."""


def teaches(routine: Routine) -> bool:
    """Return whether somebody learns in it: then more is said."""
    techniques = (step.technique for section in routine.sections for step in section.steps)
    return "tutorial" in routine.tags or any(name.startswith("learn.") for name in techniques)


def most(talk: Talk, *, tutorial: bool) -> float | None:
    """Return the largest share of speech at a talk level; None where only what protects is said."""
    return TUTORIAL if tutorial and talk in SHARE else SHARE.get(talk)


@dataclass(frozen=True, slots=True)
class Thrift:
    """What is not said, or in short, so that there is quiet."""

    gone: frozenset[str] = frozenset()
    """Wishes that are left out."""
    short: frozenset[str] = frozenset()
    """Wishes that take their short form."""
    changes: tuple[Change, ...] = ()

    def of(self, wanted: Iterable[Wish]) -> tuple[Wish, ...]:
        """Return what is left of ``wanted``."""
        return tuple(
            replace(wish, text=wish.short, short=None, form="short")
            if wish.id in self.short and wish.short
            else wish
            for wish in wanted
            if wish.id not in self.gone
        )


def thriftier(
    thrift: Thrift, composed: Composed, laid: Sequence[Laid], ruler: Ruler, limit: float | None
) -> Thrift | None:
    """Return what more has to give way; None if there is quiet enough, or nothing that could give way."""
    if limit is None or laid[-1].end < SHORT:
        return None
    working = list(_hands_on(laid))
    time = sum(end - start for start, end in working)
    spoken = [placed for placed in composed.board.speech if _counts(placed, working)]
    excess = sum(p.end - p.start for p in spoken) - (limit + TOLERANCE) * time
    if excess <= 0:
        return None
    excess += AIM * time
    left = _leaving(spoken, excess)
    excess -= sum(p.end - p.start for p in left)
    briefer = list(_briefer(spoken, composed, ruler, thrift.short, excess))
    if not left and not briefer:
        return None
    # what had no room does not come into the room that is made now
    lost = [change for change in composed.changes if change.what == "left out"]
    return Thrift(
        thrift.gone | {p.wish.id for p in left} | {change.step for change in lost},
        thrift.short | set(briefer),
        (
            *thrift.changes,
            *lost,
            *(Change(p.wish.id, "left out", f"{p.wish.cue.level}: {WHY}") for p in left),
            *(Change(name, "short form", WHY) for name in briefer),
        ),
    )


def _hands_on(laid: Sequence[Laid]) -> Iterator[tuple[Frames, Frames]]:
    """Yield, for each receiver, the time from the first touch to the closing words."""
    for receiver in (1, 2):
        mine = [item for item in laid if item.play.receiver == receiver]
        first = next((item for item in mine if item.play.step.stroke != "none"), None)
        if first is None:
            continue
        last = next((i for i in mine if i.start > first.start and _ends(i.play)), None)
        yield first.start, last.start if last is not None else mine[-1].end


def _ends(play: Play) -> bool:
    return any(cue.kind is Kind.END for cue in play.step.cues)


def _counts(placed: Placed, working: Sequence[tuple[Frames, Frames]]) -> bool:
    """Return whether a cue counts as speech while hands are ``working``."""
    kind = placed.wish.cue.kind
    early = kind is Kind.CAUTION and placed.start - placed.laid.start < FIRST_WORDS
    inside = any(start <= placed.start < end for start, end in working)
    return inside and not early and kind not in (Kind.PREVIEW, Kind.COUNT)


def _heard_before(placed: Placed) -> bool:
    return placed.wish.play.side == "B" or placed.wish.play.receiver == 2


def _leaving(spoken: Sequence[Placed], excess: float) -> list[Placed]:
    """Return what is left out, so much that ``excess`` frames are gone if it can be.

    Musts stay, and so do lessons and announced silences; offers and "last" go after everything else, and
    the breaths of a step go together.
    """
    groups: dict[tuple[str, str], list[Placed]] = {}
    for placed in spoken:
        cue = placed.wish.cue
        if cue.level is Level.MUST or placed.wish.waits or cue.chime_after is not None:
            continue
        name = "breath" if cue.kind is Kind.BREATH else placed.wish.id
        groups.setdefault((placed.wish.play.name, name), []).append(placed)
    leaving: list[Placed] = []
    for group in sorted(groups.values(), key=_worth):
        if excess <= 0:
            break
        leaving += group
        excess -= sum(p.end - p.start for p in group)
    return leaving


def _worth(group: Sequence[Placed]) -> tuple[object, ...]:
    """Return what sorts cues by their worth, least first; of equals the longest, then the first."""
    first = group[0]
    cue = first.wish.cue
    kind = FIRST_TO_GO.index(cue.kind) if cue.kind in FIRST_TO_GO else len(FIRST_TO_GO)
    useful = cue.offers is not None or kind == len(FIRST_TO_GO)
    length = sum(p.end - p.start for p in group) // RATE
    return (cue.level is not Level.FULL, useful, not _heard_before(first), kind, -length, first.start)


def _briefer(
    spoken: Sequence[Placed], composed: Composed, ruler: Ruler, short: Collection[str], excess: float
) -> Iterator[str]:
    """Yield the musts that take their short form, those first that were heard before."""
    for placed in sorted(spoken, key=lambda p: (not _heard_before(p), p.start)):
        wish = placed.wish
        brief = composed.forms.get((wish.id, True))
        length = None if brief is None else ruler.get(brief)
        if excess <= 0:
            return
        if wish.cue.level is Level.MUST and wish.id not in short and length is not None:
            saved = placed.end - placed.start - length
            if saved > 0:
                excess -= saved
                yield wish.id
