"""``coach script``: the words with their times; and the sheet of what to record for a voice of one's own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from coach.cli.asked import plans
from coach.cli.choices import REFERENCE, Force, Json
from coach.cli.files import make_folder, write_text
from coach.cli.progress import progress
from coach.cli.session import Session, Wanted, session
from coach.cli.terminal import note, out_json
from coach.errors import UsageError

Rows: TypeAlias = "list[tuple[str, str]]"
"""Lines to record: the id of each, and its words."""


@plans(REFERENCE)
def script_command(
    wanted: Wanted,
    record: Annotated[
        bool,
        typer.Option("--record", help="The recording sheet instead: CSV with the columns id, text and note."),
    ] = False,
    output: Annotated[
        str | None,
        typer.Option("--output", "-o", metavar="FILE", help="Where to put the sheet: FOLDER/script.csv."),
    ] = None,
    force: Force = False,
    json: Json = False,
) -> None:
    """Print every spoken line with its time and its name, to read aloud.

    To speak a routine yourself: write the sheet with --record -o FOLDER/script.csv, record each of its
    lines as FOLDER/ID.wav, then play or export with --voice recorded:FOLDER and the same options.
    """
    if output is not None and not record:
        raise UsageError("-o says where the recording sheet goes. Add --record.")
    wanted = replace(wanted, guess=record)
    with progress() as bar, session(wanted, bar) as made:
        texts = _to_record(made) if record else ()
    if texts:
        _write_sheet(texts, output or "-", force=force, as_json=json)
    elif json:
        from coach.plan.sheet import sheet

        out_json(sheet(made.timeline)["cues"])
    else:
        from coach.cli.page import print_script

        print_script(made.timeline)


def _to_record(made: Session) -> tuple[Rows, Rows]:
    """Return id and text of every line of the plan, and of those that only a live session may need."""
    from coach.plan.asides import recordable
    from coach.plan.course import begin
    from coach.speech.script import rows

    texts = {line.id: line.text for line in made.timeline.unspoken}
    texts |= {cue.line.id: cue.line.text for cue in made.timeline.cues}
    course = begin(made.routine(), made.timeline.options, made.measure)
    return rows(texts.items()), rows((line.id, line.text) for line in recordable(course))


def _write_sheet(texts: tuple[Rows, Rows], target: str, *, force: bool, as_json: bool) -> None:
    from coach.speech.script import LIVE, written

    lines, live = texts
    if as_json:
        noted = [(lines, ""), (live, LIVE)]
        out_json([{"id": cue, "text": text, "note": why} for part, why in noted for cue, text in part])
        if target == "-":
            return
    if target != "-":
        make_folder(Path(target).parent)
    write_text(target, written(lines, live), force=force)
    if target != "-":
        note(
            f"Wrote {Path(target)}: {len(lines)} lines to record beside it, each as ID.wav,"
            f" and {len(live)} more for live sessions, optional."
            f" Then: --voice recorded:{Path(target).parent}"
        )
