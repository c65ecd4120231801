"""Whether a file holds the session: its length to the frame, and its sound where the reference has it.

Nobody shall win by being wrong. Only windows are kept, so that hours can be checked in little memory.
"""

from __future__ import annotations

import wave
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import av
import numpy as np
from bench_workload import RATE, REFERENCE, Workload

if TYPE_CHECKING:
    from numpy.typing import NDArray

CHIMES = 24
"""Chimes that are looked at, spread over the session, the first and the last among them."""

BEFORE, AFTER = RATE // 2, 5 * RATE // 2


@dataclass(frozen=True, slots=True)
class Proof:
    """What was found in a file."""

    frames: int
    """Frames too many; negative if some are missing."""
    shift: int
    """Frames by which the sound around the worst chime is late; negative if it is early."""
    noise: float
    """Difference to the reference over all windows, in dB below it, with the best gain."""
    chapters: int

    @property
    def exact(self) -> bool:
        """Whether length and places are right to the frame."""
        return not self.frames and not self.shift

    def __str__(self) -> str:
        """Return what a reader wants to know in a few words."""
        length = "length exact" if not self.frames else f"length {self.frames:+} frames"
        places = "chimes on their frames" if not self.shift else f"chimes {self.shift:+} frames"
        near = "" if self.shift else f", difference {-self.noise:.0f} dB"
        return f"{length}, {places}{near}, {self.chapters or 'no'} chapters"


def prove(workload: Workload, path: Path) -> Proof:
    """Return what ``path`` holds, decoded, against the reference mix of ``workload``."""
    chosen = np.linspace(0, len(workload.chimes) - 1, min(CHIMES, len(workload.chimes))).round().astype(int)
    spans = [
        (
            max(0, workload.chimes[number].start - BEFORE),
            min(workload.frames, workload.chimes[number].start + AFTER),
        )
        for number in chosen
    ]
    right = [_excerpt(workload, *span) for span in spans]
    heard, frames, chapters = _decoded(path, spans)
    shifts = [_lag(one, other) for one, other in zip(right, heard, strict=True)]
    one, other = np.concatenate(right), np.concatenate(heard)
    gain = float(one @ other) / max(float(other @ other), 1e-12)
    noise = float(np.square(one - gain * other).sum()) / float(np.square(one).sum())
    worst = max(shifts, key=abs)
    return Proof(frames - workload.frames, worst, -10 * float(np.log10(max(noise, 1e-12))), chapters)


def _excerpt(workload: Workload, start: int, stop: int) -> NDArray[np.float32]:
    with wave.open(str(workload.folder / REFERENCE)) as file:
        file.setpos(start)
        raw = np.frombuffer(file.readframes(stop - start), "<i2")
    return raw[:: workload.channels].astype(np.float32) / np.float32(32_768)


def _decoded(path: Path, spans: list[tuple[int, int]]) -> tuple[list[NDArray[np.float32]], int, int]:
    """Return the first channel within ``spans``, the frames that a player hears, and its chapters."""
    kept = [np.zeros(stop - start, np.float32) for start, stop in spans]
    at = 0
    with av.open(str(path)) as container:
        for part in _parts(container):
            for (start, stop), window in zip(spans, kept, strict=True):
                first, last = max(start, at), min(stop, at + len(part))
                if first < last:
                    window[first - start : last - start] = part[first - at : last - at]
            at += len(part)
        chapters = len(container.chapters())
    return kept, at, chapters


def _parts(container: av.container.InputContainer) -> Iterator[NDArray[np.float32]]:
    for frame in container.decode(audio=0):
        part = frame.to_ndarray()
        row = part[0] if frame.format.is_planar else part.reshape(-1, frame.layout.nb_channels)[:, 0]
        yield row / np.float32(32_768) if row.dtype == np.int16 else row.astype(np.float32)


def _lag(right: NDArray[np.float32], heard: NDArray[np.float32]) -> int:
    """Return by how many frames ``heard`` is late."""
    size = 1 << int(2 * len(right) - 1).bit_length()
    match = np.fft.irfft(np.fft.rfft(heard, size) * np.fft.rfft(right, size).conj(), size)
    place = int(match.argmax())
    return place - size if place > size // 2 else place
