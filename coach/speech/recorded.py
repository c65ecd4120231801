"""A folder of recordings as a voice: each cue is a file named by its id, such as ``2.1.3.wav``.

A cue of the second side (``2.1.3b``) may have its own file; else the one of the first side is used.
With a ``script.csv`` (columns ``id`` and ``text``) beside the recordings, a cue whose words have changed
since they were recorded is refused.
"""

from __future__ import annotations

import csv
import functools
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from coach.errors import VoiceError
from coach.speech.casting import Casting
from coach.speech.clean import cleaned
from coach.speech.voice import Settings, Speech

if TYPE_CHECKING:
    from coach.plan.timeline import Line  # it brings the models with it: a worker has no use for them

SUFFIXES = (".wav", ".flac", ".mp3", ".m4a", ".ogg", ".opus")
"""Kinds of recordings, in the order in which they are preferred."""

SCRIPT = "script.csv"

LONGEST = 300
"""Most seconds that are read of a recording."""

VERSION = "1"
"""Of the reading; a recording itself is named by its file's size and time."""


def cast(argument: str) -> Casting:
    """Describe the recordings in the folder ``argument``; raise VoiceError if it holds none."""
    if not argument:
        raise VoiceError("Say which folder holds the recordings: --voice recorded:FOLDER")
    folder = Path(argument).expanduser().resolve()
    if not folder.is_dir():
        raise VoiceError(
            f"There is no folder {folder}: --voice recorded:FOLDER wants a folder of recordings."
        )
    recordings = listing(folder)
    if not recordings:
        raise VoiceError(
            f"No recordings in {folder}: name them by cue, such as 2.1.3.wav "
            "(`coach script ROUTINE` lists the cues)."
        )
    return Casting(
        name=f"recorded:{folder.name}",
        argument=str(folder),
        version=VERSION,
        languages=("*",),
        deterministic=True,
        max_chars=100_000,
        mark=functools.partial(_mark, folder, recordings, _script(folder)),
    )


def listing(folder: Path) -> dict[str, Path]:
    """Return the recordings in ``folder`` by cue id."""
    found: dict[str, Path] = {}
    for suffix in reversed(SUFFIXES):
        for path in sorted(folder.iterdir()):
            if path.suffix.lower() == suffix and path.is_file():
                found[path.name[: -len(suffix)]] = path
    return found


def _script(folder: Path) -> dict[str, str]:
    """Return the texts that were recorded, by cue id; empty without a script."""
    path = folder / SCRIPT
    if not path.is_file():
        return {}
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file)
            if not {"id", "text"} <= set(rows.fieldnames or ()):
                raise VoiceError(f"{path}: the first line must name the columns id and text.")
            return {str(row["id"]).strip(): str(row["text"]) for row in rows}
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise VoiceError(f"{path} cannot be read as a CSV file in UTF-8 ({error}).") from error


def _either(cue: str, table: Mapping[str, object]) -> str | None:
    """Return the id under which ``cue`` stands in ``table``: its own, or that of the first side."""
    if cue in table:
        return cue
    first = cue.removesuffix("b")
    return first if first in table else None


def _mark(
    folder: Path, recordings: Mapping[str, Path], script: Mapping[str, str], line: Line
) -> tuple[str, str]:
    """Return the id of the recording for ``line``, and what tells it from any other."""
    cue = _either(line.id, recordings)
    if cue is None:
        raise VoiceError(
            f"Cue {line.id} has no recording in {folder}: record “{line.text}” as {line.id}{SUFFIXES[0]}."
        )
    written = _either(line.id, script)
    if written is not None and cleaned(script[written]) != cleaned(line.text):
        raise VoiceError(
            f"Cue {line.id} was recorded with other words: {SCRIPT} says “{script[written]}”, "
            f"the routine says “{line.text}”. Record {recordings[cue].name} again and correct {SCRIPT}."
        )
    status = recordings[cue].stat()
    return cue, f"{recordings[cue]}|{status.st_size}|{status.st_mtime_ns}"


class RecordedVoice:
    """Reads recordings, in the worker."""

    def __init__(self, argument: str) -> None:
        casting = cast(argument)
        self.name = casting.name
        self.version = casting.version
        self.languages = casting.languages
        self.deterministic = casting.deterministic
        self.max_chars = casting.max_chars
        self._recordings = listing(Path(casting.argument))

    def speak(self, text: str, settings: Settings) -> Speech:  # noqa: ARG002 (the cue decides, not the words)
        """Return the recording of ``settings.cue`` as mono at its own rate."""
        path = self._recordings.get(settings.cue)
        if path is None:
            raise VoiceError(f"there is no recording of cue {settings.cue}")
        return read(path)


def read(path: Path) -> Speech:
    """Return the sound in any file that FFmpeg can read; raise VoiceError if there is none in it."""
    import av
    import numpy as np

    try:
        with av.open(str(path)) as container:
            if not container.streams.audio:
                raise VoiceError(f"{path} holds no sound: record it again.")
            mix = av.AudioResampler(format="s16", layout="mono")
            parts, frames, rate = [], 0, 0
            for packed in container.decode(container.streams.audio[0]):
                rate = rate or packed.sample_rate
                for frame in mix.resample(packed):
                    parts.append(frame.to_ndarray().reshape(-1))
                    frames += frame.samples
                if frames > LONGEST * rate:
                    raise VoiceError(f"{path} is longer than {LONGEST} seconds: is it the right file?")
    except (av.FFmpegError, OSError) as error:
        raise VoiceError(f"{path} cannot be read as sound ({error}): record it again.") from error
    if not parts:
        raise VoiceError(f"{path} holds no sound: record it again.")
    return Speech(np.concatenate(parts).astype(np.int16, copy=False), rate)


def load(argument: str) -> RecordedVoice:
    """Return the recordings in the folder ``argument``."""
    return RecordedVoice(argument)
