"""What a file says about itself: title, performer, chapters; every word safe to show anywhere.

Names come from routine files, so they may hold anything. Here they lose what could command a
terminal or turn a line around; all other characters reach the listener as written.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from coach.units import Frames
from coach.words.plain import plain

if TYPE_CHECKING:
    from coach.plan.timeline import Chapter, Timeline

ALBUM = "Massage Coach"
"""Album of every track that belongs to no other."""

GENRE = "Speech"
"""Genre of every track; players that know audiobooks sort by it."""


@dataclass(frozen=True, slots=True)
class Tags:
    """What is written into a file beside the sound."""

    title: str
    album: str = ALBUM
    performer: str = ""
    """Who speaks."""
    genre: str = GENRE
    comment: str = ""
    """A sentence or two about the session; may hold line feeds."""
    language: str = "eng"
    """Language of the texts: three letters of ISO 639-2."""
    chapters: tuple[Chapter, ...] = ()
    """In order, without gaps, from frame 0 to the end; empty for none."""
    cover: bytes = field(default=b"", repr=False)
    """Picture of the front, a square PNG; empty for none."""
    track: tuple[int, int] | None = None
    """Number of this track and of all tracks, where a session is many files."""

    def __post_init__(self) -> None:
        for name in ("title", "album", "performer", "genre"):
            object.__setattr__(self, name, plain(getattr(self, name)))
        object.__setattr__(self, "comment", plain(self.comment, lines=True))
        chapters = tuple(replace(chapter, title=plain(chapter.title)) for chapter in self.chapters)
        object.__setattr__(self, "chapters", chapters)


@dataclass(frozen=True, slots=True)
class Track:
    """What an encoder must know before the first block."""

    channels: int
    """1 or 2."""
    frames: Frames
    """Length of the sound that will come."""
    tags: Tags
    small: bool = False
    """Half the usual bit rate, where a format has bit rates."""


def tags(timeline: Timeline, performer: str = "", cover: bytes = b"") -> Tags:
    """Return the tags of a whole session; the performer is the voice that was planned unless named."""
    from coach.routine.locales import language  # it brings the models; a worker has no use for them

    return Tags(
        title=timeline.title,
        performer=performer or timeline.options.voice,
        comment=timeline.summary,
        language=language(timeline.options.locale).code,
        chapters=timeline.chapters,
        cover=cover,
    )
