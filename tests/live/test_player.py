"""The player and its feed: the blocks of an export reach the outlet, through threads, turns and levels."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from coach.errors import VoiceError
from coach.live.feed import FADE, Feed
from coach.live.manner import Manner
from coach.live.player import Player, Playing
from coach.live.session import Session
from coach.live.status import State
from coach.sound.score import Placed, Score
from coach.speaker.null import Null
from coach.speech.clip import Clip
from coach.units import RATE, Frames

from .stand import prepared, rendered

SECONDS = 9


def clip(seed: int) -> Clip:
    pcm = np.random.default_rng(seed).integers(-3000, 3000, SECONDS * RATE, dtype=np.int16)
    return Clip(pcm, np.zeros(SECONDS * 100, np.float32), f"noise {seed}")


ONE, TWO = clip(1), clip(2)


def score(noise: Clip = ONE) -> Score:
    return Score(noise.frames, 1, (Placed(Frames(0), noise.frames, lambda: noise),), 1.0, -20.0)


def spliced(at: int) -> Score:
    """A plan that is ``score()`` up to ``at`` and other noise from there on."""
    head = Clip(ONE.pcm[:at], np.zeros(1, np.float32), "head")
    tail = Clip(TWO.pcm[at:], np.zeros(1, np.float32), "tail")
    parts = (
        Placed(Frames(0), head.frames, lambda: head),
        Placed(Frames(at), tail.frames, lambda: tail),
    )
    return Score(ONE.frames, 1, parts, 1.0, -20.0)


def outlet(ahead: int = 0) -> Null:
    null = Null(0, ahead=ahead)
    null.keep = True
    return null


def heard(null: Null) -> np.ndarray:
    return np.frombuffer(bytes(null.taken), np.int16)


@pytest.mark.parametrize("ahead", [False, True])
def test_it_plays_any_stretch_exactly(ahead: bool) -> None:
    null = outlet()
    player = Player(null, ahead=ahead)
    player.play(score(), 12_345, 200_001)
    assert not player.arrived
    null.advance(300_000)
    assert np.array_equal(heard(null), rendered(score(), 12_345, 200_001))
    assert player.arrived
    assert player.rest() == 200_001


@pytest.mark.parametrize("ahead", [False, True])
@pytest.mark.parametrize("buffer", [0, 24_000])
@pytest.mark.parametrize("swap", [50_000, 96_000, 123_457])
def test_a_turn_is_without_a_gap(ahead: bool, buffer: int, swap: int) -> None:
    null = outlet(buffer)
    player = Player(null, ahead=ahead)
    player.play(score(), 1_000, ONE.frames)
    null.advance(40_000)
    before = heard(null)
    player.turn(spliced(swap), swap, ONE.frames)
    null.advance(2_000)
    player.look()
    null.advance(ONE.frames)
    player.look()
    after = heard(null) if len(null.taken) > 2 * len(before) else np.concatenate([before, heard(null)])
    # what was heard is the first plan up to the swap and the other from there on, nothing lost or twice
    wanted = rendered(spliced(swap), 1_000)
    whole = after if len(after) == len(wanted) else np.concatenate([before, after])
    assert np.array_equal(whole, wanted)
    assert player.arrived


def test_two_turns_before_the_first_has_come() -> None:
    null = outlet()
    player = Player(null, ahead=False)
    player.play(score(), 0, ONE.frames)
    null.advance(10_000)
    player.turn(spliced(100_000), 100_000, ONE.frames)
    player.turn(spliced(100_000), 150_000, ONE.frames)
    null.advance(ONE.frames)
    assert np.array_equal(heard(null), rendered(spliced(100_000)))


def test_another_level_comes_within_twenty_milliseconds_and_without_a_step() -> None:
    tone = np.rint(8_000 * np.sin(np.arange(SECONDS * RATE) * 2 * np.pi * 100 / RATE)).astype(np.int16)
    sine = score(Clip(tone, np.zeros(900, np.float32), "sine"))
    louder = replace(sine, gain=2.0)
    null = outlet()
    player = Player(null, ahead=False)
    player.play(sine, 0, sine.frames)
    null.advance(60_120)
    before = heard(null)
    player.amend(louder, sine.frames)
    null.advance(20_000)
    sound = np.concatenate([before, heard(null)])
    clean = rendered(louder, 0, 80_120)
    assert np.array_equal(sound[:60_120], tone[:60_120])
    assert np.array_equal(sound[60_120 + FADE :], clean[60_120 + FADE :])
    step = np.abs(np.diff(sound.astype(int)))
    assert step[60_000:62_000].max() <= np.abs(np.diff(clean.astype(int))).max() + 20


def test_an_aside_stands_the_clock() -> None:
    null = outlet()
    player = Player(null, ahead=False)
    player.play(score(), 0, ONE.frames)
    null.advance(5_000)
    player.say(score(TWO))
    null.advance(7_000)
    assert (player.playing, player.position, player.heard) == (Playing.ASIDE, 5_000, 7_000)
    player.rest()
    assert player.position == 5_000


def test_a_clip_that_cannot_be_read_is_told() -> None:
    def broken() -> Clip:
        raise VoiceError("the clip is gone")

    null = outlet()
    player = Player(null)
    player.play(Score(ONE.frames, 1, (Placed(Frames(0), ONE.frames, broken),), 1.0, -20.0), 0, ONE.frames)
    null.advance(10, patience_s=0)
    assert isinstance(player.error, VoiceError)


def test_a_feed_that_is_told_too_late_says_so() -> None:
    feed = Feed(score(), 0, ONE.frames, ahead=False)
    while feed.taken < 60_000:
        feed.take(60_000 - feed.taken)
    feed.follow(spliced(50_000), 50_000, ONE.frames)
    assert len(feed.take(10)) == 20
    assert feed.missed
    assert not feed.ended


def test_with_threads_and_a_device_of_its_own_pace_it_is_the_same() -> None:
    desk, take = prepared("ears-scalp-5")
    null = Null(None)
    null.keep = True
    with Session(desk, take, null, Manner(wait=False)) as session:
        kept = bytearray()
        close = null.stop

        def stop() -> Frames:
            kept.extend(null.taken)
            null.taken.clear()
            return close()

        null.stop = stop  # type: ignore[method-assign]
        session.start()
        assert session.wait(60)
        assert session.status().state is State.DONE
    assert bytes(kept) == rendered(take.score).tobytes()
