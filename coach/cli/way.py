"""How a session is played, as it was typed after ``coach play``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from coach.live.record import Where


@dataclass(frozen=True, slots=True)
class Way:
    """How a session is played, as it was typed."""

    start: str | None
    where: Where
    waits: bool | None
    """Whether to wait for somebody, if that was typed."""
    keyboard: bool
    """Whether there is a terminal to type on."""
    plain: bool
    json: bool
    ask: bool = False
    """Whether the questions of a first session are asked in any case."""
    listen: bool = False
    """Whether spoken commands are taken too."""

    @property
    def wait(self) -> bool:
        """Return whether gates wait, and a sound check comes first."""
        return self.keyboard if self.waits is None else self.waits

    @property
    def here(self) -> bool:
        """Return whether somebody at the terminal can be asked."""
        return self.wait and self.keyboard

    @property
    def heard(self) -> bool:
        """Return whether it goes to a speaker."""
        return not self.where.output.startswith("null")


Output = Annotated[
    str,
    typer.Option(
        "--output",
        metavar="NAME",
        help="auto, miniaudio or simpleaudio; null: heard by nobody, as fast as it can; null:1 in real time.",
    ),
]
Wait = Annotated[
    bool | None,
    typer.Option(
        "--wait/--no-wait",
        help="Wait at the start and at gates without a keyboard too, for coach control or media keys; "
        "or begin at once, and wait for nobody on the way.",
        show_default=False,
    ),
]

NO_KEYBOARD = (
    "No keyboard here: it begins at once, and nothing waits on the way. "
    "Type --wait to go on by coach control or media keys, or --no-wait to hide this line."
)


def is_typed(ctx: typer.Context, name: str) -> bool:
    """Return whether a parameter was typed, not left to its default."""
    source = ctx.get_parameter_source(name)
    return source is not None and source.name == "COMMANDLINE"


__all__ = ["NO_KEYBOARD", "Output", "Wait", "Way", "is_typed"]
