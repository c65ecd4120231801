"""The folders that belong to the user: what may be thrown away, what they wrote, what was going on."""

from __future__ import annotations

import os
from pathlib import Path


def cache_root() -> Path:
    """Return the folder of all caches: ``COACH_CACHE`` if set (``~`` is your home), else the usual one."""
    if own := os.environ.get("COACH_CACHE"):
        return _own(own)
    from platformdirs import user_cache_path

    return user_cache_path("coach")


def home() -> Path:
    """Return the folder of own routines and tables: ``COACH_HOME`` if set, else that for settings."""
    if own := os.environ.get("COACH_HOME"):
        return _own(own)
    from platformdirs import user_config_path

    return user_config_path("coach")


def state_root() -> Path:
    """Return the folder of what was going on: ``COACH_STATE`` if set, else the usual one."""
    if own := os.environ.get("COACH_STATE"):
        return _own(own)
    from platformdirs import user_state_path

    return user_state_path("coach")


def _own(text: str) -> Path:
    """Return the folder that was named; a ``~`` that leads nowhere is kept as it stands."""
    path = Path(text)
    try:
        return path.expanduser()
    except RuntimeError:  # no such user here, or nobody's home is known
        return path
