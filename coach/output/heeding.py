"""Cue by cue: what an export holds against its own cue sheet, before the files get their names.

Where a file sounds as it was mixed, what is off is not its fault: a recording that is softer than the others,
a bed so loud that a chime drowns. It is told, and the file stands. Words that nobody can hear are always a
fault.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from coach.check.audience import Audience, Passage
from coach.check.cuesheet import SUFFIX, parsed
from coach.check.envelope import HOP
from coach.sound.mixer import render
from coach.units import to_frames

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from coach.check.fault import Fault
    from coach.output.pieces import Piece
    from coach.units import Decibels

NOT_HEARD = "is not heard"

AROUND = to_frames(0.5)
"""Frames that are compared with the mix where a fault is that of no cue: the beginning of a chime."""

MOMENT = 5
"""Hops in a moment that is compared: 50 ms."""

FAINT = -70.0
"""dB below which one moment is like another."""

OFF, MOST_OFF = 1.5, 5.0
"""dB by which a faithful encoder is off on average, and in all but some moments, at most."""


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
    return Passage(listening.copied(), piece.part)


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
    notes = tuple(fault for fault in faults if _as_mixed(fault, listening, mixed))
    return Heeding(tuple(fault for fault in faults if fault not in notes), notes)


def _as_mixed(fault: Fault, heard: Audience, mixed: Audience) -> bool:
    """Say whether a file sounds as it was mixed where ``fault`` is, and the mix is nobody's mistake."""
    cue = next((cue for cue in heard.sheet.cues if (cue.id, cue.start) == (fault.name, fault.at)), None)
    if cue is not None and NOT_HEARD in fault.what:
        return False
    start, end = fault.at or 0, (fault.at or 0) + AROUND
    if fault.at is None or fault.kind == "moved":
        end = heard.frames
    if cue is not None:
        start, end = cue.start, cue.end
    both = [_moments(each.envelope.energy()[start // HOP : end // HOP]) for each in (heard, mixed)]
    count = min(map(len, both))
    off = np.abs(both[0][:count] - both[1][:count])
    return bool(count and off.mean() < OFF and np.quantile(off, 0.98) < MOST_OFF)


def _moments(energy: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return the level of every whole moment in dB."""
    whole = energy[: len(energy) // MOMENT * MOMENT].reshape(-1, MOMENT).mean(axis=1)
    return np.asarray(10 * np.log10(np.maximum(whole, 10 ** (FAINT / 10))), np.float64)


__all__ = ["Heeding", "audience", "heeding", "passage"]
