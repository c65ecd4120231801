"""The voiced timeline: everything that happens, on its frame. It is what live and export both play."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from coach.plan.options import Options
from coach.routine.kind import Kind, Level
from coach.units import Frames


@dataclass(frozen=True, slots=True)
class Line:
    """Something a voice is asked to say."""

    id: str
    """Name of the cue in the cue sheet, such as ``2.1.3``; a recorded voice finds its file by it."""
    text: str
    """The words."""


Measure = Callable[[Collection[Line]], Mapping[Line, Frames]]
"""Says how long each line takes when spoken and trimmed, in frames; called with whole batches."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A cue at its place."""

    id: str
    """Step and number of the cue in it, such as ``2.1.3``; a ``b`` follows on the second side."""
    kind: Kind
    level: Level
    start: Frames
    """First frame of the trimmed speech."""
    end: Frames
    """Frame after the last of the trimmed speech."""
    line: Line
    """The words as they are spoken, and the name a voice knows them by."""
    section: str
    step: str
    side: str | None
    """``A`` for the first side, ``B`` for the other, None where there are no sides."""
    rep: int | None
    """Repetition the cue belongs to, from 1."""
    addressee: str


@dataclass(frozen=True, slots=True)
class GateSpan:
    """A place where a live session waits: at the end of a step, or in a step without an end of its own."""

    line: Line
    """What is said there, and the name a voice knows it by."""
    wait: str
    """``ready`` or ``open``."""
    repeat_after: Frames
    """The line is said again after so many frames: once if ready, every so often if open."""


@dataclass(frozen=True, slots=True)
class StepSpan:
    """A step at its place."""

    step: str
    technique: str
    label: str
    section: str
    side: str | None
    start: Frames
    end: Frames
    reps: int | None
    gate: GateSpan | None = None
    """A live session waits at its end."""
    part: str = ""
    """Title of the section, or of the side of it."""
    firmest: int = 5
    """Firmest pressure of the step (0 to 5), lowered by what the giver asked for."""


@dataclass(frozen=True, slots=True)
class HoldSpan:
    """A hold at its place; never cut, stretched or spoken over."""

    step: str
    side: str | None
    rep: int
    start: Frames
    end: Frames
    count: int


@dataclass(frozen=True, slots=True)
class Strike:
    """A chime at its place."""

    name: str
    start: Frames
    """First frame of its file."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A part that a player can jump to."""

    title: str
    start: Frames
    end: Frames


@dataclass(frozen=True, slots=True)
class Change:
    """Something that fitting did, in words and numbers."""

    step: str
    what: str
    """Such as ``n 5 -> 3`` or ``60 s -> 47 s``."""
    reason: str


@dataclass(frozen=True, slots=True)
class FitReport:
    """How the length asked for was reached."""

    requested: Frames
    shortest: Frames
    longest: Frames
    dropped: tuple[Change, ...] = ()
    """Steps left out."""
    changed: tuple[Change, ...] = ()
    """Steps with another length or number than written."""
    words_dropped: tuple[Change, ...] = ()
    """Cues left out, or spoken in their short form."""
    inserted: tuple[Change, ...] = ()
    """What was put in because stretching made it necessary."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """A session, complete and exact: the contract between planning and everything after it."""

    routine: str
    title: str
    summary: str
    options: Options
    frames: Frames
    """Length of the whole session."""
    cues: tuple[Spoken, ...]
    """In time order; no two overlap."""
    steps: tuple[StepSpan, ...]
    holds: tuple[HoldSpan, ...]
    chimes: tuple[Strike, ...]
    chapters: tuple[Chapter, ...]
    fit: FitReport
    unspoken: tuple[Line, ...] = ()
    """Lines that gave way at this length: other forms, and cues that were left out."""
    uneven: tuple[str, ...] = ()
    """Steps that the giver made longer or shorter on the other side than on the first."""
