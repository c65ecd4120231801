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
AFTER_LAST = to_frames(0.6)
"""From the last words, or the last hold, to the closing chime."""
SHORTEST_CLOSE = to_frames(1.0)
"""The closing chime rings at least so long, even where a hold ends with the session."""
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


def closing(board: Board, laid: Sequence[Laid]) -> Strike:
    """Return the last chime: as written before the end, but after the last words and the last hold."""
    last = laid[-1]
    spoken = board.speech[-1].end if board.speech else Frames(0)
    held = last.hold(last.reps or 1)
    quiet = max(spoken, held[1] if held else 0) + AFTER_LAST
    return Strike(CLOSE, Frames(min(last.end - SHORTEST_CLOSE, max(last.end - CLOSE_LEAD, quiet))))
