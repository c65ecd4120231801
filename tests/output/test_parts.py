"""A session encoded in parts sounds as if it had been encoded in one go."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from coach.check.listen import Proof
from coach.check.verify import Expectation, inspect
from coach.errors import VerifyError, VoiceError
from coach.output.atomic import Draft
from coach.output.codec import Codec
from coach.output.encode import Job, encode
from coach.output.export import export
from coach.output.formats import FORMATS
from coach.output.mp3 import Mp3
from coach.output.order import order
from coach.output.parts import LONG, PART, Part, parts
from coach.output.tags import Tags, Track
from coach.sound.mixer import render
from coach.sound.score import Placed, Score
from coach.speech.clip import Clip
from coach.speech.level import levelled
from coach.units import RATE, Decibels, Frames

from .encoded import pcm_by_ffmpeg, speech_like
from .sessions import session
from .test_atomic import names

LOSSY = pytest.mark.parametrize("name", ["mp3", "m4b", "opus"])
CLIP = levelled(speech_like(1, 4 * RATE + 777)[0])
GAPS = (LONG + 1, 21 * RATE + 13, LONG + 479)
"""Frames of silence between the clips, in turn: the least that can hold a cut, and more."""


def rounds(count: int, channels: int = 1, clip: Clip = CLIP) -> Score:
    """Return a score of ``count`` clips, each a few seconds after the one before."""
    placed, at = [], 100
    for number in range(count):
        placed.append(Placed(Frames(at), clip.frames, lambda: clip))
        at += clip.frames + GAPS[number % 3]
    return Score(Frames(at + 777), channels, tuple(placed), 1.4, -20.0)


def made(name: str, score: Score, path: Path, *, small: bool = False) -> Proof:
    """Write ``score`` to ``path`` and return what was heard while it was made."""
    make = FORMATS[name].make
    track = Track(score.channels, score.frames, Tags("Rounds"), small)
    job = Job(score, Frames(0), score.frames, track, Decibels(-2.0), lambda _: None)
    with Draft(path) as draft:
        proof = encode(job, draft, make)
        draft.place()
    assert proof is not None
    return proof


def codec(name: str) -> Codec:
    make = FORMATS[name].make
    assert isinstance(make, Codec)
    return make


def noise_ratio(heard: np.ndarray, planned: np.ndarray) -> float:
    """Return the ratio of sound to error in dB."""
    return float(10 * np.log10((planned**2).sum() / ((heard - planned) ** 2).sum()))


@LOSSY
@pytest.mark.parametrize(("channels", "small"), [(1, False), (2, False), (1, True)])
def test_nothing_is_heard_of_a_joint(name: str, channels: int, small: bool, tmp_path: Path) -> None:
    score = rounds(15, channels)
    cut = list(parts(score, 0, score.frames, codec(name).frame))
    assert len(cut) == 3
    joints = [part.stretches[0].start for part in cut[1:]]
    made(name, score, tmp_path / "x", small=small)
    heard = pcm_by_ffmpeg(tmp_path / "x", channels)[0] / 32_768
    planned = np.concatenate(list(render(score, ceiling_db=-2.0)), axis=1)[0]
    assert 0 <= len(heard) - score.frames <= FORMATS[name].slack

    beginnings, ends = {}, {}
    for placed in score.placed[:-1]:
        start, end = placed.start, placed.end
        assert lag(heard, planned, start) == 0
        beginnings[start] = noise_ratio(heard[start : start + RATE], planned[start : start + RATE])
        ends[end] = noise_ratio(heard[end - RATE : end], planned[end - RATE : end])
    for joint in joints:
        assert np.abs(heard[joint - RATE // 4 : joint + RATE // 4]).max() < 1e-4
        after = min(start for start in beginnings if start > joint)
        before = max(end for end in ends if end <= joint)
        assert after - joint < RATE
        assert beginnings.pop(after) > min(beginnings.values()) - 1.5
        assert ends.pop(before) > min(ends.values()) - 1.5


def lag(heard: np.ndarray, planned: np.ndarray, start: int) -> int:
    """Return by how many frames the sound from ``start`` on is late, from the best match within 20."""
    sound = planned[start + 4800 : start + 4800 + 2 * RATE]
    fits = [
        float(heard[start + 4800 + off : start + 4800 + off + len(sound)] @ sound) for off in range(-20, 21)
    ]
    return int(np.argmax(fits)) - 20


@LOSSY
def test_what_was_heard_is_what_the_file_holds(name: str, tmp_path: Path) -> None:
    score = rounds(9)
    proof = made(name, score, tmp_path / "x")
    report = inspect(tmp_path / "x", Expectation(score.frames, 1))
    assert report.faults == ()
    assert proof.sound.frames == score.frames
    assert proof.sound.meter.integrated() == pytest.approx(report.lufs, abs=0.005)
    assert proof.sound.meter.true_peak() == pytest.approx(report.peak, abs=0.01)
    found = codec(name).read_back(tmp_path / "x")
    assert (found.digest, found.lead) == (proof.digest, codec(name).lead)
    assert (found.frames, found.channels, found.rate) == (report.frames, 1, RATE)


@LOSSY
@pytest.mark.parametrize("frames", [1, 960, 5 * RATE, 200 * RATE + 1])
def test_silence_alone_has_its_length(name: str, frames: int, tmp_path: Path) -> None:
    score = Score(Frames(frames), 1, (), 1.0, -np.inf)
    proof = made(name, score, tmp_path / "x")
    assert proof.sound.frames == frames
    assert codec(name).read_back(tmp_path / "x").digest == proof.digest
    heard = pcm_by_ffmpeg(tmp_path / "x", 1)[0]
    assert 0 <= len(heard) - frames <= FORMATS[name].slack
    assert not heard.any()


@LOSSY
def test_bytes_depend_on_no_number_of_processors(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    score = rounds(15)
    for processors in (1, 3):
        monkeypatch.setattr(os, "cpu_count", lambda: processors)  # noqa: B023 - used within the round
        made(name, score, tmp_path / str(processors))
    assert (tmp_path / "1").read_bytes() == (tmp_path / "3").read_bytes()


@LOSSY
def test_sound_without_a_pause_is_encoded_in_one_go(name: str, tmp_path: Path) -> None:
    """What one encoder makes from start to end, byte for byte."""
    score = replace(
        rounds(1),
        frames=Frames(80 * RATE),
        placed=tuple(Placed(Frames(at * 4 * RATE), CLIP.frames, lambda: CLIP) for at in range(20)),
    )
    (only,) = parts(score, 0, score.frames, codec(name).frame)
    assert len(only.stretches) == 1
    proof = made(name, score, tmp_path / "x")
    track = Track(1, score.frames, Tags("Rounds"))
    encoder, writer = codec(name).encoder(track), codec(name).writer(tmp_path / "y", track)
    for block in render(score, ceiling_db=-2.0):
        writer.put(encoder.encode(block))
    writer.put(encoder.flush())
    writer.close()
    assert (tmp_path / "x").read_bytes() == (tmp_path / "y").read_bytes()
    assert proof.sound.meter.integrated() == pytest.approx(
        inspect(tmp_path / "x", Expectation(score.frames)).lufs, abs=0.005
    )


def test_parts_are_cut_in_long_silence_on_the_grid() -> None:
    score = rounds(60)
    for start, stop in ((0, score.frames), (12_345, score.frames - 9_999), (score.frames - 5, score.frames)):
        cut = list(parts(score, start, stop, 1152))
        assert edges(cut) == (start, stop)
        for part in cut[:-1]:
            assert part.frames >= PART
            assert part.frames % 1152 == 0
            assert part.stretches[-1].silent
        for part in cut[1:]:
            assert part.stretches[0].silent
        silent = [stretch for part in cut for stretch in part.stretches if stretch.silent]
        for stretch in silent:
            assert not any(
                placed.start < stretch.stop and placed.end > stretch.start for placed in score.placed
            )
    assert len(list(parts(score, 0, score.frames, 1152))) > 5


def edges(cut: list[Part]) -> tuple[int, int]:
    """Return where ``cut`` begins and ends, having seen that nothing is missing or told twice."""
    stretches = [stretch for part in cut for stretch in part.stretches]
    assert all(one.stop == other.start for one, other in pairwise(stretches))
    assert all(stretch.stop > stretch.start for stretch in stretches)
    return stretches[0].start, stretches[-1].stop


DAMAGE: dict[str, Callable[[list[bytes]], list[bytes]]] = {
    "a frame is missing": lambda frames: frames[1:],
    "a frame is there twice": lambda frames: [frames[0], *frames],
    "a byte is missing": lambda frames: [frames[0][1:], *frames[1:]],
    "a frame is blank": lambda frames: [bytes(len(frames[0])), *frames[1:]],
    "a second is missing": lambda _: [],
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_fault_in_the_middle_is_found_before_the_file_has_its_name(damage: str, tmp_path: Path) -> None:
    timeline, score = session(60.0)

    class Faulty(Mp3):
        """Writes as ever; what reaches the disk of one second is something else."""

        count = 0

        def put(self, packets: Sequence[bytes], times: int = 1) -> None:
            self.count += 1
            if self.count != 6:
                return super().put(packets, times)
            self._length += len(b"".join(packets))
            self._file.write(b"".join(DAMAGE[damage](list(packets))))
            return None

    faulty = replace(FORMATS["mp3"], make=replace(codec("mp3"), writer=Faulty))
    with pytest.raises(VerifyError, match="did not come out as planned"):
        export(timeline, score, replace(order(tmp_path / "x.mp3", timeline), format=faulty))
    assert names(tmp_path) == ["x.mp3.rejected"]


def test_a_clip_that_cannot_be_fetched_says_so_itself(tmp_path: Path) -> None:
    score = rounds(15)

    def missing() -> Clip:
        raise VoiceError("gone")

    gone = replace(score.placed[-2], load=missing)
    score = replace(score, placed=(*score.placed[:-2], gone, score.placed[-1]))
    with pytest.raises(VoiceError, match="gone"):
        made("mp3", score, tmp_path / "x")
    assert names(tmp_path) == []


def test_chapters_of_an_mp3_are_read_without_ffmpeg(tmp_path: Path) -> None:
    timeline, score = session(12.0)
    path = export(timeline, score, order(tmp_path / "x.mp3", timeline)).files[0]
    found = codec("mp3").read_back(path)
    assert found.chapters == inspect(path, Expectation(score.frames)).chapters
    assert [mark.title for mark in found.chapters] == [mark.title for mark in timeline.chapters]
