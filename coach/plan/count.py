"""Counting aloud: the numbers of a hold, each in its second."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.plan.options import Counting, Talk
from coach.plan.timeline import Line, Spoken
from coach.routine.kind import Kind, Level
from coach.units import RATE, Frames, to_frames

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from coach.plan.layout import Laid
    from coach.plan.options import Options
    from coach.plan.ruler import Ruler
    from coach.words import Language


AFTER_BELL = to_frames(0.35)
"""Where a bell opens a hold, numbers are said so long after their seconds have begun: "one" would hide it."""

LAST_WORD = to_frames(0.3)
"""The last number may end so long after its hold."""


def counts(laid: Sequence[Laid], options: Options, words: Language, ruler: Ruler) -> Iterator[Spoken]:
    """Yield the spoken numbers of every hold that is to be counted; often none, as chimes count by default.

    They come exactly a second apart, the first right after the bell: the grid is the hold's own. A number
    is left out where the one before it is still being said, and where it would outlast its hold.
    """
    held = [(item, k) for item in laid for k in range(1, (item.reps or 0) + 1) if _aloud(item, k, options)]
    most = max((item.unit.counts for item, _ in held if item.unit), default=0)
    lines = [Line(f"count-{n}", f"{words.counted(n).capitalize()}.") for n in range(1, most + 1)]
    ruler.learn(lines)
    late = Frames(0) if options.count is Counting.VOICE else AFTER_BELL  # the voice alone: no bell rings
    for item, k in held:
        span = item.hold(k)
        if item.unit is None or span is None:
            continue
        free = span[0]
        for n, line in enumerate(lines[: item.unit.counts]):
            start = Frames(span[0] + late + n * RATE)
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


def _aloud(item: Laid, k: int, options: Options) -> bool:
    """Return whether hold ``k`` is counted aloud: one that rings, if a count was chosen; one that teaches."""
    chosen = options.count is not Counting.CHIME and item.rings(k)
    return item.hold(k) is not None and (chosen or (item.teaches(k) and options.talk is not Talk.CHIMES))
