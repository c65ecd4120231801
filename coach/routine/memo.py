"""A memory of what takes long to find out: plain values as JSON, found by the bytes they came from.

Reading YAML in pure Python takes a second for a full file; reading it again takes milliseconds. A
memo is named by the hash of what it came from and carries a hash of itself; anything damaged counts
as absent, and without a folder to write to everything works as before.
"""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import suppress
from pathlib import Path
from typing import Any, Literal

from coach.places import cache_root

Kind = Literal["parsed", "plans", "checked", "covers"]
"""What is remembered: files as read, sessions as planned, routines found in order, covers as drawn."""

FORMATS: dict[Kind, str] = {"parsed": "2", "plans": "1", "checked": "1", "covers": "1"}
"""Raised whenever the same bytes would come to mean something else."""

MOST: dict[Kind, int] = {"parsed": 400, "plans": 100, "checked": 100, "covers": 100}
"""Memos kept; the oldest go first."""

LARGEST = 16 * 1024 * 1024
"""No memo is larger, in bytes."""


def folder(kind: Kind = "parsed") -> Path:
    """Return where memos of a kind are kept; ``COACH_CACHE`` names another cache folder."""
    return cache_root() / kind


def recall(raw: bytes, kind: Kind = "parsed") -> Any | None:  # noqa: ANN401 - plain values
    """Return the plain values that came from these bytes, if they are remembered."""
    try:
        with _path(raw, kind).open("rb") as file:
            kept = file.read(LARGEST + 1)
        seal, _, body = kept.partition(b"\n")
        if len(kept) > LARGEST or seal.decode("ascii") != _hash(body, kind):
            return None
        return json.loads(body)
    except (OSError, ValueError, RecursionError):
        return None


def keep(raw: bytes, values: Any, kind: Kind = "parsed") -> None:  # noqa: ANN401 - plain values
    """Remember what came from these bytes; without a folder to write to, nothing happens."""
    import tempfile

    path = _path(raw, kind)
    body = json.dumps(values, separators=(",", ":"), ensure_ascii=False).encode("utf-8")
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(_hash(body, kind).encode("ascii") + b"\n" + body)
            Path(name).replace(path)
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise
        _thin(path.parent, MOST[kind])


def _path(raw: bytes, kind: Kind) -> Path:
    return folder(kind) / f"{_hash(raw, kind)}.json"


def _hash(raw: bytes, kind: Kind) -> str:
    return hashlib.sha256(FORMATS[kind].encode() + raw).hexdigest()


def _thin(place: Path, most: int) -> None:
    memos = sorted(place.glob("*.json"), key=lambda memo: memo.stat().st_mtime)
    for memo in memos[:-most]:
        memo.unlink(missing_ok=True)
