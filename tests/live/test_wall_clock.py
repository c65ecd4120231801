"""A wall clock that jumps: somebody sets it, or summer begins; nobody hears anything of it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

LED = """
import time

shift, real = 0.0, time.time
time.time = lambda: real() + shift
time.time_ns = lambda: int(time.time() * 1e9)  # before anybody can have asked for another clock

import json
import sys
import numpy as np
from pathlib import Path
from coach.live import spot
from coach.live.command import command
from coach.live.errand import Thread
from coach.live.journal import Keeper, digest
from coach.live.manner import Manner
from coach.live.record import Script
from coach.live.session import Session
from coach.live.status import State
from coach.speaker.null import Null
from coach.units import RATE
from tests.live.stand import prepared, rendered

SPEED, JUMP = 4, float(sys.argv[1])
desk, take = prepared("ears-scalp-5")
script = Script("ears-scalp-5", digest(desk.routine), desk.options)
keeper = Keeper(Path(sys.argv[2]), script, Thread(lambda: None))
outlet = Null(SPEED)
outlet.keep = True

def heard():
    return np.frombuffer(bytes(outlet.taken), np.int16)

def same(start):
    sound = heard()
    return len(sound) > RATE and bool(np.array_equal(sound, rendered(take.score, start, start + len(sound))))

def until(ready):
    end = time.monotonic() + 30
    while not ready() and time.monotonic() < end:
        places.append(session.status().position)
        time.sleep(0.01)

places = []
with Session(desk, take, outlet, Manner(wait=False), keeper=keeper) as session:
    began = time.monotonic()
    session.start()
    for jump in (JUMP, -JUMP):
        goal = session.status().position + 4 * RATE
        until(lambda: session.status().position > goal)
        shift += jump
        until(lambda: session.status().position > goal + 4 * RATE)
    taken = time.monotonic() - began
    first, ordered = same(0), places == sorted(places)
    session.tell(command("pause"))
    until(lambda: session.status().state is State.PAUSED)
    at = session.status().position
    shift += JUMP
    until(lambda: time.monotonic() > began + taken + 0.5)
    session.tell(command("go on"))
    until(lambda: session.status().position > at + 4 * RATE)
    again = same(spot.begin_again(take.timeline, at, desk.approach))
    status = session.status()
kept = json.loads(Path(sys.argv[2]).read_text())
print(json.dumps({
    "in order": ordered,
    "times real": at / RATE / taken,
    "first": first,
    "again": again,
    "late": status.late,
    "notice": status.notice,
    "kept": kept["at"] >= at,
}))
"""


@pytest.mark.parametrize("hours", [1, -1])
def test_a_session_keeps_its_place_while_the_wall_clock_jumps(hours: int, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LED, str(hours * 3600), str(tmp_path / "journal.json")],
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=90,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert 3.0 < told.pop("times real") <= 4.1
    assert told == {"in order": True, "first": True, "again": True, "late": 0, "notice": "", "kept": True}
