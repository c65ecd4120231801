"""Loudness before there is sound: the energies of the clips, laid out on the session's own grid.

What the limiter will take away is allowed for, from the highest sample of every 10 ms; so the gain
is right for a voice with sharp peaks as well.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from coach.sound.limiter import CEILING_DB
from coach.sound.loudness import CELL, gating_blocks
from coach.sound.pcm import FULL_SCALE
from coach.speech.clip import CLIP_LUFS, HOP
from coach.speech.level import block_loudness
from coach.units import RATE, Frames, to_gain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from coach.sound.bed import Bed
    from coach.speech.clip import Clip

SPEECH_SHARE = 0.10
"""Where the voice sounds in at least this part of a track, the track as a whole is brought to its
target; with fewer words the voice alone is, so that bells in long silence do not raise it."""

_LIMITED_DB = CEILING_DB - 0.5
"""Where peaks are taken to be limited, in dBTP: an encoder is given a decibel less than the ceiling."""

MOST_EXTRA = 3.0
"""Gain in dB that may be added to make up for what the limiter takes away."""

_AUDIBLE = 1e-7
"""Mean square from which on a cell counts as speech: -70 dB."""


@dataclass(frozen=True, slots=True, eq=False)
class Trace:
    """What is remembered of a clip when its sound has been let go; some 800 bytes a second."""

    energy: NDArray[np.float32]
    """K-weighted mean square per hop, shape (hops,)."""
    peak: NDArray[np.float32]
    """Highest absolute sample per hop (full scale = 1), shape (hops,)."""

    def at(self, gain: float) -> Trace:
        """Return what is remembered of the same clip with ``gain``, an amplitude factor."""
        if gain == 1.0:
            return self
        return Trace(self.energy * np.float32(gain * gain), self.peak * np.float32(gain))

    def limited(self, gain: float) -> NDArray[np.float32]:
        """Return the energy per hop with ``gain`` and after the limiter."""
        over = self.peak * np.float32(gain / to_gain(_LIMITED_DB))
        if not len(over) or over.max() <= 1:
            return self.energy * np.float32(gain * gain)
        # The limiter holds for 24 ms on either side and smooths by as much; here in hops of 10 ms.
        wide = np.pad(np.maximum(over, 1), 3, constant_values=1)
        held = np.lib.stride_tricks.sliding_window_view(wide, 5).max(axis=1)
        factor = np.convolve(1 / held, np.full(3, 1 / 3), mode="valid") * gain
        return np.asarray(self.energy * factor**2, np.float32)


def trace(clip: Clip) -> Trace:
    """Return what is needed of ``clip`` to know how loud it will be."""
    padded = np.zeros(len(clip.energy) * HOP, np.int16)
    padded[: clip.frames] = clip.pcm
    hops = padded.reshape(-1, HOP)
    peak = np.maximum(hops.max(axis=1).astype(np.float32), -hops.min(axis=1).astype(np.float32))
    return Trace(clip.energy, peak / np.float32(FULL_SCALE))


class Track:
    """A session as energies at their places: voice, chimes and bed."""

    def __init__(
        self,
        frames: Frames,
        channels: int,
        voice: Iterable[tuple[Frames, Trace]],
        chimes: Iterable[tuple[Frames, Trace]],
        bed: Bed | None = None,
    ) -> None:
        self._cells = frames // CELL
        self._channels = channels
        self._voice = tuple(voice)
        self._chimes = tuple(chimes)
        self.has_bed = bed is not None
        self._bed = np.zeros(self._cells)
        if bed is not None:
            energy = bed.energy(-(-frames // RATE))[: self._cells]
            self._bed = energy if channels == 2 else energy / 2

    @property
    def nominal(self) -> float:
        """Loudness of a levelled clip on this track, in LUFS."""
        return CLIP_LUFS + 10 * math.log10(self._channels)

    def loudness(self, gain: float = 1.0) -> float:
        """Return the integrated loudness of everything with ``gain``, in LUFS; -inf for silence."""
        sounds = self._laid((*self._voice, *self._chimes), gain) * self._channels
        return block_loudness(gating_blocks(sounds + self._bed * gain**2))

    def voice_loudness(self, gain: float = 1.0) -> float:
        """Return the integrated loudness of the voice alone with ``gain``, in LUFS; -inf for silence."""
        return block_loudness(gating_blocks(self._laid(self._voice, gain) * self._channels))

    def speech_share(self) -> float:
        """Return the part of the session in which the voice sounds, 0 to 1."""
        return float(np.count_nonzero(self._laid(self._voice, 1.0) > _AUDIBLE)) / max(self._cells, 1)

    def _laid(self, parts: Iterable[tuple[Frames, Trace]], gain: float) -> NDArray[np.float64]:
        """Return the mean square of every 100 ms; a hop on the edge of two cells is shared by length."""
        cells = np.zeros(self._cells)
        for start, part in parts:
            energy = part.limited(gain)
            total = np.concatenate([[0.0], np.cumsum(energy, dtype=np.float64)])
            first = start // CELL
            stop = min(-(-(start + len(energy) * HOP) // CELL), self._cells)
            if first < stop:
                edges = (np.arange(first, stop + 1) * CELL - start) / HOP
                cells[first:stop] += np.diff(np.interp(edges, np.arange(len(total)), total)) * (HOP / CELL)
        return cells


def session_gain(track: Track, target_lufs: float) -> float:
    """Return the amplitude factor that brings ``track`` to ``target_lufs``.

    Without a voice the factor is that of a levelled clip, so that chimes keep their place below it.
    A voice so full of peaks that the limiter keeps it below the target is raised by ``MOST_EXTRA`` to
    make up for it, not further: ``Track.loudness`` then tells how far that goes.
    """
    level = target_lufs - track.nominal
    if not math.isfinite(track.voice_loudness()):
        return to_gain(level)
    measure = track.loudness if track.speech_share() >= SPEECH_SHARE else track.voice_loudness
    level += track.nominal - measure()
    most = level + MOST_EXTRA
    if track.has_bed:  # where it counts because the words are few, they do not become loud for it
        most = min(most, target_lufs - track.voice_loudness() + MOST_EXTRA)
        level = min(level, most)
    # With the gain the gates let other blocks pass and the limiter takes more: so look again.
    for _ in range(8):
        missing = target_lufs - measure(to_gain(level))
        level = min(level + missing, most)
        if abs(missing) < 0.005:
            break
    return to_gain(level)


__all__ = ["MOST_EXTRA", "SPEECH_SHARE", "Trace", "Track", "session_gain", "trace"]
