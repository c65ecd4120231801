"""A session that listens: what was said while the coach spoke, and what a microphone's troubles change."""

from __future__ import annotations

import itertools

import pytest

from coach.errors import UsageError
from coach.hearing.ear import Heard
from coach.live.listening import AFTER_S, LATE_S, Listening, listening
from coach.live.status import State
from coach.units import RATE

from .stand import Stand

BREATH_S = 0.1


class Told:
    """An ear that hears what a test says."""

    def __init__(self) -> None:
        self.heard: list[Heard] = []
        self.notice = ""
        self.closed = 0

    def look(self, now: float) -> list[Heard]:
        ready = [heard for heard in self.heard if heard.end <= now]
        self.heard = [heard for heard in self.heard if heard.end > now]
        return ready

    def take_notice(self) -> str:
        notice, self.notice = self.notice, ""
        return notice

    def close(self) -> None:
        self.closed += 1


class Room:
    """A stand with somebody who speaks."""

    def __init__(self) -> None:
        self.ear = Told()
        self.stand = Stand(ears=Listening(self.ear)).begin()
        cues = self.stand.take.timeline.cues
        self.first, self.second = next(
            (a, b) for a, b in itertools.pairwise(cues) if b.start - a.end > 6 * RATE
        )

    def say(self, text: str, seconds: float = 1.0, late: float = 0.0) -> State:
        """Say something now, and return the state that follows when it is written down."""
        clock = self.stand.clock
        self.ear.heard.append(Heard(text, clock, clock + seconds))
        if late:
            kept, self.ear.heard = self.ear.heard, []
            self.stand.run(seconds + late, 0.03)
            self.ear.heard = kept
        return self.stand.run(seconds + BREATH_S, 0.03).state


def test_in_silence_every_command_is_obeyed() -> None:
    room = Room()
    room.stand.run_to(room.first.end + RATE, 0.03)
    assert room.say("Coach, louder.") is State.PLAYING
    assert room.stand.status.volume == 3.0
    assert room.say("Coach, pause.") is State.PAUSED
    assert room.say("Ready.") is State.PLAYING
    assert room.say("Stop!") is State.PAUSED


def test_while_the_coach_speaks_and_just_after_only_a_pause_and_a_stop_are() -> None:
    room = Room()
    room.stand.run_to(room.first.start + RATE // 4, 0.03)
    room.say("Coach, louder.", 0.5)
    room.say("Stop.", 0.5)
    room.stand.run_to(room.first.end - RATE // 20, 0.03)
    room.stand.run(AFTER_S - 0.1, 0.03)
    room.say("Coach, louder.", 0.5)
    assert (room.stand.status.volume, room.stand.status.state) == (0.0, State.PLAYING)
    room.stand.run_to(room.second.start - RATE // 2, 0.03)
    room.say("Coach, louder.", 1.0)
    assert room.stand.status.volume == 0.0, "the coach began to speak in the middle of it"
    assert room.say("Coach, pause.", 0.5) is State.PAUSED


def test_what_was_said_in_silence_counts_although_the_coach_speaks_when_it_is_written_down() -> None:
    room = Room()
    room.stand.run_to(room.second.start - RATE * 3 // 2, 0.03)
    room.say("Coach, louder.", 1.0, late=1.5)
    assert room.stand.status.volume == 3.0


def test_what_comes_much_too_late_is_left_but_for_a_pause() -> None:
    room = Room()
    room.stand.run_to(room.first.end + RATE, 0.03)
    room.say("Coach, louder.", 0.5, late=LATE_S)
    assert room.stand.status.volume == 0.0
    assert room.say("Coach, pause.", 0.5, late=LATE_S) is State.PAUSED


def test_an_aside_of_the_coach_counts_as_speaking() -> None:
    room = Room()
    room.stand.run_to(room.first.end + RATE, 0.03)
    room.stand.tell("cramp")
    room.say("Ready.", 0.5)
    assert room.stand.status.state is State.PAUSED
    room.stand.run(20.0)
    assert room.say("Ready.", 0.5) is State.PLAYING


def test_troubles_are_shown_once_and_the_ear_is_closed_with_the_session() -> None:
    room = Room()
    room.ear.notice = "Nothing can be heard."
    assert room.stand.run(0.3).notice == "Nothing can be heard."
    room.say("Coach, stop.")
    room.stand.run(20.0)
    assert room.stand.session.over
    assert room.ear.closed >= 1


def test_another_language_is_refused_with_what_to_do() -> None:
    with pytest.raises(UsageError, match="English only, and this session speaks de"):
        listening("de")
