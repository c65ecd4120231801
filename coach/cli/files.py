"""Small text files that a command writes: whole or not at all, never over something without being asked."""

from __future__ import annotations

import sys
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
