"""Which key does what: every usual key is a command, a person's own come first, damage is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from coach.errors import InputError, WriteError
from coach.live import keymap
from coach.live.command import WORDED, Verb


@pytest.fixture(autouse=True)
def own_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("COACH_HOME", str(tmp_path / "settings"))
    return tmp_path / "settings"


def test_every_usual_key_is_a_command_and_every_moment_has_a_key() -> None:
    verbs = {command.verb for command in keymap.commands(keymap.USUAL).values() if command}
    wanted = set(Verb) - {Verb.TOGGLE, Verb.READY, *WORDED}
    assert wanted <= verbs


def test_what_is_shown_is_what_the_keys_do() -> None:
    names = {name for names, _ in keymap.SHOWN for name in names}
    assert names <= set(keymap.USUAL)
    assert [key for key, _ in keymap.shown(keymap.USUAL)][:3] == ["space", "s", "?"]


def test_own_keys_are_kept_and_come_before_the_usual_ones() -> None:
    assert keymap.keymap() == keymap.USUAL
    where = keymap.keep({"pagedown": "next", "left": "switch", "x": "end in 5"})
    assert where == keymap.file()
    keys = keymap.keymap()
    assert (keys["pagedown"], keys["left"], keys["x"], keys["right"]) == (
        "next",
        "switch",
        "end in 5",
        "next",
    )
    told = keymap.commands(keys)
    assert told["left"] is told["?"] is None
    assert told["x"] is not None
    assert told["x"].number == 5
    shown = dict(keymap.shown(keys))
    assert shown["pagedown"] == "next"
    assert "←/→" not in shown


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", '{"format": "coach-keys/1", "keys": {"x": "dance"}}', '{"keys": {}}', "[" * 100_000],
)
def test_a_damaged_file_is_said_with_the_cure(text: str, own_home: Path) -> None:
    own_home.mkdir()
    keymap.file().write_text(text)
    with pytest.raises(InputError, match="--learn-keys") as caught:
        keymap.keymap()
    assert str(keymap.file()) in str(caught.value)


def test_where_nothing_can_be_kept_it_is_said(own_home: Path) -> None:
    own_home.write_text("a file where the folder should be")
    with pytest.raises(WriteError):
        keymap.keep({})
