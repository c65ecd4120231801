"""An MP3 of ours, decoded without its silence: a frame that says it holds no data need not be decoded.

Half of a guided session is digital silence. An MP3 frame states how many bits of sound it holds;
where that is none for long enough, what a decoder gives is zero by definition. Only the other frames
are decoded, each with as many before it as it may borrow bits from.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, BinaryIO

import numpy as np

from coach.units import RATE

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from coach.check.growing import Growing

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

AT_ONCE = 1024
"""MP3 frames looked at together: 25 s."""

LONGEST = 16 * AT_ONCE
"""MP3 frames without silence that are still decoded in one go: 6.5 minutes, 6 MB."""

ENCODER_DELAY = 576
"""Frames that LAME puts before the sound; the gapless header, written last, must say the same."""

HELD_BACK = 4
"""MP3 frames at the end that wait for the gapless header: they may hold what it leaves out."""

KILOBITS = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0)
"""Bit rates by the upper half of a header's third byte."""


class CannotSkimError(Exception):
    """A file that must be decoded whole."""


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


def skim(source: Growing, channels: int) -> Iterator[NDArray[np.int16]]:
    """Yield the sound of an MP3, which may still be growing, in parts of shape (frames, channels).

    Raises CannotSkimError, at any time, if the file must be decoded whole, and what reading it raises.
    """
    skimmer = _Skimmer(source, channels)
    return skimmer.trimmed(skimmer.parts())


class _Skimmer:
    """Reads on from where silence is, and knows the end once there is one."""

    def __init__(self, source: Growing, channels: int) -> None:
        self._source = source
        self._channels = channels
        self._left: int | None = None  # frames of sound still to come, when known

    def parts(self) -> Iterator[NDArray[np.int16]]:
        """Yield what a decoder gives, from the first MP3 frame to the last."""
        with self._source.path.open("rb") as file:
            layout = self._opening(file)
            done, window = 0, AT_ONCE
            while True:
                reach = layout.start + (done + window + HELD_BACK) * layout.size
                found, finished = self._source.wait(reach)
                whole = (found - layout.start) // layout.size
                if finished:
                    self._conclude(layout, done)
                ready = min(whole if finished else whole - HELD_BACK, done + window)
                low = max(done - RINGS_ON, 0)
                holds = _holds_sound(file, layout, low, ready)
                wanted = _widened(holds, layout)[done - low :]
                cut = ready - done
                if not (finished and ready == whole):
                    # What the last frames lend is not known yet; and a stretch is decoded in one go.
                    quiet = np.flatnonzero(~wanted[: max(cut - _before(layout), 0)])
                    cut = int(quiet[-1]) if len(quiet) else 0
                if cut:
                    yield from _stretches(file, layout, done, wanted[:cut])
                    done, window = done + cut, AT_ONCE
                else:
                    window += AT_ONCE
                if finished and done == whole:
                    return
                if window > LONGEST:
                    raise CannotSkimError

    def trimmed(self, parts: Iterator[NDArray[np.int16]]) -> Iterator[NDArray[np.int16]]:
        """Leave out what encoder and decoder put before and after the sound."""
        lead = ENCODER_DELAY + DECODER_DELAY
        for part in parts:
            sound = part[lead:]
            lead = max(0, lead - len(part))
            if self._left is not None:
                sound = sound[: max(self._left, 0)]
                self._left -= len(sound)
            if len(sound):
                yield sound

    def _opening(self, file: BinaryIO) -> Layout:
        """Return where the frames are, of a file without its gapless header as well."""
        self._source.wait(10)
        first = _after_tag(file)
        self._source.wait(first + 4096)
        file.seek(first)
        data = file.read(4096)
        blank = len(data) - len(data.lstrip(b"\0"))
        header = data[blank : blank + 4]
        size = _size(header)
        if not size or blank not in {0, size}:
            raise CannotSkimError
        return Layout(first + size, size, 0, header, self._channels, 0, 0)

    def _conclude(self, opening: Layout, done: int) -> None:
        """Read the gapless header of the finished file."""
        if self._left is not None:
            return
        layout = _layout(self._source.path, self._channels)
        lead = ENCODER_DELAY + DECODER_DELAY
        if layout is None or (layout.start, layout.size, layout.lead) != (opening.start, opening.size, lead):
            raise CannotSkimError
        self._left = layout.count * PER_FRAME - lead - layout.tail - max(done * PER_FRAME - lead, 0)


def _after_tag(file: BinaryIO) -> int:
    """Return the byte after the ID3 tag."""
    tag = file.read(10)
    if tag[:3] != b"ID3" or len(tag) < 10:
        raise CannotSkimError
    return 10 + sum((byte & 0x7F) << shift for byte, shift in zip(tag[6:], (21, 14, 7, 0), strict=True))


def _size(header: bytes) -> int:
    """Return the bytes of a 48 kHz MPEG-1 frame; 0 if it is none."""
    if header[:2] != b"\xff\xfb" or len(header) < 4 or header[2] & 0x0E != 0x04:
        return 0
    return KILOBITS[header[2] >> 4] * 144 // 48


def _layout(path: Path, channels: int) -> Layout | None:
    """Return where the frames are if ``path`` is 48 kHz MPEG-1 at a constant rate with a gapless header."""
    with path.open("rb") as file:
        first = _after_tag(file)
        file.seek(first)
        info = file.read(4 + SIDE[channels] + 160)
        length = file.seek(0, 2) - first
    at = 4 + SIDE[channels]
    size = _size(info)
    if not size or length % size or info[at : at + 4] != b"Info":
        return None
    delays = int.from_bytes(info[at + 141 : at + 144], "big")
    lead, tail = (delays >> 12) + DECODER_DELAY, (delays & 0xFFF) - DECODER_DELAY
    return Layout(first + size, size, length // size - 1, info[:4], channels, lead, tail)


def _holds_sound(file: BinaryIO, layout: Layout, low: int, high: int) -> NDArray[np.bool_]:
    """Say of frames ``low`` to ``high`` whether they hold any bits of sound."""
    file.seek(layout.start + low * layout.size)
    data = file.read(max(high - low, 0) * layout.size)
    frames = np.frombuffer(data, np.uint8).reshape(-1, layout.size)
    if ((frames[:, :4] ^ np.frombuffer(layout.header, np.uint8)) & SAME).any():
        raise CannotSkimError
    bits = np.unpackbits(frames[:, 4 : 4 + SIDE[layout.channels]], axis=1)
    lengths = [bits[:, at : at + 12].any(axis=1) for at in LENGTHS[layout.channels]]
    return np.asarray(np.logical_or.reduce(lengths), np.bool_)


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


def _stretches(
    file: BinaryIO, layout: Layout, start: int, wanted: NDArray[np.bool_]
) -> Iterator[NDArray[np.int16]]:
    """Yield the sound of the frames from ``start`` on, of which the ``wanted`` are decoded."""
    edges = np.flatnonzero(np.diff(wanted)) + 1
    for first, last in pairwise([0, *edges.tolist(), len(wanted)]):
        if not wanted[first]:
            yield from _zeros((last - first) * PER_FRAME, layout.channels)
            continue
        file.seek(layout.start + (start + first) * layout.size)
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


__all__ = ["CannotSkimError", "skim"]
