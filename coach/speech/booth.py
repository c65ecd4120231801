"""Where sentences become clips: the one door to all voices.

A booth cleans the text, looks into the cache, lets the workers speak what is missing, checks it and
keeps it. When a voice fails, the next one on the ladder speaks, and ``notices`` says so; when nobody
can, the error names the sentence. The process that opens a booth never imports an engine.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from types import TracebackType
from typing import TYPE_CHECKING, Self

from coach.errors import VoiceError
from coach.plan.options import NO_ROOM
from coach.plan.timeline import Line
from coach.speech.cache import ClipCache
from coach.speech.casting import Casting, Row
from coach.speech.crew import Request
from coach.speech.engine import Unable
from coach.speech.offer import available
from coach.speech.prompter import Prompter
from coach.speech.registry import DEFAULT, VOICES, NotInstalled, NotSpoken, row_of
from coach.speech.rung import Rung, Script, rung
from coach.speech.shelf import Shelf
from coach.speech.voice import Settings
from coach.units import Frames

if TYPE_CHECKING:
    from coach.speech.clip import Clip


@dataclass(frozen=True, slots=True)
class _Take:
    """What became of a script."""

    key: str
    frames: Frames
    clip: Clip | None
    """Held here only if there is no cache to hold it."""


class Booth:
    """A voice at work, with its cache and its ladder; a context manager."""

    def __init__(
        self, voice: str, settings: Settings, cache: ClipCache, table: Mapping[str, Row], room: str = NO_ROOM
    ) -> None:
        self.notices: list[str] = []
        self.progress: Callable[[int, int], None] | None = None
        self._settings = settings
        self._cache = cache
        self._table = table
        self._room = room
        self._takes: dict[Script, _Take] = {}
        self._one = threading.Lock()
        """Held while a clip is fetched: mixes are made at once, and a booth does one thing at a time."""
        self._rungs: list[Rung] = []
        self._at = 0
        self._climb(voice)
        self._prompter = Prompter(self.casting)

    def _climb(self, voice: str) -> None:
        """Put ``voice`` on the ladder; if it is not installed, the voice that steps in for it."""
        try:
            self._rungs.append(rung(voice, self._settings, self._table))
        except NotInstalled as error:
            fallback = row_of(voice, self._table).fallback
            if fallback is None:
                raise
            self._notice(f"{error} Until then the voice {fallback} speaks.")
            self._climb(fallback)
        except NotSpoken:
            fallback = row_of(voice, self._table).fallback
            if fallback is None or ":" in voice:  # that very voice was asked for
                raise
            language = self._settings.locale
            self._notice(f"The voice {voice} does not speak {language}; the voice {fallback} does.")
            self._climb(fallback)

    @property
    def casting(self) -> Casting:
        """The voice that was opened, as it is known without loading it."""
        return self._rungs[0].casting

    @property
    def name(self) -> str:
        """Name of the voice, such as ``hibari:heart``."""
        return self.casting.name

    @property
    def deterministic(self) -> bool:
        """Whether the same text and settings always give the same bytes."""
        return self.casting.deterministic

    @property
    def may_lack(self) -> bool:
        """Whether the voice may have no sound for a line: ``measure`` then leaves it out."""
        return self.casting.mark is not None

    @property
    def complaint(self) -> Callable[[Line], str | None] | None:
        """Says why the words of a line cannot be heard as they are; None where any words can be."""
        return self.casting.complaint

    @property
    def missing(self) -> Mapping[str, str]:
        """Texts of the lines that were asked for and that the voice lacks, by their ids."""
        return self._prompter.missing

    def warm(self, lines: Collection[Line] | None = None) -> None:
        """Start the engines and return at once, so that they load while other work goes on.

        With ``lines``, only if some of them are not in the cache.
        """
        voice = self._rungs[self._at]
        if voice.casting.length is not None:
            return
        missing = None if lines is None else len(self._missing(lines))
        if missing != 0:
            voice.crew.warm(missing or 1_000)

    def measure(self, lines: Collection[Line]) -> dict[Line, Frames]:
        """Return how long each line takes when spoken and trimmed; speak and keep what is missing.

        A recording has its own length, whatever the words; lines without one are left out. Raises
        VoiceError, naming the cue and the sentence, if no voice could say it.
        """
        length = self.casting.length
        if length is not None:
            return {line: length(line.text) for line in lines}
        missing = self._missing(lines)
        if missing:
            self._speak(missing)
        takes = {line: self._takes[script] for line, script in self._prompter.scripts(lines)}
        self._cache.lease(take.key for take in takes.values())
        return {line: take.frames for line, take in takes.items()}

    def clips(self, lines: Collection[Line]) -> dict[Line, Clip]:
        """Return the sound of each line, all of it at hand, for who cannot wait. Raises as ``shelf`` does."""
        shelf = self.shelf(lines)
        known: dict[str, Clip] = {}
        return {line: known.setdefault(clip.key, clip) for line, clip in shelf.items()}

    def shelf(self, lines: Collection[Line]) -> Shelf:
        """Return the sound of each line, read from the cache whenever it is asked for and not kept.

        It serves as long as the booth is open. Raises VoiceError, naming what to record, if a line has
        no recording or was recorded with other words.
        """
        if self.casting.length is None:
            self._prompter.check(lines)
        return Shelf(self.measure(lines), self._fetch, self._one)

    def _missing(self, lines: Iterable[Line]) -> list[tuple[Line, Script]]:
        """Return what neither this booth nor the cache has, each once, the longest first."""
        missing: dict[Script, Line] = {}
        for line, script in self._prompter.scripts(lines):
            if script not in self._takes and script not in missing:
                key = self._rungs[self._at].key(script)
                frames = self._cache.frames(key)
                if frames is None:
                    missing[script] = line
                else:
                    self._takes[script] = _Take(key, frames, None)
        order = sorted(missing.items(), key=lambda item: (-len(item[0].text), item[0].text, item[0].cue))
        return [(line, script) for script, line in order]

    def _speak(self, missing: list[tuple[Line, Script]]) -> None:
        """Speak all of ``missing``, down the ladder where it must be."""
        total, done = len(missing), 0
        at = self._at
        while missing:
            voice = self._rungs[at]
            scripts = {voice.key(script): (line, script) for line, script in missing}
            failed: dict[str, VoiceError] = {}

            def take(request: Request, result: Clip | VoiceError) -> None:
                nonlocal done
                if isinstance(result, VoiceError):
                    failed[request.key] = result  # noqa: B023 (called within this round)
                    return
                kept = self._cache.write(result)
                script = scripts[request.key][1]  # noqa: B023 (called within this round)
                self._takes[script] = _Take(request.key, result.frames, None if kept else result)
                done += 1
                if self.progress is not None:
                    self.progress(done, total)

            voice.crew.speak([voice.request(script) for _, script in scripts.values()], take)
            missing = [scripts[key] for key in scripts if key in failed]
            if missing:
                at = self._step_down(at, missing, [failed[key] for key in scripts if key in failed])
        for notice in self._cache.notices:
            self._notice(notice)

    def _step_down(self, at: int, missing: list[tuple[Line, Script]], why: list[VoiceError]) -> int:
        """Return the next rung for what failed on rung ``at``; raise VoiceError if there is none."""
        voice, (line, script) = self._rungs[at], missing[0]
        gone = next((error for error in why if isinstance(error, Unable)), None)
        reason = str(gone or why[0]).rstrip(".")
        sentence = f"cue {line.id}, “{script.text}”" if line.id else f"“{script.text}”"
        if at + 1 == len(self._rungs):
            if voice.row.fallback is None:
                raise VoiceError(f"The voice {voice.casting.name} could not say {sentence}: {reason}.")
            try:
                self._climb(voice.row.fallback)
            except VoiceError as error:
                raise VoiceError(f"No voice could say {sentence}: {reason}. {error}") from error
        steps_in = self._rungs[at + 1].casting.name
        if gone is not None:
            self._at = at + 1
            self._notice(
                f"The voice {voice.casting.name} cannot speak: {reason}. The voice {steps_in} steps in."
            )
        else:
            more = f" and {len(missing) - 1} more" if len(missing) > 1 else ""
            self._notice(
                f"The voice {voice.casting.name} could not say {sentence}{more}: {reason}. "
                f"The voice {steps_in} says it."
            )
        return at + 1

    def _fetch(self, line: Line, frames: Frames) -> Clip:
        """Return the clip of ``line``, spoken again if its file was damaged since it was measured."""
        if self.casting.length is not None:
            return _silence(frames)
        script = self._prompter[line]
        take = self._takes[script]
        clip = take.clip or self._cache.read(take.key)
        if clip is None:
            del self._takes[script]
            self._speak([(line, script)])
            again = self._takes[script]
            clip = again.clip or self._cache.read(again.key)
        if clip is None or clip.frames != frames:
            raise VoiceError(
                f"The clip of cue {line.id}, “{script.text}”, changed while in use: run the command again."
            )
        return self._in_room(clip)

    def _in_room(self, clip: Clip) -> Clip:
        """Return ``clip`` as it sounds in the room: from the cache, or made now and kept there."""
        if self._room == NO_ROOM:
            return clip
        from coach.speech.room import TAIL, in_room, key_in

        key = key_in(clip.key, self._room)
        self._cache.lease([key])
        if (known := self._cache.read(key)) is not None and known.frames == clip.frames + TAIL:
            return replace(known, tail=TAIL)
        made = in_room(clip, self._room)
        self._cache.write(made)
        return made

    def _notice(self, text: str) -> None:
        if text not in self.notices:
            self.notices.append(text)

    def close(self) -> None:
        """End the engines and give back the cache."""
        for voice in self._rungs:
            voice.crew.close()
        self._cache.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _silence(frames: Frames) -> Clip:
    import numpy as np

    from coach.speech.clip import HOP, Clip

    return Clip(np.zeros(frames, np.int16), np.zeros(-(-frames // HOP), np.float32), f"silence:{frames}")


def open_booth(
    voice: str,
    settings: Settings,
    *,
    cache: ClipCache | None = None,
    table: Mapping[str, Row] = VOICES,
    room: str = NO_ROOM,
) -> Booth:
    """Return a booth for ``voice`` in a ``room``; nothing is loaded yet. Use it as a context manager.

    Raises VoiceError for a voice that does not exist, UsageError for a pace it cannot speak.
    """
    return Booth(voice, settings, cache if cache is not None else ClipCache(), table, room)


__all__ = ["DEFAULT", "Booth", "available", "open_booth"]
