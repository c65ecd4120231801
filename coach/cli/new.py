"""``coach new`` and ``coach schema``: what an author begins with."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from coach.cli.choices import Force
from coach.cli.files import write_text
from coach.cli.terminal import note, out, out_json


def new_command(
    name: Annotated[str, typer.Argument(metavar="ID", help="Small letters, digits, hyphens: quiet-hands.")],
    title: Annotated[str | None, typer.Option("--title", metavar="TEXT", help="Title for people.")] = None,
    output: Annotated[
        str | None,
        typer.Option("--output", "-o", metavar="FILE", help="Where to; - for stdout."),
    ] = None,
    force: Force = False,
) -> None:
    """Write a first routine to start from: complete, commented, and valid."""
    from coach.routine.template import new_routine

    target = output or f"{name}.yaml"
    write_text(target, new_routine(name, title), force=force)
    if target != "-":
        note(f"Wrote {Path(target)}. Change it, then type: coach check {Path(target)}")


def schema_command(
    output: Annotated[
        str | None, typer.Option("--output", "-o", metavar="FILE", help="Write it there.")
    ] = None,
) -> None:
    """Print the JSON Schema of routine files, for completion and checking in an editor."""
    from coach.routine.schema import schema

    if output is None:
        out_json(schema())
        return
    import json

    write_text(output, json.dumps(schema(), indent=2) + "\n")
    if output == "-":
        return
    out(f"Wrote {Path(output)}.")
