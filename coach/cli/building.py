"""``coach build``: a routine composed of technique cards, written as a file to edit."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from coach.cli.choices import PROFILES, Force, Profile, chosen, to_seconds
from coach.cli.files import write_text
from coach.cli.terminal import note

if TYPE_CHECKING:
    from coach.routine.tables import Profile as Person


def build_command(
    areas: Annotated[
        str,
        typer.Option(
            "--areas",
            "-a",
            metavar="AREA,AREA",
            help="back, feet, legs, hands, forearms, neck, scalp, ears; head is the last three, all is all.",
        ),
    ],
    minutes: Annotated[
        str, typer.Option("--minutes", "-m", metavar="MINUTES", help="How long: 25, 12.5 or 12:30.")
    ],
    output: Annotated[
        str | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Where to; - for stdout. Named by areas and length if left out.",
        ),
    ] = None,
    oil: Annotated[
        str, typer.Option("--oil", metavar="yes|no", help="Whether oil and gel are used.")
    ] = "yes",
    seated: Annotated[
        bool, typer.Option("--seated", help="The receiver sits: hands, forearms, scalp, ears.")
    ] = False,
    short_hair: Annotated[
        bool, typer.Option("--short-hair", help="Move the scalp instead of pulling hair.")
    ] = False,
    profile: Profile = None,
    title: Annotated[str | None, typer.Option("--title", metavar="TEXT", help="Title for people.")] = None,
    force: Force = False,
) -> None:
    """Compose a routine of technique cards: areas in a sensible order, exactly as long as asked."""
    from coach.composing.choice import Choice, areas_of
    from coach.composing.compose import compose
    from coach.speech.silent import silent_measure

    person = cast("Person", chosen("--profile", profile or "adult", PROFILES))
    sits = seated or person == "pregnant"  # lying face down or flat is not for pregnancy
    found = areas_of(areas, seated=sits)
    seconds = to_seconds(minutes)
    wet = chosen("--oil", oil, ("yes", "no")) == "yes"
    called = (
        Path(output).stem
        if output not in (None, "-")
        else f"{'-'.join(found)[:40].strip('-')}-{seconds // 60}"
    )
    choice = Choice(called, found, seconds, wet, sits, short_hair, person, title)
    target = output or f"{called}.yaml"
    write_text(target, compose(choice, silent_measure), force=force)
    if target != "-":
        note(f"Wrote {Path(target)}. Change what you like, then type: coach check {Path(target)}")
