"""The outlet that nobody hears keeps the whole contract."""

from __future__ import annotations

import os

import pytest

from coach.speaker.null import Null
from coach.speaker.outlet import Flow, Outlet
from coach.units import RATE


class Tape:
    """A source of known bytes; ``ready`` says how many frames there are so far."""

    channels = 1

    def __init__(self, frames: int, ready: int | None = None) -> None:
        self.bytes = os.urandom(2 * frames)
        self.ready = frames if ready is None else ready
        self.at = 0

    @property
    def ended(self) -> bool:
        return self.at * 2 == len(self.bytes)

    def take(self, frames: int) -> bytes:
        frames = min(frames, self.ready - self.at)
        self.at += frames
        return self.bytes[2 * (self.at - frames) : 2 * self.at]


def test_by_hand_exactly_so_many_frames_are_heard() -> None:
    outlet: Outlet = Null(0)
    null = outlet
    assert isinstance(null, Null)
    null.keep = True
    tape = Tape(100_000)
    assert outlet.flow is Flow.IDLE
    outlet.start(tape)
    null.advance(61_003)
    assert (outlet.heard(), outlet.flow, outlet.late) == (61_003, Flow.PLAYING, 0)
    assert bytes(null.taken) == tape.bytes[: 2 * 61_003]
    assert outlet.stop() == 61_003
    assert (outlet.heard(), outlet.flow, outlet.stop()) == (0, Flow.IDLE, 0)


def test_the_end_is_no_lateness() -> None:
    null = Null(0)
    null.start(Tape(1_000))
    null.advance(5_000)
    assert (null.heard(), null.late) == (1_000, 0)


def test_a_source_that_is_not_ready_is_late() -> None:
    null = Null(0)
    tape = Tape(2_000, ready=300)
    null.start(tape)
    null.advance(1_000, patience_s=0)
    assert (null.heard(), null.late) == (300, 700)
    tape.ready = 2_000
    null.advance(500)
    assert (null.heard(), null.late) == (800, 700)


def test_what_was_taken_ahead_is_not_heard() -> None:
    null = Null(0, ahead=400)
    tape = Tape(10_000)
    null.start(tape)
    null.advance(1_000)
    assert (tape.at, null.heard(), null.stop()) == (1_400, 1_000, 1_000)


def test_a_lost_device_takes_nothing_until_it_is_started_again() -> None:
    null = Null(0)
    tape = Tape(10_000)
    null.start(tape)
    null.advance(1_000)
    null.lose()
    null.advance(1_000)
    assert (null.flow, null.losses, null.heard()) == (Flow.WAITING, 1, 1_000)
    assert null.trouble
    null.restore()
    null.advance(1_000)
    assert (null.heard(), tape.at) == (1_000, 1_000)
    assert null.stop() == 1_000
    null.start(tape)
    null.advance(500)
    assert (null.flow, null.losses, null.heard()) == (Flow.PLAYING, 0, 500)


def test_it_may_be_started_while_there_is_no_device() -> None:
    null = Null(0)
    null.lose()
    null.start(Tape(1_000))
    null.advance(100)
    assert (null.flow, null.heard(), null.losses) == (Flow.WAITING, 0, 0)
    null.restore()
    null.advance(100)
    assert (null.flow, null.heard()) == (Flow.PLAYING, 100)


@pytest.mark.parametrize("speed", [None, 40.0])
def test_by_itself_it_takes_everything(speed: float | None) -> None:
    null = Null(speed)
    null.keep = True
    tape = Tape(4 * RATE)
    null.start(tape)
    while null.heard() < 4 * RATE:
        null._over.wait(0.001)
    assert bytes(null.taken) == tape.bytes
    assert null.late == 0
    null.close()
    null.close()
