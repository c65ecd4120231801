"""A finished file read back without decoding its sound: what a player is told, and the very packets.

Whoever heard the packets while they were made knows their sound. Here is proven that the file holds
these packets and no others, and how much of them its container lets a player play.
"""

from __future__ import annotations

import hashlib
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from coach.check.decode import Mark, mark_of
from coach.check.id3 import chapters, length
from coach.check.lame import PER_FRAME, SIDE
from coach.units import RATE

if TYPE_CHECKING:
    from pathlib import Path
    from typing import BinaryIO

    from av import Packet
    from av.audio.stream import AudioStream

DECODER_DELAY = 529
"""Frames by which every MP3 decoder is late; a player leaves them out with the encoder's delay."""

KILOBITS = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0)
"""Bit rates of MP3 by the upper half of a header's third byte."""

ENDS = 4
"""Packets at either end that are decoded, because a container may cut off some of their sound."""

AT_ONCE = 1 << 18
"""Bytes read together."""


class ReadBackError(Exception):
    """A file that is not of our make: it must be decoded to know what it is."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a finished file says and holds."""

    frames: int
    """Frames that a player plays."""
    lead: int
    """Frames at the start that it leaves out."""
    channels: int
    rate: int
    """In Hz."""
    chapters: tuple[Mark, ...]
    digest: bytes
    """Of all packets in order."""


class Digest:
    """What tells one row of packets from any other."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256()

    def add(self, data: bytes) -> None:
        """Go on with ``data``, one packet or many."""
        self._hash.update(data)

    def value(self) -> bytes:
        """Return it."""
        return self._hash.digest()


def read_mp3(path: Path) -> Found:
    """Return what an MP3 of ours holds. Raises ReadBackError or OSError."""
    with path.open("rb") as file:
        head = file.read(10)
        marks = chapters(head + file.read(length(head) - 10))
        first = file.tell()
        info = file.read(4)
        size = _size(info)
        info += file.read(size - 4)
        channels = 1 if info[3] >> 6 == 3 else 2
        at = 4 + SIDE[channels]
        if info[at : at + 4] != b"Info":
            raise ReadBackError
        count, total = (int.from_bytes(info[at + skip : at + skip + 4], "big") for skip in (8, 12))
        delays = int.from_bytes(info[at + 141 : at + 144], "big")
        if total != (count + 1) * size:
            raise ReadBackError
        digest = _rest(file, info[:4], size)
        if file.tell() != first + total:
            raise ReadBackError
    lead, tail = delays >> 12, delays & 0xFFF
    frames = count * PER_FRAME - lead - tail
    return Found(frames, lead + DECODER_DELAY, channels, RATE, marks, digest)


def _size(header: bytes) -> int:
    """Return the bytes of a 48 kHz MPEG-1 frame."""
    if len(header) < 4 or header[:2] != b"\xff\xfb" or header[2] & 0x0E != 0x04:
        raise ReadBackError
    return KILOBITS[header[2] >> 4] * 144 // 48


def _rest(file: BinaryIO, header: bytes, size: int) -> bytes:
    """Return the digest of all frames from here on, each of which must begin like ``header``."""
    digest = Digest()
    while data := file.read(AT_ONCE // size * size):
        starts = {data[at : at + 3] for at in range(0, len(data), size)}
        if starts != {header[:3]}:
            raise ReadBackError
        digest.add(data)
    return digest.value()


def read_av(path: Path) -> Found:
    """Return what an MP4 or Ogg file of ours holds. Raises ReadBackError or OSError."""
    import av

    try:
        with av.open(str(path.absolute())) as container:
            stream = container.streams.audio[0]
            digest = Digest()
            count, heard, lead = 0, 0, 0
            held: deque[Packet[AudioStream]] = deque()
            for packet in container.demux(stream):
                if not packet.size:
                    continue
                digest.add(cast("bytes", packet))
                count += 1
                if count <= ENDS:
                    played = _played(packet)
                    heard += played
                    lead += (packet.duration or 0) - played
                    continue
                if len(held) == ENDS:
                    heard += held.popleft().duration or 0
                held.append(packet)
            heard += sum(map(_played, held))
            marks = tuple(mark_of(entry) for entry in container.chapters())
            return Found(heard, lead, stream.channels, stream.rate, marks, digest.value())
    except IndexError as error:
        raise ReadBackError from error
    except OSError:
        raise
    except av.FFmpegError as error:
        raise ReadBackError from error


def _played(packet: Packet[AudioStream]) -> int:
    """Return the frames that a player plays of ``packet``."""
    return sum((frame.samples for frame in packet.decode()), 0)


__all__ = ["Digest", "Found", "ReadBackError", "read_av", "read_mp3"]
