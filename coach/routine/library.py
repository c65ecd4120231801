"""The routines and tables there are: those that come with coach, and the user's own laid over them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from coach.errors import InputError
from coach.places import home
from coach.routine.near import nearest, shown

Source = Literal["builtin", "user"]
"""Who made a file: it came with coach, or the user put it into the own folder."""

SHIPPED = Path(__file__).parents[1] / "library"
"""The folder of what comes with coach."""

SUFFIX = ".yaml"
"""Files of the library end like this."""


WORDS = ("words.yaml", "rules.yaml", "shown.yaml")
"""Files of a language that belong to no table and no routine."""


def shelves(kind: Literal["routines", "tables"]) -> tuple[tuple[Source, Path], ...]:
    """Return the folders that hold routines or tables: the built-in one first."""
    return ("builtin", SHIPPED / kind), ("user", home() / kind)


def on_shelf(kind: Literal["routines", "tables"]) -> Iterator[tuple[Source, Path]]:
    """Yield every file of a kind, built-in ones first, by name; folders that do not exist are empty."""
    for source, folder in shelves(kind):
        if folder.is_dir():
            yield from ((source, path) for path in sorted(folder.glob(f"*{SUFFIX}")))


def locale_shelves() -> tuple[Path, Path]:
    """Return the folders that hold languages, each a folder of files: the built-in one first."""
    return SHIPPED / "locales", home() / "locales"


def locales() -> list[str]:
    """Return the tags of all languages there are words for."""
    return sorted({path.parent.name for shelf in locale_shelves() for path in shelf.glob("*/words.yaml")})


def locale_files(locale: str, inside: str) -> list[Path]:
    """Return the files of a locale that match ``inside``, such as ``tables/*.yaml``: built-in ones first.

    ``de-AT`` has those of ``de`` too, before its own.
    """
    tags = dict.fromkeys((locale.partition("-")[0], locale))
    folders = [shelf / tag for shelf in locale_shelves() for tag in tags]
    if "*" not in inside:
        return [path for folder in folders if (path := folder / inside).is_file()]
    return [path for folder in folders for path in sorted(folder.glob(inside))]


def all_words() -> list[Path]:
    """Return every file of every language."""
    return [path for shelf in locale_shelves() for path in sorted(shelf.glob("*/**/*.yaml"))]


def is_words_file(path: Path) -> bool:
    """Tell whether a file is one of a language, by where it stands: ``locales/de/tables/head.yaml``."""
    place = path.resolve().parts
    by_itself = len(place) > 3 and place[-3] == "locales" and place[-1] in WORDS
    return by_itself or (len(place) > 4 and place[-4] == "locales" and place[-2] in ("tables", "routines"))


def routine_files() -> dict[str, tuple[Source, Path]]:
    """Return where each routine stands, by id; a user's routine hides a built-in one of the same id."""
    return {path.stem: (source, path) for source, path in on_shelf("routines")}


def find(source: str | Path) -> Path:
    """Return the file of a routine, given its id or the file itself; raises InputError if there is none."""
    text = str(source)
    known = routine_files()
    if isinstance(source, str) and text in known:
        return known[text][1]
    looks_like_file = (
        isinstance(source, Path) or "/" in text or "\\" in text or text.endswith((SUFFIX, ".yml"))
    )
    if looks_like_file:
        return Path(source)
    near = nearest(text, known)
    hint = f'Did you mean "{near}"? ' if near else ""
    raise InputError(f'There is no routine "{shown(text)}". {hint}Type "coach list" to see what there is.')
