"""A cue sheet read back: what a finished file must sound like, in frames."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from coach.check.fault import Fault
from coach.check.shape import LETTERS
from coach.check.verify import TRUE_PEAK
from coach.errors import InputError
from coach.sound.score import MIXES
from coach.speech.silent import SilentVoice
from coach.units import RATE, Decibels, Frames, clock, to_frames

SUFFIX = ".cues.json"
"""What a cue sheet's name ends with, after the name of its track."""

FULL = Decibels(0.0)
"""As loud as everything."""

NONE = Frames(0)

SAME = to_frames(0.2)
"""Frames by which the same thing may lie elsewhere in another format."""

CUT = ("start", "end", "head", "tail")
"""Fields of a track, in seconds."""

MOST_BYTES = 64 << 20
"""A cue sheet is some 30 kB for a quarter of an hour; nothing as large as this is one."""


@dataclass(frozen=True, slots=True)
class Cue:
    """What is said, and when."""

    id: str
    start: Frames
    end: Frames
    text: str
    shape: str = ""
    """How loud it is from moment to moment; older sheets do not say it."""
    gain: Decibels = FULL
    """How loud it is against the others, in dB: some sessions become softer."""

    @property
    def name(self) -> str:
        """Name and time for a person."""
        words = self.text if len(self.text) <= 40 else f"{self.text[:37].rstrip()}..."
        return f'cue {self.id} at {clock(self.start, tenths=True)} ("{words}")'


@dataclass(frozen=True, slots=True)
class Bell:
    """A chime, and when."""

    name: str
    start: Frames
    gain: Decibels = FULL
    """How loud it is against the others, in dB."""

    @property
    def title(self) -> str:
        """Name and time for a person."""
        return f"chime {self.name} at {clock(self.start, tenths=True)}"


@dataclass(frozen=True, slots=True)
class Part:
    """A chapter."""

    title: str
    start: Frames
    end: Frames


@dataclass(frozen=True, slots=True)
class Cut:
    """What of the session is in one of several files."""

    start: Frames
    end: Frames
    head: Frames
    """Silence before it, which is not part of the session."""
    tail: Frames
    """Silence after it."""
    gain: Decibels = FULL
    """By how much it is louder than the session."""


@dataclass(frozen=True, slots=True)
class Note:
    """Something that is off and was told when the session was mixed."""

    kind: str
    at: Frames | None
    name: str | None

    def tells(self, fault: Fault) -> bool:
        """Return whether ``fault`` is what was told; formats differ by some hops."""
        if (fault.kind, fault.name) != (self.kind, self.name) or (fault.at is None) != (self.at is None):
            return False
        return fault.at is None or self.at is None or abs(fault.at - self.at) <= SAME


@dataclass(frozen=True, slots=True)
class Sound:
    """How the session was mixed and mastered; older sheets do not say it."""

    mix: str = "full"
    rate: int = RATE
    """In Hz."""
    channels: int | None = None
    lufs: float | None = None
    """Integrated loudness of the whole."""
    peak: Decibels = TRUE_PEAK
    """Highest true peak, in dBTP."""
    bed: bool = False
    """Ambience sounds under the voice."""
    tail: Frames = NONE
    """So long a room may be heard after what is said in it."""
    said: bool = False
    """Whether the sheet says any of this."""
    target: str = "podcast"
    """What it was mastered for."""
    fades: Frames | None = None
    """Where a bed begins to fade out for good; the usual end if None."""
    notes: tuple[Note, ...] = ()
    """What was off in the mix already, and is no fault of the file."""
    cuts: tuple[Cut, ...] = ()
    """What is in each file of a split session; the chapters if empty."""


@dataclass(frozen=True, slots=True)
class CueSheet:
    """What a finished file must be."""

    title: str
    voice: str
    frames: Frames
    cues: tuple[Cue, ...]
    """Those that sound in its mix, by start; empty for the voice that makes no sound."""
    bells: tuple[Bell, ...]
    """Those that sound in its mix, by start."""
    chapters: tuple[Part, ...]
    sound: Sound = field(default_factory=Sound)
    locale: str = "en"
    """Language in which it is spoken."""


def read_sheet(path: Path) -> CueSheet:
    """Return the cue sheet in ``path``. Raises InputError if it is not there or no cue sheet."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise InputError(f'"{path}" is too large for a cue sheet. Name another with --sheet.')
        data = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise InputError(f'There is no cue sheet "{path}". Name it with --sheet FILE.') from error
    except OSError as error:
        raise InputError(f'The cue sheet "{path}" cannot be read: {error.strerror}.') from error
    except (ValueError, RecursionError) as error:
        raise InputError(f'"{path}" is no cue sheet: it is not JSON. Export the session again.') from error
    return parsed(data)


def parsed(data: Any) -> CueSheet:  # noqa: ANN401 - whatever stood in the file
    """Return ``data``, which was read from JSON, as a cue sheet. Raises InputError if it is none."""
    try:
        sound = _sound(data)
        addressees, ringing = MIXES[sound.mix]
        told = () if data["options"].get("voice", "") == SilentVoice.name else data["cues"]
        return CueSheet(
            title=str(data["title"]),
            voice=str(data["options"].get("voice", "")),
            frames=to_frames(data["seconds"]),
            cues=tuple(
                Cue(str(cue["id"]), *_span(cue), str(cue["text"]), _shape(cue.get("shape", "")), _gain(cue))
                for cue in told
                if cue["addressee"] in addressees and cue["text"].strip()
            ),
            bells=tuple(
                Bell(str(bell["name"]), to_frames(bell["start"]), _gain(bell))
                for bell in data["chimes"]
                if ringing and bell["start"] < data["seconds"]
            ),
            chapters=tuple(Part(str(part["title"]), *_span(part)) for part in data["chapters"]),
            sound=sound,
            locale=str(data["options"].get("locale") or "en"),
        )
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        what = f"{error} is missing" if isinstance(error, KeyError) else f"something in it is wrong ({error})"
        raise InputError(f"This is no cue sheet: {what}. Export the session again.") from error


def _span(row: Mapping[str, Any]) -> tuple[Frames, Frames]:
    return to_frames(row["start"]), to_frames(row["end"])


def _cut(row: Mapping[str, Any]) -> Cut:
    start, end, head, tail = (to_frames(row[key]) for key in CUT)
    return Cut(start, end, head, tail, Decibels(float(row.get("gain", 0))))


def _note(row: Mapping[str, Any]) -> Note:
    at, name = row.get("at"), row.get("name")
    return Note(
        str(row["kind"]), None if at is None else to_frames(float(at)), None if name is None else str(name)
    )


def _gain(row: Mapping[str, Any]) -> Decibels:
    return Decibels(float(row.get("gain", FULL)))


def _shape(word: str) -> str:
    return word if set(word) <= set(LETTERS) else ""


def _sound(data: Mapping[str, Any]) -> Sound:
    said = data.get("sound", {})
    bed = said.get("bed", data["options"].get("ambience") not in {None, "none"})
    lufs = said.get("lufs")
    return Sound(
        mix=str(said.get("mix", "full")),
        rate=int(said.get("rate", RATE)),
        channels=said.get("channels"),
        lufs=None if lufs is None else float(lufs),
        peak=Decibels(float(said.get("peak", TRUE_PEAK))),
        bed=bool(bed),
        tail=to_frames(float(said.get("tail", 0))),
        fades=None if said.get("fades") is None else to_frames(float(said["fades"])),
        notes=tuple(_note(row) for row in said.get("notes", ())),
        cuts=tuple(_cut(row) for row in said.get("tracks", ())),
        said=bool(said),
        target=str(said.get("target", "podcast")),
    )


__all__ = ["CUT", "SUFFIX", "Bell", "Cue", "CueSheet", "Cut", "Note", "Part", "Sound", "parsed", "read_sheet"]
