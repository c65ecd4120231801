"""The score: predicted loudness is the loudness that comes out, and what is missing is named."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest

from coach.errors import InputError, VoiceError
from coach.plan.timeline import Strike
from coach.sound.chimes import load_chimes
from coach.sound.limiter import CEILING_DB
from coach.sound.loudness import Meter
from coach.sound.mixer import render
from coach.sound.predict import MOST_EXTRA
from coach.sound.score import TARGET_LUFS, arrange
from coach.speech.clip import CLIP_LUFS, Clip
from coach.units import RATE, Frames, to_gain

from .material import as_heard, ebur128, guided, session, voice

CHIMES = load_chimes()


def heard(score, ceiling_db: float = CEILING_DB) -> Meter:
    meter = Meter(score.channels)
    for block in render(score, ceiling_db=ceiling_db):
        meter.feed(block)
    return meter


@pytest.mark.parametrize("every", [6.0, 9.1, 13.0, 24.7])
@pytest.mark.parametrize("channels", [1, 2])
def test_the_sound_is_as_loud_as_predicted(channels: int, every: float) -> None:
    timeline, clips = guided(120.0, every)
    score = arrange(timeline, clips, CHIMES, channels=channels)
    measured = heard(score).integrated()
    assert score.lufs == pytest.approx(TARGET_LUFS[channels], abs=0.01)
    assert measured == pytest.approx(score.lufs, abs=0.2)
    assert ebur128(as_heard(render(score)))[0] == pytest.approx(TARGET_LUFS[channels], abs=0.3)


@pytest.mark.parametrize("target", [-17.0, -20.0, -28.0])
def test_another_target_is_reached(target: float) -> None:
    timeline, clips = guided(60.0)
    score = arrange(timeline, clips, CHIMES, target_lufs=target)
    assert heard(score).integrated() == pytest.approx(target, abs=0.2)


def test_a_target_that_cannot_be_reached_is_not_promised() -> None:
    timeline, clips = guided(60.0)
    plain = arrange(timeline, clips, CHIMES)
    score = arrange(timeline, clips, CHIMES, target_lufs=-12.0)
    assert score.lufs < -13.0
    meter = heard(score, ceiling_db=-1.5)  # between that of files without loss and that of others
    assert meter.integrated() == pytest.approx(score.lufs, abs=0.25)
    assert score.gain <= plain.gain * to_gain(7.0 + MOST_EXTRA + 0.1)
    assert meter.true_peak() <= -1.5
    assert heard(score).true_peak() <= -1.0


def test_peaks_that_the_limiter_takes_are_made_up_for() -> None:
    timeline, clips = guided(60.0)
    soft, loud = (arrange(timeline, clips, CHIMES, target_lufs=target) for target in (-30.0, -16.5))
    assert loud.gain > soft.gain * to_gain(13.5 + 0.2)
    assert heard(loud).integrated() == pytest.approx(-16.5, abs=0.2)


def test_where_few_words_are_spoken_the_voice_keeps_its_loudness() -> None:
    """Bells in a long silence do not raise the words: those stay as loud as everywhere."""
    bells = [(10.0 + 5.0 * number, ("hold_start", "hold_end")[number % 2]) for number in range(40)]
    timeline, clips = session(300.0, [(2.0, voice(1)), (280.0, voice(2))], bells)
    score = arrange(timeline, clips, CHIMES)
    words = arrange(dataclasses.replace(timeline, chimes=()), clips, CHIMES)
    assert score.gain == pytest.approx(words.gain)
    assert heard(words).integrated() == pytest.approx(-19.0, abs=0.2)
    assert heard(score).integrated() < -20.0


def test_bells_alone_are_as_loud_as_beside_a_voice() -> None:
    timeline, clips = session(20.0, (), [(1.0, "open"), (10.0, "close")])
    score = arrange(timeline, clips, CHIMES)
    assert score.gain == pytest.approx(to_gain(TARGET_LUFS[1] - CLIP_LUFS))
    assert heard(score).momentary() == pytest.approx(TARGET_LUFS[1] - 6, abs=0.3)


def test_a_silent_voice_leaves_silence() -> None:
    mute = Clip(np.zeros(RATE, np.int16), np.zeros(100, np.float32), "mute")
    timeline, clips = session(20.0, [(1.0, mute), (9.0, mute)])
    score = arrange(timeline, clips, CHIMES)
    assert score.lufs == -math.inf
    assert math.isfinite(score.gain)
    assert heard(score).integrated() == -math.inf


def test_a_session_that_has_begun_keeps_its_gain() -> None:
    timeline, clips = guided(60.0)
    first = arrange(timeline, clips, CHIMES)
    short = dataclasses.replace(timeline, cues=timeline.cues[:1])
    assert arrange(short, clips, CHIMES, gain=first.gain).gain == first.gain
    assert arrange(short, clips, CHIMES).gain != first.gain


def test_everything_is_placed_in_order_and_shares_its_clip() -> None:
    timeline, clips = session(
        30.0, [(2, voice(1)), (12, voice(1)), (20, voice(2))], [(1, "open"), (9, "open")]
    )
    score = arrange(timeline, clips, CHIMES)
    assert [placed.start for placed in score.placed] == [second * RATE for second in (1, 2, 9, 12, 20)]
    loads = [placed.load for placed in score.placed]
    assert loads[1] is loads[3]
    assert loads[0] is loads[2]
    assert len({id(load) for load in loads}) == 3


def test_clips_without_a_name_are_not_mixed_up() -> None:
    one, two = (dataclasses.replace(voice(seed), key="") for seed in (1, 2))
    timeline, clips = session(10.0, [(1, one), (5, two)])
    score = arrange(timeline, clips, CHIMES)
    assert [placed.load().pcm is clip.pcm for placed, clip in zip(score.placed, (one, two), strict=True)]
    assert score.placed[0].load().pcm is one.pcm or np.array_equal(score.placed[0].load().pcm, one.pcm)
    assert not np.array_equal(score.placed[0].load().pcm, score.placed[1].load().pcm)


def test_a_line_without_sound_is_named() -> None:
    timeline, clips = guided(60.0)
    missing = timeline.cues[2]
    del clips[missing.line]
    with pytest.raises(VoiceError, match=missing.id) as error:
        arrange(timeline, clips, CHIMES)
    assert missing.line.text in str(error.value)


def test_a_clip_of_another_length_than_planned_is_refused() -> None:
    timeline, clips = guided(60.0)
    cue = timeline.cues[1]
    clips[cue.line] = dataclasses.replace(clips[cue.line], pcm=clips[cue.line].pcm[:-1])
    with pytest.raises(VoiceError, match=f"{cue.end - cue.start} frames"):
        arrange(timeline, clips, CHIMES)


def test_an_unknown_chime_is_named() -> None:
    timeline, clips = guided(60.0)
    gong = dataclasses.replace(timeline, chimes=(Strike("gong", Frames(0)),))
    with pytest.raises(InputError, match="gong"):
        arrange(gong, clips, CHIMES)


def addressed(*to: str):
    """A session whose cues are addressed in turn to those in ``to``."""
    timeline, clips = guided(60.0)
    cues = [dataclasses.replace(cue, addressee=to[n % len(to)]) for n, cue in enumerate(timeline.cues)]
    return dataclasses.replace(timeline, cues=tuple(cues)), clips


def test_the_receiver_hears_what_is_said_to_the_receiver_and_no_chime() -> None:
    timeline, clips = addressed("giver", "receiver", "both")
    score = arrange(timeline, clips, CHIMES, mix="receiver")
    wanted = [cue.start for cue in timeline.cues if cue.addressee != "giver"]
    assert [placed.start for placed in score.placed] == wanted
    assert score.frames == timeline.frames
    assert heard(score).integrated() == pytest.approx(score.lufs, abs=0.3)


def test_the_giver_hears_everything() -> None:
    timeline, clips = addressed("giver", "receiver", "both")
    full, giver = (arrange(timeline, clips, CHIMES, mix=mix) for mix in ("full", "giver"))
    assert [placed.start for placed in giver.placed] == [placed.start for placed in full.placed]
    assert (giver.gain, giver.lufs) == (full.gain, full.lufs)


def test_a_receiver_to_whom_nothing_is_said_hears_silence() -> None:
    timeline, clips = addressed("giver")
    score = arrange(timeline, clips, CHIMES, mix="receiver")
    assert (score.placed, score.lufs) == ((), -math.inf)
    assert not any(block.any() for block in render(score))
