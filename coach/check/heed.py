"""What was heard, moment by moment, against the cue sheet: cues that are missing, cut, muffled, clipped or
no speech; sound and silence that nobody planned; a place from which on everything comes too late.

A voice stands some 20 dB above all that is not voice, and every clip of it is as loud as the next. So
energy by 10 ms tells where it speaks, whatever the encoder.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from coach.check.between import Between, above
from coach.check.envelope import HOP, Envelope, decibels
from coach.check.fault import Fault
from coach.check.shape import differs, loudness, middle
from coach.check.shift import Shift, shifted
from coach.units import RATE, Frames, clock, to_frames

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.check.bells import Rung
    from coach.check.cuesheet import Cue, CueSheet

SILENT = 25.0
"""dB below the usual level of a cue from which on one is not heard."""

UNDER_VOICE = 10.0
"""dB below the usual level of a cue from which on it is not heard above a bed."""

OVER_BED = 5.0
"""dB above a bed's usual level from which on it is a voice that is heard."""

UNEQUAL = 6.0
"""dB that the level of a cue or a chime may differ from the others'."""

FLAT = 6.0
"""dB above the session's own level from which on a limiter changes the shape of sentences."""

ANOTHER = 14.0
"""dB that something may be louder or softer than the chimes and still be one of them."""

LATE_BELL = to_frames(0.001)
"""Frames that a chime may be off its place."""

SOUNDS = 35.0
"""dB below the level of a cue from which on a moment of it counts as silence."""

LATE = 15
"""Hops that a cue may begin after, or end before, its place: soft sounds, and what an encoder blurs."""

PAUSE = 200
"""Hops of silence inside a cue that are no pause between sentences."""

STEADY = 3.0
"""dB by which the level of speech varies at least."""

NOISE_HOPS = 40
"""Hops of sound that are needed to tell speech from noise."""

CLIPPED = 0.985
"""Sample from which on sound is taken to be cut off; what is planned stays 1 dB below."""

USUAL = -19.0
"""dB of a cue where none was heard."""

MOST_UNEXPLAINED = 0.5
"""Part of the cues that are off which a shift may leave off."""

MOST_MISPLACED = 0.5
"""Part of the cues that may be off before the sheet itself is doubted."""


@dataclass(frozen=True, slots=True)
class Heeded:
    """What was found in the sound of a file."""

    faults: tuple[Fault, ...]
    cues: int
    """Cues that are as planned."""
    bells: int
    """The same for chimes."""


def heed(sheet: CueSheet, envelope: Envelope, rungs: tuple[Rung, ...]) -> Heeded:
    """Return what is off with the sound of a file."""
    return _Heeding(sheet, envelope, rungs).all()


class _Heeding:
    def __init__(self, sheet: CueSheet, envelope: Envelope, rungs: tuple[Rung, ...]) -> None:
        self._sheet = sheet
        self._rungs = rungs
        self._peak = envelope.peak()
        self._energy = envelope.energy()
        self._between = Between(sheet, self._energy)
        rings = [rung.level - rung.bell.gain for rung in rungs if rung.heard and abs(rung.late) <= LATE_BELL]
        self._ring = middle(rings) if rings else 0.0
        self._tune(None)

    def _tune(self, shift: Shift | None) -> None:
        """Take as usual what cues are like that sound like their words after a shift; if none does, all."""
        self._bed = self._between.bed(shift)
        loud = []
        for cue in self._sheet.cues:
            late = shift.late if shift and cue.start >= shift.hop * HOP else 0
            level = self._mean(cue, late) - cue.gain
            if level > USUAL - 2 * SILENT:
                loud.append((cue, late, level))
        sure = [one for one in loud if one[0].shape and not self._differs(*one)] or loud
        self._usual = middle(level for *_, level in sure) if sure else USUAL
        gains = [level - loudness(cue.shape) for cue, _, level in sure if cue.shape]
        self._gain = middle(gains) if gains else 0.0

    def _differs(self, cue: Cue, late: int, level: float) -> bool:
        """Say whether what comes so many hops late, at its own level (dB), is another sentence."""
        part = self._energy[max(0, cue.start // HOP + late) : cue.end // HOP + late]
        return differs(cue.shape, part, level + cue.gain - loudness(cue.shape), self._bed)

    def all(self) -> Heeded:
        bells = {id(rung): fault for rung in self._rungs if (fault := self._bell(rung))}
        cues = {cue.id + str(cue.start): fault for cue in self._sheet.cues if (fault := self._cue(cue, 0))}
        faults = [*bells.values(), *cues.values()]
        first = self._first([fault.at or 0 for fault in faults])
        shift = None if first is None else self._shift(first)
        if shift is not None:
            faults = [*self._moved(shift, faults), *self._between.unplanned(shift, self._usual)]
        elif self._strange([*bells.values(), *cues.values()]):
            off = f"{len(faults)} of {len(self._sheet.cues) + len(self._rungs)} cues and chimes"
            what = f"{off} are not where the cue sheet says: is it another session's?"
            faults = [Fault("sheet", what), *faults]
        else:
            faults = [*faults, *self._between.unplanned(None, self._usual)]
        return self._counted([*faults, *self._between.gone()], len(cues), len(bells))

    def _strange(self, faults: list[Fault]) -> bool:
        """Say whether so many cues and chimes are off that the sheet itself is doubted."""
        return len(faults) > max(3, (len(self._sheet.cues) + len(self._rungs)) * MOST_MISPLACED)

    def _shift(self, first: int) -> Shift | None:
        """Return by how much all is moved from frame ``first`` on, if that explains most of what is off."""
        spans = [
            (cue.start // HOP, cue.end // HOP)
            for cue in self._sheet.cues
            if cue.end // HOP < len(self._energy)
        ]
        loud = self._usual - SILENT
        if self._sheet.sound.bed:
            loud = max(self._usual - UNDER_VOICE, self._bed + OVER_BED)
        shift = shifted(spans, above(self._energy, loud), first // HOP)
        if shift is None:
            return None
        coming = [cue for cue in self._sheet.cues if cue.start >= first]
        off = sum(self._cue_is(cue, 0) is not None for cue in coming)
        self._tune(shift)
        left = sum(self._cue_is(cue, shift.late) is not None for cue in coming)
        if off and left <= off * MOST_UNEXPLAINED:
            return shift
        self._tune(None)
        return None

    def _first(self, places: list[int]) -> int | None:
        """Return the first of the faults' places from which on most is off; None if there is none."""
        events = [*(cue.start for cue in self._sheet.cues), *(rung.bell.start for rung in self._rungs)]
        for number, place in enumerate(places := sorted(places)):
            if len(places) - number > MOST_MISPLACED * sum(event >= place for event in events):
                return place
        return None

    def _counted(self, faults: list[Fault], cues: int, bells: int) -> Heeded:
        ordered = sorted(faults, key=lambda fault: (fault.at is not None, fault.at or 0))
        return Heeded(tuple(ordered), len(self._sheet.cues) - cues, len(self._rungs) - bells)

    def _moved(self, shift: Shift, faults: list[Fault]) -> Iterator[Fault]:
        """Yield that all comes later from some place on, and what that does not explain."""
        start = Frames(shift.hop * HOP)
        late = shift.late * HOP / RATE
        how = "put in" if late > 0 else "cut out"
        way = "later" if late > 0 else "sooner"
        after = next((cue.name for cue in self._sheet.cues if cue.start >= start), "the end")
        yield Fault(
            "moved",
            f"from {clock(start, tenths=True)} on everything comes {abs(late):.1f} s {way} than planned:"
            f" something was {how} before {after}",
            start,
        )
        for fault in faults:
            if fault.at is None or fault.at < start:
                yield fault
        for cue in self._sheet.cues:
            if cue.start >= start and (again := self._cue(cue, shift.late)):
                yield again

    # cues

    def _mean(self, cue: Cue, late: int) -> float:
        part = self._energy[cue.start // HOP + late : cue.end // HOP + late]
        return 10 * float(np.log10(max(float(part.mean()), 1e-12))) if len(part) else -120.0

    def _cue(self, cue: Cue, late: int) -> Fault | None:
        """Return what is off with a cue that comes so many hops late."""
        what = self._cue_is(cue, late)
        return Fault("cue", f"{cue.name} {what}", cue.start, cue.id) if what else None

    def _cue_is(self, cue: Cue, late: int) -> str | None:
        low, high = max(0, cue.start // HOP + late), cue.end // HOP + late
        level = decibels(self._energy[low:high])
        mean, usual = self._mean(cue, late), self._usual + cue.gain
        if mean < usual - SILENT:
            return "is not heard"
        if float(self._peak[low:high].max()) >= CLIPPED:
            return "is clipped"
        sounding = np.flatnonzero(level > usual - SOUNDS)
        missing = sounding[0], high - low - 1 - sounding[-1]
        if missing[0] > LATE:
            return f"begins {missing[0] / 100:.1f} s late"
        if missing[1] > LATE:
            return f"ends {missing[1] / 100:.1f} s early"
        if len(sounding) > 1 and (gap := int(np.diff(sounding).max())) > PAUSE:
            return f"falls silent for {gap / 100:.1f} s"
        if len(sounding) >= NOISE_HOPS and float(level[sounding].std()) < STEADY:
            return "sounds like noise, not like speech"
        if abs(mean - usual) > UNEQUAL:
            way = "softer" if mean < usual else "louder"
            return f"is {abs(mean - usual):.0f} dB {way} than planned"
        gain = self._gain + cue.gain
        if cue.shape and not self._flat(cue) and differs(cue.shape, self._energy[low:high], gain, self._bed):
            return "does not sound like its words"
        return None

    # chimes

    def _flat(self, cue: Cue) -> bool:
        """Say whether a cue is in a track raised so far that the limiter has changed its shape."""
        cuts = self._sheet.sound.cuts
        return any(cut.start <= cue.start < cut.end and cut.gain > FLAT for cut in cuts)

    def _bell(self, rung: Rung) -> Fault | None:
        bell, usual = rung.bell, self._ring + rung.bell.gain
        if not rung.heard or abs(rung.level - usual) > ANOTHER:
            what = "is not heard"
        elif abs(rung.late) > LATE_BELL:
            what = f"rings {abs(rung.late) * 1000 / RATE:.1f} ms too {'late' if rung.late > 0 else 'soon'}"
        elif abs(rung.level - usual) > UNEQUAL:
            way = "softer" if rung.level < usual else "louder"
            what = f"is {abs(rung.level - usual):.0f} dB {way} than planned"
        else:
            return None
        return Fault("chime", f"{bell.title} {what}", bell.start, bell.name)


__all__ = ["Heeded", "heed"]
