"""Chimes found in a finished file by their sound: where each one is, and how like itself it sounds."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from coach.sound.block import is_silence
from coach.sound.chimes import load_chimes
from coach.units import RATE, Decibels, Frames, to_decibels, to_frames

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from coach.check.cuesheet import Bell
    from coach.sound.block import Block

HEARD = to_frames(0.5)
"""Frames from the start of a chime that are looked for: nothing is ever said over them."""

NEAR = to_frames(0.050)
"""Frames around its place in which a chime is looked for first."""

REACH = RATE
"""Frames around its place in which a chime is looked for that is not near."""

SMOOTH = 2_400
"""Lengths of FFTs are multiples of it: fast, and hardly more than is needed."""

ALIKE = 0.6
"""Likeness (1 is the same sound, whatever its level) from which on a sound is taken for the chime."""


@dataclass(frozen=True, slots=True)
class Rung:
    """A chime as it was found."""

    bell: Bell
    likeness: float
    """0 to 1."""
    late: Frames
    """Frames after its place; negative for too soon."""
    level: Decibels
    """Gain of the chime's own file."""

    @property
    def heard(self) -> bool:
        """Whether it was found at all."""
        return self.likeness >= ALIKE


@dataclass(slots=True)
class _Window:
    """The sound around the place of a chime."""

    bell: Bell
    first: int
    sound: NDArray[np.float32] = field(init=False)

    def __post_init__(self) -> None:
        self.sound = np.zeros(0, np.float32)

    @property
    def stop(self) -> int:
        return self.bell.start + REACH + HEARD

    def add(self, at: int, block: Block) -> None:
        """Keep what of ``block``, which starts at frame ``at``, lies in the window."""
        low, high = max(self.first, at), min(self.stop, at + block.shape[1])
        if low >= high or is_silence(block):
            return
        if not len(self.sound):
            self.sound = np.zeros(self.stop - self.first, np.float32)
        self.sound[low - self.first : high - self.first] = block[:, low - at : high - at].mean(axis=0)


class Bells:
    """Listens to blocks in order and finds the chimes in them; it keeps some seconds at a time."""

    def __init__(self, bells: Iterable[Bell]) -> None:
        self._coming = sorted(bells, key=lambda bell: bell.start, reverse=True)
        self._open: list[_Window] = []
        self._found: list[Rung] = []
        self._at = 0
        self._shapes = {name: _shape(clip.pcm) for name, clip in load_chimes().items()}

    def feed(self, block: Block) -> None:
        """Take the next frames, shape (channels, frames)."""
        end = self._at + block.shape[1]
        while self._coming and self._coming[-1].start - REACH < end:
            bell = self._coming.pop()
            self._open.append(_Window(bell, max(0, bell.start - REACH)))
        for window in self._open:
            window.add(self._at, block)
        self._at = end
        ready = [window for window in self._open if window.stop <= end]
        self._open = [window for window in self._open if window.stop > end]
        self._found += [self._find(window) for window in ready]

    def found(self) -> tuple[Rung, ...]:
        """Return every chime as it was found; those after the end too."""
        rest = [self._find(window) for window in self._open]
        lost = [Rung(bell, 0.0, Frames(0), to_decibels(0)) for bell in self._coming]
        return tuple(sorted((*self._found, *rest, *lost), key=lambda rung: rung.bell.start))

    def _find(self, window: _Window) -> Rung:
        bell = window.bell
        shape = self._shapes.get(bell.name)
        if shape is None or not len(window.sound):
            return Rung(bell, 0.0, Frames(0), to_decibels(0))
        place = bell.start - window.first
        low = max(0, place - NEAR)
        likeness, product = _likeness(window.sound[low : place + NEAR + len(shape)], shape)
        if likeness.max() < ALIKE:  # only then the whole window is worth its cost
            low = 0
            likeness, product = _likeness(window.sound, shape)
        best = int(np.argmax(likeness))
        gain = float(product[best]) / float(shape @ shape)
        return Rung(bell, float(likeness[best]), Frames(low + best - place), to_decibels(abs(gain)))


def _shape(pcm: NDArray[np.int16]) -> NDArray[np.float32]:
    return pcm[:HEARD].astype(np.float32) / np.float32(32_768)


def _likeness(
    sound: NDArray[np.float32], shape: NDArray[np.float32]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return for every place how like ``shape`` the sound there is (0 to 1), and their product."""
    size = -(-len(sound) // SMOOTH) * SMOOTH  # where the shape lies whole in the sound, nothing wraps around
    both = np.fft.rfft(sound, size) * np.conj(np.fft.rfft(shape, size))
    product = np.fft.irfft(both, size)[: len(sound) - len(shape) + 1]
    squares = np.concatenate([[0.0], np.cumsum(np.square(sound, dtype=np.float64))])
    energy = squares[len(shape) :] - squares[: -len(shape)]
    least = max(float(energy.max()) * 1e-6, 1e-9)
    likeness = np.abs(product) / np.sqrt(np.maximum(energy, least) * float(shape @ shape))
    return likeness, product


__all__ = ["Bells", "Rung"]
