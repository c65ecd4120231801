"""Sessions killed at random moments and taken up again: does each go on where it was?

``python -m tests.listening.resumed hands-10 --times 50`` plays ten times as fast as real, kills the session
with a signal that cannot be caught, resumes it, and compares what was heard last, what the journal says and
where the session went on.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

SPEED = 10

JOURNAL_S = 5.0
"""A journal is at most so old, in seconds of listening at normal speed."""

SLACK_S = 1.0
"""What a picture or a journal may be behind at this speed."""


def begin(command: list[str], environment: dict[str, str]) -> subprocess.Popen[str]:
    """Start a session that tells what it does."""
    return subprocess.Popen(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        stderr=subprocess.PIPE,
    )


def listen(process: subprocess.Popen[str], until: float) -> float:
    """Return the last position told, once it is beyond ``until`` seconds."""
    assert process.stdout is not None
    position = 0.0
    for line in process.stdout:
        seen: dict[str, Any] = json.loads(line)
        position = seen["position"]
        if position >= until:
            break
    return position


def main() -> None:
    """Kill, resume, compare; exit 1 if a place was wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("routine")
    parser.add_argument("--times", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    random.seed(asked.seed)
    coach = [sys.executable, "-m", "coach"]
    wrong = 0
    lost = []
    with tempfile.TemporaryDirectory() as name:
        environment = {**os.environ, "COACH_STATE": name, "XDG_RUNTIME_DIR": name}  # nobody else commands it
        shown = subprocess.run(
            [*coach, "show", asked.routine, "--voice", "hibari", "--json"],
            capture_output=True,
            text=True,
            check=True,
        )
        sheet = json.loads(shown.stdout)
        starts = [cue["start"] for cue in sheet["cues"]]
        play = [*coach, "play", asked.routine, "--no-wait", "--json", "--output", f"null:{SPEED}"]
        for turn in range(asked.times):
            for old in Path(name).rglob("*.json"):
                old.unlink()
            process = begin(play, environment)
            heard = listen(process, random.uniform(3.0, sheet["seconds"] - 20))
            os.kill(process.pid, signal.SIGKILL)
            process.communicate()
            resumed = begin([*play, "--resume"], environment)
            went_on = listen(resumed, 0.0)
            resumed.kill()
            _, said = resumed.communicate()
            before = [start for start in starts if start <= heard + SLACK_S]
            earliest = max((start for start in starts if start <= heard - JOURNAL_S), default=0.0)
            earliest = max((start for start in starts if start < earliest), default=0.0)
            good = earliest - SLACK_S <= went_on <= (before[-1] if before else 0.0) + SLACK_S
            lost.append(heard - went_on)
            wrong += not good
            if not good:
                print(
                    f"  {turn}: heard up to {heard:.2f} s, went on at {went_on:.2f} s; {said.strip()[-200:]}"
                )
    print(
        f"{asked.times} kills: {wrong} wrong; said again {min(lost):.1f} to {max(lost):.1f} s, "
        f"in the mean {sum(lost) / len(lost):.1f} s"
    )
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
