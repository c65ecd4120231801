"""Sessions as they sound: what left for the device is what the plan promised, whatever was asked for."""

from __future__ import annotations

import time
from dataclasses import replace
from itertools import pairwise
from random import Random

import numpy as np
import pytest

from coach.errors import UsageError
from coach.live import spot
from coach.live.aside import tick
from coach.live.asked import Asked
from coach.live.awake import Awake
from coach.live.desk import Desk
from coach.live.errand import Done, Inline, Work
from coach.live.manner import Manner
from coach.live.status import State
from coach.output.formats import FORMATS
from coach.plan.options import Counting, Options, Talk
from coach.plan.request import PaceOf
from coach.plan.timeline import Timeline
from coach.routine.kind import Kind
from coach.sound.mixer import render
from coach.sound.pcm import to_int16
from coach.units import RATE, Frames, to_gain

from .stand import Noise, Stand, prepared, rendered, routine

WAITING = Manner(wait=True)


def timeline_of(name: str) -> Timeline:
    return prepared(name)[1].timeline


def in_quiet(timeline: Timeline, after: int = 0) -> int:
    """Return a frame in the middle of a long silence, in no hold, in a step with a start cue."""
    return next(
        (one.end + two.start) // 2
        for one, two in pairwise(timeline.cues)
        if two.start - one.end > 6 * RATE
        and one.end > after
        and (not after or spot.start_lines(timeline, one.end))
        and not any(h.start < two.start and one.end < h.end for h in timeline.holds)
        and not any(one.end - RATE < c.start < two.start for c in timeline.chimes)
    )


def knocking(sound: np.ndarray) -> float:
    """Return how much of ``sound`` is one tick, 1 being all of it."""
    knock = tick().pcm.astype(float)
    found = np.correlate(sound, knock, "full")
    return float(found.max() / (np.linalg.norm(sound) * np.linalg.norm(knock)))


def test_left_alone_it_sounds_like_an_export() -> None:
    stand = Stand().begin()
    assert stand.finish().state is State.DONE
    assert np.array_equal(stand.sound, rendered(stand.take.score))
    assert stand.status.position == stand.take.timeline.frames


@pytest.mark.parametrize("name", ["wav", "flac"])
def test_it_sounds_like_a_file_without_loss_where_peaks_are_limited_too(name: str) -> None:
    stand = Stand().begin()
    for _ in range(4):
        stand.tell("louder")
    stand.finish()
    score = replace(stand.take.score, gain=stand.take.score.gain * to_gain(12))
    half = score.frames // 2  # the first words have ticks in them

    def written(ceiling: float) -> np.ndarray:
        return np.concatenate([to_int16(block)[:, 0] for block in render(score, half, ceiling_db=ceiling)])

    assert np.array_equal(stand.sound[-len(written(-1.0)) :], written(FORMATS[name].ceiling))
    assert not np.array_equal(written(-1.5), written(FORMATS[name].ceiling)), "nothing was limited"


def test_an_hour_takes_seconds_and_is_the_hour_of_an_export() -> None:
    stand = Stand("full-60").begin()
    began = time.process_time()
    stand.finish()
    assert time.process_time() - began < 20
    assert len(stand.sound) == 3600 * RATE
    assert np.array_equal(stand.sound, rendered(stand.take.score))


def test_a_pause_between_words_loses_and_repeats_nothing() -> None:
    stand = Stand("head-15").begin()
    gap = in_quiet(stand.take.timeline)
    stand.run_to(gap)
    assert stand.tell("pause").state is State.PAUSED
    assert stand.status.position == gap
    silent = len(stand.sound)
    stand.run(5)
    assert len(stand.sound) == silent
    assert stand.tell("go on").state is State.PLAYING
    stand.run_to(gap + 60 * RATE)
    assert np.array_equal(stand.sound, rendered(stand.take.score, 0, len(stand.sound)))


@pytest.mark.parametrize("seed", range(6))
def test_pauses_anywhere_repeat_what_they_interrupted_and_nothing_else(seed: int) -> None:
    chance = Random(seed)  # noqa: S311 - the same moments every time
    stand = Stand("hands-10", ahead=chance.choice([0, 24_000])).begin()
    timeline, approach = stand.take.timeline, stand.desk.approach
    expected, start = [], 0
    for _ in range(8):
        at = stand.run(chance.uniform(1, 40), 0.5).position
        assert stand.tell("pause").position == at
        expected.append(rendered(stand.take.score, start, at))
        start = spot.begin_again(timeline, at, approach)
        hold, cue = spot.hold_at(timeline, at), spot.cue_at(timeline, at)
        assert (start == at) == (hold is None and cue is None)
        assert hold is None or start <= hold.start - approach[hold.step]
        stand.run(chance.uniform(0, 15))
        stand.tell("go on")
    stand.finish()
    expected.append(rendered(stand.take.score, start))
    assert np.array_equal(stand.sound, np.concatenate(expected))


def test_a_hold_that_was_paused_sounds_whole_from_its_chime() -> None:
    stand = Stand("head-15").begin()
    hold = stand.take.timeline.holds[0]
    middle = (hold.start + hold.end) // 2
    stand.run_to(middle)
    stand.tell("pause")
    before = len(stand.sound)
    stand.run(30)
    stand.tell("go on")
    stand.run_to(hold.end + RATE)
    start = spot.begin_again(stand.take.timeline, Frames(middle), stand.desk.approach)
    assert start <= hold.start - stand.desk.approach[hold.step] < hold.start
    again = stand.sound[before:]
    assert np.array_equal(again, rendered(stand.take.score, start, stand.status.position))
    assert stand.outlet.whole(hold.start, hold.end)


def test_after_twenty_seconds_the_start_cue_is_said_again() -> None:
    stand = Stand("head-15").begin()
    timeline = stand.take.timeline
    gap = in_quiet(timeline, after=200 * RATE)
    lines = spot.start_lines(timeline, gap)
    assert lines
    for seconds, times in ((15, 0), (25, 1)):
        stand.run_to(gap)
        stand.tell("pause")
        stand.run(seconds)
        stand.tell("go on")
        stand.run(8)
        assert stand.heard(stand.desk.known(lines)) == times, seconds
        gap = in_quiet(timeline, after=stand.status.position)
        lines = spot.start_lines(timeline, gap)


def test_after_two_minutes_it_says_what_is_done() -> None:
    stand = Stand("head-15").begin()
    gap = in_quiet(stand.take.timeline, after=300 * RATE)
    stand.run_to(gap)
    stand.tell("pause")
    stand.run(121)
    stand.tell("go on")
    assert "Welcome back" in stand.status.words
    stand.run(30)
    assert stand.heard(stand.desk.known(stand.desk.recap(stand.take.timeline, Frames(gap)))) == 1


@pytest.mark.parametrize("ahead", [0, 24_000])
@pytest.mark.parametrize("text", ["lighter", "more talk", "louder bed", "go on", "end in 9", "how long"])
def test_every_command_is_answered_by_a_tick_within_a_tenth_of_a_second(text: str, ahead: int) -> None:
    stand = Stand("head-15", ahead=ahead).begin()
    gap = in_quiet(stand.take.timeline)
    stand.run_to(gap)
    before = len(stand.sound)
    assert not rendered(stand.take.score, gap, gap + RATE).any()
    stand.tell(text)
    stand.run(0.1)
    ratio = knocking(stand.sound[before:].astype(float))
    assert ratio > 0.99, ratio


def test_louder_is_three_decibels_smoothly() -> None:
    stand = Stand("head-15").begin()
    cue = max(stand.take.timeline.cues[:20], key=lambda each: each.end - each.start)
    at = stand.run_to(cue.start + RATE).position
    stand.tell("louder")
    stand.run(1)
    reference = rendered(stand.take.score, 0, len(stand.sound)).astype(float)
    sound = stand.sound.astype(float)
    assert np.array_equal(sound[:at], reference[:at])
    clear = at + 2 * len(tick().pcm)
    assert np.allclose(sound[clear:], reference[clear:] * to_gain(3.0), atol=2)
    assert stand.status.volume == 3.0
    for _ in range(4):
        stand.tell("louder")
    assert stand.status.volume == 12.0
    assert "as far as it goes" in stand.status.notice
    before = len(stand.sound)
    stand.run(1)
    assert 3_000 < np.abs(stand.sound[before:].astype(int)).max() < 32_767


def test_a_question_waits_for_the_end_of_a_hold() -> None:
    stand = Stand("head-15").begin()
    hold = stand.take.timeline.holds[1]
    stand.run_to(hold.start + RATE)
    stand.tell("how long")
    stand.run(15)
    assert stand.outlet.whole(hold.start, hold.end)
    left = stand.desk.how_long(Frames(stand.take.timeline.frames - hold.start - RATE))
    assert stand.heard(stand.desk.known(left)) == 1


def test_again_says_the_last_words_with_their_caution() -> None:
    timeline = timeline_of("head-15")
    caution = next(cue for cue in timeline.cues if cue.kind is Kind.CAUTION and cue.start > 150 * RATE)
    index = timeline.cues.index(caution)
    lines = spot.again_lines(timeline, timeline.cues[index - 1].start)
    assert caution.line in lines or timeline.cues[index - 1].end + spot.NEAR < caution.start
    stand = Stand("head-15").begin()
    stand.run_to(caution.end + RATE // 2)
    lines = spot.again_lines(timeline, stand.status.position)
    assert caution.line in lines
    stand.tell("again")
    stand.run(15)
    assert any(
        len(pcm) >= len(rendered(stand.desk.known(lines).score(1.0, 1))) for pcm in stand.outlet.asides
    )


@pytest.mark.parametrize("seed", range(4))
def test_whatever_is_unplugged_every_word_is_heard_whole_and_in_order(seed: int) -> None:
    chance = Random(seed)  # noqa: S311 - the same moments every time
    stand = Stand("hands-10", ahead=24_000).begin()
    starts = []
    while not stand.session.over:
        stand.run(chance.uniform(1, 60), 0.5)
        stand.outlet.lose()
        assert stand.run(chance.uniform(0, 8), 0.5).state in {State.NO_SPEAKER, State.DONE}
        position = stand.status.position
        stand.run(2)
        assert stand.status.position == position  # the clock stands
        stand.outlet.restore()
        starts.append(position)
    timeline = stand.take.timeline
    assert stand.status.state is State.DONE
    assert len(starts) > 8
    for span in (*timeline.cues, *timeline.holds):
        assert stand.outlet.whole(span.start, span.end), span
    heard = [each for each in stand.outlet.stretches if each.plan and each.pcm]
    for one, two in pairwise(heard):
        assert two.start <= one.stop


def test_a_long_absence_ends_with_a_line() -> None:
    stand = Stand("head-15").begin()
    stand.run(100)
    stand.outlet.lose()
    stand.run(30)
    assert "switched off" in stand.status.notice
    stand.outlet.restore()
    stand.run(15)
    assert stand.heard(stand.desk.aside("speaker_back")) == 1
    assert stand.status.state is State.PLAYING


def test_what_to_do_about_a_speaker_is_shown_in_the_sound_check_and_at_a_gate_too() -> None:
    stand = Stand("head-15", Manner(wait=True, sound_check=True)).begin()
    gate = next(step for step in stand.take.timeline.steps if step.gate is not None)
    for state in (State.OPENING, State.GATE):
        stand.outlet.lose()
        assert stand.run(1).state is State.NO_SPEAKER
        assert "switched off" in stand.status.notice
        stand.outlet.restore()
        stand.run(1)
        assert (stand.status.state, stand.status.notice) == (state, "")
        stand.tell("ready")
        stand.run_to(gate.end)
        stand.run(1)


def test_what_is_said_when_a_speaker_is_back_is_not_shown_before() -> None:
    stand = Stand("head-15").begin()
    stand.run(100)
    stand.outlet.lose()
    for _ in range(40):  # no time goes by for the plan, but for who waits
        stand.clock += 1.0
        stand.session.step()
        assert "back" not in stand.status.words
        assert stand.status.notice.startswith("The imagined speaker")
    stand.outlet.restore()
    stand.run(3)
    assert "back" in stand.status.words


def test_a_paused_session_stays_paused_when_a_speaker_comes() -> None:
    stand = Stand("head-15").begin()
    stand.run(100)
    stand.tell("pause")
    stand.outlet.lose()
    stand.run(10)
    stand.outlet.restore()
    before = len(stand.sound)
    assert stand.run(10).state is State.PAUSED
    assert len(stand.sound) == before


def test_when_the_machine_slept_the_sentence_begins_again() -> None:
    stand = Stand("head-15").begin()
    cue = stand.take.timeline.cues[5]
    stand.run_to(cue.start + RATE)
    stand.clock += 3600
    stand.session.step()
    assert stand.status.position == cue.start


def test_a_gate_waits_and_says_its_line_once_more_softly() -> None:
    stand = Stand("head-15", WAITING).begin()
    gate = next(step for step in stand.take.timeline.steps if step.gate is not None)
    assert gate.gate is not None
    stand.run_to(gate.end)
    stand.run(8)
    assert stand.status.state is State.GATE
    assert stand.status.position == gate.end
    assert stand.status.words == gate.gate.line.text
    loud, soft = stand.desk.known([gate.gate.line]), stand.desk.known([gate.gate.line], soft=True)
    assert (stand.heard(loud), stand.heard(soft)) == (1, 0)
    stand.run(25)
    assert stand.heard(soft) == 0
    stand.run(15)
    assert stand.heard(soft) == 1
    stand.run(300, 1.0)
    assert (stand.heard(loud), stand.heard(soft)) == (1, 1)
    assert stand.tell("ready").state is State.PLAYING
    stand.run(5)
    plan = [each for each in stand.outlet.stretches if each.plan and each.pcm]
    assert plan[-1].stop == gate.end
    assert stand.status.position > gate.end


def test_without_waiting_gates_have_the_length_of_an_export() -> None:
    timeline = timeline_of("head-15")
    assert any(step.gate for step in timeline.steps)
    stand = Stand("head-15", Manner(wait=False)).begin()
    stand.finish()
    assert np.array_equal(stand.sound, rendered(stand.take.score))


def test_the_sound_check_waits_for_a_key_and_the_lesson_teaches_the_bells() -> None:
    stand = Stand("head-15", Manner(sound_check=True, lesson=True)).begin()
    stand.run(60)
    assert stand.status.state is State.OPENING
    assert stand.status.position == 0
    assert stand.heard(stand.desk.aside("sound_check", "volume")) == 1
    stand.tell("louder")
    assert stand.status.state is State.OPENING
    assert stand.tell("longer").state is State.PLAYING
    stand.run(20)
    assert stand.heard(stand.desk.lesson()) == 1
    assert 7 < len(rendered(stand.desk.lesson().score(1.0, 1))) / RATE < 10
    assert stand.status.position > 0


def test_a_sound_check_cut_short_is_not_said_later() -> None:
    stand = Stand("head-15", Manner(sound_check=True)).begin()
    stand.run(1)
    stand.tell("ready")
    stand.run(20)
    stand.tell("pause")
    stand.run(4)
    stand.tell("go on")
    stand.run(30)
    assert stand.heard(stand.desk.aside("sound_check", "volume")) == 0  # the first one was cut
    assert stand.status.position > 40 * RATE


def test_a_side_that_was_skipped_had_no_more_time() -> None:
    start = next(step.start for step in Stand("feet-15").take.timeline.steps if step.side == "B")
    stand = Stand("feet-15", Manner(start=start)).begin()
    stand.run(30)
    stand.tell("stop")
    stand.run(20)
    assert stand.heard(stand.desk.aside("stop")) == 1
    assert stand.heard(stand.desk.aside("uneven")) == 0
    stand = Stand("feet-15", Manner(start=start - 60 * RATE)).begin()
    stand.run(90)
    stand.tell("stop")
    stand.run(20)
    assert stand.heard(stand.desk.aside("uneven")) == 1


@pytest.mark.parametrize("moment", ["oil", "cramp", "tickle", "phone"])
def test_at_a_moment_the_clock_stands_and_the_stroke_begins_again(moment: str) -> None:
    stand = Stand("head-15").begin()
    hold = stand.take.timeline.holds[2]
    at = stand.run_to(hold.start + RATE).position
    stand.tell(moment)
    assert stand.run(60).state is State.PAUSED
    assert stand.status.position == at
    stand.tell("go on")
    stand.run_to(hold.end + RATE)
    assert stand.outlet.whole(hold.start - stand.desk.approach[hold.step], hold.end)


def test_stop_is_silent_at_once_then_calm_and_final() -> None:
    stand = Stand("head-15").begin()
    stand.run(100)
    at = stand.status.position
    stand.tell("stop")
    assert stand.status.state is State.STOPPED
    stand.run(10)
    assert stand.session.over
    assert stand.heard(stand.desk.aside("stop")) == 1
    for text in ("go on", "back", "ready", "louder", "toggle", "next"):
        stand.tell(text)
    sound = len(stand.sound)
    assert stand.run(30).state is State.STOPPED
    assert (stand.status.position, len(stand.sound)) == (at, sound)


@pytest.mark.parametrize("paused", [False, True])
def test_stop_without_a_speaker_is_the_end(paused: bool) -> None:
    stand = Stand("head-15").begin()
    stand.run(100)
    if paused:
        stand.tell("pause")
    stand.outlet.lose()
    stand.run(10)
    at = stand.status.position
    stand.tell("stop")
    assert stand.session.over
    assert (stand.status.state, stand.status.position) == (State.STOPPED, at)


def test_stop_in_the_sound_check_without_a_speaker_is_the_end() -> None:
    stand = Stand("head-15", WAITING)
    stand.outlet.present = False
    stand.begin().run(10)
    stand.tell("stop")
    assert stand.session.over


@pytest.mark.parametrize("text", ["lighter", "how long", "end in 1", "longer", "asleep"])
def test_after_stop_nothing_is_said_that_was_asked_for_before(text: str) -> None:
    runner = Late()
    stand = Stand("head-15", runner=runner).begin()
    stand.run(170)
    stand.tell(text)
    stand.tell("stop")
    said = [stand.desk.aside("stop")]
    runner.open = True
    stand.run(20)
    assert stand.session.over
    spoken = [pcm for pcm in stand.outlet.asides if len(pcm) > RATE // 2]
    assert [len(pcm) for pcm in spoken[-1:]] == [len(rendered(said[0].score(stand.session._stage.gain, 1)))]
    assert stand.heard(said[0]) == 1
    assert stand.status.revision == 0


@pytest.mark.parametrize(("text", "hushed"), [("less talk", True), ("more talk", False)])
def test_who_sleeps_is_not_woken_by_less_talk(text: str, hushed: bool) -> None:
    stand = Stand("head-15").begin()
    stand.run(200)
    stand.tell("asleep")
    stand.run(10)
    stand.tell(text)
    stand.run(10)
    timeline = stand.session.timeline
    assert any(chime.name == "close" for chime in timeline.chimes) is not hushed
    assert stand.session._stage.levels.hushed is hushed


@pytest.mark.parametrize("text", ["louder", "lighter", "how long"])
def test_what_is_asked_when_a_speaker_is_about_to_be_lost_goes_back_to_the_first_word(text: str) -> None:
    stand = Stand("head-15").begin()
    cue = next(cue for cue in stand.take.timeline.cues[5:] if cue.end - cue.start > 2 * RATE)
    stand.run_to(cue.start + RATE)
    stand.outlet.stuck_now = True
    stand.tell(text)
    stand.outlet.stuck_now = False
    assert stand.status.position == cue.start
    stand.run_to(cue.end + RATE)
    assert stand.outlet.whole(cue.start, cue.end)


def test_who_falls_asleep_is_not_woken_by_less_talk_that_is_asked_for_at_once() -> None:
    runner = Late()
    stand = Stand("head-15", runner=runner).begin()
    stand.run(200)
    stand.tell("asleep")
    stand.tell("less talk")
    runner.open = True
    stand.run(20)
    assert not any(chime.name == "close" for chime in stand.session.timeline.chimes)
    assert stand.status.talk == "chimes"


def test_what_is_asked_at_a_moment_is_answered_when_it_goes_on() -> None:
    stand = Stand("head-15").begin()
    stand.run(100)
    stand.tell("oil")
    stand.tell("how long")
    stand.tell("go on")
    asides = len(stand.outlet.asides)
    stand.run(20)
    said = [len(pcm) for pcm in stand.outlet.asides[asides - 1 :]]
    assert sum(length > RATE for length in said) == 1, "the answer, and nothing that was for the pause"


def test_a_tick_is_whole_in_the_middle_of_an_answer() -> None:
    sounds = []
    for pressed in (True, False):
        stand = Stand("head-15").begin()
        for _ in range(3):
            stand.tell("quieter")  # so that nothing is limited
        stand.run(100)
        stand.tell("how long")
        stand.run(1.0)
        before = len(stand.sound)
        if pressed:
            stand.tell("go on")
        stand.run(0.2)
        sounds.append(stand.sound[before : before + RATE // 5].astype(float))
    assert knocking(sounds[0] - sounds[1]) > 0.99


def test_what_was_to_be_said_at_a_moment_is_left_unsaid_when_it_goes_on() -> None:
    stand = Stand("head-15").begin()
    stand.run(100)
    stand.tell("oil")
    stand.tell("pause")
    stand.tell("go on")
    stand.run(30)
    assert stand.status.state is State.PLAYING
    assert not any(stand.heard(stand.desk.aside(name)) for name in ("oil", "oil_on"))


def test_asleep_is_softer_and_says_less() -> None:
    stand = Stand("head-15").begin()
    stand.run(200)
    stand.tell("asleep")
    stand.run(10)
    assert stand.heard(stand.desk.aside("asleep", soft=True)) == 1
    assert stand.status.talk == "minimal"
    assert stand.session._stage.gain == pytest.approx(stand.take.score.gain * to_gain(-6))


def test_next_goes_over_without_a_gap_and_before_that_nothing_changes() -> None:
    stand = Stand("head-15", ahead=24_000).begin()
    stand.run(200)
    old = stand.session.timeline
    stand.tell("next")
    swap = stand.session._stage.take.course.swap
    new = stand.session.timeline
    assert new.frames < old.frames
    assert stand.status.revision == 1
    stand.finish()
    sound, tail = stand.sound, rendered(stand.session._stage.take.score)
    assert len(sound) == new.frames
    assert np.array_equal(sound[swap:], tail[swap:])


class Late:
    """Runs errands, and gives them back only when the test says so."""

    def __init__(self) -> None:
        self.waiting: list[tuple[str, Work]] = []
        self.open = False
        self.tries = 0

    def send(self, name: str, work: Work) -> None:
        self.waiting.append((name, work))
        self.tries += 1

    def back(self) -> Done | None:
        if not (self.open and self.waiting):
            return None
        errand = Inline()
        errand.send(*self.waiting.pop(0))
        return errand.back()

    def close(self) -> None:
        pass


@pytest.mark.parametrize("name", ["hands-10", "head-15", "ears-scalp-5"])
def test_next_before_anything_has_begun_changes_nothing(name: str) -> None:
    stand = Stand(name).begin()
    stand.tell("pause")
    assert stand.status.position == 0
    assert stand.tell("next").frames == timeline_of(name).frames
    stand.tell("go on")
    assert stand.finish().state is State.DONE
    assert stand.session.timeline == timeline_of(name)


def test_a_plan_that_comes_too_late_is_made_again_for_the_next_boundary() -> None:
    runner = Late()
    stand = Stand("head-15", runner=runner).begin()
    stand.run(170)
    stand.tell("longer")
    stand.run(30)  # its boundary has gone by; the old plan plays on
    assert stand.status.revision == 0
    runner.open = True
    stand.run(2)
    assert runner.tries == 2
    assert stand.status.revision == 1
    stand.finish()
    assert len(stand.sound) == stand.session.timeline.frames > stand.take.timeline.frames


def test_with_a_dead_engine_the_old_plan_goes_on_with_a_notice() -> None:
    stand = Stand("head-15").begin()
    stand.run(200)
    stand.desk._voice.booth.dead = True  # type: ignore[attr-defined]
    try:
        stand.tell("longer")
        stand.tell("less talk")
        stand.run(1)
        assert "switched off" in stand.status.notice
        assert stand.status.revision == 0
        assert stand.finish().state is State.DONE
        assert stand.status.position == stand.take.timeline.frames
    finally:
        stand.desk._voice.booth.dead = False  # type: ignore[attr-defined]


def test_a_promised_end_is_kept_when_a_hold_is_repeated() -> None:
    stand = Stand("head-15", promised=True).begin()
    hold = stand.take.timeline.holds[1]
    stand.run_to(hold.end - RATE)
    stand.tell("pause")
    stand.tell("go on")
    stand.finish()
    assert abs(len(stand.sound) - stand.take.timeline.frames) < 2 * RATE


@pytest.mark.parametrize(
    ("text", "longer"), [("longer", True), ("end in 8", False), ("back", True), ("next", False)]
)
def test_what_is_asked_changes_the_end(text: str, longer: bool) -> None:
    stand = Stand("head-15").begin()
    stand.run(200)
    before = stand.status
    stand.tell(text)
    assert (stand.status.frames > before.frames) is longer
    assert stand.status.notice
    stand.finish()
    assert stand.status.state is State.DONE
    if text == "end in 8":
        assert abs(stand.status.frames - before.position - 480 * RATE) <= RATE


def test_another_pace_begins_at_the_swap_and_what_was_said_stays() -> None:
    stand = Stand("head-15").begin()
    stand.run(200)
    old = stand.session._stage.take
    stand.tell("pace 110")
    new, swap = stand.session._stage.take, stand.session._stage.take.course.swap
    assert stand.status.revision == 1
    lengths = {cue.line: cue.end - cue.start for cue in old.timeline.cues}
    slower = [cue for cue in new.timeline.cues if cue.start >= swap and cue.line in lengths]
    assert slower
    assert all(cue.end - cue.start > lengths[cue.line] for cue in slower)
    stand.finish()
    stand.desk.begin()  # the desk is shared: give it its pace back
    assert np.array_equal(rendered(new.score, 0, swap - RATE), rendered(old.score, 0, swap - RATE))
    assert np.array_equal(stand.sound[-60 * RATE :], rendered(new.score)[-60 * RATE :])
    desk, take = prepared("head-15", 700)
    desk._other = None
    with pytest.raises(UsageError, match="only one pace"):
        desk.change(take, Asked(Frames(0), Frames(0), PaceOf(111)))


def test_an_end_that_is_too_soon_is_answered_with_the_soonest() -> None:
    stand = Stand("head-15").begin()
    stand.run(200)
    stand.tell("end in 1")
    assert "shortest" in stand.status.notice
    assert stand.status.revision == 0
    stand.run(15)
    assert any(len(pcm) > RATE for pcm in stand.outlet.asides)


def test_what_was_said_last_is_shown_until_something_else_is_said() -> None:
    timeline = timeline_of("head-15")
    quiet = in_quiet(timeline)
    last = spot.last_cue(timeline, quiet)
    assert last is not None
    stand = Stand("head-15").begin()
    stand.run_to(quiet)
    assert stand.status.words == last.line.text
    assert stand.tell("pause").words == last.line.text
    assert stand.tell("go on").words == last.line.text
    answer = stand.tell("how long").notice
    seen = [last.line.text]
    while len(set(seen)) < 3:
        seen.append(stand.status.words)
        stand.run(0.5)
    said = [new for old, new in pairwise(seen) if new != old]
    following = next(cue for cue in timeline.cues if cue.start > quiet)
    assert said == [answer, following.line.text]  # and not the last cue again, which is not spoken


def test_nothing_is_shown_before_it_was_said() -> None:
    timeline = timeline_of("head-15")
    start = Frames(timeline.cues[5].end + 1)
    stand = Stand("head-15", Manner(wait=False, start=start)).begin()
    assert stand.status.words == ""
    stand.run_to(timeline.cues[6].start + 100)
    assert stand.status.words == timeline.cues[6].line.text


class Restless:
    """Nothing keeps this computer awake."""

    def hold(self) -> bool:
        return False

    def release(self) -> None:
        pass


def test_a_computer_that_cannot_be_kept_awake_is_told_once() -> None:
    stand = Stand("head-15", awake=Awake(Restless())).begin()
    notices = []
    for order in ("", "louder", "pause", "go on", "quieter", ""):
        if order:
            stand.tell(order)
        for _ in range(25):
            stand.run(1, 1.0)
            notices.append(stand.status.notice)
    told = [new for old, new in pairwise(["", *notices]) if new != old and "kept awake" in new]
    assert len(told) == 1


def test_what_is_refused_is_counted() -> None:
    stand = Stand("head-15").begin()
    stand.run(5)
    assert stand.tell("how long").refused == 0
    assert stand.tell("more talk").refused == 1
    stand.tell("end in 2")
    stand.run(5)
    assert stand.status.refused == 2
    assert "goes on as planned" in stand.status.notice
    stand.tell("end in 10")
    stand.run(5)
    assert stand.status.refused == 2


@pytest.mark.parametrize(
    ("name", "options", "needless"),
    [
        ("first-time-20", Options(), True),  # a step of learning
        ("hands-10", Options(), True),  # told while the hands are warmed
        ("hands-10", Options(talk=Talk.MINIMAL), False),
        ("hands-10", Options(talk=Talk.MINIMAL, count=Counting.VOICE), True),
    ],
)
def test_the_lesson_of_the_bells_is_left_out_where_it_is_told_anyway(
    name: str, options: Options, needless: bool
) -> None:
    assert Desk(routine(name), options, Noise()).needs_no_lesson is needless
