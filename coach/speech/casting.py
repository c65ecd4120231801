"""What is known of a voice before it is loaded: enough for the cache, without importing an engine."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from coach.units import Frames

if TYPE_CHECKING:
    from coach.plan.timeline import Line  # it brings the models with it: a worker has no use for them


@dataclass(frozen=True, slots=True)
class Casting:
    """A voice as its module describes it, in a few milliseconds and without a model."""

    name: str
    """Engine and voice, such as ``hibari:heart``."""
    argument: str
    """What the worker is given to load it: the part after the colon, complete and absolute."""
    version: str
    """Everything that decides how it sounds; part of the cache key."""
    languages: tuple[str, ...]
    """Locales it can speak; empty means: whatever is installed, found out by the worker."""
    deterministic: bool
    """Whether the same text and settings always give the same bytes."""
    max_chars: int
    """Longest text it takes at once; longer ones are cut at sentences."""
    paces: tuple[int, int] | None = None
    """Slowest and fastest pace in words a minute; None where the pace is not ours to set."""
    mark: Callable[[Line], tuple[str, str] | None] | None = None
    """For voices that look lines up: id of the recording, and what tells it from any other; None if
    there is no recording."""
    complaint: Callable[[Line], str | None] | None = None
    """For the same voices: why a line cannot be said word for word, and what to do; None if it can."""
    sheet: Mapping[str, str] = field(default_factory=dict)
    """For the same voices: texts that were to be recorded, by id; empty where nobody wrote them down."""
    length: Callable[[str], Frames] | None = None
    """Knows the length of a text without speaking, for the voice that is silent."""


class Actor:
    """A voice that is, in its worker, what its casting says of it."""

    def __init__(self, casting: Casting) -> None:
        self.name = casting.name
        self.version = casting.version
        self.languages = casting.languages
        self.deterministic = casting.deterministic
        self.max_chars = casting.max_chars


@dataclass(frozen=True, slots=True)
class Row:
    """One engine in the table of voices."""

    module: str
    """Has ``cast(argument) -> Casting`` (light) and ``load(argument) -> Voice`` (in the worker only)."""
    fallback: str | None = None
    """Name of the voice that steps in when this one cannot speak."""
    workers: int = 2
    """Most workers at a time."""


@dataclass(frozen=True, slots=True)
class VoiceInfo:
    """One line of ``coach voices``."""

    name: str
    version: str
    languages: tuple[str, ...]
    ready: bool
    """Whether it can speak here and now."""
    note: str
    """What it is, or what to do to get it."""
