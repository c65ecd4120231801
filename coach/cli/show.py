"""``coach show``: a routine as a plan, on the screen, as JSON or as a picture."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from coach.cli.asked import plans
from coach.cli.choices import REFERENCE, Json
from coach.cli.progress import progress
from coach.cli.session import Wanted, session
from coach.cli.terminal import note, out_json
from coach.errors import UsageError


@plans(REFERENCE, named=False)
def show_command(
    wanted: Wanted,
    cues: Annotated[bool, typer.Option("--cues", help="Every spoken line under its step.")] = False,
    technique: Annotated[
        str | None, typer.Option("--technique", metavar="KEY", help="The card of a technique instead.")
    ] = None,
    svg: Annotated[
        str | None, typer.Option("--svg", metavar="FILE", help="Write a picture; - for stdout.")
    ] = None,
    json: Json = False,
) -> None:
    """Show what a session will be: what to fetch, what was changed to fit, every step with its time."""
    if technique is not None:
        from coach.cli.card import print_technique

        print_technique(technique, as_json=json)
        return
    if not wanted.routine:
        raise UsageError("Which routine? Type coach show NAME; coach list shows the names.")
    with progress() as bar, session(wanted, bar) as made:
        pass
    if svg is not None:
        from coach.cli.files import write_text
        from coach.plan.picture import picture

        write_text(svg, picture(made.timeline))
        if svg != "-" and not json:
            note(f"Wrote {Path(svg)}.")
    if json:
        from coach.plan.sheet import sheet

        out_json(sheet(made.timeline))
    elif svg is None:
        from coach.cli.page import print_plan

        print_plan(made.routine(), made.timeline, cues=cues, reference=wanted.silent, person=wanted.person)
