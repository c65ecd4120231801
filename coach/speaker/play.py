"""One run of playing, as the keeper has it: the source, and what a child was given and has heard of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING

from coach.speaker.protocol import WINDOW
from coach.units import RATE

if TYPE_CHECKING:
    from coach.speaker.handle import Handle
    from coach.speaker.outlet import Source

_CHUNK = RATE // 4
"""Frames taken from the source at a time, at most."""


@dataclass(slots=True)
class Play:
    """What was started and not stopped; all numbers are frames of the source unless they say otherwise."""

    source: Source
    number: int
    lead: int
    """Frames of silence before it."""
    child: Handle | None = None
    """The child that has it."""
    since: float = 0.0
    """When the child got it, in seconds of the monotonic clock."""
    sent: int = 0
    unheard: list[bytes] = field(default_factory=list)
    """Everything that was sent, until something is heard: it can be given to another child."""
    over: bool = False
    """Whether everything was sent."""
    heard: int = 0
    late: int = 0
    """Frames of silence that were heard because nothing was ready."""
    handed: int = 0
    """Frames of any kind that the device has taken."""
    lost: bool = False
    """Whether the device was lost after something had been heard."""

    def give(self, child: Handle, now: float) -> None:
        """Begin it on ``child``, from its first frame."""
        self.child, self.since = child, now
        child.post({"ask": "start", "run": self.number, "lead": self.lead, "channels": self.source.channels})
        for samples in self.unheard:
            child.post({"ask": "feed", "run": self.number}, samples)
        if self.over:
            child.post({"ask": "end", "run": self.number})

    def feed(self) -> None:
        """Send what the child may have and the source has."""
        child = self.child
        if child is None or self.lost or self.over:
            return
        position = child.position
        right = position is not None and position.run == self.number
        allow = position.allow if position is not None and right else WINDOW
        self.hear()
        while not self.over and self.sent < allow:
            samples = self.source.take(min(_CHUNK, allow - self.sent))
            if samples:
                self.sent += len(samples) // (2 * self.source.channels)
                if not self.heard:
                    self.unheard.append(samples)
                child.post({"ask": "feed", "run": self.number}, samples)
            elif self.source.ended:
                self.over = True
                child.post({"ask": "end", "run": self.number})
            else:
                break

    def hear(self) -> int:
        """Note what the child says, and return the frames heard."""
        position = None if self.child is None else self.child.position
        if position is not None and position.run == self.number:
            self.late = position.late
            self.heard = max(self.heard, position.at(monotonic()))
            if self.heard:
                self.unheard.clear()
        return self.heard


__all__ = ["Play"]
