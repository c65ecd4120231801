"""The default voice: hibari's ``heart``, which comes whole inside its wheel. Nothing is ever downloaded.

The same text and settings give the same bytes: the seed is fixed, the model runs on one thread, and
scipy is hidden from the engine, because with it the bytes would differ.
"""

from __future__ import annotations

import sys
from importlib import metadata
from typing import Any

from coach.errors import VoiceError
from coach.speech.casting import Actor, Casting
from coach.speech.lexicon import lexicon_hash
from coach.speech.pace import interpolated
from coach.speech.registry import NotInstalled
from coach.speech.voice import Settings, Speech

BUNDLED = "heart"
"""The voice inside the wheel; the others of the engine would have to be downloaded."""

SPEEDS = (
    (95.8, 0.5),
    (97.8, 0.525),
    (101.6, 0.55),
    (112.5, 0.575),
    (115.3, 0.6),
    (117.5, 0.625),
    (119.9, 0.65),
    (131.3, 0.675),
    (135.0, 0.7),
    (138.0, 0.725),
    (140.7, 0.75),
    (143.5, 0.775),
    (154.6, 0.8),
    (168.2, 0.825),
    (172.3, 0.85),
    (180.0, 0.875),
    (182.8, 0.9),
    (185.6, 0.925),
    (188.1, 0.95),
    (190.3, 0.975),
    (192.5, 1.0),
    (194.2, 1.025),
    (196.4, 1.05),
    (198.6, 1.075),
    (200.7, 1.1),
    (202.8, 1.125),
    (205.9, 1.15),
    (208.4, 1.175),
    (215.2, 1.2),
)
"""Words a minute, pauses included, and the speed the engine needs for them.

Measured over the 65 cues of a whole routine (words through spoken time, trimmed, seed 0), times 135/138:
the cues of a routine are short, and longer texts have more pauses. Steps are the engine's own: it
rounds each sound to whole pieces of 12.5 ms.
"""

PACES = (100, 200)
"""Slowest and fastest pace at which it was measured."""

MAX_CHARS = 1_000
"""Longest text at once; the engine itself works sentence by sentence."""

_DISTRIBUTIONS = ("hibari-tts", "onnxruntime", "numpy")
"""What decides the bytes, besides the text and the settings."""


def cast(argument: str) -> Casting:
    """Describe ``hibari:heart``; raise VoiceError for other names, or if the engine is not installed."""
    name = argument or BUNDLED
    if name != BUNDLED:
        raise VoiceError(
            f"The voice hibari:{name} is not part of the package and coach downloads nothing: "
            f"use --voice hibari:{BUNDLED}."
        )
    try:
        versions = [f"{each} {metadata.version(each)}" for each in _DISTRIBUTIONS]
    except metadata.PackageNotFoundError as error:
        raise NotInstalled(
            f"The voice hibari:{name} is not installed here (no package {error.name}): pip install hibari-tts"
        ) from error
    return Casting(
        name=f"hibari:{name}",
        argument=name,
        version=", ".join([*versions, f"lexicon {lexicon_hash('hibari')}"]),
        languages=("en",),
        deterministic=True,
        max_chars=MAX_CHARS,
        paces=PACES,
    )


class HibariVoice(Actor):
    """The engine with its model, in the worker."""

    def __init__(self, argument: str, engine: Any) -> None:  # noqa: ANN401 (hibari has no types)
        super().__init__(cast(argument))
        self._engine = engine

    def speak(self, text: str, settings: Settings) -> Speech:
        """Return ``text`` spoken at 24 kHz."""
        import numpy as np

        speed = interpolated(SPEEDS, settings.pace)
        wave = self._engine(text, speed=speed, seed=settings.seed)
        pcm = np.rint(np.clip(wave, -1.0, 1.0) * 32_767).astype(np.int16)
        return Speech(pcm, int(self._engine.sample_rate))


def load(argument: str) -> HibariVoice:
    """Load the model; raise VoiceError, with the cure, if it is damaged or missing."""
    casting = cast(argument)
    if "hibari.dsp" not in sys.modules:
        for hidden in ("scipy", "scipy.fft"):
            sys.modules[hidden] = None  # type: ignore[assignment]  # None makes the import fail: what we want
    try:
        from hibari import Hibari

        engine = Hibari(voice=casting.argument, threads=1)
        engine("Ready.", speed=1.0, seed=0)
    except Exception as error:  # any failure of a foreign engine
        raise VoiceError(
            f"The voice {casting.name} cannot be loaded ({type(error).__name__}: {error}): "
            "pip install --force-reinstall hibari-tts"
        ) from error
    return HibariVoice(argument, engine)
