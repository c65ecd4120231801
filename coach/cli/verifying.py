"""``coach verify``: a finished file against its cue sheet; everything that is off, each with its place."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from coach.cli.choices import Json
from coach.cli.mixed import tell_mixed
from coach.cli.progress import progress
from coach.cli.terminal import Styled, note, out, out_json
from coach.errors import InputError, UsageError, VerifyError
from coach.units import clock, to_seconds

if TYPE_CHECKING:
    from coach.check.finished import Verdict
    from coach.check.words import Words

MOST_SHOWN = 20
"""Faults that are shown of one file; ``--json`` has all."""


def verify_command(
    files: Annotated[
        list[str], typer.Argument(metavar="FILE...", help="Exported files, or folders of split tracks.")
    ],
    sheet: Annotated[
        str | None,
        typer.Option("--sheet", metavar="FILE", help="The cue sheet; that beside the file if not given."),
    ] = None,
    listen: Annotated[
        bool, typer.Option("--listen", help="Also write down what is heard, and count the wrong words.")
    ] = False,
    json: Json = False,
) -> None:
    """Check finished files against their cue sheets by listening to them: every cue and chime, every second.

    Exit code 6 if something is off; each fault is named with its time.
    """
    if sheet is not None and len(files) > 1:
        raise UsageError(
            "--sheet names the sheet of one file, but there are several. Verify them one by one."
        )
    verdicts = []
    for name in files:
        path = Path(name)
        verdict, words = _examined(path, _sheet(path) if sheet is None else Path(sheet), listen=listen)
        verdicts.append((verdict, words))
        if not json:
            _show(verdict, words)
    if json:
        out_json([_plain(verdict, words) for verdict, words in verdicts])
    if any(verdict.faults for verdict, _ in verdicts):
        raise typer.Exit(VerifyError.exit_code)


def _examined(path: Path, sheet: Path, *, listen: bool) -> tuple[Verdict, Words | None]:
    from coach.check.cuesheet import read_sheet
    from coach.check.finished import examine

    planned = read_sheet(sheet)
    with progress() as bar:
        verdict = examine(path, planned, lambda done: bar.report("listening", done))
        if not listen:
            return verdict, None
        from coach.check.words import hear

        return verdict, hear(path, planned, lambda done: bar.report("writing down", done))


def _sheet(path: Path) -> Path:
    """Return the cue sheet that stands beside ``path``; raise InputError, with what to type, if none does."""
    from coach.check.cuesheet import SUFFIX

    if not path.exists():
        raise InputError(f'There is no file "{path}".')
    if path.is_dir():
        inside = [path / f"{path.resolve().name}{SUFFIX}", *sorted(path.glob(f"*{SUFFIX}"))]
        found = [sheet for sheet in inside if sheet.is_file()]
        if found:
            return found[0]
        raise InputError(f'There is no cue sheet in "{path}". Name it with --sheet FILE.')
    beside = path.with_name(f"{path.stem}{SUFFIX}")
    if not beside.is_file() and list(path.parent.glob(f"*{SUFFIX}")) and path.name[:2].isdigit():
        raise InputError(
            f'There is no cue sheet "{beside}". If it is one of several tracks,'
            f' type: coach verify "{path.parent}"'
        )
    return beside


def _show(verdict: Verdict, words: Words | None) -> None:
    for fault in verdict.faults[:MOST_SHOWN]:
        out(f"{verdict.path}: ", Styled(fault.kind, "red"), f": {fault.what}.")
    if len(verdict.faults) > MOST_SHOWN:
        out(f"{verdict.path}: and {len(verdict.faults) - MOST_SHOWN} more; --json shows them.")
    tell_mixed([fault.what for fault in verdict.notes], MOST_SHOWN)
    if words is not None:
        for line in words.worst():
            out(f"{verdict.path}: {line}")
        note(f"{words.wrong} of {words.count} words were heard otherwise: {words.rate:.2%}.")
    cues, chimes = verdict.cues, verdict.chimes
    facts = (
        f"{clock(verdict.frames)}, {verdict.lufs:.1f} LUFS, true peak {verdict.peak:.1f} dB,"
        f" {cues[0]} of {cues[1]} cues and {chimes[0]} of {chimes[1]} chimes as planned"
    )
    mark = Styled("off ", "red") if verdict.faults else Styled("ok  ", "green")
    note(mark, f"{verdict.path}: {facts}.")


def _plain(verdict: Verdict, words: Words | None) -> dict[str, object]:
    return {
        "file": str(verdict.path),
        "passed": not verdict.faults,
        "seconds": to_seconds(verdict.frames),
        "lufs": verdict.lufs,
        "peak": verdict.peak,
        "cues": dict(zip(("as_planned", "all"), verdict.cues, strict=True)),
        "chimes": dict(zip(("as_planned", "all"), verdict.chimes, strict=True)),
        "faults": [fault.plain() for fault in verdict.faults],
        "notes": [fault.plain() for fault in verdict.notes],
        "words": None if words is None else words.plain(),
    }
