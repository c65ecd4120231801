"""The cover of a session, drawn once: a warm export loads neither the routine nor what draws."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import TYPE_CHECKING

import coach
from coach.cli.rehearsal import name_of
from coach.routine import memo

if TYPE_CHECKING:
    from collections.abc import Callable

    from coach.cli.session import Wanted
    from coach.routine.routine import Routine


def cover_of(wanted: Wanted, routine: Callable[[], Routine]) -> bytes:
    """Return the cover as a PNG; ``routine`` is asked only if none is remembered. Raises WriteError."""
    name = name_of(wanted)
    key = None if name is None else name + json.dumps(_pens()).encode("ascii")
    if key is not None and isinstance(kept := memo.recall(key, "covers"), str):
        return base64.b64decode(kept)
    from coach.drawing import cover
    from coach.output.picture import png

    drawn = png(cover(routine()))
    if key is not None:
        memo.keep(key, base64.b64encode(drawn).decode("ascii"), "covers")
    return drawn


def _pens() -> list[tuple[str, int, int]]:
    """Return name, size and time of the files that decide how a cover is drawn."""
    root = Path(coach.__file__).parent
    files = [*(root / "drawing").rglob("*.*"), root / "output" / "picture.py"]
    drawing = sorted(path for path in files if path.suffix in {".py", ".yaml"})
    return [(path.name, path.stat().st_size, path.stat().st_mtime_ns) for path in drawing]


__all__ = ["cover_of"]
