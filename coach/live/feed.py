"""The feed: a stretch of a score on its way to an outlet, mixed a little ahead by a thread.

``take`` hands over what is there and does nothing else, so that it can run where no lock, no file and
no waiting is allowed. A feed can be told to go on with another score from some frame: both are the
same up to there, so nothing is heard of the change.
"""

from __future__ import annotations

import threading
from collections import deque
from typing import TYPE_CHECKING

import numpy as np

from coach.live.two import mixed, still
from coach.sound.pcm import to_int16
from coach.units import Frames

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.sound.mixer import Block
    from coach.sound.score import Score

AHEAD = 16
"""Blocks kept ready; the mixer's are one second long at most."""

FADE = Frames(960)
"""Length of the cross-fade from one level to another: 20 ms."""

_REST = 0.01
"""Seconds between two looks of a thread that waits for the other."""


class Feed:
    """The frames ``start`` to ``stop`` of a score; a ``Source`` for an outlet.

    With ``old`` the first 20 ms go over from that score. With ``ahead`` false there is no thread:
    every block is mixed when it is asked for, so that nothing can be late.
    """

    def __init__(
        self, score: Score, start: int, stop: int, *, old: Score | None = None, ahead: bool = True
    ) -> None:
        self.channels = score.channels
        self.taken = Frames(0)
        """Frames handed out so far."""
        self.missed = False
        """Whether the frame to go on from had already been handed out when it was told."""
        self._start, self._ahead, self._score = Frames(start), ahead, score
        self._tape = _tape(_blended(old, score, start, stop), score.channels, ahead=ahead)
        self._next: tuple[Frames, _Tape] | None = None

    @property
    def ended(self) -> bool:
        """Return whether everything has been taken."""
        return self._next is None and self._tape.ended

    @property
    def error(self) -> BaseException | None:
        """Return what kept the mixer from going on."""
        return self._tape.error

    def wait(self, seconds: float) -> None:
        """Return when there is something to take, or after ``seconds`` at the latest."""
        self._tape.wait(seconds)

    def follow(self, score: Score, swap: int, stop: int) -> None:
        """Go on with frames ``swap`` to ``stop`` of ``score``; ``missed`` tells if it is too late."""
        tape = _tape(_blended(None, score, swap, stop), score.channels, ahead=self._ahead)
        self._next, self._score = (Frames(swap), tape), score

    def take(self, frames: int) -> bytes:
        """Return up to ``frames`` frames as interleaved int16, fewer if no more are ready."""
        parts: list[bytes | memoryview] = []
        wanted = frames
        while wanted:
            room = wanted
            if self._next is not None:
                room = min(wanted, self._until(self._next))
            part = self._tape.take(room) if room else b""
            if part:
                got = len(part) // (2 * self.channels)
                self.taken = Frames(self.taken + got)
                wanted -= got
                parts.append(part)
            elif room:
                break
        return b"".join(parts)

    def still(self, first: int) -> int:
        """Return for how many frames from ``first`` on a receiver is told nothing; frame 0 is the first here.

        Up to where another score follows both are the same.
        """
        return still(self._score, self._start + first)

    def _until(self, following: tuple[Frames, _Tape]) -> int:
        """Return the frames left before the next score begins; begin it if there are none."""
        swap, tape = following
        left = swap - (self._start + self.taken)
        if left > 0:
            return left
        self._next = None
        if left < 0:
            self.missed = True
            tape.drop()
        else:
            self._tape.drop()
            self._tape = tape
        return 0

    def drop(self) -> None:
        """Stop mixing; nobody will take any more."""
        self._tape.drop()
        if self._next is not None:
            self._next[1].drop()


class _Tape:
    """Blocks in a row, mixed when they are asked for."""

    def __init__(self, blocks: Iterator[Block], channels: int) -> None:
        self.error: BaseException | None = None
        self._frame_bytes = 2 * channels
        self._blocks = blocks
        self._ready: deque[memoryview] = deque()
        self._rest = memoryview(b"")
        self._mixed = False

    @property
    def ended(self) -> bool:
        """Return whether everything has been taken."""
        return self._mixed and not self._ready and not self._rest

    def take(self, frames: int) -> memoryview:
        """Return what is next, ``frames`` frames at most; nothing if nothing is ready."""
        if not self._rest:
            if not self._ready:
                self._more()
            if not self._ready:
                return self._rest
            self._rest = self._ready.popleft()
        size = frames * self._frame_bytes
        part, self._rest = self._rest[:size], self._rest[size:]
        return part

    def wait(self, seconds: float) -> None:
        """Return at once: what is asked for is there."""

    def drop(self) -> None:
        """Forget the rest."""

    def _more(self) -> None:
        self._mix_one()
        if not self._ready:
            return
        # The end is known together with the last block, not with a question after it.
        self._mix_one()

    def _mix_one(self) -> None:
        try:
            block = next(self._blocks, None)
        except Exception as error:  # noqa: BLE001 - whoever plays finds it and says it
            self.error, block = error, None
        if block is None:
            self._mixed = True
        else:
            self._ready.append(memoryview(to_int16(block).tobytes()))


class _AheadTape(_Tape):
    """Blocks in a row, mixed ahead by a thread."""

    def __init__(self, blocks: Iterator[Block], channels: int) -> None:
        super().__init__(blocks, channels)
        self._dropped = threading.Event()
        self._arrived = threading.Event()
        threading.Thread(target=self._run, name="mixer", daemon=True).start()

    def wait(self, seconds: float) -> None:
        """Return when there is something to take, or there will be nothing more."""
        self._arrived.wait(seconds)

    def drop(self) -> None:
        """Stop mixing; returns at once."""
        self._dropped.set()

    def _more(self) -> None:
        """Leave it to the thread."""

    def _run(self) -> None:
        while not (self._mixed or self._dropped.is_set()):
            if len(self._ready) < AHEAD:
                self._mix_one()
                self._arrived.set()
            else:
                self._dropped.wait(_REST)


def _tape(blocks: Iterator[Block], channels: int, *, ahead: bool) -> _Tape:
    return _AheadTape(blocks, channels) if ahead else _Tape(blocks, channels)


def _blended(old: Score | None, new: Score, start: int, stop: int) -> Iterator[Block]:
    """Yield ``new``, its first 20 ms cross-faded with ``old``; where both are alike that changes nothing."""
    if old is None or start >= stop:
        yield from mixed(new, start, stop)
        return
    middle = min(start + FADE, stop)
    before, after = (np.concatenate(list(mixed(each, start, middle)), axis=1) for each in (old, new))
    rise = (np.arange(1, after.shape[1] + 1) / FADE).astype(np.float32)
    yield np.asarray(before[:, : after.shape[1]] * (1 - rise) + after * rise, np.float32)
    yield from mixed(new, middle, stop)


__all__ = ["AHEAD", "FADE", "Feed"]
