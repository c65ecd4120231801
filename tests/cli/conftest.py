"""A home of its own for every session that a test leads, and terminals that are closed afterwards."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.stage import COACH, Sit, Sitting


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Settings, state and runtime of this test alone, in which no session was led."""
    with tempfile.TemporaryDirectory(prefix="c-") as short:  # names of sockets are short
        monkeypatch.setenv("XDG_RUNTIME_DIR", short)
        monkeypatch.setenv("COACH_STATE", str(tmp_path / "state"))
        monkeypatch.setenv("COACH_HOME", str(tmp_path / "settings"))
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
        yield tmp_path


@pytest.fixture
def sit(places: Path) -> Iterator[Sit]:
    """Start coach on a terminal of its own; everything that still runs at the end is ended."""
    assert places.is_dir()
    there: list[Sitting] = []

    def sat(*arguments: str, size: tuple[int, int] = (30, 100), **env: str) -> Sitting:
        there.append(Sitting(*COACH, *arguments, size=size, env=env))
        return there[-1]

    yield sat
    for one in there:
        one.close()
