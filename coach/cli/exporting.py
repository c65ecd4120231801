"""``coach export``: a session as a sound file, with what belongs beside it."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from coach.cli.asked import plans
from coach.cli.choices import SPEAKER, Json
from coach.cli.progress import progress
from coach.cli.session import Wanted, arranged, session
from coach.cli.terminal import note, out_json
from coach.units import clock

if TYPE_CHECKING:
    from coach.output.export import Exported

STAGES = {"encode": "writing", "check": "checking", "place": "finishing"}


@plans(SPEAKER)
def export_command(
    wanted: Wanted,
    output: Annotated[
        str,
        typer.Option("--output", "-o", metavar="PATH", help="Where to; its suffix is the format."),
    ],
    kind: Annotated[
        str | None, typer.Option("--format", metavar="NAME", help="mp3, m4b, m4a, opus, flac or wav.")
    ] = None,
    captions: Annotated[
        str,
        typer.Option("--captions", metavar="KINDS", help="Captions beside it: vtt,srt,lrc."),
    ] = "",
    split: Annotated[bool, typer.Option("--split", help="One file per chapter, and a playlist.")] = False,
    small: Annotated[bool, typer.Option("--small", help="Smaller files at lower bit rates.")] = False,
    force: Annotated[bool, typer.Option("--force", "-f", help="Replace files that are there.")] = False,
    json: Json = False,
) -> None:
    """Write a session as a sound file with chapters, tags and a cue sheet; checked by decoding it."""
    from coach.output.export import export
    from coach.output.order import order

    where = Path(output)
    _refuse_early(where, kind, split=split, force=force)
    with progress() as bar, session(wanted, bar) as made:
        asked = order(where, made.timeline, kind=kind, split=split)
        kinds = tuple(part.strip() for part in captions.split(",") if part.strip())
        asked = replace(asked, captions=kinds, small=small, force=force)
        score = arranged(made, channels=1)
        done = export(
            made.timeline, score, asked, lambda stage, part: bar.report(STAGES.get(stage, stage), part)
        )
    if json:
        out_json(
            {"files": [str(path) for path in done.files], "reports": [asdict(one) for one in done.reports]}
        )
    else:
        _tell(done)


def _refuse_early(output: Path, kind: str | None, *, split: bool, force: bool) -> None:
    """Raise now what would be raised after the speaking: an unknown format, a place without rights."""
    if split or output.is_dir():
        return
    from coach.output.atomic import Draft
    from coach.output.formats import choose

    choose(output, kind)
    with Draft(output, force=force):
        pass


def _tell(done: Exported) -> None:
    for path, report in zip(done.files, done.reports, strict=False):
        size = path.stat().st_size / 1e6
        note(
            f"Wrote {path}: {clock(report.frames)}, {size:.1f} MB,"
            f" {report.lufs:.1f} LUFS, true peak {report.peak:.1f} dB."
        )
    beside = [path.name for path in done.files[len(done.reports) :]]
    if beside:
        note(f"Beside it: {', '.join(beside)}.")
