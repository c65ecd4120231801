"""Splices: a stretch of sound made a little shorter or longer, so that nothing is heard of it.

A piece is left out, or comes twice, with a short cross-fade at the seam; of all lengths that would do it
is the one at which both sides of the seam are most alike.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from coach.units import RATE

if TYPE_CHECKING:
    from numpy.typing import NDArray

FADE = 3 * RATE // 200
"""Frames of a cross-fade: 15 ms. The two gains always add up to 1."""

PIECE = RATE // 50
"""The longest piece of a small difference: 20 ms."""

JUMP = RATE // 10
"""A difference of more frames than this (0.1 s) is put right by one splice."""

LEAST = RATE // 500
"""A difference of fewer frames than this (2 ms) is left as it is."""

_CHOICE = RATE // 100


def wanted(frames: int) -> int:
    """Return what the next splice does at most of ``frames`` to be put in (left out if negative)."""
    length = abs(frames) if abs(frames) > JUMP else min(abs(frames), PIECE)
    return length if frames > 0 else -length


def splice(queue: bytearray, frames: int) -> int:
    """Make ``queue`` (int16, one channel) up to ``frames`` frames longer, or shorter if negative.

    Changes its first ``abs(frames) + FADE`` frames and nothing after them. Returns how much longer it is
    now, negative if it is shorter; 0 if it has fewer frames than are needed.
    """
    most = abs(frames)
    if not most or len(queue) // 2 < most + FADE:
        return 0
    sound = np.frombuffer(bytes(queue[: 2 * (most + FADE)]), np.int16).astype(np.float32)
    length = _most_alike(sound, most - min(most // 4, _CHOICE), most)
    one, other = sound[:FADE], sound[length : length + FADE]
    if frames < 0:
        queue[: 2 * (length + FADE)] = _crossed(one, other)
        return -length
    queue[: 2 * FADE] = queue[: 2 * length] + _crossed(other, one)
    return length


def led_in(queue: bytearray) -> None:
    """Let the first frames of ``queue`` (int16, one channel) rise from silence."""
    sound = np.frombuffer(bytes(queue[: 2 * FADE]), np.int16).astype(np.float32)
    queue[: 2 * len(sound)] = _crossed(np.zeros_like(sound), sound)


def _crossed(before: NDArray[np.float32], after: NDArray[np.float32]) -> bytes:
    rise = 0.5 - 0.5 * np.cos(np.pi * np.arange(1, len(before) + 1) / (len(before) + 1))
    return np.rint(before * (1 - rise) + after * rise).astype(np.int16).tobytes()


def _most_alike(sound: NDArray[np.float32], least: int, most: int) -> int:
    """Return the frame from ``least`` to ``most`` at which ``sound`` is most like at its begin."""
    part = sound[least : most + FADE].astype(np.float64)
    products = np.correlate(part, sound[:FADE].astype(np.float64), "valid")
    squares = np.concatenate([[0.0], np.cumsum(part * part)])
    return least + int(np.argmax(products / np.sqrt(squares[FADE:] - squares[:-FADE] + 1)))


__all__ = ["FADE", "JUMP", "LEAST", "PIECE", "led_in", "splice", "wanted"]
