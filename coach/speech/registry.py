"""The table of voices: it alone says which module speaks; a name from outside never becomes an import."""

from __future__ import annotations

import difflib
import importlib
from collections.abc import Mapping
from typing import Any

from coach.errors import VoiceError
from coach.speech.casting import Casting, Row

VOICES: Mapping[str, Row] = {
    "hibari": Row("coach.speech.hibari", fallback="system"),
    "recorded": Row("coach.speech.recorded"),
    "silent": Row("coach.speech.silent"),
    "system": Row("coach.speech.system"),
}


class NotInstalled(VoiceError):  # noqa: N818 (a state; the sentence says the rest)
    """The voice exists but its package is not here."""


class NotSpoken(VoiceError):  # noqa: N818 (the same)
    """The voice exists but does not speak the language."""


DEFAULT = "hibari:heart"
"""The voice that speaks when none is asked for."""


def engine_of(voice: str) -> str:
    """Return the engine in a voice's name: the part before the colon."""
    return voice.partition(":")[0]


def row_of(voice: str, table: Mapping[str, Row]) -> Row:
    """Return the row for ``voice``; raise VoiceError, with near misses, if there is none."""
    engine = engine_of(voice)
    row = table.get(engine)
    if row is None:
        near = difflib.get_close_matches(engine, table, n=2) or sorted(table)
        raise VoiceError(
            f"There is no voice {voice!r}: try --voice {' or '.join(near)}. `coach voices` lists them all."
        )
    return row


def module_of(row: Row) -> Any:  # noqa: ANN401 (a module)
    """Return the module of ``row``; it is light until its ``load`` is called."""
    return importlib.import_module(row.module)


def cast(voice: str, table: Mapping[str, Row]) -> Casting:
    """Return what is known of ``voice``; raise VoiceError if it does not exist or is not installed."""
    casting: Casting = module_of(row_of(voice, table)).cast(voice.partition(":")[2])
    return casting
