"""A bed in a live session: the samples of the export, a level of its own, and there while a gate waits."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from coach.errors import InputError
from coach.live.asked import Asked
from coach.live.command import command
from coach.live.conductor import Manner
from coach.live.desk import Desk
from coach.live.errand import Inline
from coach.live.session import Session
from coach.live.status import State
from coach.plan.options import Options
from coach.plan.request import BedOf, Lighter, Next
from coach.sound.bed import GLIDE
from coach.sound.chimes import load_chimes
from coach.sound.crossing import CROSS, NOTHING
from coach.sound.laying import ambience_of, laying
from coach.sound.mixer import render
from coach.sound.pcm import to_int16
from coach.sound.score import Score, arrange
from coach.speaker.null import Null
from coach.units import RATE, Frames

from .stand import Noise, routine

ASKED = Options(ambience="brown", bed=-18.0)


class Led:
    """A session in fake time, in stereo."""

    def __init__(self, name: str, at: float, *, wait: bool = False, ambience: str = "brown") -> None:
        options = replace(ASKED, ambience=ambience)
        self.desk = Desk(routine(name), options, Noise(), channels=2, other=Noise, lays=laying)
        self.take = self.desk.begin()
        self.outlet = Null(0)
        self.outlet.keep = True
        self.clock = 1000.0
        manner = Manner(wait=wait, start=Frames(round(at * RATE)))
        now = lambda: self.clock  # noqa: E731
        self.session = Session(
            self.desk, self.take, self.outlet, manner, now=now, runner=Inline(), ahead=False
        )
        self.session.begin()

    def run(self, seconds: float) -> np.ndarray:
        """What is heard in so many seconds, shape (frames, 2); what was heard before is forgotten."""
        self.outlet.taken.clear()
        for _ in range(round(seconds * 10)):
            self.outlet.advance(RATE // 10)
            self.clock += 0.1
            self.session.step()
        return np.frombuffer(bytes(self.outlet.taken), np.int16).reshape(-1, 2)

    def tell(self, text: str) -> None:
        self.session.tell(command(text))
        self.session.step()
        self.session.step()


def whole(led: Led, start: float, seconds: float) -> np.ndarray:
    """The same stretch as an export has it."""
    timeline = led.take.timeline
    clips = Noise().clips({cue.line for cue in timeline.cues})
    score = arrange(timeline, clips, load_chimes(), channels=2, lay=laying(ASKED))
    first = round(start * RATE)
    return np.concatenate([to_int16(b) for b in render(score, first, first + round(seconds * RATE))])


def test_what_is_heard_is_what_is_exported() -> None:
    led = Led("ears-scalp-5", 20.5)
    assert np.array_equal(led.run(15.0), whole(led, 20.5, 15.0))


def test_the_bed_alone_becomes_louder() -> None:
    led = Led("ears-scalp-5", 20.5)
    led.run(2.0)
    led.tell("louder bed")
    assert "Ambience +3 dB" in led.session.status().notice
    led.run(1.0)
    at = led.session.status().position
    sound = led.run(6.0).astype(float)
    plain = whole(led, at / RATE, 6.0).astype(float)
    alone = Led("ears-scalp-5", 20.5).take.score.bed
    assert alone is not None
    quiet = [place for place in range(6) if np.abs(plain[place * RATE : (place + 1) * RATE]).max() < 1500]
    for place in quiet:
        part = slice(place * RATE, (place + 1) * RATE)
        assert sound[part].std() / plain[part].std() == pytest.approx(10 ** (3 / 20), rel=0.03)
    assert sound.std() > plain.std()


def test_a_pause_is_silent_and_what_is_said_has_the_bed_under_it() -> None:
    led = Led("ears-scalp-5", 20.5)
    led.run(1.0)
    led.tell("again")
    aside = led.session._stage._voiced(led.desk.aside("stop"))
    assert aside.bed is not None
    led.run(1.0)
    led.tell("pause")
    assert len(led.run(3.0)) == 0


def test_the_bed_sounds_on_while_a_gate_waits() -> None:
    name = "trio-45"
    gate = next(step for step in Led(name, 0.0).take.timeline.steps if step.gate is not None)
    led = Led(name, gate.end / RATE - 2.0, wait=True)
    led.run(2.5)
    assert led.session.status().state is State.GATE
    led.run(12.0)
    sound = led.run(5.0).astype(float)
    levels = sound.reshape(-1, RATE // 10, 2).std(axis=(1, 2))
    assert len(levels) >= 45
    assert levels.min() > 50, "not a moment of silence"
    assert led.session.status().state is State.GATE


@pytest.mark.parametrize(("first", "then"), [("brown", "rain"), ("none", "ocean"), ("brown", "none")])
def test_another_ambience_is_gone_over_to_where_no_word_is_cut(first: str, then: str) -> None:
    led = Led("ears-scalp-5", 20.5, ambience=first)
    led.run(1.0)
    before = led.take.score
    led.tell(f"bed {then}")
    take, at = led.session._stage.take, led.session.status().position
    assert take.course.swap > at
    assert not any(cue.start < take.course.swap < cue.end for cue in take.timeline.cues)
    led.run((take.course.swap - at) / RATE - 0.5)
    at = led.session.status().position
    heard = led.run(20.0)
    assert np.array_equal(heard[: 24_000 - 4_800], pcm(before, at, at + 24_000 - 4_800))
    late = -(-(take.course.swap + CROSS + GLIDE) // RATE) * RATE
    timeline = take.timeline
    clips = Noise().clips({cue.line for cue in timeline.cues})
    lay = laying(replace(ASKED, ambience=then))
    anew = arrange(timeline, clips, load_chimes(), channels=2, gain=before.gain, lay=lay)
    if then == "none":
        assert np.array_equal(heard[late - at :], pcm(anew, late, at + len(heard)))
    else:  # of the phrases that are over the new plan knows nothing: its curve may begin another way
        part = slice(len(heard) - 5 * RATE, None)
        assert np.array_equal(heard[part], pcm(anew, at + len(heard) - 5 * RATE, at + len(heard)))
    middle = heard[take.course.swap - at : take.course.swap + CROSS - at].astype(float)
    steps = np.abs(np.diff(middle, axis=0)).max()
    around = max(
        np.abs(np.diff(pcm(score, at, at + 20 * RATE).astype(float), axis=0)).max()
        for score in (before, anew)
    )
    assert steps <= around * 1.05, "no click"


@pytest.mark.parametrize("state", ["pause", "gate"])
def test_where_the_clock_stands_it_is_the_other_ambience_from_there(state: str) -> None:
    led = Led("trio-45", 0.0)
    gate = next(step for step in led.take.timeline.steps if step.gate is not None)
    led = Led("trio-45", gate.end / RATE - 8.0, wait=True)
    led.run(1.0 if state == "pause" else 20.0)
    if state == "pause":
        led.tell("pause")
    led.tell("bed bowl")
    assert "The ambience is bowl from here on." in led.session.status().notice
    if state == "gate":
        assert led.session.status().state is State.GATE
        waiting = led.run(3.0).astype(float)
        assert tonal(waiting) > 10 * tonal(Led("trio-45", 30.0).run(3.0).astype(float))
    led.tell("go on")
    led.run(0.5)
    at = led.session.status().position
    assert np.array_equal(led.run(2.0), pcm(led.session._stage._score(), at, at + 2 * RATE))


@pytest.mark.parametrize("then", ["rain", "none"])
def test_a_later_change_of_the_plan_leaves_the_other_ambience_as_it_is(then: str) -> None:
    led = Led("ears-scalp-5", 20.5)
    led.tell(f"bed {then}")
    first = led.session._stage.take
    led.run((first.course.swap - led.session.status().position + CROSS) / RATE + 1)
    led.tell("less talk")
    take = led.session._stage.take
    assert take.course.swap > first.course.swap + CROSS
    assert take.score.bed is not None
    quiet = replace(take.score, placed=())
    plain = ambience_of("rain") if then == "rain" else NOTHING
    alone = replace(quiet, bed=replace(take.score.bed, source=plain))
    span = (take.course.swap, take.course.swap + CROSS)
    assert np.array_equal(pcm(quiet, *span), pcm(alone, *span)), "no swell where it meets itself"


def test_an_ambience_that_there_is_not_changes_nothing() -> None:
    led = Led("ears-scalp-5", 20.5)
    led.tell("bed oceann")
    status = led.session.status()
    assert (status.revision, status.refused) == (0, 1)
    assert 'There is no ambience "oceann". Did you mean ocean?' in status.notice
    led.run(0.5)  # with the knock that says "heard"
    assert np.array_equal(led.run(5.0), whole(led, 21.0, 5.0))


def test_music_that_is_away_takes_its_sound_and_nothing_else_and_new_music_must_be_there(
    tmp_path: Path,
) -> None:
    gone, other = str(tmp_path / "gone.mp3"), str(tmp_path / "other.mp3")
    asked = (
        Asked(Frames(30 * RATE), Frames(RATE), BedOf("rain")),
        Asked(Frames(60 * RATE), Frames(RATE), Next()),
    )
    there = Desk(routine("ears-scalp-5"), ASKED, Noise(), channels=2, lays=laying).begin(asked)
    left = tuple(replace(each, request=BedOf(gone)) if n == 0 else each for n, each in enumerate(asked))
    desk = Desk(routine("ears-scalp-5"), replace(ASKED, ambience=other), Noise(), channels=2, lays=laying)
    with pytest.raises(InputError, match=r"other\.mp3"):
        desk.begin()
    take = desk.begin(left, resumed=True)
    assert take.score.bed is None
    assert take.timeline.cues == there.timeline.cues
    assert take.timeline.steps == there.timeline.steps
    again = desk.change(take, Asked(Frames(90 * RATE), Frames(RATE), Lighter()))
    assert again.score.bed is None
    for name in (gone, other):
        with pytest.raises(InputError, match="is not there"):
            desk.change(again, Asked(Frames(120 * RATE), Frames(RATE), BedOf(name)))
    rain = desk.change(again, Asked(Frames(120 * RATE), Frames(RATE), BedOf("rain")))
    assert rain.score.bed is not None


@pytest.mark.parametrize("first", ["none", "brown"])
@pytest.mark.parametrize("way", ["louder", "quieter"])
def test_where_there_is_no_ambience_its_level_is_refused_with_what_to_ask_for(first: str, way: str) -> None:
    led = Led("ears-scalp-5", 20.5, ambience=first)
    led.tell("bed none")
    refused = led.session.status().refused
    led.tell(f"{way} bed")
    status = led.session.status()
    assert status.refused == refused + 1
    assert 'coach control "bed ocean"' in status.notice
    assert led.session._stage.levels.bed == 0
    led.tell("bed rain")
    led.tell(f"{way} bed")
    assert "Ambience" in led.session.status().notice


@pytest.mark.parametrize(
    ("text", "sound"),
    [
        ("bed-ocean", "ocean"),
        ("bed Ocean", "ocean"),
        ("BED OCEAN", "ocean"),
        ("Bed_NONE", "none"),
        ("bed  My-Music File.MP3", "My-Music File.MP3"),
        ("bed -x_y.mp3", "-x_y.mp3"),
        ("bed-/a/Ocean", "/a/Ocean"),
    ],
)
def test_an_ambience_is_meant_in_any_letters_and_a_file_as_it_is_written(text: str, sound: str) -> None:
    assert command(text).sound == sound


def test_the_level_that_was_asked_for_stays_with_another_ambience() -> None:
    led = Led("ears-scalp-5", 20.5)
    led.tell("quieter bed")
    led.tell("bed rain")
    bed = led.session._stage._bed()
    assert bed is not None
    assert bed.level == ASKED.bed - 3


def pcm(score: Score, start: int, stop: int) -> np.ndarray:
    """The frames of ``score`` as they are played, shape (frames, channels)."""
    return np.concatenate([to_int16(block) for block in render(score, start, stop)])


def tonal(sound: np.ndarray) -> float:
    """How much of the strongest tone there is, against the rest."""
    power = np.abs(np.fft.rfft(sound[:, 0] * np.hanning(len(sound)))) ** 2
    return float(power.max() / np.median(power))
