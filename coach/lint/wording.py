"""How long a line is at its shortest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.routine.texts import plain

if TYPE_CHECKING:
    from coach.routine.cue import Cue


def shortest(cue: Cue, side: str) -> int:
    """Return the number of words of a cue at its shortest, on the first or the second side; 0 if unsaid."""
    if cue.sides in ("first", "second") and cue.sides != side:
        return 0
    forms = [cue.text, *([cue.short_text] if cue.short_text else [])]
    return min(len(plain(form).split()) for form in forms)
