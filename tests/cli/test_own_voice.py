"""A voice of one's own, from the sheet to the track: every line a tone, found again in the sound."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
import wave
from pathlib import Path

import numpy as np
import pytest

from coach.live.asked import Asked
from coach.live.desk import Desk
from coach.plan.options import Options
from coach.plan.request import EndIn
from coach.routine.load import load_routine
from coach.routine.template import new_routine
from coach.speech.booth import open_booth
from coach.speech.cache import ClipCache
from coach.speech.clean import words
from coach.speech.voice import Settings
from coach.units import RATE, Frames, to_frames
from tests.cli.stage import Sit

ROOT = Path(__file__).parents[2]
LOWEST, APART = 300, 20
"""Pitch of the first line, and of each line above the one before it, in Hz."""


def coach(*arguments: str, cwd: Path, code: int = 0) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-m", "coach", *arguments],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        cwd=cwd,
        timeout=120,
    )
    assert done.returncode == code, done.stderr
    return done


def record(path: Path, pitch: int, text: str) -> None:
    """Write a tone as long as ``text`` takes at 135 words a minute."""
    t = np.arange(round(words(text) * 60 / 135 * 24_000)) / 24_000
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 24_000, 0, "NONE", ""))
        file.writeframes((6_000 * np.sin(2 * np.pi * pitch * t)).astype("<i2").tobytes())


def sheet_of(folder: Path) -> dict[str, str]:
    with (folder / "script.csv").open(encoding="utf-8", newline="") as file:
        return {row["id"]: row["text"] for row in csv.DictReader(file)}


def pitches(folder: Path) -> dict[str, int]:
    return {cue: LOWEST + APART * number for number, cue in enumerate(sheet_of(folder))}


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A routine, and a folder ``mine`` with its sheet and a recording for every row."""
    place = tmp_path_factory.mktemp("studio")
    (place / "quiet-hands.yaml").write_text(new_routine("quiet-hands"), encoding="utf-8")
    coach("script", "quiet-hands.yaml", "--record", "-o", "mine/script.csv", cwd=place)
    for cue, pitch in pitches(place / "mine").items():
        record(place / "mine" / f"{cue}.wav", pitch, sheet_of(place / "mine")[cue])
    return place


@pytest.fixture
def own(studio: Path, tmp_path: Path) -> Path:
    """A copy of the studio to spoil."""
    return Path(shutil.copytree(studio, tmp_path / "studio"))


def exported(place: Path) -> tuple[list[dict[str, object]], np.ndarray, str]:
    """Return the cues of an export in the own voice, its sound, and what was said about it."""
    done = coach(
        "export", "quiet-hands.yaml", "-o", "x.wav", "--voice", "recorded:mine", "--force", cwd=place
    )
    with wave.open(str(place / "x.wav"), "rb") as file:
        assert file.getframerate() == RATE
        sound = np.frombuffer(file.readframes(file.getnframes()), "<i2").astype(float)
    return json.loads((place / "x.cues.json").read_text("utf-8"))["cues"], sound, done.stderr


def pitch_at(sound: np.ndarray, cue: dict[str, object]) -> float:
    start, end = (round(float(str(cue[name])) * RATE) for name in ("start", "end"))
    part = sound[start:end]
    return float(np.argmax(np.abs(np.fft.rfft(part * np.hanning(len(part))))) * RATE / len(part))


def test_what_the_sheet_asks_for_is_what_is_heard(own: Path) -> None:
    sheet, pitch = sheet_of(own / "mine"), pitches(own / "mine")
    cues, sound, said = exported(own)
    assert len(cues) > 20
    assert "recording" not in said
    for cue in cues:
        lines = [name for name in (str(cue["id"]), f"{cue['id']}-short") if sheet.get(name) == cue["text"]]
        assert lines, cue
        assert pitch_at(sound, cue) == pytest.approx(pitch[lines[0]], abs=5)


def test_the_sheet_and_the_page_name_the_same_lines(studio: Path) -> None:
    page = coach("script", "quiet-hands.yaml", cwd=studio).stdout.split()
    sheet = sheet_of(studio / "mine")
    left = [cue for cue in sheet if cue not in page]
    assert set(page) & set(sheet)
    assert any(cue.endswith("-short") for cue in left)
    printed = coach("script", "quiet-hands.yaml", "--record", cwd=studio)
    assert printed.stdout == (studio / "mine" / "script.csv").read_text("utf-8")
    rows = json.loads(coach("script", "quiet-hands.yaml", "--record", "--json", cwd=studio).stdout)
    assert {row["id"]: row["text"] for row in rows} == sheet


def optional(folder: Path) -> list[str]:
    """Return the ids of the lines that only a live session needs."""
    with (folder / "script.csv").open(encoding="utf-8", newline="") as file:
        return [row["id"] for row in csv.DictReader(file) if row["note"]]


def test_the_sheet_has_a_section_for_live_sessions(studio: Path) -> None:
    sheet, live = sheet_of(studio / "mine"), optional(studio / "mine")
    assert list(sheet)[-len(live) :] == live
    assert {"1.1.gate", "2.3.1-giver", "aside-stop", "aside-sound_check", "aside-oil_on", "aside-back-2"} <= {
        *live
    }
    assert not any("minute" in sheet[cue] for cue in live)
    rows = json.loads(coach("script", "hands-10", "--record", "--json", cwd=studio).stdout)
    lighter = [row for row in rows if row["id"].endswith("-lighter")]
    assert lighter
    assert {row["note"] for row in lighter} == {"optional: for live sessions"}


@pytest.mark.usefixtures("places")
def test_a_voice_with_the_whole_sheet_plays_without_a_word_of_complaint(own: Path) -> None:
    own_voice = ("quiet-hands.yaml", "--voice", "recorded:mine")
    done = coach("play", *own_voice, "--ears", "--output", "null:1000", cwd=own)
    assert "recording" not in done.stderr
    assert "Done: " in done.stderr


@pytest.mark.usefixtures("places")
def test_a_voice_without_the_lines_for_live_sessions_says_so_once(own: Path) -> None:
    live = optional(own / "mine")
    for cue in live:
        (own / "mine" / f"{cue}.wav").unlink()
    own_voice = ("quiet-hands.yaml", "--voice", "recorded:mine")
    said = coach("play", *own_voice, "--output", "null:1000", cwd=own).stderr
    assert said.count("recording") == 1
    assert (
        f"{len(live)} of {len(live)} lines for live sessions have no recording: 1.1.gate, 2.3.1-giver" in said
    )
    assert "coach script quiet-hands.yaml --voice recorded:mine --record" in said
    alone = coach("play", *own_voice, "--ears", "--output", "null:1000", cwd=own).stderr
    assert "usual words, for want of a recording: 2.3.1-giver, 4.2.2-giver." in alone
    coach("export", *own_voice, "--mix", "giver", "-o", "g.wav", cwd=own)
    cues = json.loads((own / "g.cues.json").read_text("utf-8"))["cues"]
    assert "2.3.1" in {cue["id"] for cue in cues if cue["text"] == sheet_of(own / "mine")["2.3.1"]}


@pytest.mark.usefixtures("places")
def test_an_aside_with_other_words_is_no_reason_to_refuse_a_session(own: Path) -> None:
    sheet = own / "mine" / "script.csv"
    sheet.write_text(sheet.read_text("utf-8").replace("Stopping here.", "We stop here."), "utf-8")
    said = coach(
        *("play", "quiet-hands.yaml", "--voice", "recorded:mine", "--output", "null:1000"), cwd=own
    ).stderr
    assert "1 of 28 lines for live sessions have no recording: aside-stop." in said


def test_numbers_are_on_the_sheet_when_they_are_counted_aloud(studio: Path) -> None:
    done = coach("script", "head-15", "--record", "--count", "voice", "--json", cwd=studio)
    assert {"count-1": "One.", "count-5": "Five."}.items() <= {
        row["id"]: row["text"] for row in json.loads(done.stdout)
    }.items()


def test_a_sheet_is_not_replaced_unasked(own: Path) -> None:
    coach("script", "quiet-hands.yaml", "--record", "-o", "mine/script.csv", cwd=own, code=6)
    coach("script", "quiet-hands.yaml", "--record", "-o", "mine/script.csv", "--force", cwd=own)
    assert "--record" in coach("script", "quiet-hands.yaml", "-o", "x.csv", cwd=own, code=2).stderr


def levels(place: Path) -> dict[str, str]:
    cues = json.loads(coach("script", "quiet-hands.yaml", "--json", cwd=place).stdout)
    return {cue["id"]: cue["level"] for cue in cues}


def test_a_mandatory_line_without_a_recording_is_refused_by_name(own: Path) -> None:
    must = [cue for cue, level in levels(own).items() if level == "must"][:2]
    for cue in must:
        (own / "mine" / f"{cue}.wav").unlink()
    asked = ("export", "quiet-hands.yaml", "-o", "x.wav", "--voice", "recorded:mine")
    said = coach(*asked, cwd=own, code=5).stderr
    assert all(cue in said for cue in must)
    assert not list(own.glob("x.*"))
    for cue in must:
        record(own / "mine" / f"{cue}.wav", 200, sheet_of(own / "mine")[cue])
    coach("show", *asked[1:2], *asked[4:], cwd=own)


def test_another_line_without_a_recording_is_left_out_and_listed(own: Path) -> None:
    light = next(cue for cue, level in levels(own).items() if level != "must")
    (own / "mine" / f"{light}.wav").unlink()
    (own / "mine" / f"{light}-short.wav").unlink(missing_ok=True)
    for _ in range(2):  # the second one takes up the plan of the first
        cues, _, said = exported(own)
        assert light not in [cue["id"] for cue in cues]
        assert f"for want of a recording: {light}." in said
    fit = json.loads((own / "x.cues.json").read_text("utf-8"))["fit"]
    assert light in [change["step"] for change in fit["words_dropped"]]
    record(own / "mine" / f"{light}.wav", 200, sheet_of(own / "mine")[light])
    cues, sound, said = exported(own)
    assert pitch_at(sound, next(cue for cue in cues if cue["id"] == light)) == pytest.approx(200, abs=5)
    assert "recording" not in said


def test_numbers_that_cannot_be_counted_aloud_are_refused(tmp_path: Path) -> None:
    coach("script", "head-15", "--record", "-o", "mine/script.csv", cwd=tmp_path)
    for cue, text in sheet_of(tmp_path / "mine").items():
        record(tmp_path / "mine" / f"{cue}.wav", 200, text)
    said = coach(
        "show", "head-15", "--voice", "recorded:mine", "--count", "voice", cwd=tmp_path, code=5
    ).stderr
    assert "count-1, count-2" in said


def test_a_slow_speaker_gets_a_sheet_of_the_own_lengths(own: Path) -> None:
    sheet = sheet_of(own / "mine")
    for cue, pitch in pitches(own / "mine").items():
        record(own / "mine" / f"{cue}.wav", pitch, f"{sheet[cue]} {sheet[cue]}")
    must = next(cue for cue, level in levels(own).items() if level == "must")
    (own / "mine" / f"{must}.wav").unlink()  # what is not recorded yet stays on the sheet
    asked = ("script", "quiet-hands.yaml", "--record", "-o", "mine/script.csv", "--voice", "recorded:mine")
    coach(*asked, "--force", cwd=own)
    again = sheet_of(own / "mine")
    for cue in again.keys() - {cue for cue in sheet if cue != must and again.get(cue) == sheet[cue]}:
        record(own / "mine" / f"{cue}.wav", 200, again[cue])
    assert must in again
    cues, _, _ = exported(own)
    assert len(cues) > 20


def test_changed_words_are_refused_before_they_are_heard(own: Path) -> None:
    routine = own / "quiet-hands.yaml"
    text = routine.read_text("utf-8")
    routine.write_text(
        text.replace('"Welcome. {minutes_words} for', '"Welcome now. {minutes_words} for'), "utf-8"
    )
    asked = ("quiet-hands.yaml", "--voice", "recorded:mine")
    coach("show", *asked, cwd=own)
    said = coach("export", *asked, "-o", "x.wav", cwd=own, code=5).stderr
    assert "Cue 1.1.1 was recorded with other words" in said
    assert "Record 1.1.1.wav again" in said


def test_a_session_in_the_own_voice_goes_on_from_any_folder(own: Path, sit: Sit) -> None:
    asked = (str(own / "quiet-hands.yaml"), "--voice", f"recorded:{own / 'mine'}", "--output", "null:20")
    session = sit("play", *asked, "--no-wait", "--plain")
    at = session.until("chapter Scalp")
    session.type("s")
    session.until("--resume", at)
    assert session.ends() == 0
    again = coach("play", "--resume", "--output", "null:1000", cwd=own.parent)
    assert "Done: " in again.stderr


def test_a_shorter_end_leaves_out_what_was_recorded_with_other_numbers(tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    coach("script", "feet-15", "--record", "-o", "mine/script.csv", cwd=tmp_path)
    for cue, text in sheet_of(mine).items():
        record(mine / f"{cue}.wav", 200, text)
    with open_booth(f"recorded:{mine}", Settings(), cache=ClipCache(tmp_path / "clips")) as booth:
        desk = Desk(load_routine("feet-15"), Options(), booth)
        take = desk.begin()
        after = desk.change(take, Asked(to_frames(60), Frames(RATE), EndIn(11 * 60)))
    assert after.timeline.frames == to_frames(60 + 11 * 60)
    assert "2.7.1b" in desk.take_notice()
    known, sheet = {cue.line for cue in take.timeline.cues}, sheet_of(mine)
    coming = [cue.line for cue in after.timeline.cues]
    assert all(line in known or sheet.get(line.id, line.text) == line.text for line in coming)
    left = [change for change in after.timeline.fit.words_dropped if change.reason.startswith("the voice")]
    assert "2.7.1b" in [change.step for change in left]
