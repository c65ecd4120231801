"""The door of a session: for this user alone, in lines of JSON, and no visitor can disturb it."""

from __future__ import annotations

import json
import os
import stat
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coach.errors import WriteError
from coach.live.command import Command, Verb
from coach.live.control import LONGEST_LINE, MOST_VISITORS, Control
from coach.live.door import UNIX, folder, knock, open_door, sessions
from tests.live.leading import Scripted

SOON = 10.0
"""Far longer than an answer needs, in seconds; a failure waits so long."""

KINDS = [True, False] if UNIX else [False]


@pytest.fixture(autouse=True)
def runtime(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="c-") as short:  # names of sockets are short
        monkeypatch.setenv("XDG_RUNTIME_DIR", short)
        yield Path(short)


@pytest.fixture(params=KINDS, ids=lambda unix: "unix" if unix else "loopback")
def led(request: pytest.FixtureRequest) -> Iterator[tuple[Scripted, Control, Path]]:
    leader = Scripted()
    with Control(leader, "hands-10", unix=request.param) as control:
        yield leader, control, sessions(unix=request.param)["hands-10"]


class Visitor:
    def __init__(self, path: Path) -> None:
        self.here, self.secret = knock(path, SOON)
        self.lines = self.here.makefile("rb")

    def ask(self, request: dict[str, Any]) -> Any:
        self.here.sendall(json.dumps({**request, "secret": self.secret}).encode() + b"\n")
        return self.hear()

    def hear(self) -> Any:
        line = self.lines.readline()
        return json.loads(line) if line else None

    def flood(self, part: bytes) -> None:
        """Write and never read, until nobody takes it any more."""
        until = monotonic() + SOON  # how much fits between the two is a matter of the system
        while monotonic() < until:
            self.here.sendall(part)

    def close(self) -> None:
        self.lines.close()
        self.here.close()


Led = tuple[Scripted, Control, Path]


def test_a_command_is_told_and_nonsense_is_answered_with_what_there_is(led: Led) -> None:
    leader, _, path = led
    visitor = Visitor(path)
    assert visitor.ask({"do": "end in 5"}) == {"ok": True}
    answer = visitor.ask({"do": "dance"})
    assert (answer["ok"], answer["exit_code"]) == (False, 2)
    assert "go on" in answer["error"]
    assert leader.told == [Command(Verb.END_IN, number=5)]
    visitor.close()


def test_status_is_the_sheet_and_following_tells_what_changes_and_ends_with_the_session(led: Led) -> None:
    leader, control, path = led
    visitor = Visitor(path)
    assert visitor.ask({"ask": "status"})["status"] == leader.status().sheet()
    assert visitor.ask({"ask": "follow"})["status"]["state"] == "playing"
    leader.jump(3)  # time alone is no news
    leader.tell(Command(Verb.PAUSE))
    told = visitor.hear()["status"]
    assert (told["state"], told["position"]) == ("paused", 3.0)
    leader.tell(Command(Verb.STOP))
    assert visitor.hear()["status"]["state"] == "stopped"
    control.close()
    assert visitor.hear() is None
    visitor.close()


@pytest.mark.parametrize(
    "line",
    [
        *(b"", b"{", b"[]", b"null", b"12", b'"pause"', b"{}", b'{"do": 3}', b'{"ask": "money"}'),
        *(b'{"ask": []}', b'{"ask": {}}', b'{"ask": null, "do": {}}'),
        *(
            b"[" * 3000,
            b"\xff\xfe\x00",
            b'{"do": "end in nan"}',
            b'{"do": "\\ud800"}',
            b'{"secret": "\\ud800"}',
        ),
    ],
    ids=lambda line: ascii(line[:12]),
)
def test_what_is_no_request_is_answered_and_the_next_one_works(led: Led, line: bytes) -> None:
    leader, _, path = led
    visitor = Visitor(path)
    visitor.ask({"ask": "status"})
    visitor.here.sendall(line + b"\n")
    if line:
        assert visitor.hear()["ok"] is False
    assert visitor.ask({"do": "pause"}) == {"ok": True}
    assert [command.verb for command in leader.told] == [Verb.PAUSE]
    visitor.close()


def test_who_writes_without_end_is_sent_away(led: Led) -> None:
    leader, _, path = led
    bad = Visitor(path)
    with pytest.raises(ConnectionError):
        bad.flood(b"x" * LONGEST_LINE)
    good = Visitor(path)
    assert good.ask({"do": "pause"}) == {"ok": True}
    assert len(leader.told) == 1
    bad.close()
    good.close()


def test_who_does_not_read_is_sent_away_and_the_others_are_served(led: Led) -> None:
    _, _, path = led
    deaf = Visitor(path)
    deaf.ask({"ask": "status"})
    request = json.dumps({"ask": "status"}).encode() + b"\n"
    with pytest.raises(ConnectionError):  # a TimeoutError would say that it was left waiting
        deaf.flood(request)
    good = Visitor(path)
    assert good.ask({"ask": "status"})["ok"]
    deaf.close()
    good.close()


def test_a_hundred_at_once_are_too_many_and_afterwards_all_is_well(led: Led) -> None:
    leader, _, path = led
    crowd = [knock(path, SOON)[0] for _ in range(100)]
    for one in crowd[MOST_VISITORS:]:
        assert b"Too many" in one.recv(200)
    for one in crowd:
        one.close()
    answer = None
    while answer is None:  # the door notices one after the other that they have gone
        visitor = Visitor(path)
        try:
            answer = visitor.ask({"do": "next"})
            answer = answer if answer and answer["ok"] else None
        except ConnectionError:
            pass
        visitor.close()
    assert [command.verb for command in leader.told] == [Verb.NEXT]


def test_without_the_secret_nobody_is_heard_on_a_port() -> None:
    leader = Scripted()
    with Control(leader, "hands-10", unix=False):
        path = sessions(unix=False)["hands-10"]
        stranger = Visitor(path)
        assert stranger.secret
        stranger.secret = "guess"  # noqa: S105 - a wrong one
        for request in ({"do": "stop"}, {"ask": "status"}):
            answer = stranger.ask(request)
            assert not answer["ok"]
            assert "status" not in answer
        stranger.close()
        if os.name == "posix":
            assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert leader.told == []
    assert sessions(unix=False) == {}


@pytest.mark.skipif(not UNIX, reason="needs sockets with names")
def test_door_and_folder_are_the_users_alone(runtime: Path) -> None:
    with Control(Scripted(), "Hände & ../Füße", unix=True) as control:
        (path,) = sessions().values()
        assert path.parent == runtime / "coach"
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
        assert control.name == path.stem == "h-nde-f-e"
    assert not path.exists()


def test_a_door_can_be_closed_when_its_thread_was_faster() -> None:
    control = Control(Scripted(), "short", unix=UNIX)
    control._closing = True  # as if the thread had looked up between the mark and the bell
    control._bell.send(b"!")
    control._thread.join()
    control._closing = False
    control.close()
    assert not sessions(unix=UNIX)


@pytest.mark.skipif(not UNIX, reason="needs modes of folders")
def test_a_folder_that_others_can_enter_is_not_used(runtime: Path) -> None:
    (runtime / "coach").mkdir(mode=0o755)
    with pytest.raises(WriteError, match="not yours alone"):
        folder()


@pytest.mark.skipif(not UNIX, reason="needs links")
def test_a_link_in_place_of_the_folder_is_not_followed(runtime: Path) -> None:
    (runtime / "elsewhere").mkdir(mode=0o700)
    (runtime / "coach").symlink_to(runtime / "elsewhere")
    with pytest.raises(WriteError, match="not yours alone"):
        folder()


@pytest.mark.parametrize("unix", KINDS)
def test_several_have_names_of_their_own_and_what_is_dead_is_swept(unix: bool) -> None:
    with Control(Scripted(), "feet-15", unix=unix), Control(Scripted(), "feet-15", unix=unix) as second:
        assert second.name == "feet-15-2"
        assert list(sessions(unix=unix)) == ["feet-15", "feet-15-2"]
    dead = open_door("feet-15", unix=unix)
    dead.listener.close()
    assert dead.path.exists()
    with Control(Scripted(), "feet-15", unix=unix) as fresh:
        assert fresh.name == "feet-15"
    assert list(folder().glob("feet*")) == []


def test_many_doors_at_once_never_share_a_name() -> None:
    doors: list[Control] = []
    threads = [
        threading.Thread(target=lambda: doors.append(Control(Scripted(), "feet-15"))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({door.name for door in doors}) == 8
    for door in doors:
        door.close()


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.binary(max_size=200), max_size=4))
def test_noise_never_closes_the_door(led: Led, noise: list[bytes]) -> None:
    leader, _, path = led
    bad = Visitor(path)
    for part in noise:
        try:
            bad.here.sendall(part)
        except ConnectionError:
            break
    bad.close()
    good = Visitor(path)
    before = len(leader.told)
    answer = good.ask({"do": "back"})
    assert answer == {"ok": True}
    assert len(leader.told) == before + 1
    good.close()
