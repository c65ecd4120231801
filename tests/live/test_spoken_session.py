"""A session with real sound and a real microphone: what is said in the room is obeyed."""

from __future__ import annotations

import itertools
import subprocess
import time
from collections.abc import Iterator

import numpy as np
import pytest

from coach.live.desk import Desk
from coach.live.listening import listening
from coach.live.manner import Manner
from coach.live.session import Session
from coach.live.status import State
from coach.plan.options import Options, Talk
from coach.plan.timeline import Line, Timeline
from coach.sound.laying import laying
from coach.speaker.keeper import Keeper
from coach.speech.booth import Booth, open_booth
from coach.speech.voice import Settings
from coach.units import RATE, Frames
from tests.hearing.conftest import needs_recogniser
from tests.speaker.room import Server, until

from .stand import routine

LOADED_S = 60.0
TRIES, OBEYED_S = 3, 15.0
"""Half a second of silence, and the recogniser; a busy machine takes several seconds."""


@pytest.fixture
def booth() -> Iterator[Booth]:
    with open_booth("hibari", Settings()) as made:
        yield made


def say(booth: Booth, text: str) -> None:
    """Let somebody in the room say ``text``, as loud as the coach."""
    line = Line(f"spoken-{text}", text)
    sound = np.concatenate([booth.clips([line])[line].pcm, np.zeros(RATE, np.int16)])
    command = ["pacat", "--device=room", "--format=s16le", f"--rate={RATE}", "--channels=1"]
    subprocess.run(command, input=sound.tobytes(), check=True, timeout=20)


def obeyed(session: Session, state: State) -> bool:
    """Wait for ``state`` for a while, and return whether it came."""
    end = time.monotonic() + OBEYED_S
    while session.status().state is not state and time.monotonic() < end:
        time.sleep(0.05)
    return session.status().state is state


def longest_rest(timeline: Timeline) -> Frames:
    """Return where nothing is said or rung for the longest time."""
    sounds = [(cue.start, cue.end) for cue in timeline.cues]
    sounds += [(strike.start, strike.start + 4 * RATE) for strike in timeline.chimes]
    pairs = list(itertools.pairwise(sorted(sounds)))
    rest, at = max((b[0] - a[1], a[1]) for a, b in pairs)
    assert rest > 20 * RATE
    return Frames(at + RATE)


@pytest.mark.slow
@needs_recogniser
def test_a_session_hears_what_is_said_in_the_room(server: Server, booth: Booth) -> None:
    assert server
    options = Options(talk=Talk.MINIMAL, ambience="rain", bed=-18.0)
    desk = Desk(routine("head-15"), options, booth, lays=laying)
    take = desk.begin()
    manner = Manner(wait=False, sound_check=True, start=longest_rest(take.timeline))
    with Session(desk, take, Keeper("miniaudio", 1), manner, ears=listening("en")) as session:
        session.start()
        until(lambda: "Listening" in session.status().notice, "it does not listen", LOADED_S)
        until(lambda: session._stage.silent, "the sound check does not end")
        time.sleep(1.0)
        assert session.status().state is State.OPENING, "its own sound check was no command"
        for text, state in (
            ("Ready.", State.PLAYING),
            ("Coach, pause.", State.PAUSED),
            ("Coach, go on.", State.PLAYING),
            ("Coach, stop.", State.STOPPED),
        ):
            for _ in range(TRIES):  # as somebody would who was not heard: under the coach's words nobody is
                say(booth, text)
                if obeyed(session, state):
                    break
            assert session.status().state is state, f"{text} is not heard"
        assert not session.faults
