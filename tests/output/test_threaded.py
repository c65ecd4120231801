"""The encoder's thread: order kept, waiting bounded, errors raised where the caller can see them."""

from __future__ import annotations

import threading

import numpy as np
import pytest

from coach.errors import WriteError
from coach.output.threaded import WAITING, Threaded


class Listening:
    """A sink that keeps what it gets, stops at a gate, and fails when told to."""

    def __init__(self, fail_at: int | None = None, *, fail_at_close: bool = False) -> None:
        self.got: list[np.ndarray] = []
        self.gate = threading.Event()
        self.gate.set()
        self.closed = self.abandoned = False
        self.fail_at, self.fail_at_close = fail_at, fail_at_close

    def write(self, block: np.ndarray) -> None:
        self.gate.wait(10)
        if len(self.got) == self.fail_at:
            raise OSError(28, "No space left on device")
        self.got.append(block)

    def close(self) -> None:
        if self.fail_at_close:
            raise WriteError("not whole")
        self.closed = True

    def abandon(self) -> None:
        self.abandoned = True


def numbered(count: int) -> list[np.ndarray]:
    return [np.full((1, 10), number, np.float32) for number in range(count)]


def test_blocks_arrive_in_order_and_uncopied() -> None:
    inner, blocks = Listening(), numbered(50)
    sink = Threaded(inner)
    for block in blocks:
        sink.write(block)
    sink.close()
    assert all(got is given for got, given in zip(inner.got, blocks, strict=True))
    assert inner.closed
    assert not inner.abandoned


def test_who_mixes_faster_is_made_to_wait() -> None:
    inner = Listening()
    inner.gate.clear()
    sink = Threaded(inner)
    handed_over = []

    def mix() -> None:
        for block in numbered(20):
            sink.write(block)
            handed_over.append(block)

    mixer = threading.Thread(target=mix)
    mixer.start()
    mixer.join(0.2)
    assert len(handed_over) <= WAITING + 1
    inner.gate.set()
    mixer.join(10)
    sink.close()
    assert len(inner.got) == 20


@pytest.mark.parametrize("fail_at", [0, 3, 19])
def test_an_error_of_the_sink_reaches_the_caller(fail_at: int) -> None:
    inner = Listening(fail_at)
    sink = Threaded(inner)

    def mix() -> None:
        for block in numbered(20):
            sink.write(block)
        sink.close()

    with pytest.raises(OSError, match="No space"):
        mix()
    sink.abandon()
    assert inner.abandoned
    assert not inner.closed
    assert len(inner.got) == fail_at


def test_an_error_of_closing_reaches_the_caller() -> None:
    sink = Threaded(Listening(fail_at_close=True))
    with pytest.raises(WriteError, match="not whole"):
        sink.close()
    sink.abandon()


def test_abandoning_stops_the_thread_and_drops_what_waits() -> None:
    before = threading.active_count()
    inner = Listening()
    inner.gate.clear()
    sink = Threaded(inner)
    for block in numbered(WAITING):
        sink.write(block)
    threading.Timer(0.05, inner.gate.set).start()
    sink.abandon()
    assert inner.abandoned
    assert not inner.closed
    assert len(inner.got) <= 1
    assert threading.active_count() <= before + 1  # the timer may still be leaving
