"""An export judges itself cue by cue and chime by chime: what is off is named, and never gets its name."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from coach.check.cuesheet import read_sheet
from coach.check.finished import examine
from coach.check.shift import shifted
from coach.cli.exporting import MOST_NOTES
from coach.cli.main import run
from coach.errors import VerifyError
from coach.output.codec import Codec
from coach.output.export import Exported, export
from coach.output.formats import FORMATS, Format
from coach.output.order import order
from coach.sound.block import Block, is_silence
from coach.sound.score import Score
from coach.speech.clip import Clip
from coach.units import RATE

from .sessions import session
from .test_atomic import names

EVERY = pytest.mark.parametrize("name", FORMATS)
TIMELINE, SCORE = session(30.0)
CUE, BELL = TIMELINE.cues[2], TIMELINE.chimes[3]

Damage = Callable[[Block, int], Block]
"""Given a block of sound, and how many have sounded up to it."""


class Damaged:
    """An encoder or a sink that is given other sound than was planned."""

    def __init__(self, inner: object, damage: Damage) -> None:
        self._inner, self._damage, self._sounded = inner, damage, 0

    def __getattr__(self, name: str) -> object:
        return getattr(self._inner, name)

    def encode(self, block: Block) -> list[bytes]:
        return self._inner.encode(self._hurt(block))

    def write(self, block: Block) -> None:
        self._inner.write(self._hurt(block))

    def _hurt(self, block: Block) -> Block:
        self._sounded += not is_silence(block)
        return self._damage(block, self._sounded)


def damaged(name: str, damage: Damage) -> Format:
    make = FORMATS[name].make
    if isinstance(make, Codec):
        encoder = make.encoder
        return replace(
            FORMATS[name], make=replace(make, encoder=lambda track: Damaged(encoder(track), damage))
        )
    return replace(FORMATS[name], make=lambda path, track: Damaged(make(path, track), damage))


def made(path: Path, score: Score, format_: Format) -> Exported:
    return export(TIMELINE, score, replace(order(path, TIMELINE), format=format_))


def sounding(start: int, end: int) -> set[int]:
    """Return the numbers of the blocks that sound in a stretch, among all that sound."""
    from coach.sound.mixer import render

    found, number, at = set(), 0, 0
    for block in render(SCORE):
        at += block.shape[1]
        if not is_silence(block):
            number += 1
            if at > start and at - block.shape[1] < end:
                found.add(number)
    return found


@EVERY
@pytest.mark.parametrize("what", ["cue", "bell"])
def test_what_does_not_sound_is_named_before_the_file_has_its_name(
    name: str, what: str, tmp_path: Path
) -> None:
    start, end = (CUE.start, CUE.end) if what == "cue" else (BELL.start, BELL.start + RATE // 2)
    gone = sounding(start, end)
    faint = damaged(name, lambda block, number: block * np.float32(0.01) if number in gone else block)
    with pytest.raises(VerifyError) as caught:
        made(tmp_path / f"x.{name}", SCORE, faint)
    said = str(caught.value)
    named = f'cue {CUE.id} at 0:12.2 ("{CUE.line.text}")' if what == "cue" else "chime hold_start at 0:19.7"
    assert named in said, said
    assert said.endswith(f'x.{name}.rejected".')
    assert names(tmp_path) == [f"x.{name}.rejected"]


@EVERY
def test_sound_that_nobody_planned_is_found(name: str, tmp_path: Path) -> None:
    noise = 0.1 * np.random.default_rng(1).standard_normal((1, 1_920)).astype(np.float32)
    begins, heard = min(sounding(BELL.start, BELL.start + RATE)), []

    def crackle(block: Block, number: int) -> Block:
        if heard or number < begins or not is_silence(block) or block.shape[1] < 4_800:
            return block
        heard.append(number)
        return np.concatenate([block[:, :-1_920], noise], axis=1)

    whole = replace(FORMATS[name], make=damaged(name, crackle).make)
    with pytest.raises(VerifyError, match="something sounds that was not planned"):
        made(tmp_path / f"x.{name}", SCORE, whole)
    assert names(tmp_path) == [f"x.{name}.rejected"]


@EVERY
def test_a_good_export_has_nothing_to_say(name: str, tmp_path: Path) -> None:
    assert made(tmp_path / f"x.{name}", SCORE, FORMATS[name]).notes == ()


def test_split_tracks_are_judged_as_one_session(tmp_path: Path) -> None:
    gone = damaged("flac", lambda block, _: block * np.float32(0.01))
    asked = order(tmp_path / "parts", TIMELINE, kind="flac", split=True)
    export(TIMELINE, SCORE, asked)
    begun = []

    def second(path: Path, track: object) -> object:
        begun.append(path)
        return (gone if len(begun) == 2 else FORMATS["flac"]).make(path, track)

    asked = replace(asked, path=tmp_path / "other", format=replace(asked.format, make=second))
    with pytest.raises(VerifyError, match=r"02 Face & ears.flac\" did not .*cue 2\.1 .*cue 3\.1 "):
        export(TIMELINE, SCORE, asked)
    assert names(tmp_path / "other") == ["02 Face & ears.flac.rejected"]


def softer(by: float) -> Score:
    """Return the score with one clip softer by so many dB, as a careless recording is."""
    placed = list(SCORE.placed)
    number = next(n for n, one in enumerate(placed) if one.start == CUE.start)
    clip = placed[number].load()
    quiet = Clip((clip.pcm * 10 ** (-by / 20)).astype(np.int16), clip.energy * 10 ** (-by / 10), "quiet")
    placed[number] = replace(placed[number], load=lambda: quiet)
    return replace(SCORE, placed=tuple(placed), lufs=SCORE.lufs - 0.6)


def test_what_was_in_the_mix_already_is_told_and_the_file_stands(tmp_path: Path) -> None:
    done = made(tmp_path / "x.mp3", softer(9.0), FORMATS["mp3"])
    (note,) = done.notes
    assert (note.kind, note.name) == ("cue", CUE.id)
    assert "softer than planned" in note.what
    assert (tmp_path / "x.mp3").exists()


def test_what_nobody_can_hear_is_a_fault_wherever_it_comes_from(tmp_path: Path) -> None:
    with pytest.raises(VerifyError, match=f"cue {CUE.id} .* is not heard"):
        made(tmp_path / "x.mp3", softer(60.0), FORMATS["mp3"])
    assert names(tmp_path) == ["x.mp3.rejected"]


def test_what_was_cut_out_of_silence_is_no_matter_of_the_mix(tmp_path: Path) -> None:
    class Cut(Damaged):
        """Leaves out a second of silence in the middle, and adds one at the end."""

        def write(self, block: Block) -> None:
            self._sounded += 1
            if self._sounded != 17:
                self._inner.write(block)

        def close(self) -> None:
            self._inner.write(np.zeros((1, RATE), np.float32))
            self._inner.close()

    make = FORMATS["flac"].make
    cut = replace(FORMATS["flac"], make=lambda path, track: Cut(make(path, track), lambda block, _: block))
    with pytest.raises(VerifyError, match=r"cue 4\.1 "):
        made(tmp_path / "x.flac", SCORE, cut)


def test_a_bell_that_drowns_in_the_bed_is_a_note(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "x.mp3"
    assert run(["export", "ears-scalp-5", "-o", str(path), "--ambience", "rain", "--bed", "0"]) == 0
    found = examine(path, read_sheet(path.with_suffix(".cues.json")))
    assert found.faults == (), "what was told when it was made is no fault of the file"
    assert "chime" in {fault.kind for fault in found.notes}
    said = capsys.readouterr().err
    assert "in the mix already" in said
    assert said.count("note: ") <= MOST_NOTES + 1
    other = str(tmp_path / "x.flac")
    assert run(["export", "ears-scalp-5", "-o", other, "--ambience", "rain", "--bed", "0"]) == 0
    capsys.readouterr()
    assert run(["verify", str(path)]) == 0
    assert "in the mix already" in capsys.readouterr().err


@pytest.mark.parametrize("late", [-4_321, 0, 777, 11_990])
def test_a_shift_is_found_in_a_whole_evening_without_its_memory(late: int) -> None:
    rng = np.random.default_rng(9)
    starts = np.cumsum(rng.integers(300, 900, 2_000))
    spans = [
        (int(start), int(start) + int(length))
        for start, length in zip(starts, rng.integers(100, 290, 2_000), strict=True)
    ]
    heard = np.zeros(spans[-1][1] + 20_000, bool)
    for low, high in spans:
        heard[max(0, low + late) : max(0, high + late)] = True
    tracemalloc.start()
    try:
        found = shifted(spans, heard, 5_000)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 40e6
    assert (found is None) if late == 0 else (found is not None and abs(found.late - late) <= 1)
