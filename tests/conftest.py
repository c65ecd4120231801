"""What all tests share: they see no settings and no routines of the person who runs them, and no network."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

settings.register_profile("coach", deadline=None, derandomize=True, database=None)
settings.load_profile("coach")

_PLACES = {
    "XDG_CACHE_HOME": "cache",
    "XDG_CONFIG_HOME": "config",
    "XDG_DATA_HOME": "data",
    "XDG_STATE_HOME": "state",
}


@pytest.fixture(scope="session", autouse=True)
def home_of_the_tests(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Give the whole run its own cache, settings and routines, for subprocesses too."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for variable, folder in _PLACES.items():
            patch.setenv(variable, str(home / folder))
        for variable in ("NO_COLOR", "COACH_DEBUG"):
            patch.delenv(variable, raising=False)
        yield


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse connections to any other machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family != getattr(socket, "AF_UNIX", None) and address[0] not in {
            "127.0.0.1",
            "::1",
            "localhost",
        }:
            raise AssertionError(f"a test wanted to reach {address[0]}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture
def sound_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A sound server of the test's own, with one sink, ``room``, that nobody hears."""
    if not (shutil.which("pulseaudio") and shutil.which("parec")):
        pytest.skip("needs a sound server: apt install pulseaudio pulseaudio-utils")
    place = tmp_path / "pulse"
    place.mkdir()
    for name in ("HOME", "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(place))
    monkeypatch.setenv("PULSE_SERVER", f"unix:{place / 'native'}")
    # without norewinds the sink works in blocks of seconds, and whatever starts in one is heard after it
    sink = "module-null-sink sink_name=room rate=48000 channels=1 norewinds=1"
    door = f"module-native-protocol-unix socket={place / 'native'} auth-anonymous=1"
    command = ["pulseaudio", "-n", "--daemonize=no", "--use-pid-file=no", "--exit-idle-time=-1"]
    with (place / "log").open("w") as log:
        process = subprocess.Popen([*command, f"--load={sink}", f"--load={door}"], stderr=log)
        try:
            deadline = time.monotonic() + 20
            while subprocess.run(["pactl", "info"], capture_output=True).returncode:
                assert process.poll() is None, (place / "log").read_text()
                assert time.monotonic() < deadline, "the sound server does not answer"
            yield
        finally:
            process.kill()
            process.wait()
