"""Machines to play on: one with a sound server of its own that can be hurt, one without any."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.speaker.room import Server


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A sound server of the test's own."""
    if not (shutil.which("pulseaudio") and shutil.which("parec")):
        pytest.skip("needs a sound server: apt install pulseaudio pulseaudio-utils")
    place = tmp_path / "pulse"
    place.mkdir()
    for name in ("HOME", "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(place))
    monkeypatch.setenv("PULSE_SERVER", f"unix:{place / 'native'}")
    (place / ".asoundrc").write_text("pcm.!default { type pulse }\nctl.!default { type pulse }\n")
    made = Server(place)
    yield made
    made.close()


@pytest.fixture
def lonely(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without any sound system."""
    if Path("/dev/snd").exists():
        pytest.skip("this machine has a sound card")
    for name in ("HOME", "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.setenv("PULSE_SERVER", f"unix:{os.devnull}/nowhere")
