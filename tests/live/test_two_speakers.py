"""Two speakers on a real sound server: recorded at both, the lines of the receiver are in step."""

from __future__ import annotations

import os
import subprocess
import threading
import time

import numpy as np
import pytest

from coach.live.command import command
from coach.live.desk import Desk
from coach.live.manner import Manner
from coach.live.session import Session
from coach.live.status import State
from coach.plan.options import Options
from coach.plan.timeline import Spoken
from coach.sound.laying import laying
from coach.speaker.keeper import Keeper
from coach.speaker.outlet import Outlet
from coach.speaker.pair import Pair
from coach.units import RATE, Frames
from tests.speaker.room import Server, stretches, until

from .stand import Noise, noise, routine


class Ear:
    """What a sink plays, with the time at which it was heard.

    A sink that nobody hears works in blocks as long as its recorder's latency, and two sinks are as far
    apart as one block: blocks of 20 ms would measure themselves.
    """

    def __init__(self, sink: str) -> None:
        command = ["parec", f"--device={sink}.monitor", "--format=s16le", f"--rate={RATE}", "--raw"]
        self._process = subprocess.Popen(
            [*command, "--channels=1", "--latency-msec=4"], stdout=subprocess.PIPE
        )
        self._sound = bytearray()
        self.began = float("inf")
        """When the first frame was heard, in seconds: nothing can have come before it was heard."""
        self._thread = threading.Thread(target=self._listen)
        self._thread.start()
        until(lambda: len(self._sound) > RATE // 5, "nothing is recorded")

    def _listen(self) -> None:
        assert self._process.stdout is not None
        while part := os.read(self._process.stdout.fileno(), 1 << 16):
            self._sound += part
            self.began = min(self.began, time.monotonic() - len(self._sound) / 2 / RATE)

    def stop(self) -> np.ndarray:
        time.sleep(0.2)
        self._process.terminate()
        self._process.wait()
        self._thread.join()
        assert self._process.stdout is not None
        self._process.stdout.close()
        return np.frombuffer(bytes(self._sound[: len(self._sound) // 2 * 2]), "<i2")


FIRST = 4
"""Of the cues that the receiver hears, this one and the next are played: they are in one step."""


def theirs(cues: tuple[Spoken, ...]) -> list[Spoken]:
    return [cue for cue in cues if cue.addressee != "giver"]


def lead(outlet: Outlet, *, two: bool, before_s: float, changes: bool = False) -> Session:
    channels = 1 if two else 2
    asked = (routine("first-time-20"), Options(seconds=1200), Noise())
    desk = Desk(*asked, channels=channels, other=Noise, two=two, ears=not two)
    take = desk.begin()
    start = Frames(theirs(take.timeline.cues)[FIRST].start - round(before_s * RATE))
    session = Session(desk, take, outlet, Manner(wait=False, start=start))
    with session:
        session.start()
        if changes:
            until(lambda: session.status().position > start + RATE, "it does not begin")
            for told in ("louder", "pause"):
                session.tell(command(told))
            until(lambda: session.status().state is State.PAUSED, "it does not pause")
            session.tell(command("go on"))
        end = theirs(session.timeline.cues)[FIRST + 1].end + RATE // 2
        until(lambda: session.status().position > end, "it does not go on", 120)
    return session


@pytest.mark.slow
@pytest.mark.parametrize("changes", [False, True])
def test_the_receiver_hears_their_lines_alone_and_in_step(server: Server, changes: bool) -> None:
    server.add("pillow")
    ears = [Ear("room"), Ear("pillow")]
    pair = Pair(*(Keeper("miniaudio", 1, name) for name in ("room", "pillow")))
    session = lead(pair, two=True, before_s=4, changes=changes)
    giver, receiver = (ear.stop() for ear in ears)
    own = theirs(session.timeline.cues)[FIRST : FIRST + 2]
    heard = stretches(receiver, hole=RATE // 2)  # a busy sound server makes holes of its own
    assert len(heard) == len(own), "the receiver hears the receiver's lines and nothing else"
    for (begin, end), cue in zip(heard, own, strict=True):
        assert abs(end - begin - (cue.end - cue.start)) < RATE // 2
        said = receiver[begin : begin + RATE // 4]
        at = place(said, giver)
        late = ears[1].began + begin / RATE - ears[0].began - at / RATE
        assert np.array_equal(giver[at : at + len(said)], said)
        assert abs(late) < 0.02
    assert len(stretches(giver)) > len(heard)


def place(part: np.ndarray, whole: np.ndarray) -> int:
    """Return where ``part`` is most likely in ``whole``."""
    size = 1 << (len(whole) + len(part)).bit_length()
    product = np.fft.rfft(whole.astype(float), size) * np.conj(np.fft.rfft(part.astype(float), size))
    return int(np.argmax(np.fft.irfft(product, size)[: len(whole)]))


@pytest.mark.slow
def test_over_a_bed_they_are_in_step_also_after_the_receivers_speaker_was_away(server: Server) -> None:
    server.add("pillow")
    pair = Pair(*(Keeper("miniaudio", 1, name) for name in ("room", "pillow")))
    options = Options(seconds=1200, ambience="brown", bed=-18.0)
    desk = Desk(routine("first-time-20"), options, Noise(), other=Noise, two=True, lays=laying)
    take = desk.begin()
    cue = theirs(take.timeline.cues)[FIRST]
    ears = [Ear("room")]  # who listens to a sink changes how late it is: it is listened to from the first
    with Session(desk, take, pair, Manner(wait=False, start=Frames(cue.start - 15 * RATE))) as session:
        session.start()
        until(lambda: pair.heard() > 2 * RATE, "nothing is heard")
        server.remove("pillow")
        until(lambda: "The receiver hears nothing" in session.status().notice, "it is not shown")
        server.add("pillow")
        ears.append(Ear("pillow"))
        until(lambda: session.status().position > cue.end + RATE // 2, "it does not go on", 60)
        assert session.status().notice == ""
        giver, receiver = (ear.stop() for ear in ears)
    spoken = noise(cue.line.text).pcm[: RATE // 2]
    begins = [
        ear.began + place(spoken, heard) / RATE for ear, heard in zip(ears, (giver, receiver), strict=True)
    ]
    assert abs(begins[1] - begins[0]) < 0.02
    assert np.count_nonzero(receiver) > len(receiver) // 2, "there is no bed"


@pytest.mark.slow
def test_the_coach_is_in_the_left_ear_and_nothing_in_the_right(server: Server) -> None:
    server.add("ears", 2)
    recording = server.record("ears", 2)
    lead(Keeper("miniaudio", 2, "ears"), two=False, before_s=1)
    sound = recording.stop()
    assert len(stretches(sound[:, 0])) >= 2
    assert not sound[:, 1].any()
