"""The first frame of an MP3: it holds no sound, only what a player needs to play the exact length.

LAME puts silence before and after the sound. Players that read this frame (all current ones do)
leave both out, so that the first frame heard is the first frame mixed, and the last is the last.
The layout is the "Info" header as LAME writes it; LAME's library leaves writing it to the caller.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

from coach.units import RATE

DELAY = 576
"""Frames of silence that LAME's encoder puts before the sound."""

PER_FRAME = 1152
"""Frames of sound in one MP3 frame."""

SIDE = {1: 17, 2: 32}
"""Bytes between a frame's header and its data, by number of channels."""

MOST = 0xFFF
"""Largest delay or padding that twelve bits hold."""

HAS_ALL = 0b1111
"""Frame count, byte count, seek table and quality follow."""

CONSTANT_RATE = 1


@dataclass(frozen=True, slots=True)
class Stream:
    """What is known of an MP3 once its last frame was encoded."""

    header: bytes
    """The first four bytes of any of its frames."""
    channels: int
    kilobits: int
    """Bit rate in kbit/s, the same for every frame."""
    length: int
    """Bytes of all frames with sound."""
    frames: int
    """Frames of sound that went in, at its own rate."""
    own: int
    """Bytes of the frame without sound."""
    count: int
    """Frames with sound."""


def size(kilobits: int, rate: int = RATE) -> int:
    """Return the bytes of one frame at ``rate`` in Hz, without the byte that some have more."""
    return kilobits * 1000 * PER_FRAME // 8 // rate


def info(stream: Stream) -> bytes:
    """Return the frame to stand before the sound; as long as every other frame."""
    own, count = stream.own, stream.count
    total = own + stream.length
    padding = count * PER_FRAME - DELAY - stream.frames
    if not 0 <= padding <= MOST:
        raise ValueError(f"{count} MP3 frames cannot hold {stream.frames} frames of sound")
    seek = bytes(256 * (own + stream.length * part // 100) // total for part in range(100))
    head = stream.header + bytes(SIDE[stream.channels])
    head += struct.pack(">4sIII100sI", b"Info", HAS_ALL, count, total, seek, 50)
    head += struct.pack(">9sBB8xBB", b"LAME3.100", CONSTANT_RATE, 0, 0, stream.kilobits)
    head += (DELAY << 12 | padding).to_bytes(3, "big")
    head += struct.pack(">BBHIH", 0, 0, 0, total, 0)
    head += struct.pack(">H", checksum(head))
    return head.ljust(own, b"\0")


def checksum(data: bytes) -> int:
    """Return the 16-bit check of the header (CRC-16, polynomial 0x8005, bits reversed)."""
    value = 0
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = value >> 1 ^ (0xA001 if value & 1 else 0)
    return value
