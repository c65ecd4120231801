"""Export again and again, each time killed at another moment or side by side; a script for test_export.

Imports once and forks for every round. Prints a line per round: what stands under the final names.
"""

from __future__ import annotations

import hashlib
import os
import signal
import sys
from dataclasses import replace
from pathlib import Path

from coach.errors import CoachError
from coach.output.export import export
from coach.output.order import order
from tests.output.sessions import session

TIMELINE, SCORE = session(12.0)


def say(*words: object) -> None:
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()  # or every child would say it again


def run(path: Path, pipe: int, *, force: bool) -> None:
    """Export in a child, a byte for each step of progress; exit code 0, or 6 for an error of ours."""
    code = 0
    try:
        wanted = replace(order(path, TIMELINE), force=force, captions=("vtt",))
        export(TIMELINE, SCORE, wanted, lambda *_: os.write(pipe, b".") and None)
    except CoachError as error:
        code = error.exit_code
    finally:
        os._exit(code)


def start(path: Path, *, force: bool = False) -> tuple[int, int]:
    """Return a child that exports, and the end of the pipe its progress comes from."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        run(path, writing, force=force)
    os.close(writing)
    return child, reading


def found(folder: Path) -> str:
    files = sorted(path for path in folder.iterdir() if not path.name.endswith(".coach-part"))
    return " ".join(f"{path.name}={hashlib.sha256(path.read_bytes()).hexdigest()}" for path in files)


def killed_after(steps: int, path: Path) -> bool:
    """Kill an export after so many steps; False if it ended before."""
    child, reading = start(path, force=True)
    seen = 0
    while seen < steps and os.read(reading, 1):
        seen += 1
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    os.close(reading)
    return seen == steps


def kill_at_every_step(folder: Path, name: str) -> None:
    steps = 1
    while killed_after(steps, folder / name):
        say("killed", found(folder))
        for path in folder.iterdir():
            if not path.name.endswith(".coach-part"):
                path.unlink()
        steps += 1


def side_by_side(folder: Path, name: str, *, force: bool) -> None:
    children = [start(folder / name, force=force) for _ in range(5)]
    codes = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child, _ in children]
    say("codes", *sorted(codes))
    say("found", found(folder))


if __name__ == "__main__":
    kind, folder, name = sys.argv[1], Path(sys.argv[2]), sys.argv[3]
    if kind == "kill":
        kill_at_every_step(folder, name)
    else:
        side_by_side(folder, name, force=kind == "force")
