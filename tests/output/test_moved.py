"""What was cut out of a session or put into it is named with its place and length, with a bed or without."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from coach.check.audience import Audience
from coach.check.cuesheet import CueSheet, read_sheet
from coach.check.fault import Fault
from coach.cli.main import run
from coach.units import RATE

from .damage import Sound, frame
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
