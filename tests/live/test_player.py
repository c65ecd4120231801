"""Playing: the sound that leaves for the device is the sound of an export, through pauses too."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from coach.errors import DeviceError, VoiceError
from coach.live.feed import Feed
from coach.live.outlet import Nowhere
from coach.live.player import Player, State
from coach.sound.mixer import render
from coach.sound.pcm import to_int16
from coach.sound.score import Placed, Score
from coach.speech.clip import Clip
from coach.units import RATE, Frames

SECONDS = 5
NOISE = (np.random.default_rng(1).standard_normal(SECONDS * RATE) * 3000).astype(np.int16)
CLIP = Clip(pcm=NOISE, energy=np.zeros(SECONDS * 100, np.float32), key="noise")


def score(load: Callable[[], Clip] = lambda: CLIP) -> Score:
    placed = Placed(Frames(0), CLIP.frames, load)
    return Score(frames=CLIP.frames, channels=1, placed=(placed,), gain=1.0, lufs=-20.0)


def exported() -> np.ndarray:
    return np.concatenate([to_int16(block) for block in render(score())])[:, 0]


class Recorder:
    """An outlet whose pace is the test's: it keeps what it takes."""

    def __init__(self, latency: int = 0) -> None:
        self.latency, self.tail = Frames(latency), Frames(0)
        self.taken: list[bytes] = []
        self.feed: Feed | None = None
        self.closed = False

    def start(self, feed: Feed) -> None:
        self.feed = feed

    def ahead(self) -> Frames:
        return self.latency

    def stop(self) -> None:
        self.feed = None

    def close(self) -> None:
        self.closed = True

    def take(self, frames: int) -> None:
        assert self.feed is not None
        while frames:
            self.feed.wait()
            part = min(frames, self.feed.at_hand or frames)
            self.taken.append(self.feed.take(part))
            frames -= part

    @property
    def sound(self) -> np.ndarray:
        return np.frombuffer(b"".join(self.taken), np.int16)


def test_what_is_heard_is_what_is_exported() -> None:
    outlet = Recorder()
    player = Player(score(), outlet)
    player.play()
    outlet.take(SECONDS * RATE)
    assert np.array_equal(outlet.sound, exported())
    assert player.look() is State.DONE
    assert player.position == SECONDS * RATE
    assert player.missing == 0
    assert outlet.closed


def test_a_pause_loses_and_repeats_nothing() -> None:
    outlet = Recorder()
    player = Player(score(), outlet)
    player.play()
    outlet.take(61_003)
    player.pause()
    assert player.state is State.PAUSED
    assert player.position == 61_003
    player.play()
    outlet.take(SECONDS * RATE - 61_003)
    assert np.array_equal(outlet.sound, exported())


def test_what_the_device_held_at_a_pause_is_given_to_it_again() -> None:
    outlet = Recorder(latency=19_200)
    player = Player(score(), outlet)
    player.play()
    outlet.take(60_000)
    assert player.position == 60_000 - 19_200
    player.pause()
    assert player.position == 60_000 - 19_200
    player.play()
    outlet.take(1_000)
    assert np.array_equal(outlet.sound[60_000:], exported()[40_800:41_800])


def test_it_starts_anywhere() -> None:
    outlet = Recorder()
    player = Player(score(), outlet, start=100_001)
    player.play()
    outlet.take(SECONDS * RATE - 100_001)
    assert np.array_equal(outlet.sound, exported()[100_001:])


def test_the_end_is_reached_when_it_has_been_heard() -> None:
    outlet = Recorder(latency=4_800)
    player = Player(score(), outlet)
    player.play()
    outlet.take(SECONDS * RATE)
    assert player.look() is State.PLAYING
    assert player.position == SECONDS * RATE - 4_800
    outlet.take(4_800)
    assert player.look() is State.DONE


def test_a_device_that_takes_nothing_is_gone_and_the_message_says_where() -> None:
    clock = [0.0]
    outlet = Recorder()
    player = Player(score(), outlet, now=lambda: clock[0])
    player.play()
    outlet.take(2 * RATE)
    player.look()
    clock[0] = 1.9
    assert player.look() is State.PLAYING
    clock[0] = 2.1
    with pytest.raises(DeviceError, match=r"--from 0:02"):
        player.look()
    assert outlet.closed


def test_a_clip_that_cannot_be_read_ends_the_session_with_its_error() -> None:
    def broken() -> Clip:
        raise VoiceError("the clip is gone")

    outlet = Recorder()
    player = Player(score(broken), outlet)
    player.play()
    with pytest.raises(VoiceError, match="the clip is gone"):
        player.look()


def test_what_comes_late_is_silence_and_is_counted() -> None:
    feed = Feed(render(score()), 1)
    feed.wait()
    feed.take(feed.at_hand)
    feed.drop()  # the mixer stops; at most the blocks kept ready follow
    while feed.at_hand:
        feed.take(feed.at_hand)
    before = feed.taken
    assert feed.take(10) == bytes(20)
    assert feed.taken == before
    assert feed.missing + feed.after_end == 10


def test_nowhere_takes_everything_and_ends() -> None:
    outlet = Nowhere()
    player = Player(score(), outlet, start=1_234)
    player.play()
    while player.look() is State.PLAYING:
        outlet.wait()
    assert player.position == SECONDS * RATE
    assert player.missing == 0


def test_stopping_twice_is_harmless() -> None:
    player = Player(score(), Nowhere())
    player.stop()
    player.stop()
    assert player.state is State.DONE
    player.play()
    assert player.state is State.DONE
