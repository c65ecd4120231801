"""A bed in a live session: the samples of the export, a level of its own, and there while a gate waits."""

from __future__ import annotations

import numpy as np
import pytest

from coach.live.conductor import Manner
from coach.live.desk import Desk
from coach.live.errand import Inline
from coach.live.session import Session
from coach.live.status import State
from coach.plan.options import Options
from coach.sound.chimes import load_chimes
from coach.sound.laying import laying
from coach.sound.mixer import render
from coach.sound.pcm import to_int16
from coach.sound.score import arrange
from coach.speaker.null import Null
from coach.units import RATE, Frames

from .stand import Noise, routine

ASKED = Options(ambience="brown", bed=-18.0)


class Led:
    """A session in fake time, in stereo."""

    def __init__(self, name: str, at: float, *, wait: bool = False) -> None:
        lay = laying(ASKED)
        self.desk = Desk(routine(name), ASKED, Noise(), channels=2, other=Noise, lay=lay)
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
        from coach.live.command import command

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
