"""One rule for the two folders of the user, and every room follows it."""

from __future__ import annotations

from pathlib import Path

import pytest

from coach import places
from coach.routine import memo
from coach.routine.library import shelves
from coach.speech.cache import ClipCache


@pytest.fixture
def own_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    monkeypatch.setenv("COACH_CACHE", "~/cache")
    monkeypatch.setenv("COACH_HOME", "~/settings")
    return tmp_path


def test_a_tilde_is_the_home_folder_in_every_room(own_home: Path) -> None:
    assert places.cache_root() == own_home / "cache"
    assert memo.folder("plans") == own_home / "cache" / "plans"
    assert ClipCache().folder == own_home / "cache" / "clips"
    assert dict(shelves("tables"))["user"] == own_home / "settings" / "tables"


def test_the_home_of_nobody_is_a_plain_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACH_CACHE", "~no-such-user-here/cache")
    assert places.cache_root() == Path("~no-such-user-here/cache")


def test_without_a_choice_both_folders_are_those_of_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COACH_CACHE", raising=False)
    monkeypatch.setenv("COACH_HOME", "")
    assert places.cache_root().is_absolute()
    assert places.home().is_absolute()
    assert "coach" in places.home().parts
