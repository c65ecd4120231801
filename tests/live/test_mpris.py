"""Media keys: a session on a real bus of the test's own, asked by a foreign client."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from coach.live import mpris
from coach.live.command import Command, Verb
from coach.live.keymap import SWITCH, USUAL
from coach.live.mpris import KEYS, NAME, MediaKeys, told
from coach.live.mpris_page import PATH, PLAYER, PROPERTIES, ROOT, SIGNATURES, XML
from tests.live.leading import Scripted

SOON = 10.0

needs_bus = pytest.mark.skipif(
    not (shutil.which("dbus-daemon") and shutil.which("dbus-send")), reason="needs a bus: apt install dbus"
)


@pytest.fixture
def bus(monkeypatch: pytest.MonkeyPatch) -> Iterator[subprocess.Popen[str]]:
    """A session bus that only this test knows."""
    pytest.importorskip("dbus_fast", reason="needs the extra media")
    command = ["dbus-daemon", "--session", "--nofork", "--print-address=1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as daemon:
        try:
            assert daemon.stdout is not None
            address = daemon.stdout.readline().strip()
            monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
            yield daemon
        finally:
            daemon.kill()


@pytest.fixture
def led(bus: subprocess.Popen[str]) -> Iterator[Scripted]:
    assert bus.poll() is None
    leader = Scripted()
    keys = MediaKeys(leader)
    assert keys.wait(SOON) == NAME
    yield leader
    keys.close()


def call(member: str, *arguments: str, interface: str = PLAYER, name: str = NAME) -> str:
    command = ["dbus-send", "--session", "--print-reply", f"--dest={name}", PATH, f"{interface}.{member}"]
    done = subprocess.run([*command, *arguments], capture_output=True, text=True, timeout=SOON)
    return done.stdout + done.stderr


def get(name: str, interface: str = PLAYER) -> str:
    return call("Get", f"string:{interface}", f"string:{name}", interface=PROPERTIES)


@needs_bus
@pytest.mark.parametrize(
    ("method", "verb"),
    [
        ("Play", Verb.GO_ON),
        ("Pause", Verb.PAUSE),
        ("PlayPause", Verb.TOGGLE),
        ("Next", Verb.NEXT),
        ("Previous", Verb.BACK),
        ("Stop", Verb.STOP),
    ],
)
def test_a_media_key_is_a_command(led: Scripted, method: str, verb: Verb) -> None:
    assert "method return" in call(method)
    assert led.told == [Command(verb)]


def test_media_keys_do_what_their_owner_taught_them() -> None:
    assert told(USUAL)["PlayPause"] == Command(Verb.TOGGLE)
    taught = told({**USUAL, "media-next": "again", "media-previous": SWITCH, "media-stop": "end in 5"})
    assert taught["Next"] == Command(Verb.AGAIN)
    assert taught["Previous"] == Command(Verb.TOGGLE)
    assert taught["Stop"] == Command(Verb.END_IN, number=5)
    assert taught["Quit"] == Command(Verb.STOP)
    assert {key for key in USUAL if key.startswith("media-")} == set(KEYS.values())


@needs_bus
def test_what_it_says_of_itself_is_what_the_session_is(led: Scripted) -> None:
    led.jump(61.5)
    everything = call("GetAll", f"string:{PLAYER}", interface=PROPERTIES)
    for name in SIGNATURES[PLAYER]:
        assert f'"{name}"' in everything
    assert "int64 61500000" in get("Position")
    assert '"Playing"' in get("PlaybackStatus")
    assert "boolean false" in get("CanSeek")
    assert '"Massage coach"' in get("Identity", ROOT)
    metadata = get("Metadata")
    assert f'"{led.now.chapter}"' in metadata
    assert '"Hands"' in metadata
    assert f"int64 {led.now.frames * 1_000_000 // 48_000}" in metadata
    led.tell(Command(Verb.PAUSE))
    assert '"Paused"' in get("PlaybackStatus")
    led.tell(Command(Verb.STOP))
    assert '"Stopped"' in get("PlaybackStatus")
    assert "boolean false" in get("CanPlay")


@needs_bus
def test_what_it_does_not_do_is_refused_and_changes_nothing(led: Scripted) -> None:
    assert "UnknownProperty" in get("Karma")
    assert "UnknownInterface" in get("Position", "org.example.Other")
    assert "NotSupported" in call("OpenUri", "string:file:///x")
    assert "PropertyReadOnly" in call(
        "Set", f"string:{PLAYER}", "string:Rate", "variant:double:2", interface=PROPERTIES
    )
    assert "method return" in call("Seek", "int64:5000000")
    assert "Error" in call("Get", interface=PROPERTIES)
    assert "Error" in call("Dance")
    assert led.told == []


@needs_bus
def test_the_volume_of_the_desktop_is_louder_and_quieter(led: Scripted) -> None:
    quieter = ("Set", f"string:{PLAYER}", "string:Volume", "variant:double:0.5")
    assert "method return" in call(*quieter, interface=PROPERTIES)
    led.now = replace(led.now, volume=-6.0)
    assert "method return" in call(*quieter[:3], "variant:double:0.9", interface=PROPERTIES)
    assert [command.verb for command in led.told] == [Verb.QUIETER, Verb.LOUDER]


@needs_bus
def test_changes_and_jumps_are_signalled_and_time_is_not(led: Scripted) -> None:
    command = ["dbus-monitor", "--session", f"path={PATH}"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as monitor:
        assert monitor.stdout is not None
        line: Callable[[], str] = monitor.stdout.readline
        try:
            while "NameAcquired" not in line() and monitor.poll() is None:
                pass
            call("Get", f"string:{PLAYER}", "string:Rate", interface=PROPERTIES)  # it listens from here on
            led.jump(0.5)
            led.tell(Command(Verb.PAUSE))
            text = until(line, "Paused")
            assert "PropertiesChanged" in text
            assert "Seeked" not in text
            assert '"Position"' not in text
            led.jump(300)
            assert "int64 300000000" in until(line, "int64 300000000")
        finally:
            monitor.kill()


def until(line: Callable[[], str], mark: str) -> str:
    deadline = time.monotonic() + SOON
    text = ""
    while mark not in text:
        assert time.monotonic() < deadline, text
        text += line()
    return text


@needs_bus
def test_a_second_session_has_a_name_of_its_own(led: Scripted) -> None:
    other = Scripted()
    keys = MediaKeys(other)
    name = keys.wait(SOON)
    assert name.startswith(f"{NAME}.instance")
    call("Pause", name=name)
    assert [command.verb for command in other.told] == [Verb.PAUSE]
    assert led.told == []
    keys.close()


@needs_bus
@pytest.mark.usefixtures("led")
def test_the_description_names_every_property_and_method() -> None:
    said = call("Introspect", interface="org.freedesktop.DBus.Introspectable")
    assert "Seeked" in said
    interfaces = {node.get("name"): node for node in ET.fromstring(XML)}  # noqa: S314 - our own text
    assert set(interfaces) == {ROOT, PLAYER}
    for name, properties in SIGNATURES.items():
        assert {row.get("name") for row in interfaces[name].iter("property")} == set(properties)


@pytest.mark.skipif(sys.platform != "linux", reason="there is a bus on Linux only")
@pytest.mark.parametrize("address", ["unix:path=/nowhere/bus", "nonsense", "tcp:host=127.0.0.1,port=1"])
def test_without_a_bus_there_are_no_media_keys_and_no_noise(
    address: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    keys = MediaKeys(Scripted())
    assert keys.wait(SOON) == ""
    keys.close()
    assert mpris.missing()
    assert capfd.readouterr() == ("", "")


def test_without_the_library_it_is_said_what_to_type(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setitem(sys.modules, "dbus_fast", None)
    assert "massage-coach[media]" in mpris.missing()
    keys = MediaKeys(Scripted())
    assert keys.wait(SOON) == ""
    keys.close()


@needs_bus
def test_a_bus_that_goes_away_takes_only_the_media_keys(
    bus: subprocess.Popen[str], capfd: pytest.CaptureFixture[str]
) -> None:
    keys = MediaKeys(Scripted())
    assert keys.wait(SOON)
    assert mpris.missing() == ""
    bus.kill()
    bus.wait()
    assert mpris.missing()
    keys.close()
    assert capfd.readouterr().err == ""
