"""A source of nothing: to try whether a speaker can be opened."""

from __future__ import annotations


class Silence:
    """Silence without end."""

    channels = 1
    ended = False

    def take(self, frames: int) -> bytes:
        """Return ``frames`` frames of silence."""
        return bytes(2 * frames)


__all__ = ["Silence"]
