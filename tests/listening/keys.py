"""How soon a key is answered, in sound: the first bell after the sound check, and silence after a pause.

``python -m tests.listening.keys hands-10 --times 20`` presses keys at a terminal of its own and looks in the
recording of a sound server for what came of it. The way from the server to the recorder is in the figures.
"""

from __future__ import annotations

import random
import tempfile
import time
from pathlib import Path

import numpy as np

from coach.places import cache_root
from tests.cli.stage import COACH, Sitting
from tests.listening.room import RATE, Recorder, Room, parsed

QUIET = 3
"""Samples up to this are silence: a file of 16 bits ends in them."""

BLOCK = RATE // 50
"""The server works in blocks of so many samples; what is in one when a key is pressed is heard."""

STILL_S = 1.0
"""So long is listened after a pause, in seconds."""


def wait(session: Sitting, seconds: float) -> None:
    """Let ``seconds`` pass and read what is shown meanwhile."""
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        session.look(min(left, 0.05))


def main() -> None:
    """Begin, pause and go on; print the times."""
    asked = parsed(__doc__)
    with tempfile.TemporaryDirectory() as name, Room(Path(name) / "room") as room:
        (Path(name) / "sessions-led").write_text("1\n")  # nobody is here to answer the first questions
        cache = str(cache_root())  # warm if there was such a session; the room has a home of its own
        places = {
            "COACH_CACHE": cache,
            "COACH_STATE": name,
            "XDG_RUNTIME_DIR": name,
            "DBUS_SESSION_BUS_ADDRESS": "unix:path=/none",
        }
        recorder = Recorder(room, "coach", Path(name) / "heard.raw")
        while not recorder.began:
            time.sleep(0.05)
        begun = time.monotonic()
        command = [*COACH, "play", asked.routine, "--output", asked.output]
        session = Sitting(*command, env={**room.environment, **places})
        at = session.until("opening")
        wait(session, 12.0)  # the sound check is said
        pressed, pauses = time.monotonic(), []
        session.type(" ")
        session.until("playing", at)
        wait(session, 14.0)
        for _ in range(asked.times):
            wait(session, random.uniform(1.0, 6.0))
            pauses.append(time.monotonic())
            session.type(" ")
            wait(session, STILL_S + 0.5)
            session.type(" ")
        session.type("s")
        wait(session, 0.5)
        session.close()
        loud = np.abs(recorder.stop().astype(np.int32)) > QUIET
        begin, first = (loud[recorder.come(moment) :] for moment in (begun, pressed))
        print(f"  program start to the first word: {np.argmax(begin) / RATE:.2f} s")
        print(f"  key at the sound check to the first sound: {np.argmax(first) / RATE:.3f} s")
        silent = []
        for moment in map(recorder.come, pauses):
            sound = np.flatnonzero(loud[moment - BLOCK : moment + round(STILL_S * RATE)]) - BLOCK
            if len(sound):  # else it was quiet anyway
                silent.append(max(0, sound[-1] + 1) / RATE * 1000)
        print(
            f"  {len(silent)} pauses while something sounded: silence after {min(silent):.0f} to "
            f"{max(silent):.0f} ms, in the mean {np.mean(silent):.0f} ms"
        )


if __name__ == "__main__":
    main()
