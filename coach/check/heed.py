"""What was heard, moment by moment, against the cue sheet: cues that are missing, cut, muffled, clipped or
no speech; sound and silence that nobody planned; a place from which on everything comes too late.

A voice stands some 20 dB above all that is not voice, and every clip of it is as loud as the next. So
energy by 10 ms tells where it speaks, whatever the encoder.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from coach.check.envelope import HOP, Envelope, decibels, runs, widened
from coach.check.fault import Fault
from coach.check.shape import differs, loudness, middle
from coach.check.shift import Shift, shifted
from coach.sound.chimes import load_chimes
from coach.units import RATE, Frames, clock, to_frames

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from coach.check.bells import Rung
    from coach.check.cuesheet import Cue, CueSheet

SILENT = 25.0
"""dB below the usual level of a cue from which on one is not heard."""

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

USUAL = -19.0
"""dB of a cue where none was heard."""

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
        levels = [self._mean(cue, 0) - cue.gain for cue in sheet.cues]
        loud = [level for level in levels if level > USUAL - 2 * SILENT]
        self._usual = middle(loud) if loud else USUAL
        self._planned = self._mask()
        rings = [rung.level - rung.bell.gain for rung in rungs if rung.heard and abs(rung.late) <= LATE_BELL]
        self._ring = middle(rings) if rings else 0.0
        above = [
            level - loudness(cue.shape) for cue, level in zip(sheet.cues, levels, strict=True) if cue.shape
        ]
        self._gain = middle(above) if above else 0.0

    def all(self) -> Heeded:
        bells = {id(rung): fault for rung in self._rungs if (fault := self._bell(rung))}
        cues = {cue.id + str(cue.start): fault for cue in self._sheet.cues if (fault := self._cue(cue, 0))}
        faults = [*bells.values(), *cues.values()]
        if not faults:
            return self._counted(list(self._unplanned(None)), 0, 0)
        first = self._first([fault.at or 0 for fault in faults])
        spans = [
            (cue.start // HOP, cue.end // HOP)
            for cue in self._sheet.cues
            if cue.end // HOP < len(self._energy)
        ]
        shift = None if first is None else shifted(spans, self._above(self._usual - SILENT), first // HOP)
        if shift is None:
            misplaced = [fault for fault in faults if fault.kind in {"cue", "chime"}]
            total = len(self._sheet.cues) + len(self._rungs)
            if len(misplaced) > max(3, total * MOST_MISPLACED):
                off = f"{len(misplaced)} of {total} cues and chimes"
                what = f"{off} are not where the cue sheet says: is it another session's?"
                return self._counted([Fault("sheet", what), *faults], len(cues), len(bells))
            return self._counted([*faults, *self._unplanned(None)], len(cues), len(bells))
        moved = self._moved(shift, faults)
        return self._counted([*moved, *self._unplanned(shift)], len(cues), len(bells))

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
        if cue.shape and not self._flat(cue) and differs(cue.shape, self._energy[low:high], gain):
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

    # between them

    def _mask(self) -> NDArray[np.bool_]:
        """Return for every hop whether something is planned there."""
        mask = np.zeros(len(self._energy) + 1, bool)
        lengths = {name: clip.frames for name, clip in load_chimes().items()}
        for cue in self._sheet.cues:
            mask[cue.start // HOP : -(-(cue.end + self._sheet.sound.tail) // HOP)] = True
        for bell in self._sheet.bells:
            mask[bell.start // HOP : -(-(bell.start + lengths.get(bell.name, HOP)) // HOP)] = True
        return mask[:-1]

    def _unplanned(self, shift: Shift | None) -> Iterator[Fault]:
        """Yield sound that nobody planned, and silence where a bed should be."""
        planned = self._planned.copy()
        if shift is not None:
            moved = np.roll(self._planned, shift.late)
            after = shift.hop + min(0, shift.late)
            planned[after:] |= moved[after:]
        apart = ~widened(planned, BLUR)
        if not self._sheet.sound.bed:
            floor = self._usual - APART
        elif apart.any():
            floor = float(decibels(np.quantile(self._energy[apart], 0.95))) + ABOVE_BED
            for low, high in runs(self._gone() & apart, GONE):
                yield Fault(
                    "silence", f"there is no sound at all {self._between(low, high)}", Frames(low * HOP)
                )
        else:
            return
        for low, high in runs(self._above(floor) & apart, GLITCH):
            yield Fault(
                "sound",
                f"something sounds that was not planned {self._between(low, high)}",
                Frames(low * HOP),
            )

    def _gone(self) -> NDArray[np.bool_]:
        """Return where there is no sound at all, away from both ends, where a bed comes and goes."""
        gone = ~self._above(NO_SOUND)
        gone[:FADES] = gone[-FADES:] = False
        return gone

    def _above(self, level: float) -> NDArray[np.bool_]:
        """Return where it is louder than ``level`` (dB); no decibels are made of hours for that."""
        return np.asarray(self._energy > np.float32(10 ** (level / 10)))

    def _between(self, low: int, high: int) -> str:
        frames = low * HOP
        before = [cue for cue in self._sheet.cues if cue.start <= frames]
        where = f"after cue {before[-1].id}" if before else "before the first cue"
        return f"from {clock(frames, tenths=True)} for {(high - low) / 100:.2f} s, {where}"


__all__ = ["Heeded", "heed"]
