"""espeak-ng for pyttsx3 on Linux: where its library comes from, and the calls that pyttsx3 leaves out."""

from __future__ import annotations

import ctypes
import ctypes.util
import os
from importlib import metadata, util
from pathlib import Path

from coach.errors import VoiceError

CURE = (
    "No system voice: install espeak-ng (Debian: apt install espeak-ng) "
    "or pip install 'massage-coach[espeak]'"
)
"""What to do where there is none."""

_LIBRARIES = ("libespeak-ng.so.1", "libespeak.so.1")

_FOLDERS = ("/usr/lib", "/usr/lib64", "/usr/local/lib", *map(str, Path("/usr/lib").glob("*-linux-*")))


def edition() -> str:
    """Return which espeak will speak, without loading it: name and version of the library or the wheel."""
    for folder in _FOLDERS:
        for library in _LIBRARIES:
            path = Path(folder) / library
            if path.exists():
                return path.resolve().name
    try:
        return f"espeakng-loader {metadata.version('espeakng-loader')}"
    except metadata.PackageNotFoundError:
        return "espeak"


def preload() -> None:
    """Make the library loadable for pyttsx3: the system's own, else the one of the wheel.

    Raises VoiceError, with the cure, if there is none. Must come before ``import pyttsx3``, which then
    finds the loaded library by its name.
    """
    for library in _LIBRARIES:
        if _loads(library):
            return
    if util.find_spec("espeakng_loader") is not None:
        import espeakng_loader

        os.environ["ESPEAK_DATA_PATH"] = espeakng_loader.get_data_path()
        if _loads(espeakng_loader.get_library_path()):
            return
    raise VoiceError(CURE)


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def settle() -> None:
    """Wait until espeak has taken every parameter: a change still queued is lost with the next text."""
    from pyttsx3.drivers import _espeak

    _espeak.Synchronize()
