"""The contracts of a lossy format: an encoder makes packets, a writer puts them into a file.

They are apart so that a session can be encoded in parts, on several threads, and written in order.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from coach.check.ear import Ear
    from coach.check.readback import Found
    from coach.output.tags import Track
    from coach.sound.block import Block


class Encoder(Protocol):
    """Makes packets of one stretch of sound; used by one thread at a time."""

    def encode(self, block: Block) -> list[bytes]:
        """Take the next frames, shape (channels, frames); return what is ready. Raises WriteError."""
        ...

    def flush(self) -> list[bytes]:
        """Return what is left; nothing can be encoded afterwards. Raises WriteError."""
        ...


class Writer(Protocol):
    """Puts packets into a file, in order; is closed once, well or badly."""

    def put(self, packets: Sequence[bytes], times: int = 1) -> None:
        """Append ``packets``, so many times. Raises OSError or WriteError."""
        ...

    def close(self) -> None:
        """Finish: the file is whole. Raises OSError or WriteError."""
        ...

    def abandon(self) -> None:
        """Close the file as it is; never raises."""
        ...


@dataclass(frozen=True, slots=True)
class Codec:
    """What makes and reads a lossy format."""

    frame: int
    """Frames of sound in a packet."""
    lead: int
    """Frames that encoder and decoder put before the sound; the file says so, and players leave them out."""
    encoder: Callable[[Track], Encoder]
    """Start an encoder; raises WriteError."""
    writer: Callable[[Path, Track], Writer]
    """Start a file; raises OSError."""
    ear: Callable[[Track], Ear]
    """Start a decoder that hears the packets as they are made."""
    read_back: Callable[[Path], Found]
    """Say what a finished file holds, without decoding its sound; raises ReadBackError or OSError."""


__all__ = ["Codec", "Encoder", "Writer"]
