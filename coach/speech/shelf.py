"""Clips by line, read when they are asked for: what is not being mixed takes no memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from threading import Lock

    from coach.plan.timeline import Line
    from coach.speech.clip import Clip
    from coach.units import Frames


class Shelf(Mapping["Line", "Clip"]):
    """The sound of some lines; nothing of it is kept. Several threads may read."""

    def __init__(
        self, lengths: Mapping[Line, Frames], read: Callable[[Line, Frames], Clip], one: Lock
    ) -> None:
        """``read`` returns the clip of a line, which must have the length that was measured.

        It is called while ``one`` is held: all shelves of a booth have the same.
        """
        self._lengths = lengths
        self._read = read
        self._one = one

    def __getitem__(self, line: Line) -> Clip:
        """Return the clip of ``line``; raise KeyError, or VoiceError if it can be read no more."""
        frames = self._lengths[line]
        with self._one:  # a clip that was damaged is spoken again, and a booth does one thing at a time
            return self._read(line, frames)

    def __iter__(self) -> Iterator[Line]:
        """Return the lines, in the order they were given."""
        return iter(self._lengths)

    def __len__(self) -> int:
        """Return how many lines there are."""
        return len(self._lengths)


__all__ = ["Shelf"]
