"""Two people on speakers of their own: the receiver hears the receiver's lines and nothing else, in step."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from coach.live.command import command
from coach.live.desk import Desk, Take
from coach.live.errand import Inline
from coach.live.feed import Feed
from coach.live.manner import Manner
from coach.live.session import Session
from coach.live.status import State
from coach.live.two import TwoScore
from coach.plan.options import Options
from coach.plan.timeline import Spoken
from coach.sound.score import Score, arrange
from coach.speaker.null import Null
from coach.speaker.outlet import Source, Telling
from coach.speaker.pair import Pair
from coach.units import RATE, Frames
from tests.speaker.room import stretches, until

from .stand import Noise, noise, rendered, routine

NAME, SECONDS = "first-time-20", 1200


@functools.cache
def prepared() -> tuple[Desk, Take]:
    desk = Desk(routine(NAME), Options(seconds=SECONDS), Noise(), other=Noise, two=True)
    return desk, desk.begin()


class Taped(Null):
    """A device of two channels that keeps everything, whatever is started on it."""

    def __init__(self) -> None:
        super().__init__(0)
        self.keep, self.before = True, bytearray()

    def start(self, source: Source) -> None:
        self.before += self.taken
        super().start(source)

    @property
    def everything(self) -> np.ndarray:
        return np.frombuffer(bytes(self.before + self.taken), np.int16).reshape(-1, 2)


class Two(Pair):
    """Two devices, one for each, moved together by hand."""

    def __init__(self) -> None:
        self.giver, self.receiver = Null(0), Null(0)
        super().__init__(self.giver, self.receiver)

    def advance(self, frames: int) -> None:
        for device in (self.giver, self.receiver):
            device.advance(frames, 0.0)

    @property
    def everything(self) -> np.ndarray:
        raise NotImplementedError("each device has its own")


class Room:
    """A session without a thread, on a device with a channel for each of the two."""

    def __init__(self, start: int = 0, outlet: Taped | Two | None = None) -> None:
        self.outlet = outlet or Taped()
        desk, take = prepared()
        self.time = 0.0
        self.session = Session(
            *(desk, take, self.outlet, Manner(wait=False, start=start)),
            now=lambda: self.time,
            runner=Inline(),
            ahead=False,
        )
        self.session.begin()

    def run(self, seconds: float) -> Room:
        for _ in range(round(seconds * 10)):
            if not self.session.over:
                self.outlet.advance(RATE // 10)
                self.time += 0.1
                self.session.step()
        return self

    def run_to(self, frame: int) -> Room:
        while self.session.status().position < frame and not self.session.over:
            self.run(0.1)
        return self

    def tell(self, text: str) -> Room:
        self.session.tell(command(text))
        self.session.step()
        self.session.step()
        return self

    @property
    def heard(self) -> np.ndarray:
        return self.outlet.everything


def theirs(cues: tuple[Spoken, ...]) -> list[Spoken]:
    return [cue for cue in cues if cue.addressee != "giver"]


def test_each_hears_what_an_export_for_them_has() -> None:
    _, take = prepared()
    timeline = take.timeline
    sounds = {cue.line: noise(cue.line.text) for cue in timeline.cues}
    own = theirs(timeline.cues)
    assert len(own) >= 3
    assert isinstance(take.score, TwoScore)
    heard = Room().run(SECONDS + 1).heard
    for channel, mix in enumerate(("giver", "receiver")):
        score = arrange(timeline, sounds, prepared()[0].chimes, gain=take.score.gain, mix=mix)
        assert np.array_equal(heard[:, channel], rendered(score)), mix
    begins = [begin for begin, _ in stretches(heard[:, 1])]
    assert begins[:1] == [own[0].start]
    assert {cue.start for cue in own} <= {begin + late for begin in begins for late in range(-2, 3)}


def test_a_changed_plan_is_in_step_and_the_receiver_hears_none_of_the_knocks_and_answers() -> None:
    own = theirs(prepared()[1].timeline.cues)
    start = Frames(own[-1].start - 60 * RATE)
    room = Room(start).run(2).tell("longer").run(1).tell("how long").run(1).tell("louder").run(1)
    room.tell("pause").run(3).tell("go on").run(2).tell("lighter").run(200)
    assert room.session.status().state is State.DONE
    assert not room.session.faults
    heard = room.heard
    own = [cue for cue in theirs(room.session.timeline.cues) if cue.start > start]
    spoken = stretches(heard[:, 1])
    assert len(spoken) == len(own) == 3
    for (begin, end), cue in zip(spoken, own, strict=True):
        assert abs(end - begin - (cue.end - cue.start)) < 4
        assert np.array_equal(heard[begin:end, 0], heard[begin:end, 1])
    assert np.count_nonzero(heard[:, 0]) > 2 * np.count_nonzero(heard[:, 1])


@pytest.mark.parametrize(("addressee", "tells"), [("both", True), ("giver", False)])
def test_said_again_it_reaches_whom_it_was_for(addressee: str, tells: bool) -> None:
    timeline = prepared()[1].timeline
    own = theirs(timeline.cues)[0]
    cue = own if tells else next(cue for cue in timeline.cues if cue.start > own.end)
    assert cue.addressee == addressee
    room = Room(cue.start).run_to(cue.end + RATE // 10)
    before = len(room.heard)
    room.tell("again").run((cue.end - cue.start) / RATE + 3)
    said = room.heard[before:]
    assert any(said[:, 0])
    assert any(end - begin == cue.end - cue.start for begin, end in stretches(said[:, 1])) is tells


def test_a_feed_knows_where_the_receiver_is_told_nothing() -> None:
    _, take = prepared()
    own = theirs(take.timeline.cues)
    assert isinstance(take.score, TwoScore)
    first, second = take.score.receiver[:2]
    assert first.start == own[0].start
    start = first.start - RATE
    feed = Feed(take.score, start, take.score.frames, ahead=False)
    assert (feed.still(0), feed.still(RATE), feed.still(RATE + first.frames - 1)) == (RATE, 0, 0)
    assert feed.still(RATE + first.frames) == second.start - first.end
    assert feed.still(take.score.frames - start - 1) == 1
    later = replace(take.score, receiver=(first,))
    feed.follow(later, first.end + RATE, later.frames)
    assert feed.still(RATE + first.frames) == later.frames - first.end
    assert isinstance(feed, Telling)
    plain = take.score
    one = Feed(Score(plain.frames, 1, plain.placed, plain.gain, plain.lufs), 0, plain.frames, ahead=False)
    assert one.still(0) == 0


@pytest.fixture
def two() -> Iterator[Two]:
    outlet = Two()
    yield outlet
    outlet.close()


def test_when_the_givers_speaker_goes_the_line_begins_again_for_both(two: Two) -> None:
    own = theirs(prepared()[1].timeline.cues)[0]
    room = Room(own.start - RATE, two).run_to(own.start + RATE)
    two.giver.lose()
    room.run(3)
    shown = room.session.status()
    assert (shown.state, shown.position) == (State.NO_SPEAKER, own.start)
    assert "switched off" in shown.notice
    assert two.receiver.heard() == 0, "the receiver waits too"
    two.giver.restore()
    room.run_to(own.end)
    shown = room.session.status()
    assert (shown.state, shown.notice) == (State.PLAYING, "")
    assert own.end - own.start - RATE // 2 < two.receiver.heard() <= two.giver.heard()


def test_when_the_receivers_speaker_goes_it_is_shown_beside_everything_else(two: Two) -> None:
    room = Room(30 * RATE, two).run(1)
    two.receiver.lose()
    at = room.session.status().position
    room.run(25)
    shown = room.session.status()
    assert (shown.state, shown.position) == (State.PLAYING, at + 25 * RATE)
    assert shown.notice.startswith("The receiver hears nothing.")
    louder = room.tell("louder").session.status().notice
    assert louder.endswith("Volume +3 dB.")
    assert louder.startswith(shown.notice)
    until(lambda: not two.receiver.losses, "it is not started again")
    two.receiver.restore()
    room.run(0.1)
    assert room.session.status().notice == "Volume +3 dB."
