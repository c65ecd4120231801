"""A session begun anywhere, against its export: the same sound from the same frame on?

``python -m tests.listening.anywhere head-15 --times 20`` begins ``coach play --from`` at random seconds,
records a few sentences each time, and compares them with the export, sample for sample.
"""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from tests.listening.evening import lag, read
from tests.listening.room import RATE, Recorder, Room, parsed

LISTENED_S = 12.0
"""How much of each is compared, in seconds."""

PATIENCE_S = 90.0
"""How long a session may take to get so far."""


def main() -> None:
    """Begin anywhere, record, compare; exit 1 if anything differed."""
    asked = parsed(__doc__)
    coach = [sys.executable, "-m", "coach"]
    wrong = 0
    with tempfile.TemporaryDirectory() as name, Room(Path(name) / "room") as room:
        track = Path(name) / "track.wav"
        subprocess.run(
            [*coach, "export", asked.routine, "-o", str(track)], check=True, stderr=subprocess.PIPE
        )
        exported = read(track)
        cues = json.loads(track.with_suffix(".cues.json").read_text("utf-8"))["cues"]
        listen(room, Path(name) / "lesson.raw", [*coach, "play", asked.routine, asked.output], 60)
        for turn in range(asked.times):  # the first session of all begins with a lesson of the bells
            cue = random.choice(cues)  # near one, so that there is something to hear
            second = int(max(0, min(cue["start"] - random.uniform(-2, 4), len(exported) / RATE - 15)))
            heard = listen(
                room, Path(name) / f"{turn}.raw", [*coach, "play", asked.routine, asked.output], second
            )
            wanted = exported[second * RATE : round((second + LISTENED_S) * RATE)]
            at, alike = lag(wanted, heard)
            differ = np.abs(wanted.astype(np.int32) - heard[at : at + len(wanted)])
            good = int(differ.max()) <= 2
            wrong += not good
            print(
                f"  from {second // 60}:{second % 60:02d}: {alike:.6f} alike in {len(heard) / RATE:.1f} s, "
                f"largest difference {differ.max()}"
                f"{'' if good else f', first after {np.argmax(differ > 2) / RATE:.2f} s'}",
                flush=True,
            )
    print(f"{asked.times} places, {wrong} differ")
    sys.exit(bool(wrong))


def listen(room: Room, path: Path, command: list[str], second: int) -> np.ndarray:
    """Return what is heard of a session that begins at ``second``."""
    *play, output = command
    recorder = Recorder(room, "coach", path)
    where = ["--from", f"{second // 60}:{second % 60:02d}", "--no-wait", "--plain", "--output", output]
    with subprocess.Popen(
        [*play, *where],
        env=room.environment | {"COACH_STATE": str(room.place), "XDG_RUNTIME_DIR": str(room.place)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        until = time.monotonic() + PATIENCE_S
        while (room.position() or 0) < second + LISTENED_S + 1 and time.monotonic() < until:
            time.sleep(0.1)
        process.send_signal(signal.SIGTERM)
    return recorder.stop()


if __name__ == "__main__":
    main()
