"""What this machine knows of sessions: how many it led, and what was told or asked once."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from coach.places import state_root

SHORTEST_S = 60
"""A session that was heard for less is none, in seconds."""


def sessions(path: Path | None = None) -> int:
    """Return how many sessions were led here; 0 if nobody knows."""
    try:
        return max(0, int((path or _led()).read_text(encoding="ascii")[:12]))
    except (OSError, ValueError):
        return 0


def add_session(heard_s: float, path: Path | None = None) -> None:
    """Count one more that was heard for ``heard_s`` seconds; where nothing can be written nothing happens."""
    if heard_s < SHORTEST_S:
        return
    place = path or _led()
    _write(place, f"{sessions(place) + 1}\n")


def told(name: str) -> bool:
    """Return whether what goes by ``name`` was told, or asked, on this machine."""
    return _told(name).exists()


def add_told(name: str) -> None:
    """Remember that it was, not what was answered; where nothing can be written nothing happens."""
    _write(_told(name), "")


def _write(place: Path, text: str) -> None:
    with suppress(OSError):
        place.parent.mkdir(parents=True, exist_ok=True)
        new = place.with_name(f".{place.name}-{os.getpid()}")
        new.write_text(text, encoding="ascii")
        new.replace(place)


def _led() -> Path:
    return state_root() / "sessions-led"


def _told(name: str) -> Path:
    return state_root() / f"told-{name}"


__all__ = ["add_session", "add_told", "sessions", "told"]
