"""Two listeners with a bed under what the receiver hears: brought into step, and no word is touched."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count

import numpy as np
import pytest

from coach.speaker.null import Null
from coach.speaker.pair import Pair
from coach.speaker.splice import FADE, splice
from coach.units import RATE
from tests.speaker.room import Tape

SECONDS = 20
WORDS = [(at, at + 3 * RATE // 2) for at in range(2 * RATE, (SECONDS - 2) * RATE, 5 * RATE // 2)]
"""Sentences of a second and a half, with a second between them."""


def bed() -> np.ndarray:
    """Return noise like a brook, about 18 dB below the words."""
    noise = np.random.default_rng(3).standard_normal(SECONDS * RATE)
    soft = np.convolve(noise, np.hanning(24), "same")
    return soft / soft.std() * 375


def sound() -> np.ndarray:
    both = np.stack([np.zeros(SECONDS * RATE), bed()], axis=1)
    for number, (begin, end) in enumerate(WORDS):
        both[begin:end] += np.random.default_rng(number).standard_normal((end - begin, 1)) * 3000
    return both.astype("<i2")


SOUND = sound()


class Told(Tape):
    """A source that knows where its words are."""

    def __init__(self) -> None:
        super().__init__(samples=SOUND)

    def still(self, first: int) -> int:
        if any(begin <= first < end for begin, end in WORDS):
            return 0
        return min((begin for begin, _ in WORDS if begin > first), default=len(SOUND)) - first


class Room:
    """A pair on two devices that are moved by hand, both by the same time."""

    def __init__(self) -> None:
        self.giver, self.receiver = Null(0), Null(0)
        self.giver.keep = self.receiver.keep = True
        self.pair = Pair(self.giver, self.receiver)
        self.pair.start(Told())

    @property
    def apart(self) -> float:
        """How far the receiver is ahead, in seconds."""
        return (self.pair._place(1) - self.pair._place(0)) / RATE

    @property
    def heard(self) -> np.ndarray:
        return np.frombuffer(bytes(self.receiver.taken), "<i2")

    def until(self, condition: Callable[[], bool], seconds: float = 15) -> float:
        """Let time go by, and the pair look on the way; return how much of it, in seconds."""
        for step in count():
            if condition():
                return step / 100
            assert step < 100 * seconds, f"in vain; {self.apart} s apart"
            self.giver.advance(RATE // 100)
            self.receiver.advance(RATE // 100, 0.0)
            if step % 5 == 0:
                with self.pair._lock:
                    self.pair._look()
        raise AssertionError

    def in_step(self) -> bool:
        side = self.pair._sides[1]
        return side.settled(self.receiver.heard()) and abs(self.apart) < 0.01

    def run(self, seconds: float) -> None:
        end = self.giver.heard() + seconds * RATE
        self.until(lambda: self.giver.heard() >= end, seconds + 1)


@pytest.fixture
def room() -> Iterator[Room]:
    made = Room()
    yield made
    made.pair.close()


def loudness(sound: np.ndarray) -> np.ndarray:
    """Return the mean amplitude of every 10 ms."""
    return np.sqrt(np.mean(sound.reshape(-1, 480).astype(float) ** 2, axis=1))


@pytest.mark.parametrize("late", [-0.05, 0.05, -0.4, 0.4])
def test_over_a_bed_a_receiver_is_brought_into_step(room: Room, late: float) -> None:
    room.giver.advance(round((0.1 + max(0.0, late)) * RATE))
    room.receiver.advance(round((0.1 - min(0.0, late)) * RATE))
    assert abs(room.apart + late) < 1e-6
    assert room.until(room.in_step) < 3
    room.run(0.2)
    at, heard = room.pair._place(1), room.heard
    assert np.array_equal(heard[-RATE // 10 :], SOUND[at - RATE // 10 : at, 1]), "the place is exact"
    level, beside = loudness(heard[: 3 * RATE // 2]), loudness(SOUND[: 2 * RATE, 1])
    assert level.min() > beside.min() / 1.5, "there is a hole"
    assert level.max() < beside.max() * 1.2, "there is a peak"


@pytest.mark.parametrize("late", [-0.3, 0.3])
@pytest.mark.parametrize("begin", [2.1, 3.3])
def test_no_sentence_is_touched(room: Room, begin: float, late: float) -> None:
    room.giver.advance(round((begin + max(0.0, late)) * RATE))
    room.receiver.advance(round((begin - min(0.0, late)) * RATE))
    room.until(room.in_step)
    room.run(8)
    sound = room.heard
    for first, last in WORDS[:4]:
        part = SOUND[first:last, 1]
        found = [
            at for at in np.flatnonzero(sound == part[0]) if np.array_equal(sound[at:][: len(part)], part)
        ]
        assert len(found) == 1, "every sentence is heard once and whole"


def test_a_receiver_who_joins_again_comes_into_step_over_a_bed(room: Room) -> None:
    room.run(1)
    room.receiver.lose()
    room.run(0.5)
    assert (room.pair.losses, room.receiver.heard()) == (0, 0)
    room.receiver.restore()
    room.receiver.advance(RATE // 10, 0.0)
    room.giver.advance(3 * RATE // 2)  # the receiver's speaker wakes up
    assert room.apart < -1.3
    assert room.until(room.in_step) < 6
    room.run(0.2)
    at = room.pair._place(1)
    assert np.array_equal(room.heard[-RATE // 10 :], SOUND[at - RATE // 10 : at, 1])


@pytest.mark.parametrize("frames", [-960, 960, -700, 700])
def test_a_splice_is_not_heard_in_a_tone(frames: int) -> None:
    time = np.arange(RATE // 2) / RATE
    tone = sum(np.sin(2 * np.pi * pitch * time) for pitch in (110.0, 165.0, 277.2)) * 1000
    queue = bytearray(tone.astype("<i2").tobytes())
    done = splice(queue, frames)
    spliced = np.frombuffer(bytes(queue), "<i2")
    assert len(spliced) == len(tone) + done
    assert 0.75 * abs(frames) <= abs(done) <= abs(frames)
    assert done * frames > 0
    assert np.array_equal(spliced[max(0, done) + FADE :], tone.astype("<i2")[max(0, -done) + FADE :])
    near = spliced[: 3 * RATE // 100].astype(float)
    assert abs(np.diff(near)).max() < 1.3 * abs(np.diff(tone)).max()
    assert near.std() > 0.7 * tone.std()


def test_what_is_too_short_is_not_spliced() -> None:
    queue = bytearray(2 * (FADE + 99))
    assert splice(queue, 100) == splice(queue, 0) == 0
    assert len(queue) == 2 * (FADE + 99)
