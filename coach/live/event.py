"""What a stage notices, and what it does when all has been said."""

from __future__ import annotations

from enum import Enum, auto


class Then(Enum):
    """What comes when everything in the row has been said."""

    GO = auto()
    WAIT = auto()
    OVER = auto()


class Event(Enum):
    """What the stage noticed."""

    GATE = auto()
    """The plan has reached a gate."""
    END = auto()
    """The plan has been heard to its end."""
    SAID = auto()
    """The row is empty, and the session waits."""
    OVER = auto()
    """The last word has been said."""


__all__ = ["Event", "Then"]
