"""What sounds where nothing is planned: how loud a bed is there, what is no bed's, and where it is gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from coach.check.envelope import HOP, NOTHING, decibels, runs, widened
from coach.check.fault import Fault
from coach.sound.chimes import load_chimes
from coach.units import Frames, clock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from coach.check.cuesheet import CueSheet
    from coach.check.shift import Shift

APART = 38.0
"""dB below the level of a cue from which on sound outside of all cues and chimes is heard."""

ABOVE_BED = 10.0
"""dB above the bed's loudest usual moments from which on sound is not the bed's."""

BLUR = 8
"""Hops around a cue or chime that an encoder may smear it over."""

GLITCH = 2
"""Hops of sound that nobody planned, at least."""

GONE = 50
"""Hops without any sound that a bed never has."""

NO_SOUND = -100.0
"""dB."""

FADES = 300
"""Hops at either end in which a bed may be so faint that an encoder leaves it out."""


class Between:
    """All that is heard outside of cues and chimes."""

    def __init__(self, sheet: CueSheet, energy: NDArray[np.float32]) -> None:
        """Take the mean square of every hop, shape (hops,)."""
        self._sheet = sheet
        self._energy = energy
        self._planned = self._mask()

    def bed(self, shift: Shift | None) -> float:
        """Return how loud the bed usually is where nothing else sounds, in dB; ``NOTHING`` without one."""
        apart = self._apart(shift)
        if not self._sheet.sound.bed or not apart.any():
            return NOTHING
        return float(decibels(np.median(self._energy[apart])))

    def unplanned(self, shift: Shift | None, usual: float) -> Iterator[Fault]:
        """Yield sound that nobody planned, after a shift; a cue has a level of ``usual`` dB."""
        apart = self._apart(shift)
        if not self._sheet.sound.bed:
            floor = usual - APART
        elif apart.any():
            floor = float(decibels(np.quantile(self._energy[apart], 0.95))) + ABOVE_BED
        else:
            return
        for low, high in runs(above(self._energy, floor) & apart, GLITCH):
            what = f"something sounds that was not planned {self._where(low, high)}"
            yield Fault("sound", what, Frames(low * HOP))

    def gone(self) -> Iterator[Fault]:
        """Yield silence where a bed should be: everywhere but where it comes and goes."""
        if not self._sheet.sound.bed:
            return
        gone = ~above(self._energy, NO_SOUND)
        fades, end = self._sheet.sound.fades, len(gone)
        out = end - FADES if fades is None else min(end - FADES, fades // HOP)
        gone[:FADES] = gone[max(0, out) :] = False
        for low, high in runs(gone, GONE):
            yield Fault("silence", f"there is no sound at all {self._where(low, high)}", Frames(low * HOP))

    def _apart(self, shift: Shift | None) -> NDArray[np.bool_]:
        """Return for every hop whether nothing is planned there, and nothing near."""
        planned = self._planned.copy()
        if shift is not None:
            moved = np.roll(self._planned, shift.late)
            after = shift.hop + min(0, shift.late)
            planned[after:] |= moved[after:]
        return ~widened(planned, BLUR)

    def _mask(self) -> NDArray[np.bool_]:
        """Return for every hop whether something is planned there."""
        mask = np.zeros(len(self._energy) + 1, bool)
        lengths = {name: clip.frames for name, clip in load_chimes().items()}
        for cue in self._sheet.cues:
            mask[cue.start // HOP : -(-(cue.end + self._sheet.sound.tail) // HOP)] = True
        for bell in self._sheet.bells:
            mask[bell.start // HOP : -(-(bell.start + lengths.get(bell.name, HOP)) // HOP)] = True
        return mask[:-1]

    def _where(self, low: int, high: int) -> str:
        frames = low * HOP
        before = [cue for cue in self._sheet.cues if cue.start <= frames]
        where = f"after cue {before[-1].id}" if before else "before the first cue"
        return f"from {clock(frames, tenths=True)} for {(high - low) / 100:.2f} s, {where}"


def above(energy: NDArray[np.float32], level: float) -> NDArray[np.bool_]:
    """Return where it is louder than ``level`` (dB); no decibels are made of hours for that."""
    return np.asarray(energy > np.float32(10 ** (level / 10)))


__all__ = ["Between", "above"]
