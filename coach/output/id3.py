"""An ID3v2.3 tag as bytes: text, chapters, table of contents, picture.

Version 2.3 with UTF-16 text is what every player reads. All times are known before the first
frame is encoded, so the tag is written first and nothing is ever moved.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from coach.output.picture import FRONT
from coach.units import to_seconds

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coach.output.tags import Track
    from coach.plan.timeline import Chapter

UTF_16 = b"\x01"
"""Marks text as UTF-16 with a byte order mark."""

BY_TIME = b"\xff" * 8
"""Byte offsets of a chapter that say: use the times."""

TOP_AND_ORDERED = 0b11
ORDERED = 0b01

MOST_CHILDREN = 255
"""A table of contents counts its children in one byte."""


def id3(track: Track) -> bytes:
    """Return the whole tag for ``track``, to be put in front of the sound."""
    tags = track.tags
    genre = f"({tags.genre}" if tags.genre.startswith("(") else tags.genre  # "(" alone would open a number
    written = {"TIT2": tags.title, "TALB": tags.album, "TPE1": tags.performer, "TCON": genre}
    if tags.track:
        written["TRCK"] = "{}/{}".format(*tags.track)
    written["TLEN"] = str(milliseconds(track.frames))
    body = b"".join(_text(name, value) for name, value in written.items() if value)
    if tags.comment:
        body += _frame(
            "COMM", UTF_16 + tags.language.encode("ascii") + _utf16("") + b"\0\0" + _utf16(tags.comment)
        )
    body += _contents(tags.chapters)
    if tags.cover:
        body += _frame("APIC", b"\0image/png\0" + bytes((FRONT,)) + b"\0" + tags.cover)
    return b"ID3\x03\x00\x00" + _seven_bits(len(body)) + body


def milliseconds(frames: int) -> int:
    """Return ``frames`` in the whole milliseconds that tags and captions count in."""
    return round(to_seconds(frames) * 1000)


def _contents(chapters: Sequence[Chapter]) -> bytes:
    if not chapters:
        return b""
    names = [f"ch{number}" for number in range(len(chapters))]
    groups = [names[start : start + MOST_CHILDREN] for start in range(0, len(names), MOST_CHILDREN)]
    if len(groups) == 1:
        tables = _table("toc", TOP_AND_ORDERED, names)
    else:
        parts = [f"toc{number}" for number in range(len(groups))]
        tables = _table("toc", TOP_AND_ORDERED, parts)
        tables += b"".join(_table(part, ORDERED, group) for part, group in zip(parts, groups, strict=True))
    return tables + b"".join(_chapter(name, chapter) for name, chapter in zip(names, chapters, strict=True))


def _table(name: str, flags: int, children: Sequence[str]) -> bytes:
    listed = b"".join(_name(child) for child in children)
    return _frame("CTOC", _name(name) + bytes((flags, len(children))) + listed + _text("TIT2", "Chapters"))


def _chapter(name: str, chapter: Chapter) -> bytes:
    times = struct.pack(">II", milliseconds(chapter.start), milliseconds(chapter.end))
    return _frame("CHAP", _name(name) + times + BY_TIME + _text("TIT2", chapter.title))


def _text(name: str, value: str) -> bytes:
    return _frame(name, UTF_16 + _utf16(value))


def _frame(name: str, body: bytes) -> bytes:
    return name.encode("ascii") + struct.pack(">IH", len(body), 0) + body


def _name(name: str) -> bytes:
    return name.encode("ascii") + b"\0"


def _utf16(text: str) -> bytes:
    return b"\xff\xfe" + text.encode("utf-16-le")


def _seven_bits(number: int) -> bytes:
    return bytes(number >> shift & 0x7F for shift in (21, 14, 7, 0))
