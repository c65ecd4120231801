"""Loudness before there is sound: the energies of the clips, laid out on the session's own grid."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from coach.sound.loudness import CELL, gating_blocks
from coach.speech.clip import CLIP_LUFS, HOP
from coach.speech.level import block_loudness
from coach.units import Frames, to_gain

if TYPE_CHECKING:
    from coach.speech.clip import Clip

SPEECH_SHARE = 0.10
"""Where the voice sounds in at least this part of a track, the track as a whole is brought to its
target; with fewer words the voice alone is, so that bells in long silence do not raise it."""

_AUDIBLE = 10 ** (-7)
"""Mean square from which on a cell counts as speech: -70 dB."""


class Track:
    """The mean square of a session in cells of 100 ms, voice and chimes apart; 16 bytes a cell."""

    def __init__(self, frames: Frames, channels: int) -> None:
        cells = max(1, frames // CELL)
        self._channels = channels
        self._voice = np.zeros(cells)
        self._chimes = np.zeros(cells)

    def add_voice(self, start: Frames, clip: Clip) -> None:
        """Lay a spoken clip at ``start``."""
        _lay(self._voice, start, clip)

    def add_chime(self, start: Frames, clip: Clip) -> None:
        """Lay a chime at ``start``."""
        _lay(self._chimes, start, clip)

    def loudness(self, gain: float = 1.0) -> float:
        """Return the integrated loudness of everything with ``gain``, in LUFS; -inf for silence."""
        return block_loudness(gating_blocks(self._voice + self._chimes) * (self._channels * gain * gain))

    def voice_loudness(self, gain: float = 1.0) -> float:
        """Return the integrated loudness of the voice alone with ``gain``, in LUFS; -inf for silence."""
        return block_loudness(gating_blocks(self._voice) * (self._channels * gain * gain))

    def speech_share(self) -> float:
        """Return the part of the session in which the voice sounds, 0 to 1."""
        return float(np.count_nonzero(self._voice > _AUDIBLE)) / len(self._voice)

    @property
    def nominal(self) -> float:
        """Loudness of a levelled clip on this track, in LUFS."""
        return CLIP_LUFS + 10 * math.log10(self._channels)


def session_gain(track: Track, target_lufs: float) -> float:
    """Return the amplitude factor that brings ``track`` to ``target_lufs``.

    Without a voice the factor is that of a levelled clip, so that chimes keep their place below it.
    """
    measure = track.loudness if track.speech_share() >= SPEECH_SHARE else track.voice_loudness
    if not math.isfinite(track.voice_loudness()):
        return to_gain(target_lufs - track.nominal)
    level = target_lufs - track.nominal
    # The absolute gate does not move with the gain, so a second look may find other blocks.
    for _ in range(3):
        level += target_lufs - measure(to_gain(level))
    return to_gain(level)


def _lay(cells: np.ndarray[tuple[int], np.dtype[np.float64]], start: Frames, clip: Clip) -> None:
    """Add the energy of ``clip`` to ``cells``; a hop on the edge of two cells is shared by length."""
    if not clip.frames:
        return
    first = start // CELL
    stop = min(-(-(start + clip.frames) // CELL), len(cells))
    total = np.concatenate([[0.0], np.cumsum(clip.energy, dtype=np.float64)])
    edges = (np.arange(first, stop + 1) * CELL - start) / HOP
    cells[first:stop] += np.diff(np.interp(edges, np.arange(len(total)), total)) * (HOP / CELL)


__all__ = ["SPEECH_SHARE", "Track", "session_gain"]
