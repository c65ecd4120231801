"""The five chimes, read from the package's own sound files."""

from __future__ import annotations

import functools
import importlib.resources
import wave
from typing import TYPE_CHECKING

import numpy as np

from coach.errors import InputError
from coach.speech.clip import Clip
from coach.speech.level import hop_energy, k_weight
from coach.units import RATE

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

CHIMES = ("open", "hold_start", "hold_end", "switch", "close")
"""Every chime there is; more meanings than these cannot be learnt in passing."""


def audio_folder() -> Traversable:
    """Return the folder of the sources of sound: inside the package, or beside it in a checkout.

    Raises InputError if there is neither.
    """
    package = importlib.resources.files("coach")
    for folder in (package / "_audio", package / ".." / "audio"):
        if folder.is_dir():
            return folder
    raise InputError(
        f'The sounds of coach are missing: there is no folder "_audio" in {package}. '
        "Type: pip install --force-reinstall massage-coach"
    )


def load_chimes() -> dict[str, Clip]:
    """Return every chime by name, as it lies in its file. Raises InputError if one cannot be used."""
    folder = audio_folder()
    return {name: _read(folder / f"{name}.wav", name) for name in CHIMES}


def _read(path: Traversable, name: str) -> Clip:
    """Return one mono 16-bit 48 kHz WAV file as a clip."""
    try:
        with path.open("rb") as stream, wave.open(stream) as file:
            shape = (file.getnchannels(), file.getsampwidth(), file.getframerate())
            data = file.readframes(file.getnframes())
    except (OSError, EOFError, wave.Error) as error:
        raise InputError(
            f'The chime "{name}" cannot be read from {path}: {error or "the file ends too soon"}. '
            "Type: python scripts/make_chimes.py"
        ) from error
    if shape != (1, 2, RATE):
        raise InputError(
            f'The chime "{name}" in {path} has {shape[0]} channels, {8 * shape[1]} bits and {shape[2]} Hz; '
            f"it must have 1 channel, 16 bits and {RATE} Hz. Type: python scripts/make_chimes.py"
        )
    return _clip(data, name)


@functools.cache
def _clip(data: bytes, name: str) -> Clip:
    """Return the samples of a file as a clip; they are weighed once, whoever asks."""
    pcm = np.frombuffer(data, "<i2").astype(np.int16, copy=False)
    return Clip(pcm=pcm, energy=hop_energy(k_weight(pcm * np.float32(1 / 32_768))), key=f"chime:{name}")


__all__ = ["CHIMES", "audio_folder", "load_chimes"]
