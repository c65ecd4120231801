"""What a whole process tree takes: processor time, time on the clock, memory."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

ROOT = Path(__file__).parents[1]

GLANCE = 0.02
"""Seconds from one look at the memory to the next."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one run of a process tree took."""

    cpu: float
    """Seconds of processor time, user and system."""
    wall: float
    """Seconds."""
    memory: float
    """Largest resident size of the tree, in MB."""


def run(
    command: Sequence[str | Path], cache: Path | None = None, extra: Mapping[str, str] | None = None
) -> Cost:
    """Run a command to its end and return what it took; raise CalledProcessError if it failed."""
    environment = {**os.environ, **(extra or {})}
    if cache:
        environment["COACH_CACHE"] = str(cache)
    before = os.times()
    start = time.perf_counter()
    process = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL)
    tree = psutil.Process(process.pid)
    peak = 0
    while process.poll() is None:
        peak = max(peak, _resident(tree))
        time.sleep(GLANCE)
    wall = time.perf_counter() - start
    after = os.times()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return Cost(cpu, wall, peak / 1e6)


def _resident(tree: psutil.Process) -> int:
    try:
        family = [tree, *tree.children(recursive=True)]
        return sum(member.memory_info().rss for member in family)
    except psutil.Error:
        return 0
