"""What was cut out of a session or put into it is named with its place and length, with a bed or without."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pytest

from coach.check.audience import Audience
from coach.check.cuesheet import CueSheet, read_sheet
from coach.check.fault import Fault
from coach.cli.main import run
from coach.units import RATE

from .damage import SOUNDS, Good, Sound, frame
from .encoded import blocks, decode

BEDS = {"none": (), "ocean": ("--ambience", "ocean"), "rain": ("--ambience", "rain")}
PLACES = {"early": 27.0, "before most": 41.2, "in the middle": 124.7, "late": 215.0}
"""Seconds at which nothing is said, and no chime rings."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory):
    """Return what exports a session once, and gives its sheet and its sound."""
    folder = tmp_path_factory.mktemp("beds")

    @cache
    def make(*words: str) -> tuple[CueSheet, Sound]:
        path = folder / f"{len(list(folder.iterdir()))}.flac"
        assert run(["export", "ears-scalp-5", "--minutes", "4", "-o", str(path), *words]) == 0
        return read_sheet(path.with_suffix(".cues.json")), decode(path)

    return make


def found(sheet: CueSheet, sound: Sound) -> tuple[Fault, ...]:
    listening = Audience(sheet)
    for block in blocks(np.ascontiguousarray(sound, np.float32)):
        listening.feed(block)
    return listening.heeded().faults


def put(sound: Sound, at: float, seconds: float) -> Sound:
    """Put so much digital silence in, or take so much out if it is negative."""
    place, long = frame(at), frame(abs(seconds))
    if seconds < 0:
        return np.concatenate([sound[:, :place], sound[:, place + long :]], axis=1)
    silence = np.zeros((len(sound), long))
    return np.concatenate([sound[:, :place], silence, sound[:, place:]], axis=1)


def following(sheet: CueSheet, at: float) -> int:
    """Return where the first thing sounds after a time, as a frame."""
    return min(event.start for event in (*sheet.cues, *sheet.bells) if event.start > frame(at))


@pytest.mark.parametrize("seconds", [0.1, 0.3, 2.0, -1.0, -0.3])
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("bed", BEDS)
def test_what_was_put_in_or_cut_out_is_named_at_its_place(bed: str, place: str, seconds: float, made) -> None:
    sheet, sound = made(*BEDS[bed])
    at = PLACES[place]
    faults = found(sheet, put(sound, at, seconds))
    (moved,) = [fault for fault in faults if fault.kind == "moved"]
    way = f"{seconds:.1f} s later" if seconds > 0 else f"{-seconds:.1f} s sooner"
    assert way in moved.what
    assert moved.at is not None
    assert abs(moved.at - following(sheet, at)) <= RATE
    silent = seconds >= 0.5 and bed != "none"
    assert [fault.kind for fault in faults if fault is not moved] == ["silence"] * silent


@pytest.mark.parametrize("seconds", [0.1, 2.0, -1.0])
@pytest.mark.parametrize("kind", ["ocean", "brown"])
def test_under_a_loud_bed_too(kind: str, seconds: float, made) -> None:
    sheet, sound = made("--ambience", kind, "--bed", "-10")
    faults = found(sheet, put(sound, 41.2, seconds))
    (moved,) = [fault for fault in faults if fault.kind == "moved"]
    assert abs((moved.at or 0) - following(sheet, 41.2)) <= RATE


@pytest.mark.parametrize("bed", ["-12", "-10", "-6", "0"])
@pytest.mark.parametrize("kind", ["ocean", "brown"])
def test_words_under_a_loud_bed_are_their_own(kind: str, bed: str, made) -> None:
    faults = found(*made("--ambience", kind, "--bed", bed))
    assert [fault for fault in faults if bed != "0" or fault.kind != "chime"] == []


@pytest.mark.parametrize(
    "what", ["a cue muted", "half a cue muted", "noise for a cue", "other words for a cue"]
)
def test_other_words_are_found_under_a_loud_bed(what: str, made) -> None:
    sheet, sound = made("--ambience", "brown", "--bed", "-10")
    rows = [
        {"id": cue.id, "start": cue.start / RATE, "end": cue.end / RATE, "text": cue.text}
        for cue in sheet.cues
    ]
    good = Good(
        Path(), {"cues": rows, "chimes": [], "seconds": sheet.frames / RATE}, sound.mean(axis=0)[None]
    )
    make, _ = SOUNDS[what]
    faults = found(sheet, make(good))
    assert [fault.name for fault in faults if fault.kind == "cue"] == [good.cue()["id"]]
