"""What this machine knows of sessions: how many it led, as the first begins with a lesson; what was told."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from coach.places import state_root


def sessions(path: Path | None = None) -> int:
    """Return how many sessions were led here; 0 if nobody knows."""
    try:
        return max(0, int((path or _path()).read_text(encoding="ascii")[:12]))
    except (OSError, ValueError):
        return 0


def add_session(path: Path | None = None) -> None:
    """Count one more; where nothing can be written nothing happens."""
    place = path or _path()
    with suppress(OSError):
        place.parent.mkdir(parents=True, exist_ok=True)
        new = place.with_name(f".{place.name}-{os.getpid()}")
        new.write_text(f"{sessions(place) + 1}\n", encoding="ascii")
        new.replace(place)


def told(name: str) -> bool:
    """Return whether what goes by ``name`` was told on this machine."""
    return _told(name).exists()


def add_told(name: str) -> None:
    """Remember that it was told; where nothing can be written nothing happens."""
    with suppress(OSError):
        _told(name).parent.mkdir(parents=True, exist_ok=True)
        _told(name).touch()


def _told(name: str) -> Path:
    return state_root() / f"told-{name}"


def _path() -> Path:
    return state_root() / "sessions-led"


__all__ = ["add_session", "add_told", "sessions", "told"]
