"""The player: a score through an outlet, with pause.

    ready --play--> playing --pause--> paused --play--> playing --(end)--> done
                       '------------------- stop ----------------------> done

The sound is the same blocks that an export writes. The clock is frames taken by the outlet: where
nothing can be heard, nothing goes on.
"""

from __future__ import annotations

from enum import StrEnum
from time import monotonic
from typing import TYPE_CHECKING

from coach.errors import DeviceError
from coach.live.feed import Feed
from coach.sound.mixer import render
from coach.units import Frames, clock

if TYPE_CHECKING:
    from collections.abc import Callable

    from coach.live.outlet import Outlet
    from coach.sound.score import Score

SILENT_S = 2.0
"""A device that has taken nothing for so long is gone, in seconds."""


class State(StrEnum):
    """What a player is doing."""

    READY = "ready"
    PLAYING = "playing"
    PAUSED = "paused"
    DONE = "done"


class Player:
    """One session on its way to the ear."""

    def __init__(
        self, score: Score, outlet: Outlet, start: int = 0, now: Callable[[], float] = monotonic
    ) -> None:
        self.state = State.READY
        self.missing = Frames(0)
        """Frames that came too late and were silence instead."""
        self._score = score
        self._outlet = outlet
        self._start = Frames(start)
        self._feed: Feed | None = None
        self._now = now
        self._seen: tuple[int, float] = (0, 0.0)

    @property
    def position(self) -> Frames:
        """The frame of the session that is heard now."""
        if self._feed is None:
            return self._start
        heard = self._feed.taken + self._feed.after_end - self._outlet.ahead()
        return Frames(min(self._score.frames, self._start + max(0, heard)))

    def play(self) -> None:
        """Begin, or go on after a pause; raise DeviceError."""
        if self.state not in {State.READY, State.PAUSED}:
            return
        self._feed = Feed(render(self._score, self._start), self._score.channels)
        self._feed.wait()
        self._seen = (-1, self._now())
        self._outlet.start(self._feed)
        self.state = State.PLAYING

    def pause(self) -> None:
        """Fall silent at once; ``play`` goes on where the ear was left."""
        if self.state is State.PLAYING:
            self._rest()
            self.state = State.PAUSED

    def stop(self) -> None:
        """Fall silent and end."""
        if self.state is State.PLAYING:
            self._rest()
        self.state = State.DONE
        self._outlet.close()

    def look(self) -> State:
        """Return the state after noticing the end; raise DeviceError if the device has gone."""
        feed = self._feed
        if self.state is not State.PLAYING or feed is None:
            return self.state
        if feed.ended and feed.error is not None:
            self.stop()
            raise feed.error
        if feed.ended and feed.after_end >= self._outlet.ahead() + self._outlet.tail:
            self._start = self._score.frames
            self._feed = None
            self.missing = Frames(self.missing + feed.missing)
            self.stop()
            return self.state
        moved = feed.taken + feed.after_end + feed.missing
        if moved != self._seen[0]:
            self._seen = (moved, self._now())
        elif self._now() - self._seen[1] > SILENT_S:
            at = clock(self.position)
            self.stop()
            raise DeviceError(f"The sound device takes no more sound since {at}. Go on with --from {at}.")
        return self.state

    def _rest(self) -> None:
        feed = self._feed
        if feed is None:
            return
        reached = self.position
        self._outlet.stop()
        self._start = reached
        self.missing = Frames(self.missing + feed.missing)
        feed.drop()
        self._feed = None
