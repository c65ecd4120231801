"""What the system says when it does not take a file, as a sentence with the next step."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING

from coach.errors import WriteError

if TYPE_CHECKING:
    from pathlib import Path

FULL = "The disk is full at {target}{needs}. Make room, or choose another folder with -o."
LOCKED = "{folder} cannot be written to ({reason}). Choose another folder with -o."
HANDLES = "Too many files are open to write {target} (the limit is {limit}). Raise it with: ulimit -n 1024"
TAKEN = "{target} exists already. Add --force to replace it, or choose another name with -o."
TOO_LONG = "The name of {target} is too long for its disk. Choose a shorter one with -o."
NO_FOLDER = "There is no folder {folder}. Make it first, or choose another with -o."
LOOP = "{target} is a link that leads back to itself. Remove it, or choose another name with -o."
OTHER = "{target} could not be written ({reason}). Choose another place with -o."

SENTENCES = {
    errno.ENOSPC: FULL,
    errno.EDQUOT: FULL,
    errno.EFBIG: FULL,
    errno.EROFS: LOCKED,
    errno.EACCES: LOCKED,
    errno.EPERM: LOCKED,
    errno.EMFILE: HANDLES,
    errno.ENFILE: HANDLES,
    errno.EEXIST: TAKEN,
    errno.ENAMETOOLONG: TOO_LONG,
    errno.ENOENT: NO_FOLDER,
    errno.ENOTDIR: NO_FOLDER,
    errno.ELOOP: LOOP,
}


def refusal(error: OSError, target: Path, needs: int = 0) -> WriteError:
    """Return ``error`` as a sentence about ``target``, which takes about ``needs`` bytes (0: unknown)."""
    code = error.errno or 0
    sentence = SENTENCES.get(code, OTHER).format(
        target=f'"{target}"',
        folder=f'"{target.parent}"',
        reason=os.strerror(code) if code else str(error),
        needs=f": it needs about {-(-needs // 10**6)} MB" if needs else "",
        limit=_open_files() if code == errno.EMFILE else "the system's own",
    )
    return WriteError(sentence)


def _open_files() -> str:
    try:
        import resource
    except ImportError:  # Windows has no such limit to name
        return "unknown"
    return str(resource.getrlimit(resource.RLIMIT_NOFILE)[0])
