"""The stage: what sounds now and what comes after it; plan, asides, levels and the frames to stop at.

It obeys and knows no rules. Asides wait in a row; while one is said the plan's clock stands, and when
the row is empty the plan goes on, waits, or the session is over.
"""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from typing import TYPE_CHECKING

from coach.live import spot
from coach.live.aside import Aside, over, ticked, ticking, waiting
from coach.live.event import Event, Then
from coach.live.feed import FADE
from coach.live.levels import UNCHANGED, Levels
from coach.live.player import Player, Playing
from coach.live.two import TwoScore, for_two
from coach.units import Frames

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from coach.live.desk import Take
    from coach.plan.timeline import Timeline
    from coach.sound.bed import Bed
    from coach.sound.score import Placed, Score

SOON = FADE + 240
"""Frames by which a tick lies ahead: none of it is past, and the one sound has become the other: 25 ms."""
KNOCK = 4_800
"""Frames in which a tick is over: what is put in comes after it."""


class Stage:
    """One player and everything that is to be played."""

    def __init__(
        self,
        player: Player,
        take: Take,
        approach: Mapping[str, Frames],
        *,
        gates: bool,
        levels: Levels = UNCHANGED,
    ) -> None:
        self.player, self.take, self.levels = player, take, levels
        self.saying: Aside | None = None
        self.words = ""
        """The aside that was said last."""
        self.since: Frames | None = None
        """Frame where the plan went on after it, or began; None as long as neither has happened."""
        self._approach, self._gates = approach, gates
        self._row: deque[Aside] = deque()
        self._kept: deque[Aside] = deque()
        self._then = Then.WAIT
        self._passing: tuple[Aside, ...] = ()
        """What is only for somebody who waits."""
        self._cut: Frames | None = None
        self._knock: Frames | None = None
        self._resting = False
        """Whether only the bed is heard, at a gate."""

    @property
    def timeline(self) -> Timeline:
        """Return the present plan."""
        return self.take.timeline

    @property
    def position(self) -> Frames:
        """Return the frame of the plan that is heard, or was heard last."""
        return Frames(min(self.player.position, self.timeline.frames))

    @property
    def moving(self) -> bool:
        """Return whether the plan's clock runs."""
        return self.player.playing is Playing.PLAN

    @property
    def silent(self) -> bool:
        """Return whether nothing plays, but for the bed at a gate."""
        return self.player.playing is Playing.NOTHING or self._resting

    @property
    def gain(self) -> float:
        """Return the level of everything, as an amplitude factor."""
        return self.take.score.gain * self.levels.gain

    @property
    def waiting(self) -> list[Aside]:
        """Return what has not been said yet and is to be said when it goes on."""
        return [one for one in (*self._kept, *self._row) if not any(one is each for each in self._passing)]

    def go(self, at: Frames, first: Iterable[Aside] = ()) -> None:
        """Play the plan from ``at``, after ``first`` and what a pause had interrupted.

        What is being said when the giver goes on has done its work: it is not said again later. Nor is
        what was to be said while nothing went on.
        """
        self.player.seek(at)
        self.saying = None
        self._row, self._passing = deque([*first, *self.waiting]), ()
        self._kept.clear()
        self._then, self._cut = Then.GO, None
        self._next()

    def seek(self, at: Frames) -> None:
        """Let the plan stand at ``at``, silent."""
        self.player.seek(at)

    def say(self, asides: Iterable[Aside], then: Then) -> None:
        """Say ``asides`` now, instead of whatever sounds; the plan's clock stands."""
        self.rest()
        self._kept.clear()
        self._row, self._then = deque(asides), then
        self._passing = tuple(self._row) if then is Then.WAIT else ()
        self._next()

    def put_in(self, aside: Aside) -> None:
        """Say ``aside`` as soon as no hold, word or chime is cut by it; the plan goes on after it."""
        self._row.append(aside)
        if self.moving:
            self._cut = spot.free(self.timeline, Frames(self.position + KNOCK))
            self._replay()
        elif self.silent:
            self._next()

    def rest(self) -> None:
        """Fall silent at once; what was being said comes again when the plan goes on."""
        self.player.rest()
        self._kept = deque([*self._kept, *([self.saying] if self.saying else []), *self._row])
        self._row.clear()
        self.saying, self._then, self._cut, self._knock = None, Then.WAIT, None, None
        self._resting = False

    def forget(self) -> None:
        """Leave unsaid what waits to be said."""
        self._kept.clear()
        self._row.clear()

    def tick(self) -> None:
        """Make the sound that says "heard", at once, in whatever sounds."""
        if self.player.doubtful:
            self._lost()
        if self.moving:
            self._knock = Frames(self.position + SOON)
            self._replay()
        elif self.saying is not None:
            score = ticked(self._voiced(self.saying), self.player.heard + SOON)
            self.player.amend(score, score.frames)
        else:
            self.player.say(self._for_all(ticking(self.gain, self._channels)))

    def add(self, decibels: float, *, to_bed: bool = False) -> str:
        """Make everything, or the bed alone, louder or quieter; return what to show of it."""
        self.levels, shown = self.levels.louder(decibels, bed=to_bed)
        self._replay()
        return shown

    def hush(self, *, hushed: bool = True) -> None:
        """Make everything softer for the rest of the session, or no longer."""
        self.levels = replace(self.levels, hushed=hushed)
        self._replay()

    def renew(self, take: Take) -> bool:
        """Go over to another plan where it begins to differ; tell whether there was still time."""
        swap, at = take.course.swap, self.position
        if swap < at or (self.moving and swap == at):
            return False
        self.take = take
        if self.moving:
            self._cut = None if self._cut is None else spot.free(self.timeline, at)
            self.player.turn(self._score(), swap, self._stop(at))
        elif self._resting:
            self._wait()
        return True

    def look(self) -> Event | None:
        """Notice what happened meanwhile, and go on with what comes next."""
        player = self.player
        player.look()
        if player.lost:
            self._lost()
        if player.error is not None:
            raise player.error
        if not player.arrived:
            return None
        was, at = player.playing, player.rest()
        self._knock = None
        if was is Playing.ASIDE:
            self.saying = None
            return self._next()
        if at >= self.timeline.frames:
            return Event.END
        if self._gates and spot.gate_at(self.timeline, at) is not None:
            return Event.GATE
        return self._next()

    def _next(self) -> Event | None:
        self._resting = False
        if self._row:
            self.saying = self._row.popleft()
            if self.saying.words:
                self.words, self.since = self.saying.words, None
            self.player.say(self._voiced(self.saying))
            return None
        if self._then is Then.GO:
            at, self._cut = self.position, None
            self.since = at if self.since is None else self.since
            self.player.play(self._score(), at, self._stop(at))
            return None
        self._wait()
        return Event.SAID if self._then is Then.WAIT else Event.OVER

    def _lost(self) -> None:
        was, at = self.player.playing, self.player.rest()
        self._knock = None
        if was is Playing.PLAN:
            again = spot.begin_again(self.timeline, at, self._approach, spot.LOST)
            self.player.play(self._score(), again, self._stop(again))
        elif self.saying is not None:
            self.player.say(self._voiced(self.saying))
        elif self._resting:
            self._wait()

    def step_back(self) -> None:
        """Begin the present sentence or hold again: something may have been missed of it."""
        if self.moving:
            self._lost()

    def _replay(self) -> None:
        """Let what sounds go on as it is wanted now; in doubt from where it was heard for sure."""
        if self.player.doubtful:
            self._lost()
        elif self.moving:
            at, score = self.position, self._score()
            if self._knock is not None and at < self._knock + KNOCK:
                score = ticked(score, self._knock)
            self.player.amend(score, self._stop(at))
        elif self.saying is not None:
            score = self._voiced(self.saying)
            self.player.amend(score, score.frames)
        elif self._resting:
            self._wait()

    def _voiced(self, aside: Aside) -> Score:
        score = aside.score(self.gain, self._channels)
        told = [placed for placed, is_told in zip(score.placed, aside.told, strict=False) if is_told]
        return self._for_all(score, told)

    @property
    def _channels(self) -> int:
        """Return the channels of what everybody hears."""
        return 1 if isinstance(self.take.score, TwoScore) else self.take.score.channels

    def _for_all(self, score: Score, told: Iterable[Placed] = ()) -> Score:
        """Return ``score`` for the speakers of the plan; ``told`` is what a receiver's own one plays."""
        if isinstance(self.take.score, TwoScore):
            return over(self._bed(), for_two(score, told), self.position)
        return over(self._bed(), replace(score, ears=self.take.score.ears), self.position)

    def _score(self) -> Score:
        return replace(self.take.score, gain=self.gain, bed=self._bed())

    def _bed(self) -> Bed | None:
        bed = self.take.score.bed
        return None if bed is None else bed.louder(self.levels.bed)

    def _wait(self) -> None:
        """Let the bed, if there is one, sound on at a gate."""
        gate = self._gates and spot.gate_at(self.timeline, self.position) is not None
        self._resting = gate and self._then is Then.WAIT and self.take.score.bed is not None
        if self._resting:
            self.player.say(self._for_all(waiting(self.gain, self._channels)))

    def _stop(self, at: int) -> Frames:
        """Return the frame up to which the plan plays from ``at``."""
        gate = spot.gate_after(self.timeline, at) if self._gates else None
        stops = [self.timeline.frames]
        if gate is not None:
            stops.append(gate.end)
        if self._cut is not None:
            stops.append(Frames(max(self._cut, at)))
        return Frames(min(stops))


__all__ = ["Stage"]
