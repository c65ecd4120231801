"""Two listeners: each hears their own, at the same time, whatever happens to one of the devices."""

from __future__ import annotations

import time
from collections.abc import Iterator

import numpy as np
import pytest

from coach.errors import UsageError
from coach.speaker.channels import Beside, split
from coach.speaker.keeper import Keeper
from coach.speaker.null import Null
from coach.speaker.outlet import Flow
from coach.speaker.pair import Pair
from coach.units import RATE, Frames
from tests.speaker.room import NOISE, Server, Tape, stretches, until


def words(seed: int, seconds: int = 20) -> np.ndarray:
    """A tenth of a second of noise in every half second, silence between."""
    sound = np.zeros(seconds * RATE, "<i2")
    noise = (np.random.default_rng(seed).standard_normal(RATE // 10) * 3000).astype("<i2")
    for at in range(RATE // 4, len(sound) - RATE // 10, RATE // 2):
        sound[at : at + RATE // 10] = noise
    return sound


BOTH = np.stack([words(1), words(2)], axis=1)


def test_two_sources_side_by_side_are_both_whole() -> None:
    left, right = NOISE[:5_000], NOISE[5_000:8_000]
    source = Beside(Tape(samples=left), Tape(samples=right))
    parts = []
    while not source.ended:
        parts.append(source.take(700))
    one, other = split(b"".join(parts))
    assert one == left.tobytes()
    assert other == right.tobytes() + bytes(4_000)


def hand_pair() -> tuple[Pair, Null, Null]:
    giver, receiver = Null(0), Null(0)
    giver.keep = receiver.keep = True
    return Pair(giver, receiver), giver, receiver


def test_each_hears_their_own_channel() -> None:
    pair, giver, receiver = hand_pair()
    pair.start(Tape(samples=BOTH))
    giver.advance(RATE)
    receiver.advance(RATE)
    assert bytes(giver.taken) == BOTH[:RATE, 0].tobytes()
    assert bytes(receiver.taken) == BOTH[:RATE, 1].tobytes()
    assert pair.heard() == RATE
    assert pair.stop() == RATE
    assert pair.heard() == 0
    pair.close()
    with pytest.raises(UsageError, match="two channels"):
        pair.start(Tape())


def test_a_receiver_who_is_ahead_or_behind_is_brought_into_step() -> None:
    for late in (-RATE // 20, RATE // 20):
        pair, giver, receiver = hand_pair()
        pair.start(Tape(samples=BOTH))
        giver.advance(RATE // 10 + max(0, late))
        receiver.advance(RATE // 10 - min(0, late))
        deadline = time.monotonic() + 20
        while abs(giver.heard() - pair._sides[1].place(receiver.heard())) > RATE // 100:
            giver.advance(480)
            receiver.advance(480)
            time.sleep(0.02)  # the pair looks in a time of its own
            assert time.monotonic() < deadline, "it stays out of step"
        heard = np.frombuffer(bytes(receiver.taken), "<i2")
        bursts = [end - begin for begin, end in stretches(heard)][:-1]
        assert all(abs(length - RATE // 10) < 10 for length in bursts), "only silence was changed"
        pair.close()


@pytest.mark.parametrize("frames", [RATE // 20, -RATE // 20])
def test_no_word_is_cut_where_it_crosses_zero(frames: int) -> None:
    pair, giver, receiver = hand_pair()
    tone = np.tile(np.array([0, 900, 0, -900], "<i2"), RATE // 4)
    pair.start(Tape(samples=np.stack([tone, tone], axis=1)))
    pair._sides[1].correct(frames)
    for _ in range(10):
        receiver.advance(480)
    assert bytes(receiver.taken) == tone[:4_800].tobytes()
    giver.close()
    pair.close()


def test_if_the_receivers_device_is_lost_the_session_goes_on() -> None:
    pair, giver, receiver = hand_pair()
    pair.start(Tape(samples=BOTH))
    giver.advance(RATE)
    receiver.advance(RATE)
    receiver.lose()
    until(lambda: receiver.flow is Flow.WAITING and not receiver.losses, "it is not started again")
    giver.advance(RATE)
    assert (pair.losses, pair.flow, pair.heard()) == (0, Flow.PLAYING, 2 * RATE)
    assert pair.trouble.startswith("The receiver hears nothing.")
    assert pair.stop() == 2 * RATE
    assert (pair.trouble, pair.heard()) == ("", 0)
    pair.close()


def test_if_the_givers_device_is_lost_the_session_is_told_and_nobody_hears_on() -> None:
    pair, giver, receiver = hand_pair()
    pair.start(Tape(samples=BOTH))
    giver.advance(RATE)
    receiver.advance(RATE)
    giver.lose()
    receiver.advance(RATE)
    assert (pair.losses, pair.flow, pair.heard()) == (1, Flow.WAITING, RATE)
    assert pair.trouble == giver.trouble
    assert pair.stop() == RATE
    pair.start(Tape(RATE, BOTH))
    receiver.advance(RATE, 0.0)
    assert (pair.losses, pair.flow, receiver.heard()) == (0, Flow.WAITING, 0)
    giver.restore()
    giver.advance(RATE // 10)
    until(lambda: pair._joining() > 0, "nobody looks")
    giver.advance(RATE)
    receiver.advance(RATE)
    assert abs(pair._place(1) - RATE // 10 - RATE) < 2
    heard = np.frombuffer(bytes(receiver.taken), "<i2")
    assert np.array_equal(heard[RATE // 10 :], BOTH[RATE + RATE // 5 : 2 * RATE + RATE // 10, 1])
    pair.close()


def test_a_receiver_does_not_begin_before_a_giver_whose_device_is_slow() -> None:
    giver, receiver = Null(0, ahead=RATE), Null(0)
    receiver.keep = True
    pair = Pair(giver, receiver)
    pair.start(Tape(samples=BOTH))
    receiver.advance(6 * RATE // 10)
    until(lambda: receiver.heard() == 0, "the receiver goes on")
    receiver.advance(RATE, 0.0)
    assert receiver.heard() == 0
    giver.advance(RATE)
    until(lambda: pair._joining() > 0, "nobody looks")
    receiver.advance(RATE)
    assert pair._place(1) == 2 * RATE
    heard = np.frombuffer(bytes(receiver.taken), "<i2")
    assert np.array_equal(heard[RATE // 10 :], BOTH[RATE + RATE // 10 : 2 * RATE, 1])
    pair.close()


def test_nothing_is_kept_for_a_receiver_who_is_not_there() -> None:
    pair, giver, receiver = hand_pair()
    receiver.lose()
    giver.lose()
    pair.start(Tape(samples=BOTH))
    giver.restore()
    giver.advance(RATE)
    until(lambda: 1 not in pair._sides[1].shared.queues, "it grows and grows")
    receiver.restore()
    receiver.advance(RATE // 10)
    assert pair._place(1) == RATE + RATE // 10
    pair.close()


@pytest.fixture
def pair(server: Server) -> Iterator[Pair]:
    server.add("pillow")
    made = Pair(*(Keeper("miniaudio", 1, name, lead_in=Frames(0)) for name in ("room", "pillow")))
    yield made
    made.close()


@pytest.mark.slow
def test_on_two_devices_they_are_in_step_also_after_one_was_lost(server: Server, pair: Pair) -> None:
    pair.start(Tape(samples=BOTH))
    until(lambda: pair.heard() > 3 * RATE, "nothing is heard")
    assert pair_apart(pair) < 0.02
    server.remove("pillow")
    at = pair.heard()
    until(lambda: pair.trouble != "", "the loss is not noticed")
    assert pair.losses == 0
    server.add("pillow")
    until(lambda: pair.trouble == "" and in_step(pair), "the lost one does not join again")
    assert pair.heard() > at + RATE
    assert pair.losses == 0


@pytest.mark.slow
def test_on_two_devices_both_begin_again_where_the_givers_was_lost(server: Server, pair: Pair) -> None:
    pair.start(Tape(samples=BOTH))
    until(lambda: pair.heard() > 2 * RATE, "nothing is heard")
    server.remove("room")
    until(lambda: pair.losses == 1, "the loss is not told")
    at = pair.stop()
    assert at >= 2 * RATE
    pair.start(Tape(at, BOTH))
    until(lambda: pair.trouble != "", "it is not said")
    time.sleep(0.3)  # a receiver who did not wait would begin now
    assert (pair.flow, pair.heard(), pair._outlets[1].heard()) == (Flow.WAITING, 0, 0)
    server.add("room")
    until(lambda: pair.trouble == "" and in_step(pair), "it does not go on")
    assert pair.losses == 0


def pair_apart(pair: Pair) -> float:
    return abs(pair._place(0) - pair._place(1)) / RATE


def in_step(pair: Pair) -> bool:
    playing = all(outlet.flow is Flow.PLAYING and outlet.heard() > RATE // 2 for outlet in pair._outlets)
    return playing and pair_apart(pair) < 0.02
