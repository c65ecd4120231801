"""Chapters beside a file: the JSON that podcast players read, and a playlist of split tracks."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from coach.units import to_seconds
from coach.words.plain import plain

if TYPE_CHECKING:
    from coach.plan.timeline import Chapter
    from coach.units import Frames

VERSION = "1.2.0"
"""Version of the Podcast Namespace chapters format."""


def chapters_json(chapters: Sequence[Chapter]) -> str:
    """Return the chapters as Podcast Namespace JSON; times in seconds, to the millisecond."""
    rows = [
        {
            "startTime": round(to_seconds(chapter.start), 3),
            "endTime": round(to_seconds(chapter.end), 3),
            "title": plain(chapter.title),
        }
        for chapter in chapters
    ]
    return json.dumps({"version": VERSION, "chapters": rows}, ensure_ascii=False, indent=2) + "\n"


def playlist(title: str, tracks: Sequence[tuple[str, str, Frames]]) -> str:
    """Return an extended M3U8 playlist of (file name, title, length) in the same folder."""
    lines = ["#EXTM3U", f"#PLAYLIST:{plain(title)}"]
    for name, called, frames in tracks:
        lines += [f"#EXTINF:{to_seconds(frames):.3f},{plain(called)}", name]
    return "\n".join(lines) + "\n"
