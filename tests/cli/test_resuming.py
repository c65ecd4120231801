"""A session that was left stays where it was, and goes on as it was: where it sounded, and how loud."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from coach.cli.resuming import left_behind, merged, script_of
from coach.cli.session import Wanted
from coach.cli.staging import staged
from coach.live import journal
from coach.live.asked import Asked
from coach.live.journal import digest
from coach.live.levels import Levels
from coach.live.record import Record, Script, Where
from coach.plan.options import Options, Talk
from coach.plan.request import AloneOf, BedOf, Hush, PaceOf
from coach.routine.cue import Kind
from coach.routine.load import load_routine
from coach.units import RATE, Frames
from tests.cli.stage import COACH, ROOT, SOON, Sit, coach

MADE = Options(voice="silent", seconds=600)
AT = Frames(88 * RATE + 217)


@pytest.fixture
def kept(places: Path) -> Path:
    """A session that was left at 1:28, hushed and a little louder, heard by nobody in real time."""
    routine = load_routine("hands-10")
    script = Script("hands-10", digest(routine), MADE, where=Where("null:4"))
    changes = (Asked(Frames(60 * RATE), Frames(RATE), Hush()),)
    levels = Levels(3.0, hushed=True)
    path = places / "state" / "journals" / "hands-10.json"
    journal.write(path, Record(script, changes, AT, Frames(600 * RATE), "2.1.1", "Hands", levels))
    (places / "state" / "sessions-led").write_text("1\n")
    return path


def values(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text())
    return found


def test_a_new_session_leaves_the_place_of_one_that_was_killed(sit: Sit, kept: Path) -> None:
    before = kept.read_bytes()
    session = sit("play", "hands-10", "--voice", "silent", "--output", "null:1", "--no-wait", "--plain")
    at = session.until('"hands-10" was left at 1:28; to go on there: coach play hands-10 --resume')
    session.until("playing", at)
    session.type("s")
    at = session.until("Stopped at 0:0", at)
    assert "--from 0:0" in session.text[at:], "to go on with --resume is to go on at 1:28"
    assert session.ends() == 0
    assert kept.read_bytes() == before
    resumed = sit("play", "--resume", "--no-wait", "--plain")
    resumed.until("1:2")


def test_it_goes_on_where_and_as_loud_as_it_was_and_its_place_never_shrinks(sit: Sit, kept: Path) -> None:
    session = sit("play", "--resume", "--no-wait", "--plain")
    session.until("playing")
    os.kill(session.process.pid, signal.SIGKILL)
    session.process.wait()
    left = values(kept)
    assert left["at"] >= AT
    assert left["levels"] == {"volume": 3.0, "bed": 0.0, "hushed": True}
    assert left["where"]["output"] == "null:4"
    assert [change["request"]["ask"] for change in left["changes"]] == ["Hush"]


def test_the_talk_changes_from_there_on(sit: Sit, kept: Path) -> None:
    words = ("--talk", "full", "--output", "null:1")
    session = sit("play", "--resume", "--no-wait", "--plain", *words)
    session.until("playing")
    session.type("s")
    assert session.ends() == 0
    left = values(kept)
    assert [change["request"] for change in left["changes"][1:]] == [{"ask": "TalkOf", "talk": Talk.FULL}]
    assert left["where"]["output"] == "null:1", "what was typed wins"


@pytest.mark.usefixtures("kept")
def test_the_pace_changes_from_there_on_and_one_that_the_voice_has_not_is_refused() -> None:
    resumed = left_behind(Wanted("", pace=150), Where(), {"pace"})
    resumed.slot.close()
    assert resumed.requests == (PaceOf(150), AloneOf(alone=False))
    refused = coach("play", "--resume", "--no-wait", "--output", "null", "--pace", "150")
    assert (refused.returncode, "This voice has only one pace." in refused.stderr) == (2, True)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (("--voice", "system"), "--voice cannot change"),
        (("--minutes", "8"), "coach play hands-10 --minutes 8:00"),
        (("--for", "ann"), "--for cannot change"),
        (("--seed", "4"), "--from 1:28"),
        (("--talk", "loud"), "--talk loud is unknown"),
        (("--bed", "-12"), "has no ambience"),
        (("--device", "kitchen", "--output", "null"), "has none"),
    ],
)
def test_what_cannot_change_is_refused_and_nothing_is_lost(
    typed: tuple[str, ...], said: str, kept: Path
) -> None:
    done = coach("play", "--resume", "--no-wait", *typed)
    assert done.returncode == 2
    assert said in done.stderr
    assert values(kept)["at"] == AT
    assert [path.name for path in kept.parent.iterdir()] == [kept.name]


def test_what_is_typed_as_it_was_is_no_change(kept: Path) -> None:
    same = ("--voice", "silent", "--minutes", "10", "--seed", "0")
    done = coach("play", "hands-10", "--resume", "--no-wait", "--output", "null", *same)
    assert done.returncode == 0, done.stderr
    assert kept.exists(), "nobody heard it"


@pytest.mark.parametrize("ears", [False, True])
def test_the_words_are_for_whoever_hears_them_from_there_on(ears: bool, kept: Path) -> None:
    was, _ = journal.read(kept)
    assert was is not None
    script = replace(was.script, options=replace(MADE, alone=ears), where=Where("null:4", ears=ears))
    journal.write(kept, replace(was, script=script, changes=()))
    typed = Where("null", giver="a", receiver="b") if ears else Where("null", ears=True)
    names = {"output", "giver_device", "receiver_device"} if ears else {"output", "ears"}
    resumed = left_behind(Wanted(""), typed, names)
    try:
        with staged(resumed.wanted, script_of(resumed.wanted), resumed, resumed.where, 2) as ready:
            take = ready.take
        assert take.course.options.alone is not ears
        assert [change.request for change in take.changes] == [AloneOf(alone=not ears)]
    finally:
        resumed.slot.close()
    asked = [cue for cue in take.timeline.cues if cue.kind is Kind.CHECK_IN and cue.start > AT]
    assert asked
    assert [cue.line.text.startswith("Ask softly") for cue in asked] == [not ears for _ in asked]


def test_who_hears_as_before_hears_the_plan_as_it_was(kept: Path) -> None:
    resumed = left_behind(Wanted(""), Where("null"), {"output"})
    resumed.slot.close()
    with staged(resumed.wanted, script_of(resumed.wanted), resumed, resumed.where, 1) as ready:
        assert [type(change.request) for change in ready.take.changes] == [Hush]
    assert kept.exists()


GONE = "/nowhere/Slow Music.mp3"


@pytest.mark.parametrize(
    ("first", "beds", "told"),
    [(GONE, (), True), ("none", (GONE,), True), ("rain", (GONE, "none"), False), (GONE, ("rain",), False)],
)
def test_music_that_is_away_is_silent_and_the_session_goes_on(
    first: str, beds: tuple[str, ...], told: bool, kept: Path
) -> None:
    was, _ = journal.read(kept)
    assert was is not None
    script = replace(was.script, options=replace(MADE, ambience=first))
    changes = tuple(
        Asked(Frames(second * RATE), Frames(RATE), BedOf(bed)) for second, bed in enumerate(beds, 30)
    )
    journal.write(kept, replace(was, script=script, changes=changes))
    done = coach("play", "--resume", "--no-wait", "--output", "null")
    assert done.returncode == 0, done.stderr
    assert ("goes on without one" in done.stderr) == (GONE in done.stderr) == told, done.stderr
    fresh = coach("play", "hands-10", "--voice", "silent", "--output", "null", "--ambience", GONE)
    assert fresh.returncode == 4


@pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="needs sockets with names")
def test_one_that_says_its_last_line_is_waited_for(sit: Sit, places: Path) -> None:
    (places / "state").mkdir()
    (places / "state" / "sessions-led").write_text("1\n")
    session = sit("play", "hands-10", "--voice", "silent", "--output", "null:1", "--no-wait", "--plain")
    session.until("playing")
    assert coach("control", "stop").returncode == 0
    assert coach("control", "status").stdout.startswith("Hands: stopped"), "it still says its last line"
    done = coach("play", "--resume", "--no-wait", "--output", "null")
    assert done.returncode == 0, done.stderr
    assert session.ends() == 0


@pytest.mark.parametrize(
    ("was", "typed", "names", "wanted"),
    [
        (Where(device="a", ears=True), Where(), (), Where(device="a", ears=True)),
        (Where("simpleaudio"), Where(ears=True), ("ears",), Where("simpleaudio", ears=True)),
        (Where(device="a"), Where(device="b"), ("device",), Where(device="b")),
        (Where("simpleaudio", "a"), Where(device="b"), ("device",), Where("simpleaudio", "b")),
        (Where(giver="a", receiver="b"), Where(device="c"), ("device",), Where(device="c")),
        (Where(device="a"), Where("null:1"), ("output",), Where("null:1")),
        (Where("null:1"), Where(device="a"), ("device",), Where(device="a")),
        (
            *(Where(ears=True), Where(giver="a", receiver="b"), ("giver_device", "receiver_device")),
            Where(giver="a", receiver="b"),
        ),
    ],
)
def test_where_it_sounded_is_kept_and_what_is_typed_wins(
    was: Where, typed: Where, names: tuple[str, ...], wanted: Where
) -> None:
    assert merged(was, typed, names) == wanted


@pytest.mark.usefixtures("kept")
def test_without_a_keyboard_it_is_said_that_nothing_waits(sit: Sit) -> None:
    fast = ("play", "ears-scalp-5", "--voice", "silent", "--output", "null:600")
    done = coach(*fast)
    assert done.returncode == 0
    assert done.stderr.count("No keyboard here") == 1
    assert "No keyboard" not in coach(*fast, "--no-wait").stderr
    session = sit(*fast, "--plain")
    session.until("opening")
    assert "No keyboard" not in session.text


@pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="needs sockets with names")
@pytest.mark.usefixtures("kept")
def test_with_wait_it_waits_for_whoever_is_elsewhere() -> None:
    words = ("ears-scalp-5", "--voice", "silent", "--output", "null:4", "--plain", "--wait")
    with subprocess.Popen(
        [*COACH, "play", *words],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert any("opening" in line for line in process.stdout), "it does not wait"
        while "If you hear this well" not in process.stdout.readline():
            pass
        assert json.loads(coach("control", "status", "--json").stdout)["state"] == "opening"
        assert coach("control", "ready").returncode == 0
        while "playing" not in (line := process.stdout.readline()):
            assert line
        assert coach("control", "stop").returncode == 0
        assert process.wait(SOON) == 0
        assert "No keyboard" not in process.stderr.read()
