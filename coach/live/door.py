"""Where running sessions of this user can be reached, and by nobody else.

On Unix a session has a socket of mode 0600 in a folder of mode 0700. Elsewhere it listens on this
machine alone, and a file that only the user can read holds the port and a secret. What a dead session
left behind is swept away by whoever looks next.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import secrets
import socket
import stat
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic, sleep

from coach.errors import WriteError

UNIX = hasattr(socket, "AF_UNIX") and os.name == "posix"

LONGEST_PATH = 100
"""Bytes of a path that every system takes for a socket."""

LONGEST_NAME = len("/coach/") + 24 + len("-50.sock")

MOST = 50
"""Sessions of one name at a time."""

KNOCK_S = 2.0
"""A session that does not open within this is stuck, in seconds."""


@dataclass(slots=True)
class Door:
    """A place to listen; ``close`` takes it away."""

    name: str
    """Name of the session: that of the routine, with a number if there are several."""
    listener: socket.socket
    path: Path
    secret: str = field(default="", repr=False)
    """What a visitor has to say first; empty where the system knows who comes."""

    def close(self) -> None:
        """Listen no more, and leave nothing behind."""
        self.listener.close()
        with contextlib.suppress(OSError):
            self.path.unlink()


def folder() -> Path:
    """Return the folder of the sessions, made for this user alone; raise WriteError."""
    base = os.environ.get("XDG_RUNTIME_DIR")
    if base and len(os.fsencode(base)) + LONGEST_NAME < LONGEST_PATH and os.access(base, os.W_OK):
        place = Path(base) / "coach"
    elif UNIX:
        place = Path(tempfile.gettempdir()) / f"coach-{os.getuid()}"
    else:
        from platformdirs import user_runtime_path

        place = user_runtime_path("coach")
    try:
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = place.lstat()
    except OSError as error:
        raise WriteError(f"{place} cannot be used for coach control: {error.strerror}.") from error
    if UNIX and (not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or found.st_mode & 0o077):
        raise WriteError(f"{place} is not yours alone, so coach control stays away from it. Remove it.")
    return place


def open_door(name: str, *, unix: bool = UNIX) -> Door:
    """Listen under ``name``, or ``name-2`` and so on if that is taken; raise WriteError."""
    place = folder()
    plain = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:24] or "session"
    with _alone(place):
        sessions(unix=unix)  # what is dead goes
        for number in range(1, MOST + 1):
            called = plain if number == 1 else f"{plain}-{number}"
            path = _path(place, called, unix=unix)
            if path.exists():
                continue
            try:
                return _unix_door(called, path) if unix else _loopback_door(called, path)
            except OSError as error:
                raise WriteError(f"{path} cannot be made: {error.strerror}.") from error
    raise WriteError(f"{MOST} sessions of {plain} are running, so this one cannot be reached.")


def knock(path: Path, seconds: float = KNOCK_S) -> tuple[socket.socket, str]:
    """Return a connection to the session at ``path``, and the secret it wants; raise OSError."""
    secret = ""
    if path.suffix == ".sock":
        visitor = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        address: str | tuple[str, int] = str(path)
    else:
        try:
            kept = json.loads(path.read_text(encoding="ascii"))
            address, secret = ("127.0.0.1", int(kept["port"])), str(kept["secret"])
        except (ValueError, KeyError, TypeError) as error:
            raise ConnectionRefusedError(f"{path} is damaged") from error
        visitor = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    visitor.settimeout(seconds)
    end = monotonic() + seconds
    try:
        while True:
            try:
                visitor.connect(address)
                break
            except BlockingIOError:  # many stand before the door
                if monotonic() > end:
                    raise
                sleep(0.01)
    except BaseException:
        visitor.close()
        raise
    return visitor, secret


def sessions(*, unix: bool = UNIX) -> dict[str, Path]:
    """Return the running sessions by name; those that are dead are swept away. Raises WriteError."""
    found = {}
    for path in sorted(folder().glob("*.sock" if unix else "*.port"), key=lambda path: path.stem):
        try:
            knock(path)[0].close()
        except (ConnectionRefusedError, FileNotFoundError):
            with contextlib.suppress(OSError):
                path.unlink()
            continue
        except OSError:  # it is there, and busy
            pass
        found[path.stem] = path
    return found


def _path(place: Path, name: str, *, unix: bool) -> Path:
    return place / f"{name}{'.sock' if unix else '.port'}"


def _unix_door(name: str, path: Path) -> Door:
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        listener.bind(str(path))  # nobody else can enter the folder in the meantime
        path.chmod(0o600)
        listener.listen(128)
    except BaseException:
        listener.close()
        raise
    return Door(name, listener, path)


def _loopback_door(name: str, path: Path) -> Door:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        listener.bind(("127.0.0.1", 0))
        listener.listen(128)
        secret = secrets.token_urlsafe(32)
        text = json.dumps({"port": listener.getsockname()[1], "secret": secret})
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(text)
    except BaseException:
        listener.close()
        raise
    return Door(name, listener, path, secret)


@contextlib.contextmanager
def _alone(place: Path) -> Iterator[None]:
    """Let one process at a time sweep and take a name."""
    try:
        import fcntl
    except ImportError:  # two sessions that start in the same moment may disturb each other there
        yield
        return
    handle = os.open(place / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


__all__ = ["UNIX", "Door", "folder", "knock", "open_door", "sessions"]
