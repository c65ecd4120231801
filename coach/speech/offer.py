"""Which voices there are here, and what to do for those that are not."""

from __future__ import annotations

from collections.abc import Mapping

from coach.errors import VoiceError
from coach.speech.casting import Row, VoiceInfo
from coach.speech.crew import Crew
from coach.speech.registry import VOICES, cast, row_of


def available(table: Mapping[str, Row] = VOICES) -> list[VoiceInfo]:
    """Return every voice that can be asked for here, the default first.

    The system's voices are asked from their engine, in its own process; nothing is spoken.
    """
    return [
        _described("hibari:heart", "natural, offline, the default", table),
        *_system(table),
        VoiceInfo("recorded:FOLDER", "", (), ready=True, note="your own recordings, one file per cue"),
        _described("silent", "no sound, exactly 130 words a minute, for planning", table),
    ]


def _described(voice: str, note: str, table: Mapping[str, Row]) -> VoiceInfo:
    try:
        casting = cast(voice, table)
    except VoiceError as error:
        return VoiceInfo(voice, "", (), ready=False, note=str(error))
    return VoiceInfo(casting.name, casting.version, casting.languages, ready=True, note=note)


def _system(table: Mapping[str, Row]) -> list[VoiceInfo]:
    row = row_of("system", table)
    try:
        casting = cast("system", table)
        crew = Crew(row.module, casting.argument, 1)
        try:
            rows = crew.roster()
        finally:
            crew.close()
    except VoiceError as error:
        return [VoiceInfo("system", "", (), ready=False, note=str(error))]
    if not rows:
        return [
            VoiceInfo("system", casting.version, (), ready=False, note="The system has no voice installed.")
        ]
    general = VoiceInfo(
        "system", casting.version, (), ready=True, note="the machine's own voice, by language"
    )
    return [
        general,
        *(
            VoiceInfo(f"system:{key}", casting.version, tuple(languages.split()), ready=True, note=name)
            for key, name, languages in rows
        ),
    ]
