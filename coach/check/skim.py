"""An MP3 of ours, decoded without its silence: a frame that says it holds no data need not be decoded.

Half of a guided session is digital silence. An MP3 frame states how many bits of sound it holds;
where that is none for long enough, what a decoder gives is zero by definition. Only the other frames
are decoded, each with as many before it as it may borrow bits from.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from coach.units import RATE

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

PER_FRAME = 1152
"""Frames of sound in one MP3 frame."""

DECODER_DELAY = 529
"""Frames by which every decoder is late; a player leaves them out with the encoder's delay."""

SIDE = {1: 17, 2: 32}
"""Bytes of side information after the header, by channels."""

LENGTHS = {1: (18, 77), 2: (20, 79, 138, 197)}
"""Bits of the side information at which the four lengths (two granules, each channel) stand; 12 bits each."""

SAME = np.array([0xFF, 0xFF, 0xFF, 0xCF], np.uint8)
"""Bits of the header that all frames share; the others say how two channels are joined."""

BORROWED = 511
"""Bytes of earlier frames a frame may use, at most."""

RINGS_ON = 2
"""Frames in which a frame can still be heard after it."""

AT_ONCE = 4096
"""MP3 frames looked at together."""

WORTH_IT = 0.8
"""If more of the frames than this hold sound, decoding all of them is as quick."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where things are in a file."""

    start: int
    """Byte at which the first frame with sound begins."""
    size: int
    """Bytes of every frame."""
    count: int
    """Frames with sound."""
    header: bytes
    channels: int
    lead: int
    """Frames of sound to leave out at the start."""
    tail: int
    """The same at the end."""


def skim(path: Path, channels: int) -> Iterator[NDArray[np.int16]] | None:
    """Return the sound of ``path`` in parts of shape (frames, channels); None if it must be decoded whole."""
    layout = _layout(path, channels)
    if layout is None:
        return None
    holds = _holds_sound(path, layout)
    if holds is None:
        return None
    wanted = _widened(holds, layout)
    if wanted.mean() > WORTH_IT:
        return None
    return _trimmed(_parts(path, layout, wanted), layout)


def _layout(path: Path, channels: int) -> Layout | None:
    """Return where the frames are if ``path`` is 48 kHz MPEG-1 at a constant rate with a gapless header."""
    with path.open("rb") as file:
        tag = file.read(10)
        if tag[:3] != b"ID3":
            return None
        first = 10 + sum((byte & 0x7F) << shift for byte, shift in zip(tag[6:], (21, 14, 7, 0), strict=False))
        file.seek(first)
        info = file.read(4 + SIDE[channels] + 160)
        length = file.seek(0, 2) - first
    at = 4 + SIDE[channels]
    if info[:2] != b"\xff\xfb" or info[at : at + 4] != b"Info" or info[2] & 0x0E != 0x04:
        return None
    size = 144 * (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0)[info[2] >> 4] // 48
    if not size or length % size:
        return None
    delays = int.from_bytes(info[at + 141 : at + 144], "big")
    lead, tail = (delays >> 12) + DECODER_DELAY, (delays & 0xFFF) - DECODER_DELAY
    return Layout(first + size, size, length // size - 1, info[:4], channels, lead, tail)


def _holds_sound(path: Path, layout: Layout) -> NDArray[np.bool_] | None:
    """Say of every frame whether it holds any bits of sound; None if a frame is not like the first."""
    found = []
    with path.open("rb") as file:
        file.seek(layout.start)
        while data := file.read(AT_ONCE * layout.size):
            frames = np.frombuffer(data, np.uint8).reshape(-1, layout.size)
            if ((frames[:, :4] ^ np.frombuffer(layout.header, np.uint8)) & SAME).any():
                return None
            bits = np.unpackbits(frames[:, 4 : 4 + SIDE[layout.channels]], axis=1)
            lengths = [bits[:, at : at + 12].any(axis=1) for at in LENGTHS[layout.channels]]
            found.append(np.logical_or.reduce(lengths))
    return np.concatenate(found) if found else None


def _widened(holds: NDArray[np.bool_], layout: Layout) -> NDArray[np.bool_]:
    """Return the frames to decode: those with sound, those they borrow from, those they ring into."""
    wanted = holds.copy()
    for step in range(1, _before(layout) + 1):
        wanted[:-step] |= holds[step:]
    for step in range(1, RINGS_ON + 1):
        wanted[step:] |= holds[:-step]
    return wanted


def _before(layout: Layout) -> int:
    return -(-BORROWED // (layout.size - 4 - SIDE[layout.channels]))


def _parts(path: Path, layout: Layout, wanted: NDArray[np.bool_]) -> Iterator[NDArray[np.int16]]:
    edges = np.flatnonzero(np.diff(wanted)) + 1
    bounds = [0, *edges.tolist(), layout.count]
    with path.open("rb") as file:
        for first, last in pairwise(bounds):
            if not wanted[first]:
                yield from _zeros((last - first) * PER_FRAME, layout.channels)
                continue
            file.seek(layout.start + first * layout.size)
            yield from _decoded(file.read((last - first) * layout.size), layout)


def _zeros(frames: int, channels: int) -> Iterator[NDArray[np.int16]]:
    for done in range(0, frames, RATE):
        yield np.broadcast_to(np.int16(0), (min(RATE, frames - done), channels))


def _decoded(data: bytes, layout: Layout) -> Iterator[NDArray[np.int16]]:
    """Yield the sound of whole frames, after blank ones to borrow from."""
    import miniaudio

    blanks = [_blank(number, layout) for number in range(_before(layout))]
    left_out = len(blanks) * PER_FRAME
    for part in miniaudio.stream_memory(
        b"".join(blanks) + data,
        output_format=miniaudio.SampleFormat.SIGNED16,
        nchannels=layout.channels,
        sample_rate=RATE,
        frames_to_read=RATE,
    ):
        sound = np.frombuffer(part, np.int16).reshape(-1, layout.channels)[left_out:]
        left_out = 0
        yield sound


def _blank(number: int, layout: Layout) -> bytes:
    """Return a frame without sound that keeps what the blank frames before it left to borrow from."""
    borrowed = min(number * (layout.size - 4 - SIDE[layout.channels]), BORROWED)
    return (layout.header + (borrowed << 7).to_bytes(2, "big")).ljust(layout.size, b"\0")


def _trimmed(parts: Iterator[NDArray[np.int16]], layout: Layout) -> Iterator[NDArray[np.int16]]:
    """Leave out what encoder and decoder put before and after the sound."""
    lead, left = layout.lead, layout.count * PER_FRAME - layout.lead - layout.tail
    for part in parts:
        sound = part[lead:][: max(left, 0)]
        lead = max(0, lead - len(part))
        left -= len(sound)
        if len(sound):
            yield sound


__all__ = ["skim"]
