"""Captions and chapter files, read back by programs that know nothing of their writers."""

from __future__ import annotations

import html
import itertools
import json
import re
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
import webvtt
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.output.captions import captions, lrc, srt, vtt
from coach.output.chapters import chapters_json, playlist
from coach.plan.timeline import Line, Spoken, Timeline
from coach.units import RATE, Frames
from coach.words.plain import plain

from .encoded import foreign
from .sessions import TEXTS, session


@pytest.fixture(scope="module")
def timeline() -> Timeline:
    return session()[0]


def seconds(stamp: str) -> float:
    hours, minutes, rest = stamp.replace(",", ".").split(":")
    return int(hours) * 3600 + int(minutes) * 60 + float(rest)


def test_vtt_is_read_by_another_reader(timeline: Timeline) -> None:
    found = webvtt.from_string(vtt(timeline))
    assert [html.unescape(cue.raw_text) for cue in found] == [" ".join(text.split()) for text in TEXTS]
    assert [cue.identifier for cue in found] == [cue.id for cue in timeline.cues]
    for caption, cue in zip(found, timeline.cues, strict=True):
        assert seconds(caption.start) == pytest.approx(cue.start / RATE, abs=0.0006)
        assert seconds(caption.end) >= cue.end / RATE - 0.0006


def test_srt_is_read_by_another_reader(timeline: Timeline, tmp_path: Path) -> None:
    (tmp_path / "x.srt").write_text(srt(timeline), encoding="utf-8")
    found = webvtt.from_srt(tmp_path / "x.srt")
    assert [cue.text for cue in found] == [
        TEXTS[0],
        "Press ‹slowly› & evenly → then let go.",
        TEXTS[2],
        "[00:01.00] Stroke down the neck; three times.",
        TEXTS[4],
    ]


@pytest.mark.parametrize("kind", ["vtt", "srt", "lrc"])
def test_ffmpeg_reads_every_kind(kind: str, timeline: Timeline, tmp_path: Path) -> None:
    path = tmp_path / f"x.{kind}"
    path.write_text({"vtt": vtt, "srt": srt, "lrc": lrc}[kind](timeline), encoding="utf-8")
    call = [foreign("ffmpeg"), "-v", "error", "-i", path, "-f", "srt", "-"]
    done = subprocess.run(call, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    assert "Lay both hands on the crown" in done.stdout
    assert done.stdout.count("-->") >= len(TEXTS)


def test_lrc_has_two_decimals_and_clears_long_silences(timeline: Timeline) -> None:
    lines = lrc(timeline).splitlines()
    assert lines[:2] == ["[ti:Head; scalp = ears]", "[length:00:30]"]
    assert all(re.match(r"\[\d\d:\d\d\.\d\d\][^\[\]]*\Z", line) for line in lines[2:])
    assert sum(line.endswith("]") for line in lines[2:]) == 5  # a silence follows every cue


def test_lrc_counts_minutes_beyond_the_hour(timeline: Timeline) -> None:
    late = replace(timeline.cues[0], start=Frames(3725 * RATE), end=Frames(3727 * RATE))
    long = replace(timeline, frames=Frames(3730 * RATE), cues=(late,))
    assert "[62:05.00]Lay both" in lrc(long)
    assert "01:02:05.000 -->" in vtt(long)


words = st.lists(
    st.tuples(
        st.text(st.characters(exclude_categories=["Cs"]), max_size=60),
        st.integers(1, 3 * RATE),
        st.integers(0, 2 * RATE),
    ),
    min_size=1,
    max_size=8,
)


@given(words)
@settings(max_examples=150)
def test_any_words_come_back_and_no_two_captions_overlap(spoken: list[tuple[str, int, int]]) -> None:
    base = _TIMELINE
    cues: list[Spoken] = []
    clock = 0
    for number, (text, length, pause) in enumerate(spoken):
        line = Line(f"1.{number}", text)
        start, end = Frames(clock), Frames(clock + length)
        cues.append(replace(base.cues[0], id=line.id, start=start, end=end, line=line))
        clock += length + pause
    timeline = replace(base, cues=tuple(cues), frames=Frames(clock))
    marks = list(captions(timeline))
    assert all(one.end <= other.start for one, other in itertools.pairwise(marks))
    assert all(mark.end <= timeline.frames for mark in marks)
    wanted = [said for text, _, _ in spoken if (said := plain(" ".join(text.split())))]
    assert [mark.text for mark in marks] == wanted
    if wanted:
        read = webvtt.from_string(vtt(timeline))
        assert [html.unescape(cue.raw_text) for cue in read] == wanted


_TIMELINE = session()[0]


def test_short_captions_stay_long_enough_to_read(timeline: Timeline) -> None:
    brief = replace(timeline.cues[0], end=Frames(timeline.cues[0].start + 100))
    shown = next(captions(replace(timeline, cues=(brief, *timeline.cues[1:]))))
    assert shown.end - shown.start >= 3 * RATE


def test_chapters_json_follows_its_format(timeline: Timeline) -> None:
    found = json.loads(chapters_json(timeline.chapters))
    assert found["version"] == "1.2.0"
    assert [row["title"] for row in found["chapters"]] == [mark.title for mark in timeline.chapters]
    assert [row["startTime"] for row in found["chapters"]] == [0, 6, 18]
    assert [row["endTime"] for row in found["chapters"]] == [6, 18, 30]


def test_playlist_names_files_with_their_lengths(timeline: Timeline) -> None:
    tracks = [(f"0{n} {name}.mp3", timeline.chapters[n - 1]) for n, name in ((1, "a"), (2, "b"))]
    text = playlist("A\nB", [(name, part.title, Frames(part.end - part.start)) for name, part in tracks])
    assert text.splitlines() == [
        "#EXTM3U",
        "#PLAYLIST:A\ufffdB",
        "#EXTINF:6.000,Arrive / begin",
        "01 a.mp3",
        "#EXTINF:12.000,Face <&> ears",
        "02 b.mp3",
    ]
