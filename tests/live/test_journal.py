"""The journal: whatever ends a program, the session goes on from where it was."""

from __future__ import annotations

import json
import os
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from coach.live import journal, spot
from coach.live.asked import Asked
from coach.live.errand import Inline
from coach.live.history import add_session, sessions
from coach.live.journal import Keeper
from coach.live.levels import Levels
from coach.live.manner import Manner
from coach.live.record import Record, Script, Where
from coach.live.status import State
from coach.plan.options import Options, Talk
from coach.plan.request import AloneOf, Back, BedOf, EndIn, Hush, Lighter, Longer, Next, PaceOf, TalkOf
from coach.units import RATE, Frames

from .stand import Stand, prepared, rendered, routine

REQUESTS = (
    Next(),
    Longer(),
    EndIn(300),
    Back(),
    Lighter(),
    TalkOf(Talk.LIGHT),
    Hush(),
    PaceOf(110),
    BedOf("rain"),
    AloneOf(alone=True),
)
ASKED = tuple(Asked(Frames(n * RATE), Frames(n), request) for n, request in enumerate(REQUESTS))
WHERE = Where("miniaudio", giver="room", receiver="pillow")
SCRIPT = Script("head-15", "abc", Options(seconds=600, talk=Talk.MINIMAL), where=WHERE)
LEVELS = Levels(-6.0, 3.0, hushed=True)
RECORD = Record(SCRIPT, ASKED, Frames(12_345), Frames(99_999), "2.1.3b", "Head, scalp and ears", LEVELS)


def keeper(path: Path) -> Keeper:
    return Keeper(path, SCRIPT, Inline())


def test_what_is_written_is_read(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "session.json"
    journal.write(path, RECORD)
    assert journal.read(path) == (RECORD, "")
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]


def test_one_of_before_is_read_and_whoever_was_asleep_still_is(tmp_path: Path) -> None:
    path = tmp_path / "session.json"
    journal.write(path, RECORD)
    values = json.loads(path.read_text())
    del values["levels"], values["where"]
    path.write_text(json.dumps(values))
    record, note = journal.read(path)
    assert note == ""
    assert record is not None
    assert record.script.where == Where()
    assert record.levels == Levels(hushed=True)
    path.write_text(json.dumps({**values, "changes": []}))
    record, _ = journal.read(path)
    assert record is not None
    assert record.levels == Levels()


def test_the_folder_is_synced_too_so_that_a_power_cut_leaves_the_new_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[bool] = []
    real = os.fsync

    def noted(handle: int) -> None:
        synced.append(stat.S_ISDIR(os.fstat(handle).st_mode))
        real(handle)

    monkeypatch.setattr(os, "fsync", noted)
    journal.write(tmp_path / "session.json", RECORD)
    assert synced == [False, True]


def test_where_there_is_none_nothing_is_said(tmp_path: Path) -> None:
    assert journal.read(tmp_path / "none.json") == (None, "")


def test_a_newer_one_is_left_alone_with_a_note(tmp_path: Path) -> None:
    path = tmp_path / "session.json"
    path.write_text('{"format": "coach-journal/2", "more": 1}')
    record, note = journal.read(path)
    assert record is None
    assert "newer" in note
    assert path.read_text().startswith('{"format"')


@pytest.mark.parametrize("cut", [0, 1, 40, 200, -2])
def test_a_damaged_one_is_set_aside_with_a_note(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "session.json"
    journal.write(path, RECORD)
    path.write_bytes(path.read_bytes()[:cut])
    record, note = journal.read(path)
    assert record is None
    assert "damaged" in note
    assert not path.exists()
    assert path.with_name("session.json.damaged").exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("at", -1),
        ("at", "x"),
        ("at", 1.5),
        ("changes", [{"at": 0, "ahead": 0, "request": {"ask": "Drop"}}]),
        ("changes", 7),
        ("options", {"voice": 1, "what": 2}),
        ("routine", None),
        ("levels", {"volume": 90.0, "bed": 0.0, "hushed": False}),
        ("levels", {"volume": float("nan"), "bed": 0.0, "hushed": False}),
        ("where", {"device": 3}),
    ],
)
def test_odd_values_are_damage(tmp_path: Path, field: str, value: object) -> None:
    path = tmp_path / "session.json"
    journal.write(path, RECORD)
    path.write_text(json.dumps({**json.loads(path.read_text()), field: value}))
    assert journal.read(path)[0] is None


def test_every_cue_and_every_five_seconds(tmp_path: Path) -> None:
    path, kept = tmp_path / "session.json", keeper(tmp_path / "session.json")
    seen = []
    for second in range(20):
        cue = "1.1" if second < 7 else "1.2"
        kept.look(replace(RECORD, at=Frames(second * RATE), frames=Frames(99 * RATE), cue=cue), float(second))
        found, _ = journal.read(path)
        assert found is not None
        seen.append(found.at // RATE)
    assert sorted(set(seen)) == [0, 5, 7, 12, 17]


def test_a_smaller_position_never_replaces_a_larger_one(tmp_path: Path) -> None:
    path, kept = tmp_path / "session.json", keeper(tmp_path / "session.json")
    kept.look(RECORD, 0.0)
    kept.look(replace(RECORD, at=Frames(0), cue=""), 100.0)
    kept.close(replace(RECORD, at=Frames(1)))
    assert journal.read(path)[0] == RECORD


def test_a_session_that_goes_on_writes_no_smaller_position_but_everything_else(tmp_path: Path) -> None:
    path = tmp_path / "session.json"
    journal.write(path, RECORD)
    kept = Keeper(path, SCRIPT, Inline(), RECORD)
    kept.look(replace(RECORD, at=Frames(1_000), cue="1.1"), 0.0)
    assert journal.read(path)[0] == RECORD
    kept.look(replace(RECORD, at=Frames(1_001), cue="1.1", levels=Levels(9.0)), 0.1)
    assert journal.read(path)[0] == replace(RECORD, levels=Levels(9.0))
    asked = (*ASKED, Asked(Frames(1_002), Frames(0), Next()))
    changed = replace(RECORD, at=Frames(1_002), changes=asked)
    kept.look(changed, 0.2)
    assert journal.read(path)[0] == changed, "the place in another plan is another place"
    kept.close(replace(changed, at=Frames(999)))
    assert journal.read(path)[0] == changed


def test_levels_are_written_at_once_and_a_session_begins_with_them(tmp_path: Path) -> None:
    path = tmp_path / "session.json"
    stand = Stand("ears-scalp-5", keeper=keeper(path)).begin()
    stand.run(30)
    stand.tell("quieter")
    stand.tell("asleep")
    stand.run(1)
    record, _ = journal.read(path)
    assert record is not None
    assert record.levels == Levels(-3.0, hushed=True)
    manner = Manner(wait=False, start=record.at, resumed=True, levels=record.levels)
    again = Stand("ears-scalp-5", manner).begin()
    assert again.session._stage.gain == stand.session._stage.gain
    assert again.status.volume == -3.0


def test_a_disk_that_cannot_be_written_costs_a_notice_once(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    stand = Stand("head-15", keeper=keeper(tmp_path / "file" / "session.json")).begin()
    stand.run(60, 0.5)
    assert "cannot be written" in stand.status.notice
    assert stand.status.state is State.PLAYING


def test_a_full_disk_leaves_the_old_journal_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, kept = tmp_path / "session.json", keeper(tmp_path / "session.json")
    kept.look(RECORD, 0.0)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    kept.look(replace(RECORD, at=Frames(50_000), cue="9"), 1.0)
    assert "No space left" in kept.take_notice()
    assert journal.read(path)[0] == RECORD
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("seconds", [70, 200, 333])
def test_after_a_kill_it_goes_on_one_cue_back_with_the_same_plan(tmp_path: Path, seconds: int) -> None:
    path = tmp_path / "session.json"
    desk, take = prepared("head-15")
    script = Script("head-15", journal.digest(routine("head-15")), desk.options)
    stand = Stand("head-15", keeper=Keeper(path, script, Inline())).begin()
    stand.run(40, 0.5)
    stand.tell("less talk")
    stand.run(25, 0.5)
    stand.tell("longer")
    stand.run(seconds, 0.5)  # and here the program is no more
    record, note = journal.read(path)
    assert record is not None
    assert note == ""
    assert 0 <= stand.status.position - record.at <= 6 * RATE
    again = Stand("head-15", Manner(wait=False, start=record.at, resumed=True))
    again.take = again.desk.begin(record.changes)
    assert again.take.timeline == stand.session.timeline
    again.session._stage.take = again.take
    again.begin()
    again.run(12)
    words = desk.known(desk.recap(again.take.timeline, again.session._stage.position))
    assert again.heard(words) == 1
    again.finish()
    plan = [each for each in again.outlet.everything if each.plan and each.pcm]
    assert plan[0].start == spot.cue_back(again.take.timeline, plan[0].start)
    assert plan[0].start <= record.at
    sound = b"".join(each.pcm for each in plan)
    assert sound == rendered(again.take.score, plan[0].start).tobytes()
    assert take.timeline != again.take.timeline


def test_after_the_end_there_is_nothing_to_go_on_with_and_after_a_stop_there_is(tmp_path: Path) -> None:
    for text, there in (("next", False), ("stop", True)):
        path = tmp_path / f"{text}.json"
        stand = Stand("ears-scalp-5", keeper=keeper(path)).begin()
        stand.run(30)
        assert path.exists()
        stand.tell(text)
        stand.finish()
        assert path.exists() is there


def test_a_session_that_never_began_leaves_the_journal_of_the_last_one(tmp_path: Path) -> None:
    path = tmp_path / "session.json"
    journal.write(path, RECORD)
    stand = Stand("head-15", Manner(sound_check=True), keeper=keeper(path)).begin()
    stand.run(10)
    stand.session.close()
    assert journal.read(path)[0] == RECORD


def test_sessions_are_counted_and_a_broken_count_is_no_count(tmp_path: Path) -> None:
    path = tmp_path / "state" / "sessions-led"
    assert sessions(path) == 0
    add_session(59.9, path)
    assert sessions(path) == 0, "that was no session"
    add_session(60, path)
    add_session(900, path)
    assert sessions(path) == 2
    path.write_text("many")
    assert sessions(path) == 0
    add_session(900, path / "no folder")
    assert sessions(path) == 0
