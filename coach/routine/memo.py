"""A memory of parsed files: plain values and marks as JSON, found by the bytes they came from.

Reading YAML in pure Python takes a second for a full file; reading it again takes milliseconds. A
memo is named by the hash of the file and carries a hash of itself; anything damaged counts as
absent, and without a folder to write to everything works as before.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

FORMAT = "1"
"""Raised whenever the reader would read the same bytes differently."""

MOST = 400
"""Memos kept; the oldest go first."""

LARGEST = 16 * 1024 * 1024
"""No memo is larger, in bytes."""


def folder() -> Path:
    """Return where memos are kept; ``COACH_CACHE`` names another cache folder."""
    if own := os.environ.get("COACH_CACHE"):
        return Path(own) / "parsed"
    from platformdirs import user_cache_path

    return user_cache_path("coach") / "parsed"


def recall(raw: bytes) -> tuple[Any, list[Any]] | None:
    """Return the plain values and the marks of a file with these bytes, if they are remembered."""
    try:
        with _path(raw).open("rb") as file:
            kept = file.read(LARGEST + 1)
        seal, _, body = kept.partition(b"\n")
        if len(kept) > LARGEST or seal.decode("ascii") != _seal(body):
            return None
        data, mark = json.loads(body)
    except (OSError, ValueError, RecursionError):
        return None
    return (data, mark) if isinstance(data, dict) and isinstance(mark, list) else None


def keep(raw: bytes, data: Any, mark: list[Any]) -> None:  # noqa: ANN401 - plain values of a file
    """Remember what a file with these bytes holds; without a folder to write to, nothing happens."""
    path = _path(raw)
    body = json.dumps([data, mark], separators=(",", ":"), ensure_ascii=False).encode("utf-8")
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(_seal(body).encode("ascii") + b"\n" + body)
            Path(name).replace(path)
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise
        _thin(path.parent)


def _path(raw: bytes) -> Path:
    return folder() / f"{hashlib.sha256(FORMAT.encode() + raw).hexdigest()}.json"


def _seal(body: bytes) -> str:
    return hashlib.sha256(FORMAT.encode() + body).hexdigest()


def _thin(place: Path) -> None:
    memos = sorted(place.glob("*.json"), key=lambda memo: memo.stat().st_mtime)
    for memo in memos[:-MOST]:
        memo.unlink(missing_ok=True)
