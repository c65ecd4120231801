"""Sessions at the same time do not write over one another, and what was left is found again."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from coach.live import journal, slot
from coach.live.record import Record, Script
from coach.plan.options import Options
from coach.units import RATE, Frames


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COACH_STATE", str(tmp_path))
    return tmp_path / "journals"


def record(routine: str, at: int = 1) -> Record:
    script = Script(routine, "abc", Options(seconds=600))
    return Record(script, (), Frames(at), Frames(99), "1.1", routine)


def leave(routine: str, at: int, when: int) -> Path:
    """Leave a session of ``routine`` behind, ``when`` seconds after the beginning of time."""
    held = slot.take(routine)
    journal.write(held.path, record(routine, at))
    os.utime(held.path, (when, when))
    held.close()
    return held.path


def names(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


def test_two_of_one_routine_have_two_and_what_is_free_is_taken_again(folder: Path) -> None:
    first, second, other = slot.take("head-15"), slot.take("head-15"), slot.take("feet-15")
    assert [each.path.name for each in (first, second, other)] == [
        *("head-15.json", "head-15.2.json"),
        "feet-15.json",
    ]
    first.close()
    third = slot.take("head-15")
    assert third.path.name == "head-15.json"
    for each in (first, second, third, other):
        each.close()
    assert names(folder) == []


def test_the_newest_of_a_routine_that_nobody_plays_goes_on() -> None:
    leave("feet-15", 1, 50)
    held = slot.take("head-15")
    journal.write(held.path, record("head-15", 1))
    leave("head-15", 2, 40)
    found = slot.left({"head-15"})
    assert found.slot is not None
    assert found.record == record("head-15", 2)
    assert found.others == ("feet-15",)
    assert slot.left({"head-15"}).slot is None
    held.close()
    found.slot.close()
    newest = slot.left({"head-15"})
    assert newest.record == record("head-15", 1)
    assert newest.slot is not None
    newest.slot.close()
    anything = slot.left()
    assert anything.slot is not None
    anything.slot.close()


NOW = time.time()


def far(routine: str, seconds: int, ago: float) -> Path:
    """Leave a session of ``routine`` behind that came so far, so many seconds ago."""
    passed = slot.take(routine)
    journal.write(passed.path, replace(record(routine), at=Frames(seconds * RATE), frames=Frames(900 * RATE)))
    os.utime(passed.path, (NOW - ago, NOW - ago))
    passed.close()
    return passed.path


def test_a_new_session_leaves_alone_what_came_far_today_and_tells_of_it(folder: Path) -> None:
    kept = far("head-15", 88, ago=3600)
    before = kept.read_bytes()
    new = slot.take("head-15")
    assert new.path.name == "head-15.2.json"
    assert new.left is not None
    assert new.left.at == 88 * RATE
    assert kept.read_bytes() == before
    new.close()
    assert names(folder) == ["head-15.json"]


@pytest.mark.parametrize(("seconds", "ago"), [(29, 10), (88, 90_000)])
def test_what_had_hardly_begun_or_is_of_another_day_gives_its_place(seconds: int, ago: float) -> None:
    far("head-15", seconds, ago)
    new = slot.take("head-15")
    assert (new.path.name, new.left) == ("head-15.json", None)
    new.close()


def test_of_more_than_a_few_the_oldest_gives_its_place(folder: Path) -> None:
    made = [far("head-15", 60 + n, ago=100 * (9 - n)) for n in range(4)]
    assert len(set(made)) == 4
    new = slot.take("head-15")
    assert new.path == made[0]
    assert new.left is not None
    assert new.left.at == 63 * RATE, "the newest is told"
    new.close()
    assert len(names(folder)) == 4


def test_what_a_newer_coach_wrote_is_not_written_over(folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / "head-15.json").write_text('{"format": "coach-journal/2"}')
    new = slot.take("head-15")
    assert (new.path.name, new.left) == ("head-15.2.json", None)
    new.close()


def test_the_newest_that_came_far_goes_on_before_a_newer_one_that_hardly_began(folder: Path) -> None:
    far("head-15", 88, ago=500)
    far("head-15", 200, ago=700)
    far("head-15", 5, ago=10)
    found = slot.left()
    assert found.record is not None
    assert found.record.at == 88 * RATE
    assert found.slot is not None
    found.slot.path.unlink()
    found.slot.close()
    again = slot.left()
    assert again.record is not None
    assert again.record.at == 200 * RATE
    assert again.slot is not None
    again.slot.close()
    assert not [name for name in names(folder) if name.endswith(".lock")]


def test_damaged_ones_are_passed_over_with_a_note(folder: Path) -> None:
    leave("head-15", 3, 10)
    leave("feet-15", 1, 20).write_text("{")
    found = slot.left()
    assert found.record == record("head-15", 3)
    assert "damaged" in found.said[0]
    assert found.slot is not None
    found.slot.close()
    assert names(folder) == ["feet-15.json.damaged", "head-15.json"]


def test_a_program_that_was_killed_holds_nothing(folder: Path) -> None:
    code = "from coach.live.slot import take; t = take('head-15'); print(t.path.name, flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "head-15.json\n"
        meanwhile = slot.take("head-15")
        assert meanwhile.path.name == "head-15.2.json"
        process.kill()
        process.wait()
    again = slot.take("head-15")
    assert again.path.name == "head-15.json"
    again.close()
    meanwhile.close()
    assert names(folder) == []


def test_where_nothing_can_be_written_there_is_a_journal_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("COACH_STATE", str(tmp_path / "file"))
    alone = slot.take("head-15")
    assert alone.path.name == "head-15.json"
    alone.close()
    assert slot.left() == slot.Left()


def test_an_odd_name_makes_a_plain_one() -> None:
    odd = slot.take("../Zwölf  Hände/")
    assert odd.path == slot.journals() / "zw-lf-h-nde.json"
    odd.close()
