"""A finished file is checked against its cue sheet: whatever was done is found and named."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from coach.check.cuesheet import parsed, read_sheet
from coach.check.finished import Verdict, examine
from coach.check.words import errors, hear
from coach.errors import InputError
from coach.output.formats import FORMATS
from coach.output.tags import Track
from coach.units import RATE

from . import damage
from .damage import Good, load, rewrite
from .encoded import decode, write

ROOT = Path(__file__).parents[2]
EVERY = pytest.mark.parametrize("name", FORMATS)


def coach(*words: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "coach", *map(str, words)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with an export by the default voice in every format, and one in tracks."""
    folder = tmp_path_factory.mktemp("good")
    for name in FORMATS:
        export(folder / f"ears.{name}")
    export(folder / "tracks.mp3", "--split")
    return folder


def export(path: Path, *words: str) -> None:
    done = coach("export", "ears-scalp-5", "--minutes", "4", "-o", path, *words)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def good(folder: Path) -> Good:
    return load(folder / "ears.flac")


def verdict(path: Path) -> Verdict:
    return examine(path, read_sheet(path.with_suffix(".cues.json")))


def named(found: Verdict, wanted: str) -> None:
    """Check that every kind of fault that is wanted was found, and that each says in words what and where."""
    assert set(wanted.split()) <= {fault.kind for fault in found.faults}, found.faults
    assert all(len(fault.what) > 10 for fault in found.faults)
    for fault in found.faults:
        if fault.kind in {"cue", "chime"}:
            assert fault.at is not None
            assert fault.name in fault.what


@EVERY
def test_a_good_file_is_as_planned(name: str, folder: Path) -> None:
    found = verdict(folder / f"ears.{name}")
    assert found.faults == ()
    assert found.cues[0] == found.cues[1] > 20
    assert found.chimes[0] == found.chimes[1] > 5


def test_good_tracks_are_as_planned(folder: Path) -> None:
    found = examine(folder / "tracks", read_sheet(folder / "tracks" / "tracks.cues.json"))
    assert found.faults == ()
    assert found.cues[0] == found.cues[1] > 20


@pytest.mark.parametrize("what", damage.SOUNDS)
def test_damaged_sound_is_found(what: str, good: Good, tmp_path: Path) -> None:
    make, wanted = damage.SOUNDS[what]
    named(verdict(rewrite(good, tmp_path / "x.mp3", make(good))), wanted)


@pytest.mark.parametrize("name", ["m4b", "opus", "flac", "wav"])
@pytest.mark.parametrize("what", ["a chime moved by 2 ms", "a cue muted", "silence spliced in"])
def test_damaged_sound_is_found_in_every_format(what: str, name: str, good: Good, tmp_path: Path) -> None:
    make, wanted = damage.SOUNDS[what]
    named(verdict(rewrite(good, tmp_path / f"x.{name}", make(good))), wanted)


def test_only_what_was_damaged_is_named(good: Good, tmp_path: Path) -> None:
    (fault,) = verdict(rewrite(good, tmp_path / "x.mp3", damage.muted_cue(good))).faults
    assert fault.name == good.cue()["id"]
    assert "is not heard" in fault.what
    (fault,) = verdict(rewrite(good, tmp_path / "y.mp3", damage.moved_chime(good))).faults
    assert "20.0 ms too late" in fault.what


def test_what_was_put_in_is_measured_and_its_place_named(good: Good, tmp_path: Path) -> None:
    found = verdict(rewrite(good, tmp_path / "x.mp3", damage.spliced(good)))
    (moved,) = [fault for fault in found.faults if fault.kind == "moved"]
    assert "2.0 s later than planned: something was put in before cue" in moved.what
    assert moved.at is not None
    assert abs(moved.at - damage.quiet_end(good)) <= 48_000 // 50
    assert {fault.kind for fault in found.faults} == {"length", "moved"}


@EVERY
def test_a_file_cut_short_is_found(name: str, good: Good, tmp_path: Path) -> None:
    found = verdict(damage.cut_file(good, tmp_path / f"x.{name}"))
    assert {fault.kind for fault in found.faults} & {"length", "broken"}, found.faults


@EVERY
def test_a_torn_file_is_found(name: str, good: Good, tmp_path: Path) -> None:
    assert verdict(damage.torn_file(good, tmp_path / f"x.{name}")).faults


@pytest.mark.parametrize("name", ["mp3", "m4b", "opus", "flac", "wav"])
@pytest.mark.parametrize("what", damage.TAGS)
def test_wrong_tags_and_chapters_are_found(what: str, name: str, good: Good, tmp_path: Path) -> None:
    make, wanted = damage.TAGS[what]
    quiet = good.sound[:, : 48_000 * 2] * 0  # what is written into it is the same however long it is
    found = verdict(rewrite(good, tmp_path / f"x.{name}", quiet, make(good)))
    named(found, wanted)
    right = verdict(rewrite(good, tmp_path / f"y.{name}", quiet))
    assert wanted not in {fault.kind for fault in right.faults}, right.faults


@pytest.mark.parametrize("what", damage.CONVERSIONS)
def test_what_another_program_made_of_it_is_found(what: str, good: Good, tmp_path: Path) -> None:
    how, wanted = damage.CONVERSIONS[what]
    named(verdict(damage.converted(good, tmp_path / "x.mp3", *how)), wanted)


def test_encoded_again_as_it_is_the_sound_is_as_planned(good: Good, tmp_path: Path) -> None:
    found = verdict(damage.converted(good, tmp_path / "x.mp3", "-b:a", "96k"))
    assert {fault.kind for fault in found.faults} <= {"peak"}


def test_the_sheet_of_another_session_is_doubted(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.mp3"
    assert coach("export", "ears-scalp-5", "--minutes", "5", "-o", other).returncode == 0
    found = examine(folder / "ears.mp3", read_sheet(other.with_suffix(".cues.json")))
    named(found, "length sheet cue")


def test_a_missing_and_an_exchanged_track_are_found(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder / "tracks", tmp_path / "tracks")
    sheet = read_sheet(tmp_path / "tracks" / "tracks.cues.json")
    first, second, *_ = sorted((tmp_path / "tracks").glob("*.mp3"))
    first.rename(tmp_path / "x")
    second.rename(first)
    (tmp_path / "x").rename(second)
    named(examine(tmp_path / "tracks", sheet), "length tag cue")
    (tmp_path / "x").write_bytes(first.read_bytes())
    first.write_bytes(second.read_bytes())
    second.write_bytes((tmp_path / "x").read_bytes())
    second.unlink()
    found = examine(tmp_path / "tracks", sheet)
    named(found, "chapter")
    assert any("track 2 of" in fault.what and "missing" in fault.what for fault in found.faults)
    assert not [fault for fault in found.faults if fault.kind == "tag"], "all others are in their place"


def test_a_sheet_without_what_newer_exports_add_is_enough(good: Good, tmp_path: Path) -> None:
    old = json.loads(json.dumps(good.sheet))
    old.pop("sound")
    for cue in old["cues"]:
        cue.pop("shape")
    assert examine(good.path, parsed(old)).faults == ()
    path = rewrite(good, tmp_path / "x.mp3", damage.noise_for_a_cue(good))
    named(examine(path, parsed(old)), "cue")
    path = rewrite(good, tmp_path / "y.mp3", damage.louder(good))
    named(examine(path, parsed(old)), "loudness peak cue")


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", "null", '{"cues": 3}', '{"seconds": "x", "options": {}}', "[" * 100_000]
)
def test_what_is_no_cue_sheet_is_said_so(text: str, tmp_path: Path) -> None:
    (tmp_path / "x.cues.json").write_text(text)
    with pytest.raises(InputError, match="no cue sheet"):
        read_sheet(tmp_path / "x.cues.json")


def test_the_command_names_what_is_off_and_leaves_with_its_code(
    good: Good, folder: Path, tmp_path: Path
) -> None:
    done = coach("verify", folder / "ears.mp3", folder / "ears.m4b", folder / "tracks")
    assert (done.returncode, done.stdout) == (0, "")
    path = rewrite(good, tmp_path / "x.mp3", damage.muted_cue(good))
    done = coach("verify", path)
    assert done.returncode == 6
    assert f"cue {good.cue()['id']} at" in done.stdout
    done = coach("verify", "--json", path)
    (report,) = json.loads(done.stdout)
    assert not report["passed"]
    assert [fault["kind"] for fault in report["faults"]] == ["cue"]


def test_a_missing_file_or_sheet_is_said_with_what_to_type(folder: Path, tmp_path: Path) -> None:
    assert coach("verify", tmp_path / "x.mp3").returncode == 4
    (tmp_path / "x.mp3").write_bytes(b"")
    done = coach("verify", tmp_path / "x.mp3")
    assert (done.returncode, "--sheet" in done.stderr) == (4, True)
    track = next((folder / "tracks").glob("01*.mp3"))
    done = coach("verify", track)
    assert done.returncode == 4
    assert f'coach verify "{track.parent}"' in done.stderr


@pytest.mark.slow
def test_a_recogniser_writes_down_what_is_said_and_finds_other_words(good: Good, tmp_path: Path) -> None:
    right = hear(good.path, read_sheet(good.path.with_suffix(".cues.json")))
    assert right.count > 150
    assert right.rate <= 0.02
    path = rewrite(good, tmp_path / "x.mp3", damage.another_cue(good))
    wrong = hear(path, read_sheet(path.with_suffix(".cues.json")))
    (cue,) = [cue for cue in wrong.cues if cue.cue == good.cue()["id"]]
    assert cue.errors > cue.words / 3


def test_words_written_apart_or_as_numbers_are_no_errors() -> None:
    assert errors("Hold for five counts, finger tips still.", "hold for 5 counts finger-tips still") == 0
    assert errors("Hold for five counts.", "Hold for nine counts.") == 1
    assert errors("Rest.", "") == 1


def test_a_bed_is_heard_where_it_is_planned_and_missed_where_it_stops(tmp_path: Path) -> None:
    export(tmp_path / "rain.mp3", "--ambience", "rain", "--mix", "both")
    for mix in ("giver", "receiver"):
        assert verdict(tmp_path / f"rain.{mix}.mp3").faults == ()
    export(tmp_path / "x.flac", "--ambience", "rain")
    sheet = read_sheet(tmp_path / "x.cues.json")
    assert examine(tmp_path / "x.flac", sheet).faults == ()
    sound, at = decode(tmp_path / "x.flac"), load(tmp_path / "x.flac").quiet()
    sound[:, at - RATE : at + RATE] = 0
    about = Track(2, sheet.frames, load(tmp_path / "x.flac").tags)
    found = examine(write("flac", tmp_path / "y.flac", sound.astype("float32"), about), sheet)
    (fault,) = found.faults
    assert fault.kind == "silence"
    assert "for 2.0" in fault.what


def test_a_session_that_becomes_softer_is_as_planned_and_one_that_does_not_is_found(tmp_path: Path) -> None:
    path = tmp_path / "bedtime.mp3"
    done = coach("export", "bedtime-20", "--minutes", "12", "-o", path)
    assert done.returncode == 0, done.stderr
    assert verdict(path).faults == ()
    sheet = json.loads(path.with_suffix(".cues.json").read_text("utf-8"))
    assert {row.get("gain", 0) for row in sheet["cues"]} == {0, -2, -4, -6}
    for row in (*sheet["cues"], *sheet["chimes"]):
        row["gain"] = -2 * row.get("gain", 0)
    louder = examine(path, parsed(sheet))
    assert any("dB softer than planned" in fault.what for fault in louder.faults)
