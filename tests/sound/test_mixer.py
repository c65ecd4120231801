"""The mixer: everything on its frame, the same from wherever it starts, in the memory of a minute."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest

from coach.sound.block import is_silence
from coach.sound.chimes import load_chimes
from coach.sound.mixer import render
from coach.sound.score import arrange
from coach.units import RATE

from .material import Shelf, guided, join, session, voice

CHIMES = load_chimes()


def score_of(seconds: float, channels: int = 1, gain: float | None = None):
    timeline, clips = guided(seconds)
    return timeline, arrange(timeline, clips, CHIMES, channels=channels, gain=gain)


def test_every_chime_is_found_in_the_sound_on_its_frame() -> None:
    timeline, score = score_of(90.0)
    sound = join(render(score))[0].astype(np.float64)
    assert {strike.name for strike in timeline.chimes} == {"open", "hold_start", "hold_end", "close"}
    for strike in timeline.chimes:
        shape = CHIMES[strike.name].pcm.astype(np.float64)
        first = max(strike.start - RATE // 2, 0)
        part = sound[first : strike.start + len(shape) + RATE // 2]
        length = 1 << 19
        match = np.fft.irfft(np.fft.rfft(part, length) * np.fft.rfft(shape, length).conj(), length)
        assert first + int(match.argmax()) == strike.start


def test_clips_lie_on_their_frames_with_one_gain() -> None:
    timeline, clips = session(10, [(1.2345, voice(1)), (6.5, voice(2))])
    score = arrange(timeline, clips, CHIMES)
    sound = join(render(score))[0]
    expected = np.zeros(10 * RATE, np.float32)
    for cue in timeline.cues:
        expected[cue.start : cue.end] = clips[cue.line].pcm * np.float32(score.gain / 32_768)
    assert np.array_equal(sound, expected)


def test_what_sounds_together_is_added() -> None:
    timeline, clips = session(6, [(1.0, voice(3))], [(0.5, "open"), (1.1, "switch")])
    parts = [
        session(6, [(1.0, voice(3))]),
        session(6, (), [(0.5, "open")]),
        session(6, (), [(1.1, "switch")]),
    ]
    together = join(render(arrange(timeline, clips, CHIMES, gain=1.0)))
    added = sum(join(render(arrange(part, some, CHIMES, gain=1.0))) for part, some in parts)
    assert np.allclose(together, added, atol=1e-6)
    assert np.abs(together).max() > 0.05


@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("level", [None, 6.0])
def test_from_any_frame_it_is_the_tail_of_the_whole(channels: int, level: float | None) -> None:
    timeline, score = score_of(41.377, channels, level)
    whole = join(render(score))
    quiet = join(render(score, ceiling_db=60.0))
    assert np.array_equal(whole, quiet) == (level is None), "the limiter works only where it is loud"
    rng = np.random.default_rng(5)
    starts = [0, 1, RATE - 1, RATE, RATE + 1, timeline.frames - 1, *rng.integers(0, timeline.frames, 25)]
    for start in map(int, starts):
        assert np.array_equal(join(render(score, start)), whole[:, start:]), start
    for start, stop in rng.integers(0, timeline.frames, (15, 2)):
        if start < stop:
            assert np.array_equal(join(render(score, start, stop)), whole[:, start:stop])


@pytest.mark.parametrize("frames", [1, 47_999, 48_000, 48_001, 100_003])
def test_the_total_is_exact(frames: int) -> None:
    timeline, clips = session(frames / RATE, (), [(0, "open")])
    score = arrange(timeline, clips, CHIMES, channels=2)
    assert sum(block.shape[1] for block in render(score)) == frames
    assert {block.shape[0] for block in render(score)} == {2}
    assert {block.dtype for block in render(score)} == {np.dtype(np.float32)}


def test_nothing_is_rendered_past_the_ends() -> None:
    _, score = score_of(30.0)
    assert list(render(score, 30 * RATE)) == []
    assert list(render(score, 5, 5)) == []
    assert join(render(score, 29 * RATE, 99 * RATE)).shape == (1, RATE)


def test_silence_is_free_and_silent() -> None:
    timeline, clips = session(60, [(30.0, voice(1))])
    blocks = list(render(arrange(timeline, clips, CHIMES, channels=2)))
    free = [is_silence(block) for block in blocks]
    assert free.count(True) == 57
    assert not free[30]
    assert not any(block.any() for block, is_free in zip(blocks, free, strict=True) if is_free)


def test_both_channels_are_the_same() -> None:
    _, mono = score_of(30.0, 1, 1.5)
    _, stereo = score_of(30.0, 2, 1.5)
    one, two = join(render(mono)), join(render(stereo))
    assert np.array_equal(one[0], two[0])
    assert np.array_equal(one[0], two[1])


def test_a_chime_past_the_end_is_led_to_silence() -> None:
    timeline, clips = session(2.003, (), [(1.0, "close")])
    sound = join(render(arrange(timeline, clips, CHIMES, gain=1.0)))[0]
    plain = CHIMES["close"].pcm[: len(sound) - RATE] / np.float32(32_768)
    assert len(sound) == timeline.frames
    assert np.array_equal(sound[RATE:-2_400], plain[:-2_400])
    assert abs(sound[-1]) < 1e-5
    assert np.abs(np.diff(sound[-2_400:])).max() <= np.abs(np.diff(plain)).max()


def long_score(minutes: int):
    starts = [3.0 + 10.0 * number for number in range(minutes * 6 - 1)]
    stub = Shelf({})
    clips = {number: Shelf({None: number})[None] for number in range(3)}
    timeline, lines = session(minutes * 60, [(start, clips[0]) for start in starts])
    stub._seeds = {line: number for number, line in enumerate(lines)}
    return arrange(timeline, stub, CHIMES), stub


def peak_memory(minutes: int) -> int:
    score, _ = long_score(minutes)
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        assert sum(block.shape[1] for block in render(score)) == minutes * 60 * RATE
        return tracemalloc.get_traced_memory()[1] - before
    finally:
        tracemalloc.stop()


def test_four_hours_need_no_more_memory_than_ten_minutes() -> None:
    short, long = peak_memory(10), peak_memory(240)
    assert long < short + 300_000
    assert long < 16_000_000


def test_a_clip_is_fetched_when_it_is_near_and_once() -> None:
    score, shelf = long_score(10)
    assert shelf.asked == len(shelf), "arranging asks once for every line"
    rendering = render(score)
    next(rendering)
    assert shelf.asked <= len(shelf) + 1
    for _ in rendering:
        pass
    assert shelf.asked == 2 * len(shelf)
