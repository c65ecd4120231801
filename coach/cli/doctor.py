"""What ``coach doctor`` tries: each thing is used for real, once."""

from __future__ import annotations

import platform
from collections.abc import Callable
from dataclasses import dataclass

from coach import __version__
from coach.errors import CoachError, DeviceError, InputError, VoiceError, WriteError


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was tried."""

    name: str
    works: bool
    text: str
    """What was found, or what is wrong and what to do."""
    exit_code: int = 0
    """Of the command line, if it does not work; 0 for what a session can do without."""


class _DispensableError(CoachError):
    """Something that a session can do without."""

    exit_code = 0


def examine() -> list[Finding]:
    """Try everything and return what was found, in the order in which a session needs it."""
    trials: tuple[tuple[str, Callable[[], str], type[CoachError]], ...] = (
        ("Python", _python, CoachError),
        ("Sounds", _sounds, InputError),
        ("Routines", _routines, InputError),
        ("Voice", _voice, VoiceError),
        ("System voice", _system_voice, VoiceError),
        ("Cache", _cache, WriteError),
        ("Sound device", _device, DeviceError),
        ("Media keys", _media_keys, _DispensableError),
    )
    findings = []
    for name, trial, failure in trials:
        try:
            findings.append(Finding(name, works=True, text=trial()))
        except CoachError as error:
            findings.append(Finding(name, works=False, text=str(error), exit_code=failure.exit_code))
    return findings


def _python() -> str:
    return f"{platform.python_version()} on {platform.system()}, coach {__version__}"


def _sounds() -> str:
    from coach.sound.chimes import load_chimes

    return f"{len(load_chimes())} chimes"


def _routines() -> str:
    from coach.routine.headings import index

    headings = index()
    broken = [heading.id for heading in headings if heading.problem is not None]
    if broken:
        raise InputError(f"{', '.join(broken)} cannot be read. Type: coach check {broken[0]}")
    return f"{len(headings)} to choose from"


def _voice() -> str:
    from coach.cli.choices import SPEAKER
    from coach.plan.timeline import Line
    from coach.speech.booth import open_booth
    from coach.speech.voice import Settings
    from coach.units import to_seconds

    line = Line("doctor", "Let your shoulders be soft.")
    with open_booth(SPEAKER, Settings()) as booth:
        frames = booth.measure([line])[line]
        if booth.notices:
            raise VoiceError(" ".join(booth.notices))
        return f"{booth.name} said five words in {to_seconds(frames):.1f} s"


def _system_voice() -> str:
    from coach.speech.offer import available

    there = [voice for voice in available() if voice.name.startswith("system")]
    if not there or not there[0].ready:
        raise VoiceError(there[0].note if there else "The system has no voice.")
    return f"{len(there) - 1} installed"


def _cache() -> str:
    from coach.speech.cache import stats

    there = stats()
    if not there.writable:
        raise WriteError(f"{there.folder} cannot be written, so every start speaks anew. Set COACH_CACHE.")
    return str(there)


def _device() -> str:
    from coach.speaker.choice import devices, outlets
    from coach.speaker.silence import Silence

    names = [device.name + (" (default)" if device.default else "") for device in devices()]
    outlet = outlets("auto", 1)
    try:
        outlet.start(Silence())
        if outlet.trouble:
            raise DeviceError(outlet.trouble)
    finally:
        outlet.close()
    return ", ".join(names)


def _media_keys() -> str:
    from coach.live.mpris import missing

    if why := missing():
        raise _DispensableError(why)
    return "Play, pause and next of the keyboard and of headphones reach a session"
