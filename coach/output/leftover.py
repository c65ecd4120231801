"""Names of unfinished files, and the sweeping of those whose process has died."""

from __future__ import annotations

import contextlib
import hashlib
import os
import platform
import re
import time
from functools import cache
from pathlib import Path

PATTERN = re.compile(r"\.(?P<host>[0-9a-f]{8})-(?P<process>[0-9]{1,10})-[0-9]+\.coach-part\Z")

A_DAY = 86_400
"""Seconds after which an unfinished file is a leftover, whoever made it."""


def name(number: int) -> str:
    """Return a file name that no other process, on this or another machine, uses."""
    return f".{_host()}-{os.getpid()}-{number}.coach-part"


def sweep(folder: Path) -> None:
    """Remove unfinished files of dead processes from ``folder``; one that cannot be removed stays."""
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith(".coach-part") and _is_dead(entry):
                with contextlib.suppress(OSError):
                    os.unlink(entry)  # noqa: PTH108 - the entry is no Path


def _is_dead(entry: os.DirEntry[str]) -> bool:
    found = PATTERN.match(entry.name)
    if not found:
        return False
    if found["host"] == _host() and not _lives(int(found["process"])):
        return True
    with contextlib.suppress(OSError):
        return time.time() - entry.stat(follow_symlinks=False).st_mtime > A_DAY
    return False


def _lives(process: int) -> bool:
    if os.name != "posix":
        return True  # asking would end the process there; its file goes after a day
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True


@cache
def _host() -> str:
    """Return a short name for this machine: on a shared folder, numbers of processes repeat."""
    return hashlib.sha256(platform.node().encode()).hexdigest()[:8]
