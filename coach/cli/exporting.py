"""``coach export``: a session as a sound file, with what belongs beside it."""

from __future__ import annotations

from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from coach.cli.asked import plans
from coach.cli.choices import SPEAKER, Json, chosen
from coach.cli.progress import Progress, progress
from coach.cli.session import Wanted, arranged, laid, options_of, session
from coach.cli.terminal import Styled, note, out, out_json
from coach.errors import UsageError, VerifyError
from coach.units import clock

if TYPE_CHECKING:
    from coach.cli.session import Session
    from coach.output.export import Exported
    from coach.output.order import Order
    from coach.sound.score import Lay

MIXED = ("full", "giver", "receiver", "both")

BOTH = ("giver", "receiver")

MOST_NOTES = 5
"""Things that are off in the mix and are told one by one."""

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
    mix: Annotated[
        str,
        typer.Option(
            "--mix",
            metavar="WHOSE",
            help="full, giver or receiver; both: a file for each of the two.",
        ),
    ] = "full",
    target: Annotated[
        str,
        typer.Option("--target", metavar="NAME", help="How loud: podcast, quiet, or acx for audiobooks."),
    ] = "podcast",
    no_cover: Annotated[bool, typer.Option("--no-cover", help="Without a picture.")] = False,
    force: Annotated[bool, typer.Option("--force", "-f", help="Replace files that are there.")] = False,
    json: Json = False,
) -> None:
    """Write a session as a sound file with chapters, tags and a cue sheet; checked by decoding it."""
    from coach.cli.covering import cover_of
    from coach.output.order import Order, for_target, format_of, order
    from coach.output.target import TARGETS

    where, split = Path(output), split or target == "acx"
    goal = TARGETS[chosen("--target", target, tuple(TARGETS))]
    mixes = BOTH if chosen("--mix", mix, MIXED) == "both" else (mix,)
    if target == "acx" and "receiver" in mixes:
        raise UsageError(
            "--target acx has a file for each chapter, and in many of them nothing is said to the receiver. "
            "Leave --mix out, or name another --target."
        )
    wanted = replace(wanted, alone=mixes == ("giver",))
    kinds = tuple(part.strip() for part in captions.split(",") if part.strip())
    # Whatever can be refused is refused before anything is spoken.
    first = Order(where, format_of(where, kind, split=split), kinds, split=split, small=small, force=force)
    _refuse_early(for_target(first, goal), mixes)
    lay = laid(options_of(wanted))
    with progress() as bar, session(wanted, bar) as made:
        asked = order(where, made.timeline, kind=kind, split=split)
        asked = for_target(replace(asked, captions=kinds, small=small, force=force), goal)
        if not no_cover:
            asked = replace(asked, cover=cover_of(wanted, made.routine))
        written = _written(made, asked, mixes, bar, lay or laid(made.timeline.options))
    _report_all(written, as_json=json)


def _report_all(written: list[Exported], *, as_json: bool) -> None:
    """Say what was written; exit if a file does not pass the rules that were asked for."""
    if as_json:
        out_json(_plain(written))
    else:
        for done in written:
            _tell(done)
    if any(not rule.passed for done in written for rules in done.rules for rule in rules):
        raise typer.Exit(VerifyError.exit_code)


def _written(
    made: Session, asked: Order, mixes: tuple[str, ...], bar: Progress, lay: Lay | None
) -> list[Exported]:
    """Write what was ``asked``, once for each of ``mixes``."""
    from coach.output.export import export
    from coach.output.order import for_mix

    orders = [for_mix(asked, mix) if len(mixes) > 1 else replace(asked, mix=mix) for mix in mixes]
    return [
        export(
            made.timeline,
            arranged(made, levels=one.target.lufs, mix=one.mix, lay=lay),
            one,
            partial(_report, bar),
        )
        for one in orders
    ]


def _refuse_early(asked: Order, mixes: tuple[str, ...]) -> None:
    """Raise now what would be raised after the speaking: a name that is taken, a place without rights."""
    if asked.split or asked.path.is_dir():
        return
    from coach.output.atomic import Draft
    from coach.output.order import for_mix

    for mix in mixes:
        with Draft(for_mix(asked, mix).path if len(mixes) > 1 else asked.path, force=asked.force):
            pass


def _report(bar: Progress, stage: str, part: float) -> None:
    bar.report(STAGES.get(stage, stage), part)


def _plain(written: list[Exported]) -> dict[str, object]:
    rows = [(path, rules) for done in written for path, rules in zip(done.files, done.rules, strict=False)]
    ruled = [{"file": str(path), "rules": [asdict(rule) for rule in rules]} for path, rules in rows]
    return {
        "files": [str(path) for done in written for path in done.files],
        "reports": [asdict(report) for done in written for report in done.reports],
        "notes": [fault.plain() for done in written for fault in done.notes],
        **({"rules": ruled} if rows else {}),
    }


def _tell_mixed(found: list[str]) -> None:
    """Say what is off in what went into the files."""
    for what in found[:MOST_NOTES]:
        note(Styled("note: ", "yellow"), f"{what[:1].upper()}{what[1:]}, in the mix already.")
    if len(found) > MOST_NOTES:
        note(Styled("note: ", "yellow"), f"And {len(found) - MOST_NOTES} more.")


def _tell(done: Exported) -> None:
    for path, report in zip(done.files, done.reports, strict=False):
        size = path.stat().st_size / 1e6
        note(
            f"Wrote {path}: {clock(report.frames)}, {size:.1f} MB,"
            f" {report.lufs:.1f} LUFS, true peak {report.peak:.1f} dB."
        )
    for path, rules in zip(done.files, done.rules, strict=False):
        kept = [f"{rule.name} {rule.found}" for rule in rules if rule.passed]
        out(f"{path.name}: ", Styled("pass", "green"), f" {', '.join(kept)}")
        for rule in rules:
            if not rule.passed:
                what = f" {rule.name} {rule.found}, but must be {rule.wanted}"
                out(f"{path.name}: ", Styled("FAIL", "red"), what)
    _tell_mixed([fault.what for fault in done.notes if fault.kind != "sheet"])
    beside = [path.name for path in done.files[len(done.reports) :]]
    if beside:
        note(f"Beside it: {', '.join(beside)}.")
