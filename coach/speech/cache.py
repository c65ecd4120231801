"""Spoken clips kept on disk: whole or not there, shared by processes, bounded in size."""

from __future__ import annotations

import contextlib
import os
import secrets
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from coach.places import cache_root
from coach.speech.clip import Clip
from coach.speech.entry import SUFFIX, packed, payload, unpacked
from coach.units import Frames

LIMIT = 512 * 2**20
"""Most bytes the cache keeps; the least recently used go first."""

ROOM = 0.9
"""Part of the limit that is left full after making room."""

STALE = 3_600.0
"""Age at which a half-written file of a dead process is swept, in seconds."""

LEASE_ENDS = 43_200.0
"""Age at which a lease of a process that never gave it back is void, in seconds."""


@dataclass(frozen=True, slots=True)
class CacheStats:
    """What ``coach voices`` tells about the cache."""

    folder: str
    clips: int
    bytes: int
    limit: int
    """Most bytes it keeps."""
    writable: bool

    def __str__(self) -> str:
        """Return it in one line."""
        size = f"{self.bytes / 1e6:.1f}" if self.bytes < 1e7 else f"{self.bytes / 1e6:.0f}"
        return f"{self.clips} clips, {size} of {self.limit / 1e6:.0f} MB, in {self.folder}"


def stats() -> CacheStats:
    """Return what is in the cache of this user now."""
    cache = ClipCache()
    try:
        return cache.stats()
    finally:
        cache.close()


class ClipCache:
    """Clips by key; every failure to write is one notice, never an error.

    Two processes may use one folder: files appear whole by renaming, and what a process uses is
    protected by its lease, a small file that lists the keys. One object serves one booth.
    """

    def __init__(self, folder: Path | None = None, limit: int = LIMIT) -> None:
        self.folder = folder if folder is not None else cache_root() / "clips"
        self.limit = limit
        self.notices: list[str] = []
        self._size: int | None = None
        self._leased: set[str] = set()
        self._lease = self.folder / f"{os.getpid()}-{secrets.token_hex(4)}.lease"

    def path(self, key: str) -> Path:
        """Return the file for ``key``."""
        return self.folder / f"{key}{SUFFIX}"

    def frames(self, key: str) -> Frames | None:
        """Return the length of the clip, its file checked; None if it is not there whole."""
        found = payload(self.path(key))
        if found is None:
            return None
        with contextlib.suppress(OSError):  # a folder that cannot be written still serves
            os.utime(self.path(key))
        return found[0]

    def read(self, key: str) -> Clip | None:
        """Return the clip, its file checked; None if it is not there whole."""
        found = payload(self.path(key))
        return None if found is None else unpacked(*found, key)

    def lease(self, keys: Iterable[str]) -> None:
        """Protect ``keys`` from being swept by any process until ``close``."""
        new = set(keys) - self._leased
        if not new:
            return
        self._leased |= new
        with contextlib.suppress(OSError):  # without a lease a clip may have to be spoken again: no harm
            self.folder.mkdir(parents=True, exist_ok=True)
            with self._lease.open("a", encoding="ascii") as file:
                file.writelines(f"{key}\n" for key in sorted(new))

    def write(self, clip: Clip) -> bool:
        """Keep ``clip``; return whether it is on disk now."""
        parts = packed(clip)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._make_room(sum(map(len, parts)))
            handle, name = tempfile.mkstemp(prefix=".part-", dir=self.folder)
            try:
                with os.fdopen(handle, "wb") as file:
                    file.writelines(parts)
                    file.flush()
                    os.fsync(file.fileno())
                Path(name).replace(self.path(clip.key))
            except BaseException:
                Path(name).unlink(missing_ok=True)
                raise
        except OSError as error:
            if not self.notices:
                self.notices.append(
                    f"Spoken clips are not kept: {self.folder} cannot be written "
                    f"({error.strerror or error}). "
                    "Free some space there, or set COACH_CACHE to another folder."
                )
            return False
        return True

    def _make_room(self, size: int) -> None:
        if self._size is None:
            self._sweep_parts()
            self._size = sum(entry[1] for entry in self._entries())
        self._size += size
        if self._size <= self.limit:
            return
        kept = self._protected()
        entries = self._entries()
        self._size = sum(entry[1] for entry in entries) + size
        for _, weight, path in entries:
            if self._size <= self.limit * ROOM:
                break
            if path.name.removesuffix(SUFFIX) not in kept:
                with contextlib.suppress(OSError):  # another process was faster, or is reading it
                    path.unlink()
                    self._size -= weight

    def _entries(self) -> list[tuple[float, int, Path]]:
        """Return time of last use, bytes and path of every clip, the oldest first."""
        found = []
        for path in self.folder.glob(f"*{SUFFIX}"):
            with contextlib.suppress(OSError):  # swept by another process meanwhile
                status = path.lstat()
                found.append((status.st_mtime, status.st_size, path))
        return sorted(found)

    def _protected(self) -> set[str]:
        keys = set(self._leased)
        for path in self.folder.glob("*.lease"):
            with contextlib.suppress(OSError):  # given back meanwhile
                if time.time() - path.stat().st_mtime < LEASE_ENDS:
                    keys.update(path.read_text("ascii", "replace").split())
                else:
                    path.unlink()
        return keys

    def _sweep_parts(self) -> None:
        for path in self.folder.glob(".part-*"):
            with contextlib.suppress(OSError):  # swept by another process meanwhile
                if time.time() - path.lstat().st_mtime > STALE:
                    path.unlink()

    def stats(self) -> CacheStats:
        """Return what is in the cache now."""
        entries = self._entries()
        there = self.folder
        while not there.exists() and there != there.parent:
            there = there.parent
        return CacheStats(
            folder=str(self.folder),
            clips=len(entries),
            bytes=sum(entry[1] for entry in entries),
            limit=self.limit,
            writable=os.access(there, os.W_OK),
        )

    def close(self) -> None:
        """Give the lease back."""
        self._leased.clear()
        with contextlib.suppress(OSError):  # it ends by itself after half a day
            self._lease.unlink(missing_ok=True)
