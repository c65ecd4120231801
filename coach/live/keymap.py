"""Which key gives which command: a table, and what a person has changed in it, kept among the settings."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from coach.errors import InputError, UsageError, WriteError
from coach.live.command import Command, command
from coach.places import home

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

SWITCH = "switch"
"""What a key is that has no command of its own: once pause or go on, twice again, held stop."""

HELP = "help"
"""What a key is that shows all keys, and does nothing else."""

USUAL: dict[str, str] = {
    "space": SWITCH,
    "?": HELP,
    "left": "back",
    "right": "next",
    "up": "louder",
    "down": "quieter",
    "a": "again",
    "n": "next",
    "l": "longer",
    "t": "lighter",
    "h": "how long",
    "o": "oil",
    "c": "cramp",
    "k": "tickle",
    "z": "asleep",
    "p": "phone",
    "m": "more talk",
    "w": "less talk",
    "u": "hush",
    "s": "stop",
    "q": "stop",
    "+": "louder",
    "-": "quieter",
    "pageup": "again",
    "ctrl-d": "stop",
    "wheel-up": "louder",
    "wheel-down": "quieter",
    "media-play": "go on",
    "media-pause": "pause",
    "media-play-pause": SWITCH,
    "media-stop": "stop",
    "media-next": "next",
    "media-previous": "back",
}
"""Keys that are something else than the switch. A page turner's forward key is the switch, its other one
says the last line again; a presenter's F5, Esc, b and . are the switch too.
Media keys come by the desktop."""

SHOWN: tuple[tuple[tuple[str, ...], str], ...] = (
    (("space",), "pause, go on"),
    (("s",), "stop"),
    (("?",), "all keys"),
    (("a",), "again"),
    (("left", "right"), "back, next"),
    (("up", "down"), "louder, quieter"),
    (("l",), "longer"),
    (("t",), "lighter touch"),
    (("h",), "how long"),
    (("o",), "oil"),
    (("p",), "phone"),
    (("c",), "cramp"),
    (("k",), "tickle"),
    (("z",), "asleep"),
    (("m", "w"), "more talk, less"),
    (("u",), "hush"),
)
"""The usual keys in the order in which they are shown, the most needed first."""

FORMAT = "coach-keys/1"

LARGEST = 64 * 1024
"""No table of keys is larger, in bytes."""


def file() -> Path:
    """Return where a person's own keys are kept."""
    return home() / "keys.json"


def own() -> dict[str, str]:
    """Return the keys that a person has given a command, by name; raise InputError for a damaged file."""
    try:
        with file().open("rb") as kept:
            raw = kept.read(LARGEST + 1)
        found = json.loads(raw) if len(raw) <= LARGEST else None
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, RecursionError) as error:
        raise InputError(f"{file()} cannot be read ({error}). {_CURE}") from error
    keys = found.get("keys") if isinstance(found, dict) and found.get("format") == FORMAT else None
    if not isinstance(keys, dict) or not all(isinstance(text, str) for text in keys.values()):
        raise InputError(f"{file()} is no table of keys. {_CURE}")
    try:
        commands(keys)
    except UsageError as error:
        raise InputError(f"{file()}: {error} {_CURE}") from error
    return keys


def keep(keys: Mapping[str, str]) -> Path:
    """Keep ``keys`` as a person's own and return where; raise WriteError."""
    path = file()
    text = json.dumps({"format": FORMAT, "keys": dict(sorted(keys.items()))}, indent=2) + "\n"
    part = path.with_suffix(".new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(text, encoding="utf-8")
        part.replace(path)
    except OSError as error:
        raise WriteError(f"{path} could not be written: {error.strerror}.") from error
    return path


def commands(keys: Mapping[str, str]) -> dict[str, Command | None]:
    """Return the command of each key, None for the switch and for help; raise UsageError for no command."""
    return {key: None if text in {SWITCH, HELP} else command(text) for key, text in keys.items()}


def keymap() -> dict[str, str]:
    """Return the usual keys, changed by a person's own; raise InputError."""
    return {**USUAL, **own()}


def shown(keys: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the keys and what they do, in words, for the screen: own ones first, then the usual ones."""
    changed = [(key, text) for key, text in keys.items() if USUAL.get(key, SWITCH) != text]
    usual = [
        ("/".join(ARROWS.get(name, name) for name in names), words)
        for names, words in SHOWN
        if all(keys.get(name) == USUAL[name] for name in names)
    ]
    return [(ARROWS.get(key, key), text) for key, text in changed] + usual


ARROWS = {"left": "←", "right": "→", "up": "↑", "down": "↓"}

_CURE = "Delete it for the usual keys, or teach them anew: coach play --learn-keys"

__all__ = ["HELP", "SWITCH", "USUAL", "commands", "file", "keep", "keymap", "own", "shown"]
