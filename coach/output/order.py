"""What an export shall write: the format, the names of all files, and what the files must be."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from coach.errors import UsageError
from coach.output.captions import CAPTIONS
from coach.output.formats import AUDIOBOOK, FORMATS, Format, choose
from coach.output.target import PODCAST, Target

if TYPE_CHECKING:
    from coach.plan.timeline import Chapter, Timeline

UNNAMED = ("", "..")
"""What stands for a folder and is no name: the files in it are named after the folder."""

NAME_BYTES = 60
"""Bytes of a chapter's title that its file name keeps; room is left for number and suffix."""

NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]+')
"""What some system or terminal cannot have in a file name."""


@dataclass(frozen=True, slots=True)
class Order:
    """What a person asked for."""

    path: Path
    """The file, or the folder for split tracks."""
    format: Format
    captions: tuple[str, ...] = ()
    """Kinds of captions to write beside it: ``vtt``, ``srt``, ``lrc``."""
    split: bool = False
    """One file per chapter and a playlist."""
    small: bool = False
    """Smaller files, at lower bit rates."""
    force: bool = False
    """Replace what is there."""
    target: Target = PODCAST
    """What it is mastered for."""
    mix: str = "full"
    """Whose part of the session it is."""
    cover: bytes = field(default=b"", repr=False)
    """Picture of the front, a square PNG; empty for none."""
    performer: str = ""
    """Who speaks, for the tags; the voice of the plan if empty."""

    def __post_init__(self) -> None:
        if self.small and not self.format.lossy:
            name = self.format.name.upper()
            raise UsageError(f"--small has no effect on {name}, which keeps all of the sound. Leave it out.")
        unknown = [kind for kind in self.captions if kind not in CAPTIONS]
        if unknown:
            raise UsageError(f'There are no captions "{unknown[0]}". Choose from {", ".join(CAPTIONS)}.')


def order(path: Path, timeline: Timeline | None, *, kind: str | None = None, split: bool = False) -> Order:
    """Return an order for ``path``, which may be a folder: the file is then named after the routine.

    As long as there is no timeline yet the path stays that of the folder.

    With ``split`` the path names a folder, with or without the suffix of the format. Raises UsageError.
    """
    chosen = format_of(path, kind, split=split)
    if split:
        folder = path.with_suffix("") if path.suffix.lower() == chosen.suffix else path
        return Order(folder if folder.name not in UNNAMED else folder.resolve(), chosen, split=True)
    if timeline is not None and path.is_dir():
        path /= f"{timeline.routine}{chosen.suffix}"
    return Order(path, chosen)


def format_of(path: Path, kind: str | None = None, *, split: bool = False) -> Format:
    """Return the format of an order for ``path``: tracks are MP3 and a file in a folder is M4B by themselves.

    Raises UsageError.
    """
    known = {form.suffix: form for form in FORMATS.values()}.get(path.suffix.lower())
    if kind and known is not None and not split and not path.is_dir() and choose(path, kind) is not known:
        raise UsageError(
            f"{path.name} is no name for {kind.upper()}. Write -o {path.with_suffix('').name}.{kind}."
        )
    if split:
        return FORMATS["mp3"] if not kind and known is None else choose(path, kind)
    return choose(path, kind or "m4b") if path.is_dir() else choose(path, kind)


def for_target(order: Order, target: Target) -> Order:
    """Return ``order`` mastered for ``target``. Raises UsageError for a format that it does not take."""
    if target.name != "acx":
        return replace(order, target=target)
    if order.format.name != "mp3":
        name = order.format.name.upper()
        raise UsageError(f"--target acx is MP3, not {name}. Name a folder with -o; leave --format out.")
    if order.small:
        raise UsageError("--target acx has a bit rate of its own. Leave --small out.")
    return replace(order, target=target, format=AUDIOBOOK)


def for_mix(order: Order, mix: str) -> Order:
    """Return ``order`` for one of several mixes, whose name goes into that of the file or folder."""
    named = order.path.suffix.lower() == order.format.suffix and not order.split
    stem, suffix = (order.path.stem, order.path.suffix) if named else (order.path.name, "")
    return replace(order, path=order.path.with_name(f"{stem}.{mix}{suffix}"), mix=mix)


def track_name(number: int, count: int, chapter: Chapter, suffix: str) -> str:
    """Return the file name of a split track, the same and allowed on every system."""
    title = (
        NOT_IN_NAMES.sub(" ", chapter.title).encode("utf-8", "ignore")[:NAME_BYTES].decode("utf-8", "ignore")
    )
    title = " ".join(title.split()).strip(". ")
    digits = max(2, len(str(count)))
    return f"{number:0{digits}d} {title}".strip() + suffix


__all__ = ["Order", "for_mix", "for_target", "format_of", "order", "track_name"]
