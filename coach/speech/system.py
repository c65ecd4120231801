"""The machine's own voices through pyttsx3: SAPI5, NSSpeech or espeak-ng, in the worker only.

Each text is one file: queue it, run, wait until the file is there, decode it. pyttsx3 keeps only the
last of several queued texts, may return before the file is written, and loses a pace that was set an
instant before; all of it is met here, and what remains (hanging, crashing) ends with the worker.
"""

from __future__ import annotations

import difflib
import platform
import sys
import tempfile
import time
from importlib import metadata
from pathlib import Path
from typing import Any

from coach.errors import VoiceError
from coach.speech import espeak
from coach.speech.casting import Actor, Casting
from coach.speech.lexicon import lexicon_hash
from coach.speech.native import decoded
from coach.speech.pace import interpolated
from coach.speech.registry import NotInstalled
from coach.speech.voice import Settings, Speech

RATES = (
    (91.1, 80.0),
    (108.4, 100.0),
    (130.8, 120.0),
    (154.4, 140.0),
    (176.7, 160.0),
    (200.2, 180.0),
    (223.1, 200.0),
    (246.8, 220.0),
    (269.7, 240.0),
    (292.3, 260.0),
    (317.2, 280.0),
)
"""Words a minute, pauses included, and the rate espeak needs for them: it speaks a tenth faster than asked.

Measured over the same 65 cues as the default voice, in the same way.
"""

PACES = (92, 300)
"""Slowest and fastest pace at which it was measured."""

MAX_CHARS = 1_000
"""Longest text at once."""

PREFERRED = {"en": ("en-us", "en-gb", "en")}
"""Languages in the order they are looked for, where a locale names no country."""

_POLL_SECONDS = 0.005
_SETTLE_SECONDS = 0.05
_ON_LINUX = sys.platform not in {"darwin", "win32"}


def cast(argument: str) -> Casting:
    """Describe ``system`` or ``system:ID``; whether the id exists is found out by the worker."""
    try:
        version = metadata.version("pyttsx3")
    except metadata.PackageNotFoundError as error:
        raise NotInstalled("The system voice needs the package pyttsx3: pip install pyttsx3") from error
    machine = espeak.edition() if _ON_LINUX else f"{platform.system()} {platform.release()}"
    return Casting(
        name=f"system:{argument}" if argument else "system",
        argument=argument,
        version=f"pyttsx3 {version}, {machine}, lexicon {lexicon_hash('system')}",
        languages=(),
        deterministic=False,
        max_chars=MAX_CHARS,
        paces=PACES,
    )


class SystemVoice(Actor):
    """pyttsx3 with one voice chosen, in the worker."""

    def __init__(self, argument: str, engine: Any) -> None:  # noqa: ANN401 (pyttsx3 has no types)
        super().__init__(cast(argument))
        self._engine = engine
        self._wanted = argument
        self._set: tuple[str, int] | None = None
        self._folder = Path(tempfile.mkdtemp(prefix="coach-system-"))
        self._count = 0
        if argument:
            self._find(argument)

    def roster(self) -> list[list[str]]:
        """Return id, name and languages of every voice of the machine."""
        return [
            [str(voice.id), str(voice.name), " ".join(_languages(voice))]
            for voice in self._engine.getProperty("voices")
        ]

    def speak(self, text: str, settings: Settings) -> Speech:
        """Return ``text`` spoken; raise VoiceError if the system voice wrote no sound."""
        voice = self._find(self._wanted) if self._wanted else self._choose(settings.locale)
        self._prepare(voice, settings.pace)
        self._count += 1
        path = self._folder / f"{self._count}{'.aiff' if sys.platform == 'darwin' else '.wav'}"
        try:
            self._engine.save_to_file(text, str(path))
            self._engine.runAndWait()
            return decoded(_written(path))
        finally:
            path.unlink(missing_ok=True)

    def _prepare(self, voice: str, pace: int) -> None:
        """Set voice and pace, and wait until they hold."""
        if self._set == (voice, pace):
            return
        rate = round(interpolated(RATES, pace)) if _ON_LINUX else pace
        self._engine.setProperty("voice", voice)
        self._engine.setProperty("rate", rate)
        if _ON_LINUX:
            espeak.settle()
            got = str(self._engine.getProperty("voice"))
            if got.lower() != voice.lower():
                raise VoiceError(f"The system voice {voice} cannot be used: espeak chose {got} instead.")
        self._set = (voice, pace)

    def _find(self, wanted: str) -> str:
        """Return the id of the voice called ``wanted``; pyttsx3 itself would take another one silently."""
        voices = {str(voice.id): str(voice.name) for voice in self._engine.getProperty("voices")}
        for key, name in voices.items():
            if wanted.lower() in {key.lower(), name.lower(), key.lower().rpartition("/")[2]}:
                return key
        short = {key.rpartition("/")[2]: key for key in voices}
        near = difflib.get_close_matches(wanted.lower(), [*voices, *short, *voices.values()], n=3, cutoff=0.5)
        hint = f" Near: {', '.join(f'system:{each}' for each in near)}." if near else ""
        raise VoiceError(f"There is no system voice {wanted!r} here.{hint} `coach voices` lists them all.")

    def _choose(self, locale: str) -> str:
        """Return the id of a voice for ``locale``, found by language: an index would change any day."""
        wanted = locale.replace("_", "-").lower()
        voices = [(str(voice.id), _languages(voice)) for voice in self._engine.getProperty("voices")]
        for language in (*PREFERRED.get(wanted, ()), wanted, wanted.partition("-")[0]):
            for key, languages in voices:
                if language in languages:
                    return key
        for key, languages in voices:
            if any(each.partition("-")[0] == wanted.partition("-")[0] for each in languages):
                return key
        raise VoiceError(f"No system voice here speaks {locale}: install one in the settings of the system.")


def _languages(voice: Any) -> list[str]:  # noqa: ANN401 (pyttsx3 has no types)
    """Return the languages of a voice in lower case with dashes; Windows and old drivers give odd ones."""
    found = [
        each.decode("utf-8", "ignore") if isinstance(each, bytes) else str(each)
        for each in voice.languages or ()
    ]
    return ["".join(c for c in each if c.isprintable()).replace("_", "-").lower() for each in found]


def _written(path: Path) -> bytes:
    """Return the content of ``path`` once it is whole: it may appear, and grow, after the engine returned.

    The deadline is the booth's: it ends this process.
    """
    size = -1
    while True:
        if path.exists():
            now = path.stat().st_size
            if now == size and now > 44:
                return path.read_bytes()
            size = now
            time.sleep(_POLL_SECONDS if _ON_LINUX else _SETTLE_SECONDS)
        else:
            time.sleep(_POLL_SECONDS)


def load(argument: str) -> SystemVoice:
    """Start pyttsx3; raise VoiceError, with the cure, if the machine has no voice or not this one."""
    if _ON_LINUX:
        espeak.preload()
    try:
        import pyttsx3

        engine = pyttsx3.init()
        engine.proxy.setBusy(False)  # else what is set before the first text waits in a queue and is lost
    except Exception as error:  # any failure of a foreign engine
        cure = espeak.CURE if _ON_LINUX else "check the speech settings of the system"
        raise VoiceError(
            f"The system voice cannot be started ({type(error).__name__}: {error}). {cure}"
        ) from error
    return SystemVoice(argument, engine)
