"""From what a listener chose to the bed of any session: the ambience is made or read once."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING

from coach.errors import InputError, UsageError
from coach.plan.options import NO_BED
from coach.sound.ambience import AMBIENCES, Ambience, synthesised
from coach.sound.bed import Bed
from coach.sound.ducking import level
from coach.units import Decibels

if TYPE_CHECKING:
    from coach.plan.options import Options
    from coach.plan.timeline import Timeline
    from coach.sound.score import Lay


def named(name: str) -> str:
    """Return the ambience, or ``none``, that ``name`` means in letters of any size; else ``name``."""
    small = name.lower()
    return small if small == NO_BED or small in AMBIENCES else name


def found(name: str) -> str:
    """Return the ambience that ``name`` means, or the whole path of a file of that name.

    Raises UsageError for an unknown name, InputError for a file that is not there.
    """
    if (known := named(name)) in AMBIENCES:
        return known
    path = Path(name)
    if path.is_file():
        return str(path.resolve())
    if path.name == name and not path.suffix:
        from difflib import get_close_matches

        near = get_close_matches(name, (*AMBIENCES, NO_BED), n=1)
        hint = (
            f"Did you mean {near[0]}?" if near else f"It is one of {', '.join(AMBIENCES)}, none, or a file."
        )
        raise UsageError(f'There is no ambience "{name}". {hint}')
    raise InputError(
        f'The music "{name}" is not there. Name a sound file, or an ambience: coach ambience lists them.'
    )


@functools.lru_cache(maxsize=4)
def ambience_of(name: str) -> Ambience:
    """Return the ambience called ``name``, or the music in the file of that name; the same one each time.

    Raises like ``found``.
    """
    known = found(name)
    if known in AMBIENCES:
        return synthesised(known)
    from coach.sound.music import music

    return music(Path(known))


def laying(options: Options) -> Lay | None:
    """Return what lays the bed that ``options`` ask for; None without one.

    Raises what ``found`` does, and InputError for music that cannot be read.
    """
    if options.ambience == NO_BED:
        return None
    source = ambience_of(options.ambience)

    def lay(timeline: Timeline, phrases: list[tuple[int, int]]) -> Bed:
        curve = level(timeline, phrases=phrases, pulse=options.pulse)
        return Bed(source, Decibels(options.bed), curve)

    return lay


__all__ = ["ambience_of", "found", "laying", "named"]
