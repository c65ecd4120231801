"""Who listens to a session for its cues and chimes, block by block, be it read or only just being made."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from coach.check.bells import Bells
from coach.check.envelope import Envelope
from coach.check.heed import Heeded, heed
from coach.sound.block import is_silence, silence
from coach.units import RATE, to_gain

if TYPE_CHECKING:
    from coach.check.cuesheet import CueSheet, Cut
    from coach.sound.block import Block


@dataclass(slots=True)
class Audience:
    """Listens to a session from its first frame on; it keeps eight bytes for every 10 ms."""

    sheet: CueSheet
    frames: int = 0
    envelope: Envelope = field(default_factory=Envelope)
    bells: Bells = field(init=False)

    def __post_init__(self) -> None:
        self.bells = Bells(self.sheet.bells)

    def feed(self, block: Block, gain: float = 1.0) -> None:
        """Take the next frames at 48 kHz, shape (channels, frames), which ``gain`` has made louder."""
        self.frames += block.shape[1]
        self.envelope.feed(block, gain)
        self.bells.feed(block if gain == 1.0 or is_silence(block) else block / np.float32(gain))

    def fill(self, frames: int, channels: int = 1) -> None:
        """Hear silence up to a place of the session: it is in no file."""
        while (missing := frames - self.frames) > 0:
            self.feed(silence(channels, min(RATE, missing)))

    def copied(self) -> Audience:
        """Return one who has heard the same so far, and goes on alone."""
        other = Audience(self.sheet, self.frames, copy.deepcopy(self.envelope))
        other.bells = copy.deepcopy(self.bells)
        return other

    def heeded(self) -> Heeded:
        """Return what was off with the cues and chimes of what was heard."""
        return heed(self.sheet, self.envelope, self.bells.found())


class Passage:
    """Lets an audience hear the part of a session that is in one file, without the silence put around it."""

    def __init__(self, audience: Audience, cut: Cut) -> None:
        self.audience = audience
        self._skip, self._left = int(cut.head), cut.end - cut.start
        self._gain = to_gain(cut.gain)
        audience.fill(cut.start)

    def feed(self, block: Block) -> None:
        """Take the next frames of the file at 48 kHz, shape (channels, frames)."""
        kept = block[:, self._skip : self._skip + self._left]
        self._skip = max(0, self._skip - block.shape[1])
        self._left -= kept.shape[1]
        if kept.shape[1]:
            self.audience.feed(kept, self._gain)


__all__ = ["Audience", "Passage"]
