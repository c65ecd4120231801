"""Options that several commands share, each defined once, and what they mean together."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated

import typer

from coach.errors import UsageError

if TYPE_CHECKING:
    from coach.plan.options import Options

REFERENCE = "silent"
"""The voice that makes no sound and measures 130 words a minute; planning needs no other."""

SPEAKER = "hibari"
"""The voice that is heard unless another is asked for."""

SLOWEST, FASTEST = 80, 300
"""Words a minute that any voice is asked for; each voice has limits of its own within these."""

Which = Annotated[
    str, typer.Argument(metavar="ROUTINE", help="Name of a routine (coach list) or a YAML file.")
]
Minutes = Annotated[
    str | None, typer.Option("--minutes", "-m", metavar="MINUTES", help="How long: 20, 12.5 or 12:30.")
]
Talk = Annotated[
    str | None,
    typer.Option("--talk", metavar="LEVEL", help="How much is said: full, light, minimal or chimes."),
]
Count = Annotated[
    str, typer.Option("--count", metavar="HOW", help="How holds are counted: chime, voice or both.")
]
Voice = Annotated[str, typer.Option("--voice", metavar="NAME", help="Who speaks (coach voices).")]
Pace = Annotated[
    int, typer.Option("--pace", metavar="WORDS", help="Words a minute: hibari 100 to 200, system 92 to 300.")
]
Seed = Annotated[
    int, typer.Option("--seed", metavar="NUMBER", help="Chooses among wordings; same seed, same words.")
]
Profile = Annotated[
    str | None,
    typer.Option(
        "--profile", metavar="NAME", help="Who is massaged: adult, light_hands, pregnant, no_traction."
    ),
]
Person = Annotated[
    list[str] | None,
    typer.Option(
        "--for",
        metavar="NAME",
        help="Who is massaged, as kept by coach people; twice, in order, where two trade places.",
    ),
]
Locale = Annotated[
    str | None,
    typer.Option("--locale", metavar="LANGUAGE", help="Which language is spoken: en, de; the routine's own."),
]
Ambience = Annotated[
    str | None,
    typer.Option(
        "--ambience",
        metavar="NAME|FILE",
        help="What sounds under the words: coach ambience; your music; or none.",
    ),
]
Bed = Annotated[str, typer.Option("--bed", metavar="DB", help="How loud that is against the voice, in dB.")]
Pulse = Annotated[
    bool, typer.Option("--pulse/--no-pulse", help="It swells and ebbs with the strokes of the hands.")
]
Room = Annotated[
    str, typer.Option("--room", metavar="NAME", help="What the voice sounds in: warm, a small room; none.")
]
Force = Annotated[bool, typer.Option("--force", "-f", help="Replace the file if there is one.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]

PROFILES = ("adult", "light_hands", "pregnant", "no_traction")
"""Whom a session may be for."""

SOFTEST_BED = -40
"""The softest bed there is, in dB against the voice."""

_LEVEL = re.compile(r"-?\d{1,2}(?:\.\d{1,2})?", re.ASCII)
_CLOCK = re.compile(r"(?:(?P<hours>\d{1,2}):)?(?P<minutes>\d{1,4}):(?P<seconds>[0-5]\d)", re.ASCII)
_DECIMAL = re.compile(r"\d{1,4}(?:\.\d{1,6})?", re.ASCII)


def together(people: list[str] | None) -> str | None:
    """Return the names of who is massaged as one text, in order; None if nobody is named."""
    return ", ".join(people) if people else None


def clocked(time: str) -> int | None:
    """Return ``time`` (``12:30``, ``1:05:00``) in seconds; None if it is written in another way."""
    match = _CLOCK.fullmatch(time)
    if match is None:
        return None
    hours, rest, seconds = (int(part or 0) for part in match.group("hours", "minutes", "seconds"))
    return hours * 3600 + rest * 60 + seconds


def to_seconds(minutes: str) -> int:
    """Return ``minutes`` (``20``, ``12.5``, ``12:30``, ``1:05:00``) in whole seconds; raise UsageError."""
    if (at := clocked(minutes)) is not None:
        total = float(at)
    elif _DECIMAL.fullmatch(minutes):
        total = round(float(minutes) * 60, 3)
    else:
        raise UsageError(f"--minutes {minutes} is no length. Write minutes, such as 20, 12.5 or 12:30.")
    if total != int(total):
        whole = round(total)
        raise UsageError(
            f"--minutes {minutes} is {total:g} seconds, but a session has whole seconds."
            f" Write {whole // 60}:{whole % 60:02d}."
        )
    if total < 1:
        raise UsageError(f"--minutes {minutes} leaves no time at all. Write minutes, such as 20.")
    return int(total)


def chosen(name: str, value: str, among: tuple[str, ...]) -> str:
    """Return ``value`` if it is ``among`` what the option ``name`` takes; raise UsageError."""
    if value in among:
        return value
    from difflib import get_close_matches

    near = get_close_matches(value, among, n=1)
    hint = f"Did you mean {near[0]}?" if near else f"It is one of {', '.join(among)}."
    raise UsageError(f"{name} {value} is unknown. {hint}")


def options(  # one parameter for each common option
    *,
    minutes: str | None = None,
    talk: str | None = None,
    count: str = "chime",
    voice: str = REFERENCE,
    pace: int = 135,
    seed: int = 0,
    locale: str = "en",
    ambience: str | None = None,
    bed: str = "-18",
    pulse: bool = True,
    room: str = "none",
) -> Options:
    """Return the choices of the command line as one value; raise UsageError."""
    from coach.plan.options import ROOMS, Counting, Options
    from coach.plan.options import Talk as Level

    if not SLOWEST <= pace <= FASTEST:
        raise UsageError(f"--pace {pace} cannot be spoken well. Write {SLOWEST} to {FASTEST}.")
    return Options(
        seconds=None if minutes is None else to_seconds(minutes),
        talk=Level(chosen("--talk", talk or "full", tuple(Level))),
        count=Counting(chosen("--count", count, tuple(Counting))),
        voice=voice,
        pace=pace,
        locale=locale,
        seed=seed,
        ambience=found_ambience(ambience),
        bed=to_bed(bed),
        pulse=pulse,
        room=chosen("--room", room, ROOMS),
    )


def to_bed(text: str) -> float:
    """Return the level of a bed against the voice in dB; raise UsageError."""
    match = _LEVEL.fullmatch(text)
    level = float(text) if match else 1.0
    if not SOFTEST_BED <= level <= 0:
        raise UsageError(
            f"--bed {text} is no level. Write dB below the voice, {SOFTEST_BED} to 0, such as --bed -18."
        )
    return level


def found_ambience(name: str | None) -> str:
    """Return ``name`` as others can use it: a file with its whole path. Raises UsageError or InputError."""
    from coach.plan.options import NO_BED

    if name in {None, NO_BED}:
        return NO_BED
    from coach.sound.laying import found, named

    return NO_BED if named(name) == NO_BED else found(name)
