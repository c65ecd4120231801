"""One voice on the ladder: what it is, how its clips are named, and the engines that speak for it."""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import metadata

from coach.speech.accept import bounds
from coach.speech.casting import Casting, Row
from coach.speech.crew import Crew, Request
from coach.speech.entry import FORMAT
from coach.speech.pace import check_pace
from coach.speech.registry import NotSpoken, cast, row_of
from coach.speech.voice import Settings

FINISH = 2
"""Version of trimming, filtering and levelling; another number makes other keys."""


@dataclass(frozen=True, slots=True)
class Script:
    """A sentence as a voice gets it; the same for all lines that sound the same."""

    text: str
    """Cleaned words; of a recording, those it was first asked for with."""
    mark: str
    """What tells the recording from any other, for voices that look it up; else empty."""
    cue: str
    """Id of the recording, for the same voices; else empty."""


@dataclass(frozen=True, slots=True)
class Rung:
    """A voice that can be asked, with its engines."""

    casting: Casting
    row: Row
    crew: Crew
    settings: Settings

    def key(self, script: Script) -> str:
        """Return the name of the clip in the cache: a hash of everything that decides its sound."""
        casting, settings = self.casting, self.settings
        text = "" if script.cue else script.text  # a recording is what it is, whatever it was asked for
        facts = [
            [FORMAT, FINISH, _resampler()],
            [casting.name, casting.version, script.mark],
            [text, settings.pace if casting.paces else 0, settings.seed, settings.locale],
        ]
        return hashlib.sha256(json.dumps(facts).encode()).hexdigest()

    def request(self, script: Script) -> Request:
        """Return what a worker is asked for ``script``."""
        settings = dataclasses.replace(self.settings, cue=script.cue)
        low, high = bounds(script.text, settings.pace, loose=self.casting.paces is None)
        return Request(script.text, dataclasses.asdict(settings), low, high, self.key(script))


@functools.cache
def _resampler() -> str:
    return metadata.version("soxr")


def rung(voice: str, settings: Settings, table: Mapping[str, Row]) -> Rung:
    """Return ``voice`` ready to be asked; nothing is loaded yet.

    Raises VoiceError if it does not exist, is not installed or does not speak the language, UsageError
    for a pace it cannot speak.
    """
    row = row_of(voice, table)
    casting = cast(voice, table)
    if casting.paces is not None:
        check_pace(casting.name, settings.pace, casting.paces)
    language = settings.locale.replace("_", "-").partition("-")[0].lower()
    if casting.languages and not {"*", language, settings.locale} & set(casting.languages):
        raise NotSpoken(
            f"The voice {casting.name} speaks {', '.join(casting.languages)}, not {settings.locale}: "
            "try --voice system. `coach voices` lists them all."
        )
    return Rung(casting, row, Crew(row.module, casting.argument, row.workers), settings)
