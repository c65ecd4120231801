"""The bed under a session: it makes room before words, comes back, follows the hands, and never startles."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from coach.plan.options import Options
from coach.plan.timeline import StepSpan
from coach.routine.load import load_tables
from coach.sound.ambience import AMBIENCES
from coach.sound.bed import Bed
from coach.sound.chimes import load_chimes
from coach.sound.curve import curve
from coach.sound.ducking import DEPTH_DB, LIFT_DB, PULSES, level
from coach.sound.laying import laying
from coach.sound.loudness import Meter
from coach.sound.mixer import render
from coach.sound.score import Score, arrange
from coach.units import RATE, Decibels, Frames, to_frames

from .material import guided, join, session, voice

CHIMES = load_chimes()


class Even:
    """A sound that never changes: the gain of the bed can be read off it."""

    def second(self, index: int) -> np.ndarray:
        del index
        return np.full((2, RATE), 0.1, np.float32)

    def energy(self, first: int, seconds: int) -> np.ndarray:
        del first
        return np.full(10 * seconds, 0.02)


def even(seconds, cues=(), chimes=(), *, steps=(), pulse=True):
    """The gain of the bed in dB at every frame of a session."""
    timeline, clips = session(seconds, cues, chimes)
    timeline = replace(timeline, steps=tuple(steps))

    def lay(of, phrases):
        return Bed(Even(), Decibels(0.0), level(of, phrases=phrases, pulse=pulse))

    score = arrange(timeline, clips, CHIMES, channels=2, gain=1.0, lay=lay)
    bed_alone = replace(score, placed=())
    sound = join(render(bed_alone))
    assert np.array_equal(sound[0], sound[1])
    return 20 * np.log10(np.maximum(sound[0], 1e-9) / 0.1)


def at(gain, second):
    return float(gain[to_frames(second)])


def test_it_goes_down_before_a_phrase_and_comes_back_after_it() -> None:
    clip = voice(1, 4.0)
    gain = even(60, [(20.0, clip)])
    end = 20.0 + clip.frames / RATE
    assert at(gain, 19.39) == pytest.approx(0, abs=0.05)
    assert at(gain, 19.7) == pytest.approx(DEPTH_DB / 2, abs=0.2)
    assert at(gain, 20.0) == pytest.approx(DEPTH_DB, abs=0.05)
    assert np.allclose(gain[20 * RATE : to_frames(end)], DEPTH_DB, atol=0.05)
    assert at(gain, end + 0.75) == pytest.approx(DEPTH_DB / 2, abs=0.2)
    assert at(gain, end + 1.51) == pytest.approx(0, abs=0.05)


def test_short_gaps_are_held_and_longer_ones_are_not() -> None:
    clip = voice(1, 2.0)
    held = even(60, [(20.0, clip), (20.0 + clip.frames / RATE + 2.5, clip)])
    assert held[20 * RATE : to_frames(24.5)].max() == pytest.approx(DEPTH_DB, abs=0.05)
    free = even(60, [(20.0, clip), (20.0 + clip.frames / RATE + 4.0, clip)])
    assert free[20 * RATE : to_frames(26.0)].max() == pytest.approx(0, abs=0.05)


def test_a_long_silence_is_a_little_louder_and_a_short_one_is_not() -> None:
    clip = voice(1, 2.0)
    long = even(120, [(20.0, clip), (70.0, clip)])
    assert at(long, 45) == pytest.approx(LIFT_DB, abs=0.05)
    assert at(long, 69.3) < 0.2
    short = even(120, [(20.0, clip), (50.0, clip)])
    assert short[22 * RATE : 50 * RATE].max() < 0.05


def test_it_fades_in_and_out_with_the_session() -> None:
    gain = even(50, [(24.0, voice(1))])
    assert gain[0] < -59
    assert gain[-1] < -71
    for second in (8.1, 15.0, 37.9):
        assert at(gain, second) == pytest.approx(0, abs=0.05)
    rise, fall = gain[2 * RATE : 8 * RATE], gain[-12 * RATE : -3 * RATE]
    assert rise[RATE:].max() - rise[0] > 25
    assert np.abs(rise[RATE:] - rise[:-RATE]).max() < 6
    assert np.abs(fall[RATE:] - fall[:-RATE]).max() < 6


def span(technique, start, end, reps=None, section="a"):
    return StepSpan("1.1", technique, "l", section, None, to_frames(start), to_frames(end), reps)


def test_the_hands_are_followed_softly_and_only_if_wanted() -> None:
    sweep = span("leg.long_sweep", 10, 10 + 8 + 5 * 14, 5)
    gain = even(120, steps=[sweep])
    flat = even(120, steps=[sweep], pulse=False)
    # What is left is the pulse alone: ten seconds up, four seconds down, five times, after the lead-in.
    pulse = gain - flat
    for number in range(5):
        start = 18 + 14 * number
        assert at(pulse, start) == pytest.approx(-1.25, abs=0.05)
        assert at(pulse, start + 10) == pytest.approx(1.25, abs=0.05)
        assert np.all(np.diff(pulse[to_frames(start) : to_frames(start + 10) : RATE // 2]) > 0)
        assert np.all(np.diff(pulse[to_frames(start + 10) : to_frames(start + 14) : RATE // 2]) < 0)
    assert abs(at(pulse, 15)) < 0.05
    assert abs(at(pulse, 90)) < 0.05
    circles = even(120, steps=[span("scalp.shrinking_circles", 20, 60)]) - even(120)
    assert at(circles, 22) - at(circles, 24) == pytest.approx(1.2, abs=0.1)
    assert at(circles, 42) == pytest.approx(at(circles, 22), abs=0.05)


def test_a_session_that_ends_by_fading_becomes_softer_section_by_section() -> None:
    steps = [
        span("prep.position", 0, 60, section="arrive"),
        span("still.contact", 60, 120, section="foot"),
        span("tr.move", 120, 180, section="move"),
        span("head.cradle", 180, 240, section="head"),
        span("close.fade", 240, 300, section="fade"),
    ]
    gain = even(300, steps=steps) - even(300)
    assert at(gain, 110) == pytest.approx(0, abs=0.05)
    assert at(gain, 170) == pytest.approx(-2, abs=0.05)
    assert at(gain, 230) == pytest.approx(-4, abs=0.05)
    assert at(gain, 245) < -6
    plain = even(300, steps=steps[:-1]) - even(300)
    assert abs(at(plain, 230)) < 0.05


def with_bed(name: str, seconds: float, channels: int = 2, **asked) -> Score:
    timeline, clips = guided(seconds)
    return arrange(timeline, clips, CHIMES, channels=channels, lay=laying(Options(ambience=name, **asked)))


@pytest.mark.parametrize("name", AMBIENCES)
def test_the_loudness_is_predicted_with_every_bed(name: str) -> None:
    score, meter = with_bed(name, 200.0), Meter(2)
    for block in render(score):
        meter.feed(block)
    assert score.lufs == pytest.approx(-16, abs=0.05)
    assert meter.integrated() == pytest.approx(-16, abs=0.2)
    assert meter.true_peak() < -1.4


def test_the_bed_is_as_loud_against_the_voice_in_one_channel_as_in_two() -> None:
    timeline, clips = session(40, [(12.0, voice(1))])
    lay = laying(Options(ambience="brown", bed=-12.0))
    heard = {}
    for channels in (1, 2):
        score = arrange(timeline, clips, CHIMES, channels=channels, gain=1.0, lay=lay)
        meter = Meter(channels)
        meter.feed(join(render(replace(score, placed=()), 17 * RATE, 27 * RATE)))
        heard[channels] = meter.integrated()
    assert heard[1] == pytest.approx(-23 - 12, abs=0.7)
    assert heard[2] - heard[1] == pytest.approx(10 * np.log10(2), abs=0.1)


def test_with_a_bed_it_is_the_tail_of_the_whole_from_any_frame() -> None:
    score = with_bed("ocean", 41.377)
    whole = join(render(score))
    assert whole.shape == (2, score.frames)
    rng = np.random.default_rng(5)
    for start in map(int, [0, 1, RATE - 1, RATE, score.frames - 1, *rng.integers(0, score.frames, 12)]):
        assert np.array_equal(join(render(score, start)), whole[:, start:]), start


def test_without_a_bed_not_a_sample_changes() -> None:
    timeline, clips = guided(60.0)
    assert laying(Options()) is None
    plain = join(render(arrange(timeline, clips, CHIMES)))
    assert plain.shape[0] == 1


def test_a_shifted_bed_goes_on_where_the_other_stopped() -> None:
    bed = laying(Options(ambience="rain"))(*session(60)[:1], [])
    flat = replace(bed, curve=curve([]))
    whole = np.concatenate([flat.second(index, 2) for index in range(5)], axis=1)
    later = replace(flat, shift=Frames(12_345))
    assert np.array_equal(later.second(1, 2), whole[:, RATE + 12_345 : 2 * RATE + 12_345])


def test_the_coach_is_in_the_left_ear_and_the_bed_in_both() -> None:
    score = with_bed("brown", 40.0)
    bed = join(render(replace(score, placed=())))
    sound = join(render(replace(score, ears=True), ceiling_db=60.0))
    both = join(render(score, ceiling_db=60.0))
    assert np.array_equal(sound[1], bed[1])
    assert np.array_equal(sound[0], both[0])


def test_when_the_plan_changes_the_bed_is_the_same_before_and_glides_after() -> None:
    timeline, clips = session(80, [(20.0, voice(1)), (40.0, voice(2))])
    other, more = session(90, [(20.0, voice(1)), (30.2, voice(3))])

    def score(of, some):
        return arrange(of, some, CHIMES, channels=2, gain=1.0, lay=laying(Options(ambience="brown")))

    old, new = score(timeline, clips), score(other, more)
    swap = to_frames(30.0)
    assert old.bed is not None
    assert new.bed is not None
    joint = old.bed.then(new.bed, swap)
    for index in range(30):
        assert np.array_equal(joint.second(index, 2), old.bed.second(index, 2))
    for index in range(31, 80):
        assert np.allclose(joint.second(index, 2), new.bed.second(index, 2), atol=1e-6)
    gain = joint._gain(30)
    assert np.abs(np.diff(20 * np.log10(gain))).max() < 20 / RATE, "no step, only a slope"


@pytest.mark.parametrize("technique", PULSES)
def test_a_pulse_is_as_long_as_the_card_of_its_stroke_says(technique: str) -> None:
    step = load_tables().techniques[technique].step
    stroke = PULSES[technique]
    assert step.duration is not None
    if step.duration.reps is not None and step.duration.reps.unit is not None:
        unit = step.duration.reps.unit
        wanted = sum(float(part or 0) for part in (unit.approach_s, unit.hold_s, unit.release_s))
    else:
        assert step.stroke_s is not None
        wanted = float(step.stroke_s)
    assert stroke.up_s + stroke.down_s == wanted
