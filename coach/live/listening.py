"""A session that listens: what is said in the room becomes commands, unless the coach said it.

A session knows what it plays. What was said while it spoke, or just after, is not obeyed but for a pause
and a stop with the name before it. The sentences of a session are no commands either, by their words.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Protocol

from coach.errors import UsageError
from coach.live import spot
from coach.live.command import Verb
from coach.live.spoken import EXPECTED, meaning
from coach.live.status import State

if TYPE_CHECKING:
    from coach.hearing.ear import Heard
    from coach.live.command import Command
    from coach.live.stage import Stage

AFTER_S = 0.4
"""So long after its words the coach may still be heard in the room, in seconds: a speaker without a wire is
that late, and a microphone is not at once."""

LATE_S = 10.0
"""What is written down so long after it was said is too late, but for a pause and a stop, in seconds."""

KEPT_S = 60.0
"""So long it is known when the coach spoke, in seconds."""


class Hearing(Protocol):
    """Somebody who hears: an ear."""

    def look(self, now: float) -> list[Heard]:
        """Return what was said since the last look at it."""
        ...

    def take_notice(self) -> str:
        """Return what is to be shown of it, once."""
        ...

    def close(self) -> None:
        """Hear no more."""
        ...


class Listening:
    """Turns what an ear heard into commands; ``look`` is called many times a second."""

    def __init__(self, ear: Hearing) -> None:
        self._ear = ear
        self._spoke: deque[tuple[float, float]] = deque()
        self._last = float("-inf")
        self._speaking = False

    def look(self, stage: Stage, state: State, now: float) -> list[Command]:
        """Return what was asked for; ``now`` is the time in seconds of the monotonic clock."""
        self._remember(now, speaking=speaks(stage))
        asked = []
        for heard in self._ear.look(now):
            command = meaning(heard.text, state, speaking=self._spoke_in(heard.start, heard.end))
            late = now - heard.end > LATE_S
            if command is not None and (not late or command.verb in {Verb.PAUSE, Verb.STOP}):
                asked.append(command)
        return asked

    def take_notice(self) -> str:
        """Return what is to be shown, once; empty if there is nothing."""
        return self._ear.take_notice()

    def close(self) -> None:
        """Hear no more."""
        self._ear.close()

    def _remember(self, now: float, *, speaking: bool) -> None:
        """Note that the coach spoke since the last look, if it did then or does now."""
        if speaking or self._speaking:
            if self._spoke and self._spoke[-1][1] >= self._last:
                self._spoke[-1] = (self._spoke[-1][0], now)
            else:
                self._spoke.append((max(self._last, now - AFTER_S), now))
        while self._spoke and self._spoke[0][1] < now - KEPT_S:
            self._spoke.popleft()
        self._last, self._speaking = now, speaking

    def _spoke_in(self, start: float, end: float) -> bool:
        return any(begin < end and start < stop + AFTER_S for begin, stop in self._spoke)


def speaks(stage: Stage) -> bool:
    """Return whether words of the coach are heard now."""
    if stage.moving:
        return spot.cue_at(stage.timeline, stage.position) is not None
    return stage.saying is not None


def listening(locale: str) -> Listening:
    """Return the ears of a session in ``locale``; they hear from the first ``look`` on.

    Raises UsageError if the recogniser does not know the language.
    """
    from coach.check.words import HEARS
    from coach.hearing.ear import Ear

    if locale.partition("-")[0] != HEARS:
        raise UsageError(
            f"--listen understands English only, and this session speaks {locale}. Leave --listen out."
        )
    return Listening(Ear(EXPECTED))


__all__ = ["AFTER_S", "LATE_S", "Hearing", "Listening", "listening", "speaks"]
