"""Targets and mixes: how loud, for whom, and by whose rules; measured by programs that know nothing of us."""

from __future__ import annotations

import base64
import json
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import mutagen
import mutagen.flac
import pytest

from coach.check.acx import rules
from coach.check.cuesheet import read_sheet
from coach.check.finished import examine
from coach.drawing import cover
from coach.output.picture import png
from coach.routine.load import load_routine

from .encoded import decode, foreign, pcm_by_ffmpeg, probe, speech_like, track, write

ROOT = Path(__file__).parents[2]


def export(path: Path, *words: str, routine: str = "ears-scalp-5") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "coach", "export", routine, "-o", str(path), *words]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True)


def astats(path: Path) -> dict[str, float]:
    """Return what ffmpeg's astats says of the whole file."""
    call = [foreign("ffmpeg"), "-hide_banner", "-i", path, "-af", "astats", "-f", "null", "-"]
    text = subprocess.run(call, capture_output=True, text=True, check=True).stderr
    overall = text[text.index("Overall") :]
    return {name: float(value) for name, value in re.findall(r"\] ([A-Z][\w ]+ dB): (\S+)", overall)}


def lufs(path: Path) -> float:
    call = [foreign("ffmpeg"), "-hide_banner", "-i", path, "-af", "ebur128", "-f", "null", "-"]
    text = subprocess.run(call, capture_output=True, text=True, check=True).stderr
    return float(re.findall(r"I:\s+(-?[\d.]+) LUFS", text)[-1])


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("masters") / "book"
    done = export(folder, "--target", "acx", "--json")
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert len(report["rules"]) == len(list(folder.glob("*.mp3"))) >= 3
    assert all(rule["passed"] for track in report["rules"] for rule in track["rules"])
    return folder


def test_an_audiobook_keeps_the_rules_by_another_measure(book: Path) -> None:
    for path in book.glob("*.mp3"):
        found = astats(path)
        assert -23 <= found["RMS level dB"] <= -18
        assert found["Peak level dB"] <= -3
        assert found["Noise floor dB"] <= -60
        own = {rule.name: rule.found for rule in rules(path)}
        assert float(own["RMS"].split()[0]) == pytest.approx(found["RMS level dB"], abs=0.1)
        assert float(own["peak"].split()[0]) == pytest.approx(found["Peak level dB"], abs=0.2)
        told = probe(path)
        assert told["streams"][0]["sample_rate"] == "44100"
        assert told["streams"][0]["bit_rate"] == "192000"
        sound = abs(pcm_by_ffmpeg(path, 1)[0]) > 32.768
        first, last = sound.argmax() / 44_100, sound[::-1].argmax() / 44_100
        assert 0.5 <= first <= 1.0
        assert 1.0 <= last <= 5.0


def test_an_audiobook_holds_the_whole_session(book: Path) -> None:
    sheet = read_sheet(book / "book.cues.json")
    found = examine(book, sheet)
    assert found.faults == ()
    assert found.cues == (len(sheet.cues), len(sheet.cues))
    assert found.chimes == (len(sheet.bells), len(sheet.bells))


def test_an_audiobook_is_exact_when_played(book: Path) -> None:
    cuts = read_sheet(book / "book.cues.json").sound.cuts
    for path, cut in zip(sorted(book.glob("*.mp3")), cuts, strict=True):
        wanted = (cut.head + cut.end - cut.start + cut.tail) * 44_100 / 48_000
        assert abs(decode(path).shape[1] - wanted) <= 2


def test_twice_the_same_audiobook(book: Path, tmp_path: Path) -> None:
    assert export(tmp_path / "book", "--target", "acx").returncode == 0
    for path in book.iterdir():
        assert (tmp_path / "book" / path.name).read_bytes() == path.read_bytes()


def test_a_track_that_breaks_a_rule_is_written_and_said(tmp_path: Path) -> None:
    done = export(tmp_path / "book", "--target", "acx", "--talk", "chimes", routine="bedtime-20")
    assert done.returncode == 6
    assert re.search(r"FAIL RMS -\d+\.\d dB, but must be -23 to -18 dB", done.stdout)
    assert list((tmp_path / "book").glob("*.mp3"))


@pytest.mark.parametrize(
    ("name", "words", "say"),
    [
        ("book", ["--target", "acx", "--format", "flac"], "is MP3, not FLAC"),
        ("book.m4b", ["--target", "acx"], "is MP3, not M4B"),
        ("book", ["--target", "acx", "--small"], "--small"),
        ("book", ["--target", "acx", "--mix", "both"], "nothing is said to the receiver"),
        ("bad.wav", ["--format", "mp3"], "bad.wav is no name for MP3. Write -o bad.mp3"),
        ("book.mp3", ["--captions", "pdf"], "vtt, srt, lrc"),
        ("book", ["--split", "--format", "aiff"], "mp3, m4b"),
    ],
    ids=str,
)
def test_what_cannot_be_is_refused_before_anything_is_spoken(
    name: str, words: list[str], say: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COACH_CACHE", str(tmp_path / "cache"))
    done = export(tmp_path / name, *words)
    assert (done.returncode, say in done.stderr) == (2, True), done.stderr
    assert not list(tmp_path.rglob("*")), "neither sound nor clips"


@pytest.mark.parametrize(("target", "wanted"), [("podcast", -19.0), ("quiet", -26.0)])
def test_a_target_is_the_loudness_that_others_measure(target: str, wanted: float, tmp_path: Path) -> None:
    assert export(tmp_path / "x.opus", "--target", target).returncode == 0
    assert lufs(tmp_path / "x.opus") == pytest.approx(wanted, abs=0.5)
    assert examine(tmp_path / "x.opus", read_sheet(tmp_path / "x.cues.json")).faults == ()


@pytest.mark.parametrize("suffix", ["mp3", "m4b"])
def test_two_mixes_are_two_files_of_one_timeline(suffix: str, tmp_path: Path) -> None:
    assert export(tmp_path / f"x.{suffix}", "--mix", "both").returncode == 0
    giver, receiver = (tmp_path / f"x.{mix}.{suffix}" for mix in ("giver", "receiver"))
    assert decode(giver).shape == decode(receiver).shape
    sheets = [read_sheet(tmp_path / f"x.{mix}.cues.json") for mix in ("giver", "receiver")]
    assert len(sheets[0].cues) > len(sheets[1].cues)
    assert (len(sheets[0].bells) > 0, len(sheets[1].bells)) == (True, 0)
    for path, sheet in zip((giver, receiver), sheets, strict=True):
        assert examine(path, sheet).faults == ()
    assert examine(giver, sheets[1]).faults


def test_several_formats_are_asked_for_at_once(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    done = export(tmp_path / "x.mp3", "-o", str(tmp_path / "x.opus"), "-o", str(tmp_path / "folder"))
    assert done.returncode == 0, done.stderr
    assert "Beside them: x.cues.json, x.chapters.json, ears-scalp-5.cues.json" in done.stderr
    sheet = read_sheet(tmp_path / "x.cues.json")
    for path in (tmp_path / "x.mp3", tmp_path / "x.opus", tmp_path / "folder" / "ears-scalp-5.m4b"):
        assert f"Wrote {path}" in done.stderr
        assert examine(path, sheet).faults == ()


def test_one_of_several_files_that_is_refused_is_refused_before_anything_is_spoken(tmp_path: Path) -> None:
    taken = tmp_path / "x.opus"
    taken.write_text("mine")
    done = export(tmp_path / "x.mp3", "-o", str(taken))
    assert (done.returncode, "x.opus" in done.stderr) == (6, True)
    done = export(tmp_path / "x.mp3", "-o", str(tmp_path / "." / "x.mp3"))
    assert (done.returncode, "twice" in done.stderr) == (2, True)
    assert [path.name for path in tmp_path.iterdir()] == ["x.opus"]
    assert taken.read_text() == "mine"


def test_unknown_mixes_and_targets_are_answered_with_those_there_are(tmp_path: Path) -> None:
    assert "full, giver, receiver, both" in export(tmp_path / "x.mp3", "--mix", "none").stderr
    assert "podcast" in export(tmp_path / "x.mp3", "--target", "podcasts").stderr


@pytest.mark.parametrize("name", ["mp3", "m4b", "opus", "flac", "wav"])
def test_a_cover_is_in_every_format_and_changes_nothing_else(name: str, tmp_path: Path) -> None:
    picture = png('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle cx="4" r="3"/></svg>')
    assert picture == png(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle cx="4" r="3"/></svg>'
    )
    about = replace(track(), tags=replace(track().tags, cover=picture))
    path = write(name, tmp_path / f"x.{name}", speech_like(), about)
    assert pictured(path) == picture
    plain = write(name, tmp_path / f"y.{name}", speech_like())
    assert (pcm_by_ffmpeg(path, 1) == pcm_by_ffmpeg(plain, 1)).all()
    assert probe(path)["chapters"] == probe(plain)["chapters"]
    again = write(name, tmp_path / f"z.{name}", speech_like(), about)
    assert again.read_bytes() == path.read_bytes()
    if name != "wav":
        kinds = [stream["codec_name"] for stream in probe(path)["streams"]]
        assert "png" in kinds


def pictured(path: Path) -> bytes:
    """Return the front cover as mutagen finds it."""
    file = mutagen.File(path)
    if path.suffix == ".m4b":
        return bytes(file.tags["covr"][0])
    if path.suffix == ".flac":
        (block,) = file.pictures
    elif path.suffix == ".opus":
        block = mutagen.flac.Picture(base64.b64decode(file.tags["metadata_block_picture"][0]))
    else:
        (block,) = file.tags.getall("APIC")
    assert (block.type, block.mime) == (3, "image/png")
    return bytes(block.data)


def test_an_export_shows_its_routine_unless_told_not_to(tmp_path: Path) -> None:
    assert export(tmp_path / "x.mp3", "--minutes", "4").returncode == 0
    routine = load_routine("ears-scalp-5")
    assert pictured(tmp_path / "x.mp3") == png(cover(routine))
    assert export(tmp_path / "y.mp3", "--minutes", "4", "--no-cover").returncode == 0
    assert mutagen.File(tmp_path / "y.mp3").tags.getall("APIC") == []
