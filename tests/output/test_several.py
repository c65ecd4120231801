"""Several formats and mixes at once: the same files as one after the other, and each stands by itself."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from coach.errors import CoachError, WriteError
from coach.output.codec import Codec
from coach.output.export import export
from coach.output.formats import FORMATS, Format
from coach.output.order import Order, order
from coach.output.several import exports

from .sessions import session
from .test_atomic import names

TIMELINE, SCORE = session(12.0)
RAINY_TIMELINE, RAINY = session(12.0, ambience="rain")

FEW_S = 30.0
"""Seconds after which somebody who should come is not expected any more."""


def silent(_stage: str, _done: float) -> None:
    """Tell nobody."""


def ordered(path: Path, **changes: object) -> Order:
    return replace(order(path, TIMELINE), **changes)


def meeting(name: str, doors: Callable[[], object]) -> Format:
    """Return a format whose encoder passes ``doors`` whenever it begins."""
    make = FORMATS[name].make
    assert isinstance(make, Codec)

    def encoder(track: Any) -> Any:
        doors()
        return make.encoder(track)

    return replace(FORMATS[name], make=replace(make, encoder=encoder))


def test_formats_at_once_are_the_files_that_they_are_alone(tmp_path: Path) -> None:
    (tmp_path / "alone").mkdir()
    wanted = ["x.mp3", "x.m4b", "x.opus", "x.flac", "x.wav"]
    for name in wanted:
        export(TIMELINE, SCORE, ordered(tmp_path / "alone" / name))
    (tmp_path / "at once").mkdir()
    written = exports(TIMELINE, [(SCORE, ordered(tmp_path / "at once" / name)) for name in wanted], silent)
    assert not [one for one in written if isinstance(one, CoachError)]
    assert names(tmp_path / "at once") == names(tmp_path / "alone")
    for name in names(tmp_path / "alone"):
        assert (tmp_path / "at once" / name).read_bytes() == (tmp_path / "alone" / name).read_bytes(), name


def test_formats_are_encoded_at_the_same_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    doors = threading.Barrier(2, timeout=FEW_S)
    orders = [ordered(tmp_path / f"x.{name}", format=meeting(name, doors.wait)) for name in ("mp3", "m4b")]
    written = exports(RAINY_TIMELINE, [(RAINY, one) for one in orders], silent)
    assert [one.files[0].name for one in written if not isinstance(one, CoachError)] == ["x.mp3", "x.m4b"]


def test_tracks_under_a_bed_are_encoded_at_the_same_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is silent in them, so that no track is encoded in parts."""
    split = replace(order(tmp_path / "one", RAINY_TIMELINE, split=True), format=FORMATS["mp3"])
    monkeypatch.setattr("os.cpu_count", lambda: 1)
    export(RAINY_TIMELINE, RAINY, split)
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    begun = []
    doors = threading.Barrier(2, timeout=FEW_S)

    def enter() -> None:
        begun.append(threading.current_thread())
        if len(begun) <= doors.parties:
            doors.wait()

    export(RAINY_TIMELINE, RAINY, replace(split, path=tmp_path / "two", format=meeting("mp3", enter)))
    assert len(begun) == len(RAINY_TIMELINE.chapters)
    tracks = [name for name in names(tmp_path / "one") if name.endswith(".mp3")]
    assert tracks
    for name in tracks:
        assert (tmp_path / "two" / name).read_bytes() == (tmp_path / "one" / name).read_bytes()


def test_one_that_fails_leaves_the_others_alone(tmp_path: Path) -> None:
    def full() -> None:
        raise WriteError("The disk is full.")

    wanted = [ordered(tmp_path / "x.mp3", format=meeting("mp3", full)), ordered(tmp_path / "y.flac")]
    failed, done = exports(TIMELINE, [(SCORE, one) for one in wanted], silent)
    assert isinstance(failed, WriteError)
    assert not isinstance(done, CoachError)
    assert names(tmp_path) == ["y.chapters.json", "y.cues.json", "y.flac"]


def test_what_is_interrupted_leaves_what_was_finished_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    beside = ["y.chapters.json", "y.cues.json", "y.flac"]
    finished = threading.Event()

    def patient() -> None:
        assert finished.wait(FEW_S)

    def report(_stage: str, _done: float) -> None:
        if len([name for name in names(tmp_path) if name.startswith("y.")]) == len(beside):
            finished.set()
            raise KeyboardInterrupt

    wanted = [ordered(tmp_path / "x.mp3", format=meeting("mp3", patient)), ordered(tmp_path / "y.flac")]
    with pytest.raises(KeyboardInterrupt):
        exports(TIMELINE, [(SCORE, one) for one in wanted], report)
    assert names(tmp_path) == beside


def test_the_slowest_is_what_is_reported(tmp_path: Path) -> None:
    told: list[tuple[str, float]] = []
    wanted = [ordered(tmp_path / name) for name in ("x.mp3", "x.wav")]
    exports(TIMELINE, [(SCORE, one) for one in wanted], lambda stage, done: told.append((stage, done)))
    order_ = {"encode": 0, "check": 1, "place": 2}
    assert [order_[stage] for stage, _ in told] == sorted(order_[stage] for stage, _ in told)
    assert told[-1] == ("place", 1.0)
