"""The scoreboard measures what is right: its session is what it says, and our own file of it is exact."""

from __future__ import annotations

import subprocess
import sys
import wave
from pathlib import Path

import numpy as np
import pytest

SCRIPTS = Path(__file__).parents[2] / "scripts"


@pytest.fixture(scope="module")
def tools():
    sys.path.insert(0, str(SCRIPTS))
    try:
        import bench_others
        import bench_ours
        import bench_page
        import bench_proof
        import bench_workload

        yield {
            "ours": bench_ours,
            "others": bench_others,
            "page": bench_page,
            "proof": bench_proof,
            "workload": bench_workload,
        }
    finally:
        sys.path.remove(str(SCRIPTS))


@pytest.fixture(scope="module")
def minute(tools, tmp_path_factory: pytest.TempPathFactory):
    return tools["workload"].make(tmp_path_factory.mktemp("minute"), 1)


def reference(workload) -> np.ndarray:
    with wave.open(str(workload.folder / "reference.wav")) as file:
        return np.frombuffer(file.readframes(file.getnframes()), "<i2").reshape(-1, 2)


def test_the_session_is_what_the_page_says(tools, minute) -> None:
    assert minute.frames == 60 * 48_000
    assert (len(minute.speech), len(minute.chimes), len(minute.chapters)) == (10, 25, 12)
    assert all(one.end <= next_.start for one, next_ in zip(minute.speech, minute.speech[1:], strict=False))
    assert minute.cues[-1].end <= minute.frames
    right = np.zeros(minute.frames, np.int32)
    for cue in minute.cues:
        right[cue.start : cue.end] += tools["workload"].read(minute.folder / cue.file)
    assert np.array_equal(reference(minute), np.repeat(np.clip(right, -32_768, 32_767)[:, None], 2, axis=1))


def test_the_same_session_every_time(tools, minute, tmp_path: Path) -> None:
    again = tools["workload"].make(tmp_path, 1)
    assert again.cues == minute.cues
    assert np.array_equal(reference(again), reference(minute))
    assert tools["workload"].load(tmp_path) == again


def test_our_file_of_it_is_exact(tools, minute, tmp_path: Path) -> None:
    out = tmp_path / "ours.mp3"
    subprocess.run([sys.executable, SCRIPTS / "bench_ours.py", minute.folder, out], check=True)
    proof = tools["proof"].prove(minute, out)
    assert proof.exact, proof
    assert proof.noise > 30
    assert proof.chapters == 12


def test_what_is_late_or_too_long_is_seen(tools, minute, tmp_path: Path) -> None:
    sound = reference(minute)
    for late, more in ((0, 0), (7, 7), (0, -1), (-480, 0)):
        path = tmp_path / f"{late}-{more}.wav"
        moved = np.roll(sound, late, axis=0)
        moved = np.concatenate([moved, moved[:more]]) if more > 0 else moved[: len(moved) + more]
        with wave.open(str(path), "wb") as file:
            file.setparams((2, 2, 48_000, 0, "NONE", ""))
            file.writeframes(moved.tobytes())
        proof = tools["proof"].prove(minute, path)
        assert (proof.shift, proof.frames) == (late, more)
        assert proof.exact == (not late and not more)


def test_rows_of_a_session_are_joined_to_its_very_length(tools, minute, tmp_path: Path) -> None:
    rows = tools["others"].lanes(minute.chimes)
    assert {cue for row in rows for cue in row} == set(minute.chimes)
    for row in (list(minute.speech), *rows):
        total = 0
        for path in tools["others"].joined(minute, row, tmp_path):
            with wave.open(str(path)) as file:
                total += len(file.readframes(file.getnframes())) // 2
        assert total == minute.frames


def test_only_its_own_place_in_a_page_is_written(tools, tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    put, begin, end = tools["page"].put, tools["page"].BEGIN, tools["page"].END
    page.write_text(f"before\n{begin}\nold\n{end}\nafter\n")
    put(page, "new")
    assert page.read_text() == f"before\n{begin}\nnew\n{end}\nafter\n"
    page.write_text("nothing")
    with pytest.raises(ValueError, match="no place for the scoreboard"):
        put(page, "new")
