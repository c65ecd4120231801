"""What happens to speakers in a house: each is done to a real sound server, or to the child itself."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from coach.hearing.microphone import Microphone
from coach.speaker.keeper import Keeper
from coach.speaker.outlet import Flow
from coach.units import RATE, Frames
from tests.speaker.room import Giver, Server, stretches, until, where

pytestmark = pytest.mark.slow


@pytest.fixture(params=["miniaudio", "simpleaudio"])
def giver(request: pytest.FixtureRequest, server: Server) -> Iterator[Giver]:  # noqa: ARG001 - it has to run
    if request.param == "simpleaudio":
        pytest.importorskip("simpleaudiohamiltoncs", reason="pip install simpleaudiohamiltoncs")
    keeper = Keeper(request.param, 1, lead_in=Frames(0))
    made = Giver(keeper)
    made.on()
    yield made
    keeper.close()


def test_another_sink_takes_over_when_one_is_unplugged(server: Server, giver: Giver) -> None:
    server.add("kitchen")
    recording = server.record("kitchen")
    server.remove("room")
    at = giver.look()
    assert giver.on(2 * RATE) < 6.0
    assert giver.losses <= 1, "the server may move the stream by itself"
    *_, (begin, end) = stretches(recording.stop())
    assert end - begin >= RATE
    assert where(recording.sound[begin:end]) <= at + RATE, "no cue is lost"


def test_it_waits_for_a_speaker_and_goes_on_when_one_is_there(server: Server, giver: Giver) -> None:
    server.remove("room")
    giver.waits()
    assert "goes on by itself" in giver.outlet.trouble
    at = giver.look()
    time.sleep(1.5)  # tried, in vain, again and again
    assert (giver.outlet.flow, giver.look(), giver.losses) == (Flow.WAITING, at, 1)
    server.add("room")
    assert giver.on() < 7.0
    assert giver.outlet.flow is Flow.PLAYING
    assert giver.outlet.trouble == ""
    assert giver.losses == 1


def test_a_server_that_is_killed_and_another_started(server: Server, giver: Giver) -> None:
    server.kill()
    giver.waits()
    server.start()
    server.add("room")
    assert giver.on() < 7.0
    assert giver.losses == 1


def test_a_server_that_is_frozen(server: Server, giver: Giver) -> None:
    server.freeze()
    try:
        assert giver.waits() < 3.0
        began = time.monotonic()
        giver.outlet.stop()
        giver.outlet.start(Silent())
        assert time.monotonic() - began < 0.1, "whoever uses it never waits"
    finally:
        server.thaw()
    giver.at, giver.begun = 0, [0]
    assert until(lambda: giver.outlet.heard() > 0, "it stays silent") < 7.0


class Silent:
    """A second of silence."""

    channels = 1
    ended = False

    def take(self, frames: int) -> bytes:
        return bytes(2 * frames)


def test_pauses_and_commands_leave_no_connection_to_the_server_behind(server: Server, giver: Giver) -> None:
    """A server takes 64 of them, and then turns away everybody."""
    before = server.clients()
    for _ in range(12):
        giver.outlet.stop()
        giver.outlet.start(Silent())
        until(lambda: giver.outlet.heard() > 0, "it stays silent")
    assert server.clients() <= before + 2, "one that plays, and one that is just being closed"


def test_a_microphone_that_is_closed_leaves_no_connection_behind(server: Server) -> None:
    before = server.clients()
    for _ in range(8):
        with Microphone() as microphone:
            microphone.take()
    assert server.clients() <= before + 1


def test_a_sink_that_is_suspended(server: Server, giver: Giver) -> None:
    server.suspend("room", on=True)
    assert giver.waits() < 3.0
    server.suspend("room", on=False)
    assert giver.on() < 7.0
    assert giver.losses >= 1


@pytest.mark.parametrize("blow", [signal.SIGKILL, signal.SIGSEGV, signal.SIGSTOP])
def test_a_child_that_dies_or_freezes_is_replaced(giver: Giver, blow: signal.Signals) -> None:
    keeper = giver.outlet
    assert isinstance(keeper, Keeper)
    first = keeper.pid
    assert first is not None
    os.kill(first, blow)
    took = giver.on(RATE // 10)
    assert took < (4.0 if blow is signal.SIGSTOP else 1.5)
    assert giver.losses == 1
    assert keeper.pid != first
    with pytest.raises(ProcessLookupError):
        os.kill(first, 0)


def test_the_named_speaker_is_waited_for(server: Server) -> None:
    server.add("kitchen")
    keeper = Keeper("miniaudio", 1, "kitchen", lead_in=Frames(0))
    try:
        giver = Giver(keeper)
        giver.on()
        server.remove("kitchen")
        giver.waits()
        time.sleep(0.5)  # the other sink is there all the time
        assert keeper.flow is Flow.WAITING
        assert '"kitchen"' in keeper.trouble
        recording = server.record("room")
        server.add("kitchen")
        assert giver.on() < 7.0
        assert not stretches(recording.stop())
    finally:
        keeper.close()


PLAYER = """
import sys, time
from coach.speaker.keeper import Keeper
from coach.units import Frames
from tests.speaker.room import Giver
keeper = Keeper("miniaudio", 1, lead_in=Frames(0))
giver = Giver(keeper)
while True:
    print(giver.look(), giver.losses, keeper.pid, flush=True)
    time.sleep(0.02)
"""


class Player:
    """A whole process that plays, in a group of its own."""

    def __init__(self) -> None:
        root = Path(__file__).parents[2]
        self.process = subprocess.Popen(
            [sys.executable, "-c", PLAYER],
            stdout=subprocess.PIPE,
            text=True,
            cwd=root,
            start_new_session=True,
        )

    def read(self) -> tuple[int, int, int]:
        assert self.process.stdout is not None
        at, losses, pid = self.process.stdout.readline().split()
        return int(at), int(losses), int(pid) if pid != "None" else 0

    def end(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()


@pytest.fixture
def player(server: Server) -> Iterator[Player]:  # noqa: ARG001 - it has to run
    made = Player()
    yield made
    made.end()


def test_a_machine_that_slept_goes_on_from_where_it_was_without_a_burst(
    server: Server, player: Player
) -> None:
    until(lambda: player.read()[0] > RATE // 2, "nothing is heard")
    os.killpg(player.process.pid, signal.SIGSTOP)
    time.sleep(3.0)  # asleep
    recording = server.record()
    os.killpg(player.process.pid, signal.SIGCONT)
    until(lambda: player.read()[1] == 1, "the loss is not noticed")
    at = player.read()[0]
    until(lambda: player.read()[0] > at + RATE // 2, "it does not go on")
    *_, (begin, end) = stretches(recording.stop())
    assert 0 <= where(recording.sound[begin:end]) <= 2 * RATE


def test_the_child_dies_with_its_parent(player: Player) -> None:
    until(lambda: player.read()[0] > 0, "nothing is heard")
    child = player.read()[2]
    player.process.kill()
    until(lambda: not Path(f"/proc/{child}").exists() or "Z (zombie)" in status(child), "it lives", 2.0)


def status(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return "Z (zombie)"
