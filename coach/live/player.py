"""The player: one outlet, and on it a plan or, while the plan's clock stands, an aside.

    idle --play--> plan --(end of the stretch)--> idle
      |              '--rest--> idle
      '---say----> aside --(end)--> idle

The sound is the same blocks that an export writes. The clock is frames heard: where nothing can be
heard, nothing goes on. What changes at once (a level, a tick) falls silent at the frame that is heard
and begins again there with the other score; what changes later goes over without a gap.
"""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING

from coach.live.feed import Feed
from coach.speaker.outlet import Flow
from coach.units import Frames

if TYPE_CHECKING:
    from coach.sound.score import Score
    from coach.speaker.outlet import Outlet

FIRST_BLOCK_S = 0.05
"""Longest wait for the mixer's first block before an outlet is given the feed, in seconds."""


class Playing(Enum):
    """What is on the outlet."""

    NOTHING = auto()
    PLAN = auto()
    ASIDE = auto()


class Player:
    """Plays stretches of scores; knows frames, and nothing of what they mean."""

    def __init__(self, outlet: Outlet, *, ahead: bool = True) -> None:
        """``ahead`` false mixes only what is asked for, when it is: for clocks that are not real."""
        self.playing = Playing.NOTHING
        self._outlet = outlet
        self._ahead = ahead
        self._feed: Feed | None = None
        self._score: Score | None = None
        self._start = Frames(0)
        self._stop = Frames(0)
        self._at = Frames(0)
        self._late = Frames(0)
        self._turn: tuple[Frames, Score, Frames] | None = None

    @property
    def position(self) -> Frames:
        """Return the frame of the plan that is heard now; it stands while an aside plays."""
        return self._reached(self._outlet.heard()) if self.playing is Playing.PLAN else self._at

    @property
    def heard(self) -> Frames:
        """Return the frame that is heard now of whatever plays; 0 if nothing does."""
        return Frames(0) if self._feed is None else self._reached(self._outlet.heard())

    @property
    def late(self) -> Frames:
        """Return the silence heard because the mixer was late."""
        running = self._outlet.late if self._feed is not None else 0
        return Frames(self._late + running)

    @property
    def flow(self) -> Flow:
        """Return what the outlet does."""
        return self._outlet.flow

    @property
    def trouble(self) -> str:
        """Return a sentence about why nothing is heard; empty if all is well."""
        return self._outlet.trouble

    @property
    def lost(self) -> bool:
        """Return whether the device was lost: ``rest``, and play again what should be heard again."""
        return self._feed is not None and self._outlet.losses > 0

    @property
    def doubtful(self) -> bool:
        """Return whether the device was lost, or may be: what was reached last may not have been heard."""
        return self.lost or (self._feed is not None and self._outlet.stuck)

    @property
    def arrived(self) -> bool:
        """Return whether what was begun has been heard to its end."""
        feed = self._feed
        return feed is not None and feed.ended and self._outlet.heard() >= feed.taken

    @property
    def error(self) -> BaseException | None:
        """Return what kept the mixer from going on."""
        return None if self._feed is None else self._feed.error

    def seek(self, at: int) -> None:
        """Fall silent, and let the plan stand at frame ``at``."""
        self.rest()
        self._at = Frames(at)

    def play(self, score: Score, start: int, stop: int) -> None:
        """Play the frames ``start`` to ``stop`` of a plan; raise DeviceError."""
        self.rest()
        self._at = Frames(start)
        self._begin(Playing.PLAN, score, start, stop)

    def say(self, score: Score) -> None:
        """Play an aside from its first frame; the plan's clock stands. Raises DeviceError."""
        self.rest()
        self._begin(Playing.ASIDE, score, 0, score.frames)

    def amend(self, score: Score, stop: int) -> None:
        """Go on at the frame that is heard with another level or another sound in it, at once.

        The stretch then ends at ``stop``; the one becomes the other within 20 ms.
        """
        was, old = self.playing, self._score
        frame = self._halt()
        if was is not Playing.NOTHING:
            self._begin(was, score, frame, stop, old)

    def turn(self, score: Score, swap: int, stop: int) -> None:
        """Go on with ``score`` from frame ``swap``, up to which it equals the present one, without a gap.

        If so much was handed out already, what the outlet holds is taken back; ``swap`` must still be
        ahead of what is heard.
        """
        feed = self._feed
        if feed is None or self.playing is not Playing.PLAN:
            return
        if self._turn is not None:  # up to its swap the plan that is about to begin is the same as this one
            swap = min(swap, self._turn[0])
        if swap >= self._stop or self._start + feed.taken > swap:
            self.amend(score, stop)
        else:
            feed.follow(score, swap, stop)
            self._turn = (Frames(swap), score, Frames(stop))

    def look(self) -> None:
        """Notice what happened meanwhile; call it often."""
        feed = self._feed
        if self._turn is None or feed is None:
            return
        swap, score, stop = self._turn
        if feed.missed:
            self.amend(score, stop)
        elif self.position >= swap:
            self._turn = None
            self._score, self._stop = score, stop

    def rest(self) -> Frames:
        """Fall silent at once and return the frame of the plan that was reached."""
        self._halt()
        return self._at

    def close(self) -> None:
        """Fall silent and let go of the outlet."""
        self.rest()
        self._outlet.close()

    def _halt(self) -> Frames:
        """Fall silent and return the frame reached of what was playing."""
        feed = self._feed
        frame = Frames(0)
        if feed is not None:
            self._late = Frames(self._late + self._outlet.late)
            frame = self._reached(self._outlet.stop())
            if self.playing is Playing.PLAN:
                self._at = frame
            feed.drop()
        self._feed, self._turn, self.playing = None, None, Playing.NOTHING
        return frame

    def _reached(self, heard: int) -> Frames:
        last = self._stop if self._turn is None else max(self._stop, self._turn[2])
        return Frames(min(self._start + heard, last))

    def _begin(self, what: Playing, score: Score, start: int, stop: int, old: Score | None = None) -> None:
        feed = Feed(score, start, stop, old=old, ahead=self._ahead)
        feed.wait(FIRST_BLOCK_S)
        self._start, self._stop = Frames(start), Frames(stop)
        self._feed, self._score, self.playing = feed, score, what
        self._outlet.start(feed)


__all__ = ["Player", "Playing"]
