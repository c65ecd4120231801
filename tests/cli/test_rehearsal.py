"""A session that was planned before comes out the same, and only as long as nothing has changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from coach.cli import rehearsal
from coach.cli.progress import progress
from coach.cli.session import Wanted, session
from coach.errors import LengthError
from coach.plan.options import Counting, Options, Talk
from coach.plan.plain import plain, restored
from coach.plan.planner import plan
from coach.plan.timeline import Timeline
from coach.routine import memo
from coach.routine.load import load_routine
from coach.routine.template import new_routine
from coach.speech.booth import open_booth
from coach.speech.voice import Settings


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACH_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("COACH_HOME", str(tmp_path / "home"))


@pytest.fixture
def routine(tmp_path: Path) -> Path:
    path = tmp_path / "quiet-hands.yaml"
    path.write_text(new_routine("quiet-hands"), encoding="utf-8")
    return path


def planned(wanted: Wanted) -> Timeline:
    with progress() as bar, session(wanted, bar) as made:
        return made.timeline


def memos() -> list[Path]:
    return sorted(memo.folder("plans").glob("*"))


@pytest.mark.parametrize("talk", list(Talk))
@pytest.mark.parametrize("name", ["head-15", "feet-15", "hands-10"])
def test_a_timeline_survives_being_written_down(name: str, talk: Talk) -> None:
    routine = load_routine(name)
    with open_booth("silent", Settings()) as booth:
        for factor in (0.9, 1.0, 1.2):
            options = Options(seconds=int(routine.target_s * factor), talk=talk, count=Counting.BOTH)
            made = plan(routine, options, booth.measure)
            memo.keep(b"one", plain(made), "plans")
            again = restored(memo.recall(b"one", "plans"))
            assert again == made
            assert repr(again) == repr(made)  # the types too: a level is no mere text


def test_a_second_session_is_the_first_one_without_planning(
    routine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = planned(Wanted(str(routine)))
    assert len(memos()) == 1
    monkeypatch.setattr("coach.plan.planner.plan", None)  # whoever plans now fails
    assert planned(Wanted(str(routine))) == first


def test_every_choice_has_a_plan_of_its_own(routine: Path) -> None:
    name = str(routine)
    for wanted in (
        Wanted(name),
        Wanted(name, minutes="7"),
        Wanted(name, talk="minimal"),
        Wanted(name, count="both"),
        Wanted(name, seed=1),
    ):
        options = planned(wanted).options
        assert planned(wanted).options == options
    assert len(memos()) == 5


def test_a_change_of_the_routine_is_a_change_of_the_plan(routine: Path) -> None:
    planned(Wanted(str(routine)))
    text = routine.read_text(encoding="utf-8")
    routine.write_text(text.replace("title: Scalp", "title: The scalp"), encoding="utf-8")
    assert "The scalp" in [chapter.title for chapter in planned(Wanted(str(routine))).chapters]


def test_a_change_of_the_tables_is_a_change_of_the_plan(routine: Path, tmp_path: Path) -> None:
    before = planned(Wanted(str(routine)))
    tables = tmp_path / "home" / "tables"
    tables.mkdir(parents=True)
    (tables / "mine.yaml").write_text(
        "techniques:\n  ear.lobe_rub:\n    name: Something else\n    origin: added\n"
        "    description: Rub the lobes.\n    stroke: circle\n    areas: [ear_lobe]\n"
        "    step:\n      pressure: {default: 1, max: 1, return: 0}\n      cues:\n"
        "        - {id: outside, kind: caution, level: M, caution: ear_outside,"
        " text: Only the outside of the ear. Nothing goes in.}\n"
        "        - {id: begin, kind: start, level: M, offset_s: 5, text: Rub both lobes slowly.}\n",
        encoding="utf-8",
    )
    after = planned(Wanted(str(routine)))
    assert "Rub both lobes slowly." in [cue.line.text for cue in after.cues]
    assert after != before


def test_another_voice_or_other_lengths_are_planned_anew(routine: Path) -> None:
    wanted = Wanted(str(routine))
    planned(wanted)
    known = rehearsal.recall(rehearsal.name_of(wanted))
    assert known is not None
    with open_booth("silent", Settings()) as booth:
        assert known.holds(booth.measure)
        line = next(iter(known.batches[-1]))
        known.batches[-1][line] += 1  # as if the voice had learnt to speak otherwise
        assert not known.holds(booth.measure)


def test_a_damaged_plan_counts_as_none(routine: Path) -> None:
    wanted = Wanted(str(routine))
    first = planned(wanted)
    (kept,) = memos()
    whole = kept.read_bytes()
    for broken in (b"", whole[:-1], whole.replace(b"Scalp", b"Sculp"), b"\xff" + whole):
        kept.write_bytes(broken)
        assert planned(wanted) == first
        assert kept.read_bytes() == whole
    name = rehearsal.name_of(wanted)
    assert name is not None
    for foreign in ([], {}, {"timeline": {}}, {"timeline": plain(first), "batches": [[1]]}, None, 7):
        memo.keep(name, foreign, "plans")
        assert planned(wanted) == first


def test_a_length_out_of_range_is_refused_again(routine: Path) -> None:
    for _ in range(2):
        with pytest.raises(LengthError, match="too long"):
            planned(Wanted(str(routine), minutes="90"))
    assert memos() == []


def test_without_a_cache_folder_all_goes_on(
    routine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = planned(Wanted(str(routine)))
    (tmp_path / "a file").write_text("", encoding="utf-8")
    monkeypatch.setenv("COACH_CACHE", str(tmp_path / "a file"))
    assert planned(Wanted(str(routine))) == first
