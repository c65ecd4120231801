"""Counting aloud: the numbers of a hold, each on its second."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.plan.options import Counting
from coach.plan.timeline import Line, Spoken
from coach.routine.kind import Kind, Level
from coach.units import RATE, Frames, to_frames

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from coach.plan.layout import Laid
    from coach.plan.options import Options
    from coach.plan.ruler import Ruler
    from coach.words import Language


LAST_WORD = to_frames(0.3)
"""The last number may end so long after its hold."""


def counts(laid: Sequence[Laid], options: Options, words: Language, ruler: Ruler) -> Iterator[Spoken]:
    """Yield the spoken numbers of every hold that is marked for the ear; none if chimes count alone.

    Number ``n`` begins exactly n - 1 seconds after the hold does: the grid is the hold's own. A number
    is left out where the one before it is still being said, and where it would outlast its hold.
    """
    if options.count is Counting.CHIME:
        return
    most = max((item.unit.counts for item in laid if item.unit and item.unit.hold_s), default=0)
    lines = [Line(f"count-{n}", f"{words.counted(n).capitalize()}.") for n in range(1, most + 1)]
    ruler.learn(lines)
    for item in laid:
        for k in range(1, (item.reps or 0) + 1):
            span = item.hold(k)
            if item.unit is None or span is None or not item.rings(k):
                continue
            free = span[0]
            for n, line in enumerate(lines[: item.unit.counts]):
                start = Frames(span[0] + n * RATE)
                length = ruler.get(line)
                if length is None or start < free or start + length > span[1] + LAST_WORD:
                    continue
                free = Frames(start + length)
                play = item.play
                yield Spoken(
                    f"{play.name}.rep{k}.count{n + 1}",
                    Kind.COUNT,
                    Level.MUST,
                    start,
                    free,
                    line,
                    play.section.id,
                    play.step.id,
                    play.side,
                    k,
                    "giver",
                )
