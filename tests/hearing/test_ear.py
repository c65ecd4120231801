"""The process that hears: what happens without a microphone, when it dies, and what it leaves behind."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from importlib.util import find_spec

import psutil
import pytest

from coach.check.words import NEEDED
from coach.errors import UsageError
from coach.hearing.child import LOW
from coach.hearing.ear import Ear, check_installed
from coach.live.spoken import EXPECTED
from tests.hearing.conftest import needs_recogniser
from tests.speaker.room import Server, until

SOON_S = 60.0


class Watched:
    """An ear and what it said of itself."""

    def __init__(self) -> None:
        self.ear = Ear(EXPECTED)
        self.notices: list[str] = []
        self.pids: list[int] = []

    def until(self, done: object, seconds: float = SOON_S) -> None:
        began = time.monotonic()
        while not done():  # type: ignore[operator]
            assert time.monotonic() - began < seconds, (self.notices, self.pids)
            self.ear.look(time.monotonic())
            if notice := self.ear.take_notice():
                self.notices.append(notice)
            if self.ear.pid is not None and self.ear.pid not in self.pids:
                self.pids.append(self.ear.pid)
            time.sleep(0.02)


@pytest.fixture
def watched() -> Iterator[Watched]:
    made = Watched()
    yield made
    made.ear.close()
    until(lambda: not any(psutil.pid_exists(pid) for pid in made.pids), "a process was left")


def test_a_recogniser_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def without(name: str) -> object:
        return None if name == "faster_whisper" else find_spec(name)

    monkeypatch.setattr("coach.hearing.ear.find_spec", without)
    with pytest.raises(UsageError, match="pip install") as told:
        check_installed()
    assert str(told.value) == NEEDED


@pytest.mark.slow
@pytest.mark.usefixtures("lonely")
def test_without_a_microphone_there_is_one_notice_and_more_than_one_try(watched: Watched) -> None:
    watched.until(lambda: len(watched.pids) > 2)
    (notice,) = watched.notices
    assert "Nothing can be heard of what you say" in notice
    assert not watched.ear.hears


@pytest.mark.slow
@needs_recogniser
def test_a_process_that_dies_is_a_notice_and_another_one_hears(server: Server, watched: Watched) -> None:
    assert server
    watched.until(lambda: watched.ear.hears)
    child = psutil.Process(watched.pids[0])
    if hasattr(os, "getpriority"):
        assert child.nice() == os.getpriority(os.PRIO_PROCESS, 0) + LOW
    assert not [file for file in child.open_files() if file.mode != "r"], "it writes to no file"
    assert not child.net_connections("inet"), "it talks to nobody"
    child.send_signal(signal.SIGKILL)
    watched.until(lambda: not watched.ear.hears)
    watched.until(lambda: watched.ear.hears)
    assert len(watched.pids) == 2
    said = ["Listening", "Nothing can be heard", "Listening"]
    assert [notice.startswith(start) for notice, start in zip(watched.notices, said, strict=True)]


@pytest.mark.slow
@needs_recogniser
def test_a_sound_server_that_goes_is_missed_within_seconds(server: Server, watched: Watched) -> None:
    watched.until(lambda: watched.ear.hears)
    server.kill()
    watched.until(lambda: not watched.ear.hears, 20.0)
    assert "Nothing can be heard" in watched.notices[-1]
    server.start()
    server.add("room")
    watched.until(lambda: watched.ear.hears)
