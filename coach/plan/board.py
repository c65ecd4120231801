"""The board: speech that has its place, what must stay free of speech, and the room between."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from coach.routine.kind import Kind, Level
from coach.units import Frames, to_frames

if TYPE_CHECKING:
    from coach.plan.layout import Laid
    from coach.plan.timeline import Line
    from coach.plan.wording import Wish

GAP = to_frames(3.0)
"""Between two cues."""
JOINED = to_frames(0.3)
"""Between the parts of one action, and between mandatory cues when there is no more time."""
ANSWER = to_frames(5.0)
"""After a question, because people answer."""
AFTER_PREVIEW = to_frames(2.0)
"""Between a preview and the step it announces."""
NEAR_CHIME = to_frames(0.5)
"""On either side of a chime's first frame."""

LONGEST_CLOSED = to_frames(120)
"""No closed stretch is longer."""
LONGEST_SPEECH = to_frames(66)
"""No cue, with the gap after it, is longer."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A cue with its place."""

    start: Frames
    end: Frames
    wish: Wish
    line: Line
    laid: Laid

    @property
    def question(self) -> bool:
        """Whether people will answer."""
        return "?" in self.line.text


@dataclass(slots=True)
class Board:
    """What is taken: speech in time order, and stretches that stay free of speech."""

    closed: list[tuple[Frames, Frames]] = field(default_factory=list)
    """Stretches without speech: holds, and half a second around chimes; in time order."""
    speech: list[Placed] = field(default_factory=list)
    """Cues in time order."""
    floor: int = 0
    """Nothing is said before it any more."""

    def close(self, start: int, end: int) -> None:
        """Keep a stretch free of speech."""
        insort(self.closed, (Frames(start), Frames(end)))

    def add(self, placed: Placed) -> None:
        """Give a cue its place."""
        at = bisect_left(self.speech, placed.start, key=lambda p: p.start)
        self.speech.insert(at, placed)

    def copy(self) -> Board:
        """Return a board that can be tried on without changing this one."""
        return Board(list(self.closed), list(self.speech), self.floor)

    def between(self, start: int, end: int) -> list[Placed]:
        """Return the cues that start after ``start`` and before ``end``."""
        low = bisect_right(self.speech, start, key=lambda p: p.start)
        return self.speech[low : bisect_left(self.speech, end, key=lambda p: p.start)]

    def room(self, first: int, last: int, length: int, wish: Wish, gap: int = GAP) -> tuple[Frames, bool]:
        """Return the first start from ``first`` on at which ``length`` frames fit, and whether
        it is not after ``last``.

        ``gap`` is what two mandatory cues of one step keep between them.
        """
        start = max(first, self.floor)
        moved = True
        while moved:
            moved = False
            for low, high in self._near_closed(start, length):
                if start < high and start + length > low:
                    start, moved = high, True
            for other in self._near_speech(start, length):
                if other.end + ANSWER <= start or other.start - ANSWER >= start + length:
                    continue  # no gap is wider
                after = other.end + between(other.wish, wish, other.question, gap)
                before = other.start - between(wish, other.wish, "?" in wish.text, gap)
                if start < after and start + length > before:
                    start, moved = after, True
            if start > last:
                break
        return Frames(start), start <= last

    def _near_closed(self, start: int, length: int) -> list[tuple[Frames, Frames]]:
        low = bisect_left(self.closed, (Frames(start - LONGEST_CLOSED), Frames(0)))
        high = bisect_left(self.closed, (Frames(start + length), Frames(0)))
        return self.closed[low:high]

    def _near_speech(self, start: int, length: int) -> list[Placed]:
        low = bisect_left(self.speech, start - LONGEST_SPEECH, key=lambda p: p.start)
        high = bisect_left(self.speech, start + length + ANSWER, key=lambda p: p.start)
        return self.speech[low:high]


def between(earlier: Wish, later: Wish, question: bool, gap: int) -> int:
    """Return the frames that two cues keep between them."""
    same = earlier.play.key == later.play.key
    if later.cue.joined and same:
        return JOINED
    musts = earlier.cue.level is Level.MUST and later.cue.level is Level.MUST
    if question:
        return ANSWER * gap // GAP if musts else ANSWER
    if earlier.cue.kind is Kind.PREVIEW:
        return AFTER_PREVIEW
    flows = earlier.cue.joined or earlier.cue.kind is Kind.BREATH
    if flows and later.cue.level is Level.MUST and not same:
        return JOINED  # the end of one action may lead straight into the next
    if musts:
        # from one step to the next the action begins on the boundary; the step before keeps its distance
        return gap if same else JOINED
    return GAP
