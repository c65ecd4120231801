"""Every format in the table: exact length, chapters, tags and sound, read back by foreign programs."""

from __future__ import annotations

import hashlib
import struct
from pathlib import Path

import mutagen
import mutagen.id3
import numpy as np
import pytest

from coach.errors import UsageError, WriteError
from coach.output.formats import FORMATS, choose
from coach.output.mp3 import Mp3
from coach.output.tags import Tags, Track
from coach.output.wav import Wav
from coach.units import RATE, Frames

from .encoded import (
    FRAMES,
    NASTY,
    chapters,
    decode,
    pcm_by_ffmpeg,
    probe,
    speech_like,
    track,
    write,
)

EVERY = pytest.mark.parametrize("name", FORMATS)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("files")
    sound = speech_like()
    return {name: write(name, folder / f"x{row.suffix}", sound) for name, row in FORMATS.items()}


@EVERY
@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("frames", [FRAMES, 1152 * 40, 1152 * 40 + 1, 3 * RATE - 1, 4801])
def test_length_is_exact(name: str, channels: int, frames: int, tmp_path: Path) -> None:
    path = write(name, tmp_path / "x", speech_like(channels, frames))
    heard = decode(path)
    assert heard.shape[0] == channels
    assert 0 <= heard.shape[1] - frames <= FORMATS[name].slack


@EVERY
def test_ffmpeg_hears_the_same_length(name: str, files: dict[str, Path]) -> None:
    assert 0 <= pcm_by_ffmpeg(files[name], 1).shape[1] - FRAMES <= FORMATS[name].slack


@EVERY
def test_chapters_are_found_by_a_foreign_program(name: str, files: dict[str, Path]) -> None:
    found = probe(files[name])["chapters"]
    wanted = chapters()
    assert [mark["tags"]["title"] for mark in found] == list(NASTY)
    for mark, chapter in zip(found, wanted, strict=True):
        assert float(mark["start_time"]) == pytest.approx(chapter.start / RATE, abs=0.010)
        assert float(mark["end_time"]) == pytest.approx(chapter.end / RATE, abs=0.010)


@EVERY
def test_tags_are_found_by_a_foreign_program(name: str, files: dict[str, Path]) -> None:
    tags = probe(files[name])["tags"]
    assert tags["title"] == NASTY[0]
    assert tags["artist"] == NASTY[1]
    assert tags["album"] == "Massage Coach"
    assert tags["genre"] == "Speech"
    assert tags["comment"] == "First.\nSecond & last."


@EVERY
def test_mutagen_reads_the_title(name: str, files: dict[str, Path]) -> None:
    tags = mutagen.File(files[name]).tags
    keys = {"mp3": "TIT2", "wav": "TIT2", "m4b": "\xa9nam", "m4a": "\xa9nam"}
    found = tags[keys.get(name, "title")]
    assert str(found[0]) == NASTY[0]


def test_mutagen_reads_id3_chapters_in_their_order(files: dict[str, Path]) -> None:
    tags = mutagen.id3.ID3(files["mp3"], translate=False)
    assert tags.version == (2, 3, 0)
    (contents,) = tags.getall("CTOC")
    assert contents.flags == mutagen.id3.CTOCFlags.TOP_LEVEL | mutagen.id3.CTOCFlags.ORDERED
    marks = [tags[f"CHAP:{child}"] for child in contents.child_element_ids]
    assert [mark.sub_frames["TIT2"].text[0] for mark in marks] == list(NASTY)
    assert {mark.start_offset for mark in marks} == {0xFFFFFFFF}


@EVERY
def test_sound_stays_in_its_place(name: str, tmp_path: Path) -> None:
    """A click at a known frame is found within 1 ms, at the start and after 40 seconds."""
    frames = 42 * RATE
    sound = np.zeros((1, frames), np.float32)
    ping = (0.5 * np.sin(np.arange(2400) / 9) * np.hanning(2400)).astype(np.float32)
    places = (RATE // 2, 20 * RATE + 12_345, 41 * RATE)
    for place in places:
        sound[0, place : place + len(ping)] = ping
    heard = decode(write(name, tmp_path / "x", sound))[0]
    for place in places:
        near = heard[place - 2400 : place + 4800]
        found = int(np.argmax(np.correlate(near, ping))) - 2400
        assert abs(found) <= RATE // 1000


@EVERY
def test_sound_is_that_which_went_in(name: str, tmp_path: Path) -> None:
    sound = speech_like(2)
    heard = decode(write(name, tmp_path / "x", sound))[:, :FRAMES]
    if not FORMATS[name].lossy:
        assert np.abs(heard - sound).max() <= 0.5 / 32_768 + 1e-7
    else:
        assert np.sqrt((heard**2).mean() / (sound**2).mean()) == pytest.approx(1, abs=0.03)


@EVERY
def test_same_sound_gives_same_bytes(name: str, files: dict[str, Path], tmp_path: Path) -> None:
    again = write(name, tmp_path / "another name", speech_like())
    assert hashlib.sha256(again.read_bytes()).digest() == hashlib.sha256(files[name].read_bytes()).digest()


@EVERY
def test_estimate_of_size_holds(name: str, tmp_path: Path) -> None:
    noise = np.random.default_rng(0).uniform(-0.9, 0.9, (2, 30 * RATE)).astype(np.float32)
    about = track(*noise.shape)
    assert write(name, tmp_path / "x", noise, about).stat().st_size <= FORMATS[name].needs(about)


@pytest.mark.parametrize("name", ["mp3", "m4b", "opus"])
def test_small_is_smaller(name: str, files: dict[str, Path], tmp_path: Path) -> None:
    small = write(name, tmp_path / "x", speech_like(), track(small=True))
    assert small.stat().st_size < 0.8 * files[name].stat().st_size
    assert 0 <= decode(small).shape[1] - FRAMES <= FORMATS[name].slack


@EVERY
def test_three_hundred_chapters_are_three_hundred(name: str, tmp_path: Path) -> None:
    marks = chapters(FRAMES, tuple(f"Chapter {number}" for number in range(300)))
    about = Track(1, FRAMES, Tags("Many", chapters=marks))
    found = probe(write(name, tmp_path / "x", speech_like(), about))["chapters"]
    assert [mark["tags"]["title"] for mark in found] == [mark.title for mark in marks]


@EVERY
def test_a_very_long_title_does_no_harm(name: str, tmp_path: Path) -> None:
    title = "ä" * 30_000
    about = Track(1, FRAMES, Tags(title, chapters=chapters(FRAMES, (title, "next"))))
    found = probe(write(name, tmp_path / "x", speech_like(), about))
    assert found["tags"]["title"] == title
    assert [mark["tags"]["title"] for mark in found["chapters"]] == [title, "next"]


def test_wav_beyond_four_gigabytes_is_rf64(tmp_path: Path) -> None:
    sound = speech_like(2)
    sink = Wav(tmp_path / "x.wav", track(2), limit=100_000)
    sink.write(sound)
    sink.close()
    head = (tmp_path / "x.wav").read_bytes()[:48]
    assert head[:4] == b"RF64"
    assert struct.unpack_from("<QQ", head, 28) == (FRAMES * 4, FRAMES)
    assert pcm_by_ffmpeg(tmp_path / "x.wav", 2).shape[1] == FRAMES
    assert len(probe(tmp_path / "x.wav")["chapters"]) == len(NASTY)


def test_track_numbers_are_written(tmp_path: Path) -> None:
    about = Track(1, FRAMES, Tags("One", track=(1, 8)))
    for name in ("mp3", "m4b", "flac"):
        assert probe(write(name, tmp_path / name, speech_like(), about))["tags"]["track"] == "1/8"


def test_format_is_chosen_by_suffix_or_name() -> None:
    assert choose(Path("a/b.M4B")).name == "m4b"
    assert choose(Path("a.wav"), "flac").name == "flac"
    with pytest.raises(UsageError, match="mp3, m4b, m4a, opus, flac, wav"):
        choose(Path("a.ogg"))
    with pytest.raises(UsageError, match="--format"):
        choose(Path("a"))


def test_marks_that_command_a_terminal_are_shown_not_obeyed() -> None:
    tags = Tags("a\x1b]52;c\x07\u202eb\u2066\rc\nd\u200b\ud800", comment="x\ny\tz")
    assert tags.title == "a\ufffd]52;c\ufffd\ufffdb\ufffd\ufffdc\ufffdd\ufffd\ufffd"
    assert tags.comment == "x\ny\ufffdz"


def test_a_session_without_sound_is_refused(tmp_path: Path) -> None:
    file = Mp3(tmp_path / "x", Track(1, Frames(0), Tags("Nothing")))
    with pytest.raises(WriteError, match="no sound"):
        file.close()
    file.abandon()
