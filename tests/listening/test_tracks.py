"""Finished tracks, heard by a stranger: every routine is exported with the default voice and measured."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from .ear import chapters, chime_offsets, decode, listen, loudness, sheet_of

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is the foreign reader"),
]

RATE = 48_000
ROUTINES = ("feet-15", "hands-10", "head-15")


@pytest.fixture(scope="session")
def track(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, str], Path]:
    """Return a function that exports a routine in a format, once, through the command line."""
    folder = tmp_path_factory.mktemp("tracks")

    def make(routine: str, suffix: str) -> Path:
        path = folder / suffix / f"{routine}.{suffix}"
        if not path.exists():
            path.parent.mkdir(exist_ok=True)
            command = [sys.executable, "-m", "coach", "export", routine, "-o", str(path)]
            subprocess.run(command, check=True)
        return path

    return make


@pytest.mark.parametrize("routine", ROUTINES)
def test_every_word_is_understood(routine: str, track: Callable[[str, str], Path]) -> None:
    heard = listen(track(routine, "mp3"))
    words, wrong = sum(h.words for h in heard), sum(h.errors for h in heard)
    assert wrong / words <= 0.02, [h for h in heard if h.errors]
    assert not [h for h in heard if h.words >= 4 and h.errors / h.words > 0.25]


@pytest.mark.parametrize("suffix", ["mp3", "m4b", "opus", "flac"])
@pytest.mark.parametrize("routine", ROUTINES)
def test_length_loudness_and_chapters_are_as_promised(
    routine: str, suffix: str, track: Callable[[str, str], Path]
) -> None:
    path = track(routine, suffix)
    sheet = sheet_of(path)
    surplus = len(decode(path)) - round(sheet["seconds"] * RATE)
    assert 0 <= surplus <= (1024 if suffix == "m4b" else 0)
    lufs, peak = loudness(path)
    assert lufs == pytest.approx(-19.0, abs=0.5)
    assert peak <= -1.0
    planned = [(c["title"], c["start"]) for c in sheet["chapters"]]
    found = chapters(path)
    assert [title for title, _ in found] == [title for title, _ in planned]
    assert max(abs(a - b) for (_, a), (_, b) in zip(found, planned, strict=True)) <= 0.010


@pytest.mark.parametrize("routine", ROUTINES)
def test_every_chime_is_on_its_frame_and_every_hold_whole(
    routine: str, track: Callable[[str, str], Path]
) -> None:
    path = track(routine, "mp3")
    sheet = sheet_of(path)
    offsets = chime_offsets(path)
    assert len(offsets) == len(sheet["chimes"]) >= 3
    assert max(abs(offset) for _, _, offset in offsets) <= 0.001
    starts = [at + off for name, at, off in offsets if name == "hold_start"]
    ends = [at + off for name, at, off in offsets if name == "hold_end"]
    holds = {round(h["start"], 3): h["end"] - h["start"] for h in sheet["holds"]}
    for start, end in zip(starts, ends, strict=True):
        if round(start, 3) in holds:  # the lesson of the two bells is no hold
            assert end - start == pytest.approx(holds[round(start, 3)], abs=0.001)
