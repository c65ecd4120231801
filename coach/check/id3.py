"""The chapters of an ID3v2.3 tag, as far as coach writes it."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from coach.check.decode import Mark
from coach.units import to_frames

if TYPE_CHECKING:
    from collections.abc import Iterator

HEAD = 10
"""Bytes of the head of the tag, and of every frame in it."""

TIMES = 16
"""Bytes that follow a chapter's name: start, end and two places in the file."""

TEXT = {0: "latin-1", 1: "utf-16"}
"""Encodings by their mark."""


def length(head: bytes) -> int:
    """Return the bytes of the whole tag from its first ten; ten if there is none."""
    if len(head) < HEAD or head[:3] != b"ID3":
        return HEAD
    return HEAD + sum((byte & 0x7F) << shift for byte, shift in zip(head[6:10], (21, 14, 7, 0), strict=True))


def chapters(tag: bytes) -> tuple[Mark, ...]:
    """Return the chapters in ``tag``, by start."""
    found = []
    for name, body in _frames(tag[HEAD:]):
        if name == b"CHAP":
            at = body.index(b"\0") + 1
            start = struct.unpack_from(">I", body, at)[0]
            titles = [_text(text) for inner, text in _frames(body[at + TIMES :]) if inner == b"TIT2"]
            found.append(Mark(titles[0] if titles else "", to_frames(start / 1000)))
    return tuple(sorted(found, key=lambda mark: mark.start))


def _frames(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    while at + HEAD <= len(data) and data[at]:
        name, size = struct.unpack_from(">4sI", data, at)
        yield name, data[at + HEAD : at + HEAD + size]
        at += HEAD + size


def _text(body: bytes) -> str:
    return body[1:].decode(TEXT.get(body[0], "utf-8"), "replace").rstrip("\0")


__all__ = ["chapters", "length"]
