"""What stands beside the sound fits it: captions of what is heard, lengths of the tracks there are."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
import webvtt

from coach.cli.main import run
from coach.errors import UsageError
from coach.output.captions import captions
from coach.output.export import export
from coach.output.formats import FORMATS
from coach.output.order import Order, for_target, order
from coach.output.target import TARGETS
from coach.units import RATE

from .encoded import probe
from .sessions import session
from .test_atomic import names

TIMELINE, SCORE = session(30.0)


def ordered(path: Path, **changes: object) -> Order:
    return replace(order(path, TIMELINE, split=bool(changes.pop("split", False))), **changes)


def seconds(stamp: str) -> float:
    hours, minutes, rest = stamp.split(":")
    return int(hours) * 3600 + int(minutes) * 60 + float(rest)


def told(path: Path) -> list[str]:
    return [caption.text for caption in webvtt.read(str(path))]


def test_captions_are_those_of_the_mix(tmp_path: Path) -> None:
    cues = tuple(
        replace(cue, addressee="receiver" if n == 2 else "giver") for n, cue in enumerate(TIMELINE.cues)
    )
    timeline = replace(TIMELINE, cues=cues)
    for mix, count in (("full", 5), ("giver", 5), ("receiver", 1)):
        export(timeline, SCORE, ordered(tmp_path / f"{mix}.wav", mix=mix, captions=("vtt",)))
        assert len(told(tmp_path / f"{mix}.vtt")) == count


def test_split_tracks_have_captions_of_their_own_on_their_own_time(tmp_path: Path) -> None:
    export(
        TIMELINE, SCORE, ordered(tmp_path / "parts", split=True, format=FORMATS["flac"], captions=("vtt",))
    )
    whole = list(captions(TIMELINE))
    tracks = zip(sorted((tmp_path / "parts").glob("*.vtt")), TIMELINE.chapters, strict=True)
    found = [
        seconds(mark.start) + part.start / RATE for path, part in tracks for mark in webvtt.read(str(path))
    ]
    assert found == pytest.approx([caption.start / RATE for caption in whole], abs=0.002)
    assert not (tmp_path / "parts" / "parts.vtt").exists()


def test_a_playlist_has_the_lengths_of_the_tracks(tmp_path: Path) -> None:
    asked = for_target(ordered(tmp_path / "book", split=True), TARGETS["acx"])
    export(TIMELINE, SCORE, asked)
    lines = (tmp_path / "book" / "book.m3u8").read_text().splitlines()
    listed = dict(zip(lines[3::2], (line.split(":")[1].split(",")[0] for line in lines[2::2]), strict=True))
    assert set(listed) == {path.name for path in (tmp_path / "book").glob("*.mp3")}
    for name, seconds in listed.items():
        assert float(probe(tmp_path / "book" / name)["format"]["duration"]) == pytest.approx(
            float(seconds), abs=0.06
        )
    assert not (tmp_path / "book" / "book.chapters.json").exists(), "its times are those of no file"


def test_a_folder_is_called_by_its_name_however_it_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "evening").mkdir()
    monkeypatch.chdir(tmp_path / "evening")
    for place in (".", "../evening", "../evening/."):
        assert order(Path(place), TIMELINE, split=True).path.name == "evening"
    assert order(Path("Feet.v2"), TIMELINE, split=True).path == Path("Feet.v2")
    with pytest.raises(UsageError, match="no format"):
        order(Path("feet.v2"), TIMELINE)


def test_tracks_of_an_export_before_do_not_stay_among_those_that_replace_them(tmp_path: Path) -> None:
    asked = ordered(tmp_path / "parts", split=True, format=FORMATS["mp3"])
    export(TIMELINE, SCORE, asked)
    (tmp_path / "parts" / "mine.mp3").write_text("mine")
    fewer = replace(TIMELINE, chapters=(replace(TIMELINE.chapters[0], end=TIMELINE.frames),))
    export(fewer, SCORE, replace(asked, force=True))
    tracks = [name for name in names(tmp_path / "parts") if name.endswith(".mp3")]
    assert tracks == ["01 Arrive begin.mp3", "mine.mp3"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["-o", "HERE/x.flac", "--small"], "FLAC"),
        (["-o", "HERE/book", "--target", "acx", "--ambience", "rain"], "--ambience"),
        (["-o", "HERE/x.mp3", "-o", "HERE/./x.mp3"], "twice"),
    ],
)
def test_what_has_no_effect_or_cannot_be_is_refused(
    words: list[str],
    says: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["export", "ears-scalp-5", *words]) == 2
    assert says in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_the_giver_alone_has_no_ambience_and_is_told_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "x.mp3"
    arguments = [
        "export",
        "ears-scalp-5",
        "--minutes",
        "4",
        "-o",
        str(path),
        "--mix",
        "giver",
        "--ambience",
        "rain",
    ]
    assert run(arguments) == 0
    assert "has no ambience" in capsys.readouterr().err
    sheet = json.loads(path.with_suffix(".cues.json").read_text())
    assert "ambience" not in sheet["options"]


def test_a_bed_may_fade_as_long_as_its_session_does(tmp_path: Path) -> None:
    path = tmp_path / "x.flac"
    words = ["--ambience", "rain", "--target", "quiet", "--minutes", "12"]
    assert run(["export", "bedtime-20", "-o", str(path), *words]) == 0
    assert run(["verify", str(path)]) == 0
