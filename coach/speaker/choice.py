"""Which outlet plays, and on which device: by the names that a person types."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from importlib.util import find_spec
from time import monotonic
from typing import TYPE_CHECKING

from coach.errors import DeviceError, UsageError
from coach.speaker.handle import Handle
from coach.speaker.keeper import CURE, Keeper

if TYPE_CHECKING:
    from coach.speaker.outlet import Outlet

OUTPUTS = ("auto", "miniaudio", "simpleaudio", "null")
"""What ``--output`` may be. ``auto`` is the first of the libraries that is installed."""

LIBRARIES = {
    "miniaudio": ("miniaudio",),
    "simpleaudio": ("simpleaudiohamiltoncs", "simpleaudio"),
}
"""The modules that each output can be made with, in the order in which ``auto`` and the output try them."""


@dataclass(frozen=True, slots=True)
class Device:
    """A place where sound can be heard."""

    name: str
    default: bool
    """Whether it is the one that plays if none is asked for."""


def outlets(name: str, channels: int, device: str | None = None) -> Outlet:
    """Return the outlet that ``--output`` calls ``name``, on the device whose name contains ``device``.

    It begins to open the device at once, so that it is ready when it is started. Raises UsageError for a
    name that is none, or a device where there can be none; DeviceError for a library that is not
    installed and for a device that is not there.
    """
    if name not in OUTPUTS:
        raise UsageError(f'"{name}" is no output. There are: {", ".join(OUTPUTS)}.')
    if name == "null":
        from coach.speaker.null import Null

        if device is not None:
            raise UsageError("--device names a speaker, but --output null has none. Leave one of them out.")
        return Null()
    backend = _installed(name)
    if device is not None and backend == "simpleaudio":
        raise UsageError(
            "simpleaudio plays on the default speaker only. Leave --device out, or use --output miniaudio."
        )
    return Keeper(backend, channels, None if device is None else choose(device, backend).name)


def devices(backend: str = "miniaudio") -> list[Device]:
    """Return the devices there are; raise DeviceError if there is no sound system, or it does not answer."""
    return [Device(name, default) for name, default in ask_roster(backend)]


def ask_roster(backend: str, patience_s: float = 3.0) -> list[tuple[str, bool]]:
    """Return names of the devices of ``backend``, each with whether it is the default; raise DeviceError.

    A child asks, so that a sound system that hangs is waited for no longer than ``patience_s``.
    """
    try:
        child = Handle({"ask": "roster", "backend": backend})
    except OSError as error:
        raise DeviceError(f"No process can be started to look for speakers ({error}). {CURE}") from error
    child.wait(monotonic() + patience_s, "roster")
    there, gone = child.roster, child.gone
    child.kill()
    if there is not None:
        return there
    reason = "the sound system does not answer" if gone is None else gone.text
    raise DeviceError(f"No sound device was found: {reason}. {CURE}")


def choose(name: str, backend: str = "miniaudio") -> Device:
    """Return the device called ``name``, or the only one whose name contains it; raise DeviceError."""
    there = devices(backend)
    exact = [device for device in there if device.name == name]
    fitting = exact or [device for device in there if name.lower() in device.name.lower()]
    if len({device.name for device in fitting}) == 1:
        return fitting[0]
    names = [device.name for device in (fitting or there)]
    near = get_close_matches(name, names, n=1, cutoff=0.4) or names
    problem = "fits several devices" if fitting else "is no device here"
    raise DeviceError(f'"{name}" {problem}; there is {", ".join(near) or "none"}. Type: coach devices')


def _installed(name: str) -> str:
    """Return the backend for ``name``, which may be ``auto``; raise DeviceError if its library lacks."""
    wanted = list(LIBRARIES) if name == "auto" else [name]
    for output in wanted:
        if any(find_spec(module) is not None for module in LIBRARIES[output]):
            return output
    extra = "massage-coach[simpleaudio]" if name == "simpleaudio" else "miniaudio"
    raise DeviceError(f'The library for --output {name} is not installed. Type: pip install "{extra}"')


__all__ = ["OUTPUTS", "Device", "choose", "devices", "outlets"]
