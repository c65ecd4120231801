"""Cue by cue: what an export holds against its own cue sheet, before the files get their names.

What was off in the mix already, such as a recording that is softer than the others, is not the fault of a
file; it is told, and the file stands. What nobody can hear is always a fault.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coach.check.audience import Audience, Passage
from coach.check.cuesheet import SUFFIX, Cut, parsed
from coach.sound.mixer import render
from coach.units import Frames, to_frames

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from coach.check.fault import Fault
    from coach.output.pieces import Piece
    from coach.units import Decibels

NOT_HEARD = "is not heard"

NEAR = to_frames(0.1)
"""Frames that two faults of one name may be apart and still be the same."""


@dataclass(frozen=True, slots=True)
class Heeding:
    """What is off with the cues and chimes of an export."""

    faults: tuple[Fault, ...]
    """Those of the files."""
    notes: tuple[Fault, ...]
    """Those of what went into them."""


def audience(sides: Mapping[Path, str]) -> Audience:
    """Return who listens to the session whose cue sheet is among the files beside it."""
    text = next(text for path, text in sides.items() if path.name.endswith(SUFFIX))
    return Audience(parsed(json.loads(text)))


def passage(piece: Piece, listening: Audience) -> Passage:
    """Return what lets somebody who has heard all before ``piece`` hear it, and leaves the other as it is."""
    whole = Cut(piece.at, Frames(piece.at + piece.stop - piece.start), Frames(0), Frames(0))
    return Passage(listening.copied(), piece.cut or whole)


def heeding(listening: Audience, parts: Sequence[Piece], ceiling: Decibels) -> Heeding:
    """Return what is off with ``parts``, all of which were heard; their mix kept to ``ceiling`` (dBTP)."""
    listening.fill(listening.sheet.frames)
    faults = listening.heeded().faults
    if not faults:
        return Heeding((), ())
    mixed = Audience(listening.sheet)
    for piece in parts:
        heard = passage(piece, mixed)
        for block in render(piece.score, piece.start, piece.stop, ceiling_db=ceiling):
            heard.feed(block)
        mixed = heard.audience
    mixed.fill(mixed.sheet.frames)
    known = mixed.heeded().faults
    notes = tuple(
        fault
        for fault in faults
        if NOT_HEARD not in fault.what and any(_same(fault, other) for other in known)
    )
    return Heeding(tuple(fault for fault in faults if fault not in notes), notes)


def _same(one: Fault, other: Fault) -> bool:
    return (one.kind, one.name) == (other.kind, other.name) and abs((one.at or 0) - (other.at or 0)) <= NEAR


__all__ = ["Heeding", "audience", "heeding", "passage"]
