"""A folder of recordings as a voice: each line is a file named by its id, such as ``2.1.3.wav``.

With a ``script.csv`` (columns ``id`` and ``text``) beside the recordings, a line whose words have changed
since they were recorded is refused: when it is to be heard, not before. Planning asks for the same line
with other numbers in it, and a recording is as long as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from coach.errors import VoiceError
from coach.speech import script
from coach.speech.casting import Actor, Casting
from coach.speech.clean import cleaned
from coach.speech.voice import Settings, Speech

if TYPE_CHECKING:
    from coach.plan.timeline import Line  # it brings the models with it: a worker has no use for them

SUFFIXES = (".wav", ".flac", ".mp3", ".m4a", ".ogg", ".opus")
"""Kinds of recordings, in the order in which they are preferred."""

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
            f"(coach script ROUTINE --record -o {folder / script.SCRIPT} lists the cues)."
        )
    shelf = Shelf(folder, recordings, script.read(folder))
    return Casting(
        name=f"recorded:{folder.name}",
        argument=str(folder),
        version=VERSION,
        languages=("*",),
        deterministic=True,
        max_chars=100_000,
        mark=shelf.mark,
        complaint=shelf.complaint,
        sheet=shelf.texts,
    )


def listing(folder: Path) -> dict[str, Path]:
    """Return the recordings in ``folder`` by cue id."""
    found: dict[str, Path] = {}
    for suffix in reversed(SUFFIXES):
        for path in sorted(folder.iterdir()):
            if path.suffix.lower() == suffix and path.is_file():
                found[path.name[: -len(suffix)]] = path
    return found


@dataclass(frozen=True, slots=True)
class Shelf:
    """Recordings and the sheet they were read from."""

    folder: Path
    recordings: Mapping[str, Path]
    texts: Mapping[str, str]

    def _found(self, cue: str) -> str | None:
        """Return the id of the recording for ``cue``; one of another play only if it says the same."""
        for name in script.names(cue):
            if name in self.recordings:
                own, other = self.texts.get(cue), self.texts.get(name)
                if own is None or other is None or cleaned(own) == cleaned(other):
                    return name
        return None

    def mark(self, line: Line) -> tuple[str, str] | None:
        """Return the id of the recording for ``line``, and what tells it from any other; None if none is.

        A line beside the plan that was recorded with other words has none: it is no reason to refuse a plan.
        """
        cue = self._found(line.id)
        if cue is None or (script.beside(line.id) and self.complaint(line) is not None):
            return None
        status = self.recordings[cue].stat()
        return cue, f"{self.recordings[cue]}|{status.st_size}|{status.st_mtime_ns}"

    def complaint(self, line: Line) -> str | None:
        """Return why the words of ``line`` cannot be heard as they are, and what to do; None if they can."""
        cue = self._found(line.id)
        if cue is None:
            return (
                f"Cue {line.id} has no recording in {self.folder}: "
                f"record “{line.text}” as {line.id}{SUFFIXES[0]}."
            )
        text = next((self.texts[name] for name in (line.id, cue) if name in self.texts), None)
        if text is None or cleaned(text) == cleaned(line.text):
            return None
        file = f"{line.id}{self.recordings[cue].suffix}"
        return (
            f"Cue {line.id} was recorded with other words: {script.SCRIPT} says “{text}”, the plan says "
            f"“{line.text}”. Record {file} again and correct {script.SCRIPT}."
        )


class RecordedVoice(Actor):
    """Reads recordings, in the worker."""

    def __init__(self, argument: str) -> None:
        casting = cast(argument)
        super().__init__(casting)
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
