"""What is off with a finished file: each fault with its place and a sentence that names it."""

from __future__ import annotations

from dataclasses import dataclass

from coach.units import Frames, to_seconds


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is not as planned."""

    kind: str
    """``length``, ``rate``, ``channels``, ``loudness``, ``peak``, ``chapter``, ``tag``, ``cue``, ``chime``,
    ``moved``, ``rule``, ``sound``, ``silence``, ``words``, ``broken`` or ``sheet``."""
    what: str
    """A sentence without its full stop; it names the cue, chime or chapter and says when."""
    at: Frames | None = None
    """Where in the session."""
    name: str | None = None
    """Id of the cue, name of the chime, title of the chapter or name of the tag."""

    def plain(self) -> dict[str, object]:
        """Return it as JSON holds it; times in seconds."""
        at = None if self.at is None else round(to_seconds(self.at), 3)
        return {"kind": self.kind, "at": at, "name": self.name, "what": self.what}


__all__ = ["Fault"]
