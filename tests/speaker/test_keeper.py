"""Playing on a real sound server: every sample arrives, through stops, with both libraries."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator

import numpy as np
import pytest

from coach.errors import DeviceError
from coach.speaker.child import URGENT
from coach.speaker.keeper import LEAD_IN, Keeper
from coach.speaker.outlet import Flow
from coach.units import RATE, Frames
from tests.speaker.room import NOISE, Server, Tape, stretches, until, where

pytestmark = pytest.mark.slow

BLOCK = RATE // 50
"""The sink works in blocks of some ten milliseconds; nobody can know better where it was cut off."""


@pytest.fixture(params=["miniaudio", "simpleaudio"])
def backend(request: pytest.FixtureRequest) -> str:
    if request.param == "simpleaudio":
        pytest.importorskip("simpleaudiohamiltoncs", reason="pip install simpleaudiohamiltoncs")
    return str(request.param)


@pytest.fixture
def keeper(server: Server, backend: str) -> Iterator[Keeper]:  # noqa: ARG001 - it has to run
    made = Keeper(backend, 1, lead_in=Frames(0))
    yield made
    made.close()


def test_every_sample_is_heard_and_a_stop_loses_and_repeats_nothing(server: Server, keeper: Keeper) -> None:
    recording = server.record()
    reached, stops = 0, []
    for enough in (RATE, RATE // 2, RATE // 2):
        keeper.start(Tape(reached))
        until(lambda n=enough: keeper.heard() >= n, "nothing is heard")
        assert keeper.flow is Flow.PLAYING
        began = time.monotonic()
        reached += keeper.stop()
        assert time.monotonic() - began < 0.1
        stops.append(reached)
        assert keeper.flow is Flow.IDLE
        assert keeper.late == keeper.losses == 0
        time.sleep(0.3)  # a pause is made of time
    sound = recording.stop()
    found = stretches(sound)
    assert len(found) == 3
    began = 0
    for (begin, end), stop in zip(found, stops, strict=True):
        assert where(sound[begin:end]) == began, "it begins where it was stopped, and has no hole"
        assert abs(began + end - begin - stop) <= BLOCK, "what was heard is what is reported"
        began = stop


@pytest.mark.skipif(not hasattr(os, "getpriority"), reason="needs priorities")
def test_the_child_comes_before_other_programs_where_it_may(keeper: Keeper) -> None:
    try:
        ask = f"import os; os.setpriority(0, 0, {URGENT})"
        subprocess.run([sys.executable, "-c", ask], check=True, capture_output=True)
    except subprocess.CalledProcessError:
        pytest.skip("this user may not ask for it")
    until(lambda: os.getpriority(os.PRIO_PROCESS, keeper.pid or 0) == URGENT, "it waits like all others")


def test_silence_comes_within_a_tenth_of_a_second(server: Server, keeper: Keeper) -> None:
    recording = server.record()
    for _ in range(2):
        keeper.start(Tape())
        until(lambda: keeper.heard() >= RATE // 2, "nothing is heard")
        keeper.stop()
        time.sleep(0.3)
    for begin, end in stretches(recording.stop()):
        assert end - begin < RATE // 2 + RATE // 10


def test_the_end_is_heard_and_then_there_is_silence_that_is_not_late(keeper: Keeper, server: Server) -> None:
    recording = server.record()
    tape = NOISE[: RATE // 2 + 17]
    keeper.start(Tape(samples=tape))
    until(lambda: keeper.heard() == len(tape), "the end is not heard")
    time.sleep(0.1)
    assert (keeper.late, keeper.heard(), keeper.flow) == (0, len(tape), Flow.PLAYING)
    assert keeper.stop() == len(tape)
    sound = recording.stop()
    [(begin, end)] = stretches(sound)
    assert np.array_equal(sound[begin:end], tape[: end - begin])
    assert end - begin >= len(tape) - BLOCK


def test_what_is_not_ready_is_silence_that_is_counted_and_nothing_is_lost(
    server: Server, keeper: Keeper
) -> None:
    recording = server.record()
    tape = Tape(samples=NOISE[: 2 * RATE])
    whole, tape.samples = tape.samples, NOISE[:RATE]
    source = Slow(tape)
    keeper.start(source)
    until(lambda: keeper.late > RATE // 10, "nothing is late")
    assert keeper.heard() == RATE
    tape.samples, source.more = whole, False
    until(lambda: keeper.heard() == 2 * RATE, "it does not go on")
    late = keeper.late
    keeper.stop()
    sound = recording.stop()
    (begin, end), (again, last) = stretches(sound)
    heard = np.concatenate([sound[begin:end], sound[again:last]])
    assert np.array_equal(heard, whole[: len(heard)])
    assert len(heard) >= len(whole) - BLOCK
    assert again - end == late


class Slow:
    """A source that has not ended while there is ``more``."""

    channels = 1

    def __init__(self, tape: Tape) -> None:
        self.tape, self.more = tape, True

    @property
    def ended(self) -> bool:
        return not self.more and self.tape.ended

    def take(self, frames: int) -> bytes:
        return self.tape.take(frames)


@pytest.mark.usefixtures("server")
def test_the_first_start_is_led_in_by_silence_and_a_short_stop_is_not() -> None:
    keeper = Keeper("miniaudio", 1)
    try:
        keeper.start(Tape())
        assert until(lambda: keeper.heard() > 0, "nothing is heard") > LEAD_IN / RATE - 0.1
        keeper.stop()
        keeper.start(Tape())
        assert until(lambda: keeper.heard() > 0, "nothing is heard") < 0.5
    finally:
        keeper.close()


@pytest.mark.usefixtures("lonely")
def test_without_a_sound_system_the_first_start_says_what_to_do(backend: str) -> None:
    began = time.monotonic()
    keeper = Keeper(backend, 1)
    with pytest.raises(DeviceError, match="coach export") as told:
        keeper.start(Tape())
    assert time.monotonic() - began < 2.0
    assert ".." not in str(told.value)
    keeper.close()


@pytest.mark.usefixtures("lonely")
def test_it_says_so_too_when_it_is_started_long_after_it_was_made() -> None:
    keeper = Keeper("miniaudio", 1)
    until(lambda: keeper.trouble != "", "nothing is noticed")
    with pytest.raises(DeviceError, match="coach export"):
        keeper.start(Tape())
    keeper.close()
