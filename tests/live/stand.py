"""A stand to lead sessions on: clock and device moved by hand, and a voice of noise, no two lines alike."""

from __future__ import annotations

import functools
import zlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from coach.live.aside import Aside
from coach.live.command import command
from coach.live.conductor import Manner
from coach.live.desk import Desk, Take
from coach.live.errand import Inline
from coach.live.session import Session
from coach.live.status import Status
from coach.plan.options import Options
from coach.plan.timeline import Line
from coach.routine.load import load_routine
from coach.routine.routine import Routine
from coach.sound.laying import laying
from coach.sound.mixer import render
from coach.sound.pcm import to_int16
from coach.sound.score import Score
from coach.speaker.null import Null
from coach.speech.clip import Clip
from coach.speech.silent import silent_frames
from coach.units import RATE, Frames


class Noise:
    """A booth: every text is noise of its own, as long as the silent voice takes for it at 130 words."""

    def __init__(self, pace: int = 130, lacks: tuple[str, ...] = ()) -> None:
        self.dead = False
        self.pace = pace
        self.lacks = lacks
        """Parts of the ids of lines that it has no sound for."""

    def measure(self, lines: Collection[Line]) -> dict[Line, Frames]:
        if self.dead:
            from coach.errors import VoiceError

            raise VoiceError("The voice cannot speak: it was switched off by the test.")
        has = [line for line in lines if not any(part in line.id for part in self.lacks)]
        return {line: Frames(silent_frames(line.text) * 130 // self.pace) for line in has}

    def clips(self, lines: Collection[Line]) -> Mapping[Line, Clip]:
        return {line: noise(line.text, self.pace) for line in lines}


@functools.cache
def noise(text: str, pace: int = 130) -> Clip:
    frames = silent_frames(text) * 130 // pace
    chance = np.random.default_rng(zlib.crc32(text.encode()))
    pcm = chance.integers(-1500, 1500, frames, dtype=np.int16)
    return Clip(pcm, np.full(-(-frames // 480), 5e-4, np.float32), f"{text} {pace}")


@dataclass
class Stretch:
    """Something that was heard without a break."""

    plan: bool
    """Part of the plan, or an aside."""
    start: int
    """Its first frame, of the plan or of the aside."""
    began: float
    """When it began, by the clock of the session."""
    ended: float = 0.0
    torn: bool = False
    """Whether the device was lost in it: what follows is heard after a gap."""
    pcm: bytes = b""

    @property
    def stop(self) -> int:
        return self.start + len(self.pcm) // 2


class Recorder(Null):
    """An outlet that stands still and keeps everything it played, stretch by stretch."""

    def __init__(self, stand: Stand, *, ahead: int = 0) -> None:
        super().__init__(0, ahead=ahead)
        self.keep = True
        self.stretches: list[Stretch] = []
        self.stuck_now = False
        self._stand = stand
        self._now: Stretch | None = None

    @property
    def stuck(self) -> bool:
        return self.stuck_now

    def start(self, source: Any) -> None:
        super().start(source)
        plan = self._stand.session._stage.moving
        self._now = Stretch(plan, source._start, self._stand.clock)

    def stop(self) -> Frames:
        if self._now is not None:
            self._now.pcm, self._now.ended = bytes(self.taken), self._stand.clock
            self.stretches.append(self._now)
            self.taken.clear()
            self._now = None
        return super().stop()

    def lose(self) -> None:
        if self._now is not None:
            self._now.torn = True
        super().lose()
        self._stand.session.step()

    @property
    def everything(self) -> list[Stretch]:
        """All stretches, with what was heard so far of the present one."""
        if self._now is None:
            return self.stretches
        return [*self.stretches, replace(self._now, pcm=bytes(self.taken))]

    @property
    def sound(self) -> np.ndarray:
        """Everything that was heard, shape (frames,)."""
        parts = [each.pcm for each in self.everything]
        return np.frombuffer(b"".join(parts), np.int16)

    @property
    def asides(self) -> list[np.ndarray]:
        """The asides that were heard, tick by tick and line by line."""
        return [np.frombuffer(each.pcm, np.int16) for each in self.everything if not each.plan and each.pcm]

    def whole(self, start: int, end: int) -> bool:
        """Tell whether frames ``start`` to ``end`` of the plan were heard in one go."""
        reach, last = -1, float("nan")
        for each in self.everything:
            if not each.pcm:
                continue
            if not each.plan:
                reach = -1
                continue
            if each.start != reach or each.began != last:
                first = each.start
            reach, last = each.stop, each.ended
            if first <= start and end <= reach:
                return True
            if each.torn:
                reach = -1
        return False


@functools.cache
def routine(name: str) -> Routine:
    return load_routine(name)


@functools.cache
def prepared(
    name: str, seconds: int | None = None, *, promised: bool = False, lacks: tuple[str, ...] = ()
) -> tuple[Desk, Take]:
    options = Options(seconds=seconds)
    desk = Desk(routine(name), options, Noise(lacks=lacks), other=Noise, promised=promised, lays=laying)
    return desk, desk.begin()


def rendered(score: Score, start: int = 0, stop: int | None = None) -> np.ndarray:
    blocks = [to_int16(block)[:, 0] for block in render(score, start, stop)]
    return np.concatenate([np.zeros(0, np.int16), *blocks])


class Stand:
    """One session in fake time."""

    def __init__(
        self,
        name: str = "ears-scalp-5",
        manner: Manner | None = None,
        *,
        seconds: int | None = None,
        ahead: int = 0,
        promised: bool = False,
        lacks: tuple[str, ...] = (),
        **more: Any,
    ) -> None:
        self.desk, self.take = prepared(name, seconds, promised=promised, lacks=lacks)
        self.outlet = Recorder(self, ahead=ahead)
        self.clock = 1000.0
        self.session = Session(
            self.desk,
            self.take,
            self.outlet,
            manner or Manner(wait=False),
            now=lambda: self.clock,
            runner=more.pop("runner", None) or Inline(),
            ahead=False,
            **more,
        )

    def begin(self) -> Stand:
        self.session.begin()
        return self

    @property
    def status(self) -> Status:
        return self.session.status()

    @property
    def sound(self) -> np.ndarray:
        return self.outlet.sound

    def tell(self, text: str) -> Status:
        self.session.tell(command(text))
        self.session.step()
        return self.session.step()  # what was an errand is back

    def run(self, seconds: float, step: float = 0.1) -> Status:
        """Let so much time go by."""
        left = round(seconds * RATE)
        while left > 0 and not self.session.over:
            part = min(left, round(step * RATE))
            self.outlet.advance(part)
            self.clock += part / RATE
            left -= part
            self.session.step()
        return self.status

    def run_to(self, frame: int, step: float = 0.1) -> Status:
        """Let the plan come to ``frame``, exactly if nothing stands in the way."""
        for _ in range(100_000):
            left = frame - self.status.position
            if left <= 0 or self.session.over:
                break
            self.run(min(left / RATE, step), step)
        return self.status

    def finish(self) -> Status:
        """Play to the end."""
        for _ in range(4 * 3600):
            if self.session.over:
                return self.status
            self.run(1.0, 1.0)
        raise AssertionError(f"it does not end: {self.status}")

    def heard(self, aside: Aside) -> int:
        """Return how often ``aside`` was heard whole, at the level of now."""
        wanted = rendered(aside.score(self.session._stage.gain, 1))
        return sum(np.array_equal(pcm, wanted) for pcm in self.outlet.asides)
