"""A file comes into being whole or not at all: made beside its place, checked, then moved there.

The unfinished file has a hidden name of its own in the target's folder. Whatever happens, power cut
and ``kill -9`` included, the final name holds the old file or the new one, never half of either;
what a dead process left behind is swept away by the next.
"""

from __future__ import annotations

import contextlib
import errno
import itertools
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

from coach.errors import WriteError
from coach.output import leftover
from coach.output.refusal import refusal

_numbers = itertools.count()

NO_LINKS = {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK, errno.EACCES}
"""What a file system answers that cannot give one file two names."""


class Draft:
    """A file in the making; a context manager that removes what was not put in place."""

    def __init__(self, target: Path, *, force: bool = False, needs: int = 0) -> None:
        """Reserve a name beside ``target``; ``needs`` is the size it will have at most, in bytes.

        Raises WriteError if the file could not be put in place later: it exists and ``force`` is
        not set, its name or folder is unusable, or there is too little room.
        """
        self.target = target
        self._force = force
        self._needs = needs
        _check(target, force=force)
        leftover.sweep(target.parent)
        _check_room(target.parent, needs)
        self.path = target.parent / leftover.name(next(_numbers))
        with self.refusing():
            _make(self.path)

    def __enter__(self) -> Self:
        """Return the draft."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Remove the unfinished file if it is still there."""
        self.discard()

    def write(self, text: str) -> None:
        """Make ``text`` the whole content. Raises WriteError."""
        with self.refusing():
            self.path.write_text(text, encoding="utf-8", newline="\n")

    def sync(self) -> None:
        """Wait until the disk has the content. Raises WriteError."""
        with self.refusing(), self.path.open("r+b") as file:
            os.fsync(file.fileno())

    def place(self) -> None:
        """Give the file, whose content was synced, its final name. Raises WriteError."""
        with self.refusing():
            if self._force:
                self.path.replace(self.target)
            else:
                _move_without_replacing(self.path, self.target)
            sync_folder(self.target.parent)

    def reject(self) -> Path:
        """Keep the file aside as ``NAME.rejected`` and return where. Raises WriteError."""
        aside = self.target.with_name(f"{self.target.name}.rejected")
        with self.refusing():
            self.path.replace(aside)
        return aside

    def discard(self) -> None:
        """Remove the unfinished file; never raises."""
        with contextlib.suppress(OSError):
            self.path.unlink(missing_ok=True)

    @contextlib.contextmanager
    def refusing(self) -> Iterator[None]:
        """Raise what the system refuses within as a WriteError about the final name."""
        try:
            yield
        except OSError as error:
            raise refusal(error, self.target, self._needs) from error


def _check(target: Path, *, force: bool) -> None:
    try:
        taken = os.path.lexists(target)
        if not taken:
            _reach(target)
        if target.is_dir():
            example = target / "session.m4b"
            raise WriteError(f'"{target}" is a folder. Name a file in it, such as "{example}".')
    except ValueError as error:
        raise WriteError(
            f"{str(target)!r} is no name that a file can have. Choose another with -o."
        ) from error
    except OSError as error:
        raise refusal(error, target) from error
    if taken and not force:
        raise refusal(FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST)), target)


def _reach(target: Path) -> None:
    """Raise OSError if ``target`` is absent for another reason than being free."""
    if not target.parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
    with contextlib.suppress(FileNotFoundError):
        target.lstat()


def _make(path: Path) -> None:
    """Make an empty file at ``path``; raise OSError."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))
    except FileNotFoundError as error:
        if path.parent.is_dir():  # some systems call a folder that takes no files one that is not there
            raise PermissionError(errno.EPERM, os.strerror(errno.EPERM)) from error
        raise


def _check_room(folder: Path, needs: int) -> None:
    disk = shutil.disk_usage(folder)
    free = disk.free
    if disk.total and needs > free:  # a disk without any size counts nothing, and may take all or nothing
        raise WriteError(
            f'The disk of "{folder}" is too full: about {-(-needs // 10**6)} MB are needed and '
            f"{free // 10**6} MB are free. Make room, or choose another folder with -o."
        )


def _move_without_replacing(path: Path, target: Path) -> None:
    """Rename ``path``; raise FileExistsError if ``target`` appeared meanwhile."""
    try:
        os.link(path, target)
    except OSError as error:
        if error.errno not in NO_LINKS:
            raise
        if os.path.lexists(target):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target)) from error
        os.rename(path, target)  # noqa: PTH104 - as above
        return
    path.unlink()


def sync_folder(folder: Path) -> None:
    """Wait until the disk has the names in ``folder``: a file that was moved there stays. Raises OSError."""
    if not hasattr(os, "O_DIRECTORY"):
        return  # Windows keeps names safe by itself
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
