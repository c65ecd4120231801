"""Ringing: which chimes sound, and when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.plan.options import Counting, Talk
from coach.plan.place import CHIME_AFTER
from coach.plan.timeline import Strike
from coach.units import Frames, to_frames

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from coach.plan.board import Board
    from coach.plan.layout import Laid
    from coach.plan.options import Options

OPEN, HOLD_START, HOLD_END, SWITCH, CLOSE = "open", "hold_start", "hold_end", "switch", "close"

CLOSE_LEAD = to_frames(7.0)
"""The closing chime begins so long before the end, if the last words leave it the room."""
CLOSE_TAIL = to_frames(5.6)
"""At the end of the last step no speech: the closing chime rings out there."""


def counted(item: Laid, k: int) -> bool:
    """Return whether hold ``k`` is marked for the ear."""
    return item.hold(k) is not None and item.rings(k)


def fixed(laid: Sequence[Laid], options: Options) -> Iterator[Strike]:
    """Yield the chimes whose moments do not depend on the words, in time order."""
    yield Strike(OPEN, Frames(0))
    for number, item in enumerate(laid):
        name = item.play.step.chime_at_start
        if number and (name or options.talk is Talk.CHIMES):
            yield Strike(name or SWITCH, item.start)
        if options.count is Counting.VOICE:
            continue
        for k in range(1, (item.reps or 0) + 1):
            span = item.hold(k)
            if span and counted(item, k):
                yield Strike(HOLD_START, span[0])
                yield Strike(HOLD_END, span[1])


def lessons(board: Board) -> Iterator[Strike]:
    """Yield the chimes that follow a cue."""
    for placed in board.speech:
        if placed.wish.cue.chime_after is not None:
            yield Strike(placed.wish.cue.chime_after, Frames(placed.end + CHIME_AFTER))


def closing(board: Board, end: Frames) -> Strike:
    """Return the last chime: as written before the end, or right after the last words."""
    spoken = board.speech[-1].end if board.speech else Frames(0)
    latest = end - CLOSE_TAIL + to_frames(0.6)
    return Strike(CLOSE, Frames(min(latest, max(end - CLOSE_LEAD, spoken + to_frames(0.6)))))
