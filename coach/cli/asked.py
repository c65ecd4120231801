"""What the commands that make a plan have in common: one list of options, taken as one value."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import fields
from typing import Annotated, Any

import typer

from coach.cli.choices import (
    Ambience,
    Bed,
    Count,
    Locale,
    Minutes,
    Pace,
    Person,
    Profile,
    Pulse,
    Room,
    Seed,
    Talk,
    Voice,
    Which,
    together,
)
from coach.cli.session import Wanted

LIST: dict[str, Any] = {
    "routine": Which,
    "minutes": Minutes,
    "talk": Talk,
    "count": Count,
    "voice": Voice,
    "pace": Pace,
    "seed": Seed,
    "profile": Profile,
    "person": Person,
    "locale": Locale,
    "ambience": Ambience,
    "bed": Bed,
    "pulse": Pulse,
    "room": Room,
}
"""The options by the names of their fields in ``Wanted``, whose defaults they have."""

Maybe = Annotated[
    str, typer.Argument(metavar="ROUTINE", help="Name of a routine, or a file.", show_default=False)
]
"""A routine that need not be named, because another option says what to do."""


def plans(voice: str, *, named: bool = True) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a command the options of the list, and the command one value ``wanted`` for all of them.

    ``voice`` is who speaks if nobody is asked for; without ``named`` the routine may be left out and is
    empty then.
    """
    usual = {field.name: field.default for field in fields(Wanted)} | {"voice": voice}

    def decorated(command: Callable[..., None]) -> Callable[..., None]:
        def run(**typed: Any) -> None:  # noqa: ANN401 - what the parser found
            typed["person"] = together(typed["person"])
            wanted = Wanted(**{name: typed.pop(name) for name in LIST})
            command(wanted, **typed)

        kinds = LIST if named else {**LIST, "routine": Maybe}
        defaults = usual | {"routine": inspect.Parameter.empty if named else ""}
        common = [
            inspect.Parameter(
                name, inspect.Parameter.KEYWORD_ONLY, default=defaults[name], annotation=kinds[name]
            )
            for name in LIST
        ]
        whole = inspect.signature(command, eval_str=True)
        own = [
            row.replace(kind=inspect.Parameter.KEYWORD_ONLY) for row in list(whole.parameters.values())[1:]
        ]
        run.__signature__ = inspect.Signature([*common, *own])  # type: ignore[attr-defined]  # read by inspect
        run.__annotations__ = {row.name: row.annotation for row in (*common, *own)}
        run.__name__, run.__doc__ = command.__name__, command.__doc__
        run.__module__ = command.__module__
        return run

    return decorated


__all__ = ["plans"]
