"""The contract of a sink: it takes blocks of sound in order, and is closed once, well or badly."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from coach.sound.block import Block


class Sink(Protocol):
    """A place where sound goes: a file in the making, or a speaker."""

    def write(self, block: Block) -> None:
        """Take the next frames, shape (channels, frames), float32 within -1 to 1.

        A block is never changed after it was handed over, so a sink may keep it without a copy.
        """
        ...

    def close(self) -> None:
        """Finish: everything written is now whole. Raises WriteError or DeviceError."""
        ...

    def abandon(self) -> None:
        """Stop at once and leave nothing behind; never raises."""
        ...
