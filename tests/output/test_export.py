"""An export from start to end: what is there afterwards, whatever happens on the way."""

from __future__ import annotations

import hashlib
import json
import os
import resource
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from coach.check.cuesheet import read_sheet
from coach.check.finished import examine
from coach.errors import UsageError, VerifyError, WriteError
from coach.output.export import Exported, export
from coach.output.formats import FORMATS
from coach.output.order import Order, order
from coach.plan.sheet import sheet
from coach.sound.mixer import render
from coach.units import RATE, Decibels

from .encoded import decode, pcm_by_ffmpeg, probe
from .sessions import session
from .test_atomic import names, soft_limit

EVERY = pytest.mark.parametrize("name", FORMATS)
ROOT = Path(__file__).parents[2]
TIMELINE, SCORE = session(12.0)


def exported(path: Path, **changes: object) -> Exported:
    return export(TIMELINE, SCORE, replace(order(path, TIMELINE), **changes))


def planned() -> np.ndarray:
    return np.concatenate(list(render(SCORE)), axis=1)


@EVERY
def test_every_format_keeps_the_promises(name: str, tmp_path: Path) -> None:
    done = exported(tmp_path / f"x.{name}")
    (report,) = done.reports
    assert 0 <= report.frames - TIMELINE.frames <= FORMATS[name].slack
    assert report.lufs == pytest.approx(-19, abs=0.5)
    assert report.peak <= -1
    heard = decode(tmp_path / f"x.{name}")[0]
    assert np.corrcoef(heard[: TIMELINE.frames], planned()[0])[0, 1] > (0.7 if name == "opus" else 0.98)
    assert len(probe(tmp_path / f"x.{name}")["chapters"]) == 3


def test_only_under_a_bed_may_a_file_be_softer_than_its_mix(tmp_path: Path) -> None:
    timeline, rainy = session(12.0, ambience="rain")
    way = order(tmp_path / "x.mp3", timeline)
    assert export(timeline, replace(rainy, lufs=rainy.lufs + 0.8), way).reports
    with pytest.raises(VerifyError, match="its loudness is"):
        export(timeline, replace(rainy, lufs=rainy.lufs + 1.2), replace(way, force=True))
    with pytest.raises(VerifyError, match="its loudness is"):
        export(TIMELINE, replace(SCORE, lufs=SCORE.lufs + 0.8), order(tmp_path / "y.mp3", TIMELINE))


@EVERY
def test_twice_the_same_bytes(name: str, tmp_path: Path) -> None:
    once = exported(tmp_path / f"x.{name}", captions=("vtt", "srt", "lrc"))
    twice = exported(tmp_path / f"y.{name}", captions=("vtt", "srt", "lrc"))
    for one, other in zip(once.files, twice.files, strict=True):
        assert one.read_bytes() == other.read_bytes()


def test_side_files_stand_beside_the_sound(tmp_path: Path) -> None:
    done = exported(tmp_path / "feet.v2.m4b", captions=("vtt", "srt", "lrc"))
    assert [path.name for path in done.files] == [
        "feet.v2.m4b",
        "feet.v2.cues.json",
        "feet.v2.chapters.json",
        "feet.v2.vtt",
        "feet.v2.srt",
        "feet.v2.lrc",
    ]
    assert names(tmp_path) == sorted(path.name for path in done.files)
    written = json.loads(done.files[1].read_text())
    assert written.pop("sound") == {
        "mix": "full",
        "target": "podcast",
        "rate": 48_000,
        "channels": 1,
        "lufs": -19.0,
        "peak": -1.0,
        "bed": False,
    }
    for cue in written["cues"]:
        seconds = cue["end"] - cue["start"]
        assert len(cue.pop("shape")) == pytest.approx(seconds / 0.05, abs=1)
    assert written == json.loads(json.dumps(sheet(TIMELINE)))


def test_a_second_format_shares_its_side_files(tmp_path: Path) -> None:
    exported(tmp_path / "x.mp3")
    exported(tmp_path / "x.flac")
    assert names(tmp_path) == ["x.chapters.json", "x.cues.json", "x.flac", "x.mp3"]


@pytest.mark.parametrize("taken", ["x.mp3", "x.cues.json", "x.vtt"])
def test_nothing_of_others_is_replaced_without_force(taken: str, tmp_path: Path) -> None:
    (tmp_path / taken).write_text("theirs")
    with pytest.raises(WriteError, match="--force"):
        exported(tmp_path / "x.mp3", captions=("vtt",))
    assert names(tmp_path) == [taken]
    assert (tmp_path / taken).read_text() == "theirs"
    exported(tmp_path / "x.mp3", captions=("vtt",), force=True)
    assert (tmp_path / taken).read_bytes() != b"theirs"


def test_split_tracks_together_are_the_session(tmp_path: Path) -> None:
    done = export(TIMELINE, SCORE, order(tmp_path / "parts", TIMELINE, kind="wav", split=True))
    assert [path.name for path in done.files] == [
        "01 Arrive begin.wav",
        "02 Face & ears.wav",
        "03 Close =;#.wav",
        "parts.cues.json",
        "parts.chapters.json",
        "parts.m3u8",
    ]
    together = np.concatenate([pcm_by_ffmpeg(path, 1) for path in done.files[:3]], axis=1)
    whole = exported(tmp_path / "x.wav").files[0]
    assert (together == pcm_by_ffmpeg(whole, 1)).all()
    listed = [line for line in done.files[5].read_text().splitlines() if line[0] != "#"]
    assert listed == [path.name for path in done.files[:3]]
    assert probe(done.files[1])["tags"]["title"] == "Face <&> ears"
    assert probe(done.files[1])["tags"]["track"] == "2/3"


@EVERY
def test_split_tracks_are_exact_in_every_format(name: str, tmp_path: Path) -> None:
    done = export(TIMELINE, SCORE, order(tmp_path / "parts", TIMELINE, kind=name, split=True))
    for path, chapter in zip(done.files, TIMELINE.chapters, strict=False):
        assert 0 <= decode(path).shape[1] - (chapter.end - chapter.start) <= FORMATS[name].slack


def test_a_folder_gets_a_file_named_after_the_routine(tmp_path: Path) -> None:
    assert order(tmp_path, TIMELINE, kind="mp3").path == tmp_path / "head-15.mp3"
    assert order(tmp_path, TIMELINE).path == tmp_path / "head-15.m4b"
    assert order(tmp_path / "a.mp3", TIMELINE, split=True).path == tmp_path / "a"
    with pytest.raises(UsageError, match="vtt, srt, lrc"):
        Order(tmp_path, FORMATS["mp3"], captions=("pdf",))


def test_a_file_that_came_out_wrong_is_kept_aside(tmp_path: Path) -> None:
    wrong = replace(SCORE, lufs=-30.0)
    with pytest.raises(VerifyError, match=r"LUFS, outside -30.50 to -29.50.*x\.mp3\.rejected"):
        export(TIMELINE, wrong, order(tmp_path / "x.mp3", TIMELINE))
    assert names(tmp_path) == ["x.mp3.rejected"]


def test_a_peak_above_the_promise_is_mended_by_a_lower_ceiling(tmp_path: Path) -> None:
    hot = replace(FORMATS["flac"], ceiling=Decibels(-0.2))
    louder = replace(SCORE, gain=SCORE.gain * 1.25, lufs=-17.1)
    assert max(np.abs(block).max() for block in render(louder, ceiling_db=-0.2)) > 0.9
    done = export(TIMELINE, louder, replace(order(tmp_path / "x.flac", TIMELINE), format=hot))
    assert done.reports[0].peak <= -1
    found = examine(tmp_path / "x.flac", read_sheet(tmp_path / "x.cues.json"))
    assert found.faults == ()


@EVERY
def test_a_full_disk_leaves_nothing_behind(name: str, tmp_path: Path) -> None:
    whole = exported(tmp_path / f"x.{name}").files[0].stat().st_size
    (tmp_path / "other").mkdir()
    for most in (0, 100, 5000, whole // 2, whole - 1):
        with soft_limit(resource.RLIMIT_FSIZE, most), pytest.raises(WriteError, match="The disk is full"):
            exported(tmp_path / "other" / f"x.{name}")
        assert names(tmp_path / "other") == []


def test_every_limit_of_open_files_gives_a_whole_export_or_a_sentence(tmp_path: Path) -> None:
    exported(tmp_path / "first.m4b")
    before = names(tmp_path)
    taken = max(int(entry) for entry in os.listdir("/proc/self/fd"))  # noqa: PTH208 - numbers, not paths
    outcomes = set()
    for spare in (1, 2, 3, 4, 5, 7, 12):
        try:
            with soft_limit(resource.RLIMIT_NOFILE, taken + spare):
                exported(tmp_path / "x.m4b", force=True)
            outcomes.add("whole")
            for path in (tmp_path / name for name in ("x.m4b", "x.cues.json", "x.chapters.json")):
                path.unlink()
        except WriteError as error:
            assert "Too many files are open" in str(error)  # noqa: PT017 - both outcomes are right
            outcomes.add("refused")
        assert names(tmp_path) == before
    assert "whole" in outcomes


def test_an_interruption_at_any_step_leaves_whole_files_only(tmp_path: Path) -> None:
    whole = {path.name: path.read_bytes() for path in exported(tmp_path / "x.mp3").files}
    folder = tmp_path / "folder"
    folder.mkdir()
    step, interrupted = 0, True
    while interrupted:
        step += 1
        steps = iter(range(step))

        def progress(stage: str, done: float) -> None:
            if next(steps, None) is None:  # noqa: B023 - used within the round
                raise KeyboardInterrupt(stage, done)

        try:
            export(TIMELINE, SCORE, replace(order(folder / "x.mp3", TIMELINE), force=True), progress)
            interrupted = False
        except KeyboardInterrupt:
            for path in folder.iterdir():
                assert path.read_bytes() == whole[path.name]
    assert step > 12
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == whole


def rounds(kind: str, folder: Path, name: str) -> list[str]:
    script = ROOT / "tests/output/kill_rounds.py"
    call = [sys.executable, str(script), kind, str(folder), name]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(call, capture_output=True, text=True, env=environment, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def sums(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


@pytest.mark.parametrize("name", ["x.mp3", "x.m4b"])
def test_killed_at_any_step_only_whole_files_stand(name: str, tmp_path: Path) -> None:
    (tmp_path / "good").mkdir()
    (tmp_path / "killed").mkdir()
    exported(tmp_path / "good" / name, captions=("vtt",))
    good = sums(tmp_path / "good")
    lines = rounds("kill", tmp_path / "killed", name)
    assert len(lines) >= 15
    for line in lines:
        assert dict(pair.split("=") for pair in line.split()[1:]).items() <= good.items()
    # The next export finds the leavings of all the dead, and finishes.
    exported(tmp_path / "killed" / name, captions=("vtt",), force=True)
    assert sums(tmp_path / "killed") == good


@pytest.mark.parametrize(("kind", "codes"), [("once", "0 6 6 6 6"), ("force", "0 0 0 0 0")])
def test_exports_to_one_target_at_once_give_one_whole_file(kind: str, codes: str, tmp_path: Path) -> None:
    (tmp_path / "good").mkdir()
    (tmp_path / "at once").mkdir()
    exported(tmp_path / "good" / "x.mp3", captions=("vtt",))
    lines = rounds(kind, tmp_path / "at once", "x.mp3")
    assert lines[0] == f"codes {codes}"
    assert sums(tmp_path / "at once") == sums(tmp_path / "good")


def test_progress_only_rises_within_a_stage(tmp_path: Path) -> None:
    seen: dict[str, list[float]] = {}
    export(
        TIMELINE,
        SCORE,
        order(tmp_path / "x.wav", TIMELINE),
        lambda stage, done: seen.setdefault(stage, []).append(done),
    )
    assert list(seen) == ["encode", "check", "place"]
    for shares in seen.values():
        assert shares == sorted(shares)
        assert shares[-1] == 1


def test_sound_starts_on_its_frame(tmp_path: Path) -> None:
    """The first chime of the decoded MP3 lies within 1 ms of where the plan puts it."""
    heard = decode(exported(tmp_path / "x.mp3").files[0])[0]
    place = TIMELINE.chimes[0].start
    chime = planned()[0][place : place + RATE // 4]
    near = heard[place - 480 : place + len(chime) + 480]
    found = int(np.argmax(np.correlate(near, chime))) - 480
    assert abs(found) <= RATE // 1000
