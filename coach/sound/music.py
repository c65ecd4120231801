"""Somebody's own music as an ambience: at one loudness, looped where its end is like its beginning."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from coach.errors import InputError, WriteError
from coach.sound.ambience import CELLS, LUFS
from coach.sound.block import GRID
from coach.sound.loudness import CELL, Meter
from coach.sound.pcm import FULL_SCALE
from coach.units import RATE, to_gain

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from coach.sound.block import Block

SHORTEST_S = 10
"""Music must last so many seconds at least."""

LONGEST_S = 3_600
"""So much of a file is used; after it the music begins again."""

CROSS_S = 6.0
"""Seconds in which the end goes over into the beginning, in music of some length."""

SEARCHED_S = 30.0
"""Seconds at both ends in which the best seam is looked for."""

THIRD = 3
"""A part of a piece that is searched at either end at most: nearly half of it is heard each time round."""

HOP = RATE // 50
"""Frames from one picture of the sound to the next: 20 ms."""

BANDS = (0, 120, 250, 500, 1_000, 2_000, 4_000, 8_000, 16_000)
"""Borders of the bands of such a picture, in Hz."""

MOST_BROKEN = 8
"""Packets of a file that may be broken: what follows the sound in some files looks like one."""

SILENT = 1e-7
"""Mean square of a hop that counts as silence at the ends of a file: -70 dB."""


class Music:
    """A piece of music without an end."""

    def __init__(self, pcm: NDArray[np.int16], cells: NDArray[np.float64], gain: float) -> None:
        """``pcm`` has the shape (frames, 2); ``cells`` is its energy, for every 100 ms."""
        self._pcm = pcm
        self._gain = np.float32(gain / FULL_SCALE)
        self._cells = cells * gain**2
        self.back, self.end, self.cross, self._alike = seam(pcm)

    def second(self, index: int) -> Block:
        """Return second ``index``, shape (2, GRID)."""
        sound = np.empty((2, GRID), np.float32)
        done = 0
        while done < GRID:
            at = self._folded(index * GRID + done)
            edge = self.end if at >= self.end - self.cross else self.end - self.cross
            count = min(GRID - done, edge - at)
            part = self._part(at, count)
            if at >= self.end - self.cross:
                turn = (np.arange(count) + (at - self.end + self.cross)) / self.cross * (np.pi / 2)
                falls, rises = np.cos(turn), np.sin(turn)
                # Of equal power also where both are partly the same sound.
                power = np.sqrt(1 + 2 * self._alike * falls * rises)
                part = part * (falls / power).astype(np.float32)
                part += self._part(at - self.end + self.back, count) * (rises / power).astype(np.float32)
            sound[:, done : done + count] = part
            done += count
        return sound

    def energy(self, first: int, seconds: int) -> NDArray[np.float64]:
        """Return the K-weighted mean square of both channels together for each 100 ms."""
        frames = (np.arange(first * CELLS, (first + seconds) * CELLS) * CELL + CELL // 2).astype(np.int64)
        late = frames >= self.end
        frames[late] = self.back + (frames[late] - self.back) % (self.end - self.back)
        return np.asarray(self._cells[np.minimum(frames // CELL, len(self._cells) - 1)])

    def _folded(self, frame: int) -> int:
        """Return the frame of the file that is heard at ``frame``."""
        return frame if frame < self.end else self.back + (frame - self.back) % (self.end - self.back)

    def _part(self, at: int, count: int) -> Block:
        return self._pcm[at : at + count].T * self._gain


def music(path: Path) -> Music:
    """Return the music in ``path``: any format that FFmpeg reads.

    Its sound is kept on disk while it is used. Raises InputError if it cannot be read or is too short,
    WriteError if there is no room for it.
    """
    meter = Meter(2)
    try:
        with tempfile.TemporaryFile(prefix="coach-music-") as store:
            for part in _decoded(path):
                store.write(part.tobytes())
                meter.feed((part.T / np.float32(FULL_SCALE)).astype(np.float32))
            store.flush()
            frames = store.tell() // 4
            if frames < SHORTEST_S * RATE:
                raise InputError(
                    f'The music "{path}" lasts {frames / RATE:.1f} s; a bed must last {SHORTEST_S} s.'
                )
            pcm = np.memmap(store, np.int16, "r", shape=(frames, 2))
    except OSError as error:
        raise WriteError(
            f"There is no room to unpack the music: {error.strerror or error}. "
            f"Make some in {tempfile.gettempdir()}."
        ) from error
    loudness = meter.integrated()
    if not np.isfinite(loudness):
        raise InputError(f'The music "{path}" is silent. Name another file, or an ambience.')
    low, high = _sounding(meter.cells())
    return Music(pcm[low * CELL : high * CELL], meter.cells()[low:high], to_gain(LUFS - loudness))


def _sounding(cells: NDArray[np.float64]) -> tuple[int, int]:
    """Return the first cell that sounds, and the one after the last."""
    loud = np.flatnonzero(cells > SILENT)
    low, high = int(loud[0]), int(loud[-1]) + 1
    return (low, high) if (high - low) * CELL >= SHORTEST_S * RATE else (0, len(cells))


def _decoded(path: Path) -> Iterator[NDArray[np.int16]]:
    """Yield the sound of ``path``, shape (frames, 2). Raises InputError."""
    import av

    try:
        with av.open(str(path)) as container:
            if not container.streams.audio:
                raise InputError(f'There is no sound in "{path}". Name a sound file.')
            resampler = av.AudioResampler(format="s16", layout="stereo", rate=RATE)
            left = LONGEST_S * RATE
            for frame in _frames(container):
                for ready in resampler.resample(frame):
                    yield _rows(ready)[:left]
                    left -= ready.samples
                if left <= 0:
                    return
            for ready in resampler.resample(None):
                yield _rows(ready)
    except (av.FFmpegError, ValueError) as error:  # a file whose rate or channels change is a ValueError
        why = getattr(error, "strerror", None) or error
        raise InputError(f'The music "{path}" cannot be read: {why}. Try an MP3, FLAC or WAV.') from error


def _frames(container: Any) -> Iterator[Any]:  # noqa: ANN401 - of a library without types
    """Yield the frames of sound of a file; some broken packets are left out, as players do."""
    import av

    broken = 0
    for packet in container.demux(audio=0):
        try:
            yield from packet.decode()
        except av.InvalidDataError:
            broken += 1
            if broken > MOST_BROKEN:
                raise


def _rows(frame: Any) -> NDArray[np.int16]:  # noqa: ANN401 - of a library without types
    return np.asarray(frame.to_ndarray(), np.int16).reshape(-1, 2)


def seam(pcm: NDArray[np.int16]) -> tuple[int, int, int, float]:
    """Return where the music goes back to, where it ends, and how long it goes over, in frames.

    The last value is how much both are the same sound there: 1 for the same, 0 for two that differ.

    Among all places near both ends that pair is taken at which level and colour are most alike for as
    long as the one becomes the other.
    """
    frames = len(pcm)
    cross = int(min(CROSS_S * RATE, frames // 8)) // HOP * HOP
    room = int(min(SEARCHED_S * RATE, frames // THIRD)) // HOP * HOP
    head, tail = pcm[:room], pcm[frames - room :]
    before, after = _pictures(tail), _pictures(head)
    width = cross // HOP
    apart = np.square(before).sum(1)[:, None] + np.square(after).sum(1) - 2 * before @ after.T
    best, found = np.inf, (0, 0)
    for offset in range(width - len(before), len(after) - width + 1):
        row = np.diagonal(apart, offset)
        total = np.concatenate([[0.0], np.cumsum(row, dtype=np.float64)])
        sums = total[width:] - total[:-width]
        place = int(sums.argmin())
        if sums[place] < best:
            best, found = float(sums[place]), (place + max(0, -offset), place + max(0, offset))
    ends, begins = found
    end = frames - room + ends * HOP + cross
    back, alike = _in_phase(pcm, begins * HOP + cross, end, cross)
    return back, end, cross, alike


def _in_phase(pcm: NDArray[np.int16], back: int, end: int, cross: int) -> tuple[int, float]:
    """Return ``back`` moved by a picture at most, to where the waves meet best, and how much they do."""
    low, high = max(back - cross - HOP, 0), back + HOP
    old = pcm[end - cross : end].astype(np.float32).mean(axis=1)
    new = pcm[low:high].astype(np.float32).mean(axis=1)
    size = 1 << (len(new) + len(old)).bit_length()
    product = np.fft.irfft(np.fft.rfft(new, size) * np.fft.rfft(old, size).conj(), size)
    product = product[: len(new) - len(old) + 1]
    total = np.concatenate([[0.0], np.cumsum(np.square(new, dtype=np.float64))])
    power = total[len(old) :] - total[: -len(old)]
    alike = product / np.sqrt(power * np.square(old, dtype=np.float64).sum() + 1)
    best = int(alike.argmax())
    return low + best + cross, float(np.clip(alike[best], 0, 1))


def _pictures(pcm: NDArray[np.int16]) -> NDArray[np.float64]:
    """Return the level of every band in dB, each 20 ms, shape (hops, bands)."""
    rows = pcm.astype(np.float32).mean(axis=1).reshape(-1, HOP) / np.float32(FULL_SCALE)
    power = np.square(np.abs(np.fft.rfft(rows * np.hanning(HOP).astype(np.float32), axis=1)))
    edges = np.searchsorted(np.fft.rfftfreq(HOP, 1 / RATE), BANDS)
    bands = np.add.reduceat(power, edges[:-1], axis=1)
    return np.asarray(10 * np.log10(bands + 1e-4))


__all__ = ["LONGEST_S", "SHORTEST_S", "Music", "music", "seam"]
