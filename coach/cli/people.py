"""``coach people``: who is kept, what is kept of them, and how to forget them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from coach.cli.choices import PROFILES, Json, chosen
from coach.cli.terminal import Styled, note, out, out_json, out_wrapped
from coach.errors import InputError, UsageError

if TYPE_CHECKING:
    from coach.routine.person import Person

ACTIONS = ("list", "show", "add", "forget")
LIGHT, FIRMEST = 2, 3
"""The firmest pressure of whoever prefers a light touch, and of anybody else."""

HAIRS = {"short": "short_or_covered", "long": "long"}


def people_command(
    action: Annotated[str, typer.Argument(metavar="[list|show|add|forget]", help="What to do.")] = "list",
    name: Annotated[str, typer.Argument(metavar="[NAME]", help="Whom it is about.")] = "",
    hair: Annotated[
        str | None, typer.Option("--hair", metavar="HOW", help="add: short (or covered), or long.")
    ] = None,
    off: Annotated[
        list[str] | None,
        typer.Option("--off", metavar="PLACE", help='add: left alone, such as "left knee". May be repeated.'),
    ] = None,
    firmest: Annotated[
        int | None, typer.Option("--firmest", metavar="LEVEL", min=1, max=3, help="add: 1, 2 or 3.")
    ] = None,
    light: Annotated[
        bool | None, typer.Option("--light/--not-light", help="add: prefers a light touch: 2 at the firmest.")
    ] = None,
    ticklish: Annotated[
        bool | None, typer.Option("--ticklish/--not-ticklish", help="add: light strokes tickle.")
    ] = None,
    no_nuts: Annotated[bool | None, typer.Option("--no-nuts/--nuts", help="add: allergic to nuts.")] = None,
    profile: Annotated[
        list[str] | None,
        typer.Option(
            "--profile", metavar="NAME", help="add: light_hands, pregnant, no_traction; adult: none."
        ),
    ] = None,
    text: Annotated[
        str | None, typer.Option("--note", metavar="TEXT", help="add: for you to read; never spoken.")
    ] = None,
    json: Json = False,
) -> None:
    """Keep what is special about somebody, to massage them with --for NAME; only what you type is kept.

    coach people add ann --hair short --off "left knee" keeps it, and once more changes it;
    coach people show ann shows it; coach people forget ann leaves nothing of it.
    """
    action = chosen("coach people", action, ACTIONS)
    if light is not None and firmest is not None:
        raise UsageError("--light is --firmest 2. Write one of them.")
    if light is not None:
        firmest = LIGHT if light else FIRMEST
    said = {"hair": hair, "off": off, "firmest": firmest, "ticklish": ticklish, "no_nuts": no_nuts}
    said |= {"profiles": profile, "note": text}
    changes: dict[str, Any] = {field: value for field, value in said.items() if value is not None}
    if changes and action != "add":
        raise UsageError(f"What is to be kept goes with add. Type: coach people add {name or 'NAME'}")
    if action == "list":
        if name:
            raise UsageError(f"Whose? Type: coach people show {name}")
        _list(as_json=json)
        return
    if not name:
        raise UsageError(f"Who? Type: coach people {action} NAME")
    if action == "add":
        _add(name, changes)
    elif action == "forget":
        _forget(name)
    else:
        _show(name, as_json=json)


def _list(*, as_json: bool) -> None:
    from coach.routine.people import people, people_file

    known = people()
    if as_json:
        out_json({name: _plain(person) for name, person in known.items()})
        return
    for name, person in known.items():
        out_wrapped("; ".join(_rows(person)), indent="    ", first=f"{name}: ")
    if known:
        note(f"Kept in {people_file()}.")
    else:
        note('Nobody is kept. To keep somebody: coach people add NAME --hair short --off "left knee"')


def _show(name: str, *, as_json: bool) -> None:
    from coach.routine.people import find_person, people_file

    key, person = find_person(name)
    if as_json:
        out_json({key: _plain(person)})
        return
    out(Styled(key, "bold"))
    for row in _rows(person):
        out_wrapped(row, indent="    ", first="  ")
    note(f"Kept in {people_file()}. To forget it: coach people forget {key}")


def _add(name: str, changes: dict[str, Any]) -> None:
    """Keep somebody; what is not said stays as it is. Raises UsageError for what cannot be so."""
    from coach.output.register import keep
    from coach.routine.anatomy import areas_of
    from coach.routine.load import load_tables
    from coach.routine.people import find_person, named
    from coach.routine.person import Person

    try:
        key, known = find_person(name)
    except InputError:
        key, known = named(name), Person()
    if "hair" in changes:
        changes["hair"] = HAIRS[chosen("--hair", changes["hair"], tuple(HAIRS))]
    if "off" in changes:
        changes["off"] = _listed(changes["off"])
        areas_of(load_tables(), changes["off"])
    if "profiles" in changes:
        names = [chosen("--profile", profile, PROFILES) for profile in changes["profiles"]]
        changes["profiles"] = tuple(dict.fromkeys(profile for profile in names if profile != "adult"))
    person = Person.model_validate({**known.model_dump(), **changes})
    note(f"Kept in {keep(key, person)}: {key}: {'; '.join(_rows(person))}.")


def _listed(texts: list[str]) -> tuple[str, ...]:
    """Return places that were named one by one or with commas; ``none`` means no place."""
    places = [part.strip() for text in texts for part in text.split(",") if part.strip()]
    return () if places == ["none"] else tuple(dict.fromkeys(places))


def _forget(name: str) -> None:
    from coach.live.slot import forget as forget_sessions
    from coach.output.register import forget
    from coach.routine.people import find_person

    key, _ = find_person(name)
    forget(key)
    gone = forget_sessions(key)
    left = f", with {gone} {'session' if gone == 1 else 'sessions'} that could have gone on" if gone else ""
    note(f"{key} is forgotten{left}.")


def _rows(person: Person) -> list[str]:
    """Return what is kept of a person, in words."""
    rows = [
        ("short or covered hair", person.hair != "long"),
        (f"left alone: {', '.join(person.off)}", bool(person.off)),
        (f"no firmer than level {person.firmest}", person.firmest is not None),
        ("ticklish", person.ticklish),
        ("allergic to nuts", person.no_nuts),
        (f"profile {', '.join(person.profiles)}", bool(person.profiles)),
        ("short and light, after a word with a professional", person.short_and_light),
        ("the questions were asked", person.asked),
        (f"note: {person.note}", person.note is not None),
    ]
    return [text for text, so in rows if so] or ["as any healthy adult"]


def _plain(person: Person) -> dict[str, Any]:
    return person.model_dump(mode="json", exclude_none=True)
