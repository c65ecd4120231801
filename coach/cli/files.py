"""Small text files: written whole or not at all, never over something without being asked; read once."""

from __future__ import annotations

import contextlib
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path


def write_text(target: str, text: str, *, force: bool = True) -> None:
    """Write ``text`` to the file ``target``, or to standard output for ``-``; raise WriteError.

    Without ``force`` a file that exists is left alone.
    """
    if target == "-":
        sys.stdout.write(text)
        return
    from coach.output.atomic import Draft

    path = Path(target)
    with Draft(path, force=force, needs=len(text.encode())) as draft:
        draft.write(text)
        draft.sync()
        draft.place()


def make_folder(folder: Path) -> None:
    """Make ``folder`` where only it is missing, not the way to it; raise WriteError."""
    if folder.exists() or not folder.parent.is_dir():
        return
    from coach.output.refusal import refusal

    try:
        folder.mkdir()
    except OSError as error:
        raise refusal(error, folder, 0) from error


@contextlib.contextmanager
def lasting(path: Path) -> Iterator[Path]:
    """Give a file with the content of ``path`` that can be read again and again: a pipe is read once.

    Raises InputError if it cannot be read, RoutineError if it is too large for a routine.
    """
    if path.is_file() or not path.exists():
        yield path
        return
    from coach.routine.guard import read_bytes

    with tempfile.TemporaryDirectory(prefix="coach-") as folder:
        copy = Path(folder) / "routine.yaml"
        copy.write_bytes(read_bytes(path))
        yield copy
