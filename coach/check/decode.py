"""Any finished file as sound: decoded as players do it, a second at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from coach.errors import InputError
from coach.sound.block import silence, spread
from coach.sound.pcm import FULL_SCALE
from coach.units import RATE, Frames, to_frames

if TYPE_CHECKING:
    from pathlib import Path

    from av.container import InputContainer
    from av.container.core import Chapter
    from numpy.typing import NDArray

    from coach.sound.block import Block

CHEAP = frozenset({"mp3", "flac", "wav"})
"""Containers that miniaudio decodes, gapless headers included, at two thirds of FFmpeg's cost."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A chapter as a reader finds it."""

    title: str
    start: Frames


@dataclass(frozen=True, slots=True)
class Recording:
    """A finished file that can be listened to once."""

    container: str
    """FFmpeg's name of the container."""
    rate: int
    """In Hz."""
    channels: int
    chapters: tuple[Mark, ...]
    tags: Mapping[str, str]
    """Title, artist and so on by FFmpeg's names, in lower case."""
    blocks: Iterator[Block]
    """The sound, about a second at a time."""


@contextmanager
def recording(path: Path) -> Iterator[Recording]:
    """Open ``path`` for one listening. Raises InputError if it holds no sound that can be read."""
    import av
    import miniaudio

    try:
        with av.open(str(path.absolute())) as container:
            if not container.streams.audio:
                raise InputError(f'"{path}" holds no sound. Name an exported track.')
            stream = container.streams.audio[0]
            name = container.format.name
            chapters = tuple(mark_of(entry) for entry in container.chapters())
            parts = (
                _by_miniaudio(path, stream.rate, stream.channels) if name in CHEAP else _by_ffmpeg(container)
            )
            told = {**stream.metadata, **container.metadata}
            tags = {key.lower(): value for key, value in told.items()}
            yield Recording(name, stream.rate, stream.channels, chapters, tags, map(block_of, parts))
    except FileNotFoundError as error:
        raise InputError(f'There is no file "{path}".') from error
    except (av.FFmpegError, miniaudio.MiniaudioError) as error:
        raise InputError(f'"{path}" cannot be read as sound: {error}.') from error


def mark_of(entry: Chapter) -> Mark:
    """Return a chapter as FFmpeg finds it."""
    start = to_frames(float(entry["start"] * (entry["time_base"] or 1)))
    return Mark(entry["metadata"].get("title", ""), start)


def _by_miniaudio(path: Path, rate: int, channels: int) -> Iterator[NDArray[np.int16]]:
    """Yield samples, shape (channels, frames), a second at a time."""
    import miniaudio

    kind = miniaudio.SampleFormat.SIGNED16
    for part in miniaudio.stream_file(
        str(path.absolute()), output_format=kind, nchannels=channels, sample_rate=rate, frames_to_read=RATE
    ):
        yield np.frombuffer(part, np.int16).reshape(-1, channels).T


def _by_ffmpeg(container: InputContainer) -> Iterator[NDArray[Any]]:
    """Yield samples, shape (channels, frames), a second at a time."""
    parts: list[NDArray[Any]] = []
    frames = 0
    for frame in container.decode(audio=0):
        part = frame.to_ndarray()
        parts.append(part if frame.format.is_planar else part.reshape(frame.samples, -1).T)
        frames += frame.samples
        if frames >= RATE:
            yield np.concatenate(parts, axis=1)
            parts, frames = [], 0
    if parts:
        yield np.concatenate(parts, axis=1)


def block_of(part: NDArray[Any]) -> Block:
    """Return samples, shape (channels, frames), int16 or float, as a block.

    Silence, and channels that are alike, come in the form that costs a meter nothing.
    """
    channels, frames = part.shape
    if not part.any():
        return silence(channels, frames)
    alike = channels == 1 or bool((part[0] == part[1]).all())
    rows = np.ascontiguousarray(part[:1] if alike else part)
    if rows.dtype == np.int16:
        rows = np.multiply(rows, np.float32(1 / FULL_SCALE), dtype=np.float32)
    return spread(rows, channels) if alike else rows


def at_our_rate(blocks: Iterable[Block], rate: int, channels: int) -> Iterator[Block]:
    """Yield ``blocks``, which have ``rate`` in Hz, at 48 kHz."""
    if rate == RATE:
        yield from blocks
        return
    import soxr

    stream = soxr.ResampleStream(rate, RATE, channels, dtype="float32")
    for block in blocks:
        yield np.ascontiguousarray(
            stream.resample_chunk(np.ascontiguousarray(block.T)).T.reshape(channels, -1)
        )
    yield stream.resample_chunk(np.zeros((0, channels), np.float32), last=True).T.reshape(channels, -1)


__all__ = ["Mark", "Recording", "at_our_rate", "block_of", "mark_of", "recording"]
