"""``coach export``: a session as a sound file, with what belongs beside it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from coach.cli.asked import plans
from coach.cli.choices import SPEAKER, Json, chosen
from coach.cli.mixed import tell_mixed
from coach.cli.progress import Progress, progress
from coach.cli.session import Wanted, arranged, laid, options_of, session
from coach.cli.terminal import Styled, note, out, out_json
from coach.errors import CoachError, UsageError, VerifyError
from coach.units import clock

if TYPE_CHECKING:
    from coach.cli.session import Session
    from coach.output.export import Exported
    from coach.output.order import Order
    from coach.output.target import Target
    from coach.plan.timeline import Timeline
    from coach.sound.score import Lay, Score

MIXED = ("full", "giver", "receiver", "both")

BOTH = ("giver", "receiver")

MOST_NOTES = 5
"""Things that are off in the mix and are told one by one."""

STAGES = {"encode": "writing", "check": "checking", "place": "finishing"}


@plans(SPEAKER)
def export_command(
    wanted: Wanted,
    output: Annotated[
        list[str],
        typer.Option(
            "--output", "-o", metavar="PATH", help="Where to; its suffix is the format. Again for another."
        ),
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
    from coach.output.export import Exported
    from coach.output.target import TARGETS

    goal = TARGETS[chosen("--target", target, tuple(TARGETS))]
    mixes = BOTH if chosen("--mix", mix, MIXED) == "both" else (mix,)
    if target == "acx" and "receiver" in mixes:
        raise UsageError(
            "--target acx has a file for each chapter, and in many of them nothing is said to the receiver. "
            "Leave --mix out, or name another --target."
        )
    wanted = _bedded(replace(wanted, alone=mixes == ("giver",)), target, mixes)
    kinds = tuple(part.strip() for part in captions.split(",") if part.strip())
    files = _Files(tuple(output), kind, kinds, mixes, goal, split or target == "acx", small, force)
    files.refuse_early()
    lay = laid(options_of(wanted))
    with progress() as bar, session(wanted, bar) as made:
        cover = b"" if no_cover else cover_of(wanted, made.routine)
        orders = [replace(one, cover=cover) for one in files.orders(made.timeline)]
        written = _written(made, orders, bar, lay or laid(made.timeline.options))
    done = [one for one in written if isinstance(one, Exported)]
    _report_all(done, [one for one in written if isinstance(one, CoachError)], as_json=json)


def _bedded(wanted: Wanted, target: str, mixes: tuple[str, ...]) -> Wanted:
    """Return what is ``wanted`` without a bed where none can be; say so if one was asked for.

    Raises UsageError.
    """
    from coach.output.audiobook import NO_AMBIENCE
    from coach.plan.options import NO_BED
    from coach.sound.laying import named

    asked = wanted.ambience is not None and named(wanted.ambience) != NO_BED
    if target == "acx" and asked:
        raise UsageError(NO_AMBIENCE)
    if mixes == ("giver",) and asked:
        what = "The giver's file has no ambience: it is for one ear, and the ambience is for the room."
        note(Styled("note: ", "yellow"), f"{what} --mix full has both in one file, --mix both one for each.")
    return replace(wanted, ambience=NO_BED) if target == "acx" or mixes == ("giver",) else wanted


@dataclass(frozen=True, slots=True)
class _Files:
    """What was asked for, of every file."""

    output: tuple[str, ...]
    kind: str | None
    captions: tuple[str, ...]
    mixes: tuple[str, ...]
    target: Target
    split: bool
    small: bool
    force: bool

    def orders(self, timeline: Timeline | None) -> list[Order]:
        """Return an order for every file; without a timeline not for one whose name follows from it.

        Raises UsageError.
        """
        from coach.output.order import for_mix, for_target, order

        found = []
        for path in self.output:
            asked = order(Path(path), timeline, kind=self.kind, split=self.split)
            asked = replace(asked, captions=self.captions, small=self.small, force=self.force)
            asked = for_target(asked, self.target)
            if timeline is None and not self.split and asked.path.is_dir():
                continue
            several = len(self.mixes) > 1
            found += [for_mix(asked, mix) if several else replace(asked, mix=mix) for mix in self.mixes]
        paths = [one.path.resolve() for one in found]
        for one, place in zip(found, paths, strict=True):
            if paths.count(place) > 1:
                what = "folder of tracks" if self.split else "file"
                raise UsageError(
                    f'-o names the {what} "{one.path}" twice. Give every {what} a name of its own.'
                )
        return found

    def refuse_early(self) -> None:
        """Raise now what would be raised after the speaking: a name that is taken, a place without rights."""
        from coach.output.atomic import Draft

        for one in self.orders(None):
            if not one.split:
                with Draft(one.path, force=one.force):
                    pass


def _report_all(written: list[Exported], failed: list[CoachError], *, as_json: bool) -> None:
    """Say what was written; raise what failed, or exit if a file does not pass the rules asked for."""
    if as_json:
        out_json(_plain(written))
    else:
        for done in written:
            _tell(done)
        beside = dict.fromkeys(path.name for done in written for path in done.files[len(done.reports) :])
        if beside:
            note(f"Beside {'it' if len(written) == 1 else 'them'}: {', '.join(beside)}.")
    if failed:
        raise type(failed[0])("\n".join(map(str, failed)))
    if any(not rule.passed for done in written for rules in done.rules for rule in rules):
        raise typer.Exit(VerifyError.exit_code)


def _written(
    made: Session, orders: list[Order], bar: Progress, lay: Lay | None
) -> list[Exported | CoachError]:
    """Write all ``orders``; what sounds the same in several of them is arranged once."""
    from coach.output.several import exports

    @cache
    def score(mix: str) -> Score:
        return arranged(made, levels=orders[0].target.lufs, mix=mix, lay=lay)

    return exports(made.timeline, [(score(one.mix), one) for one in orders], partial(_report, bar))


def _report(bar: Progress, stage: str, part: float) -> None:
    bar.report(STAGES.get(stage, stage), part)


def _plain(written: list[Exported]) -> dict[str, object]:
    rows = [(path, rules) for done in written for path, rules in zip(done.files, done.rules, strict=False)]
    ruled = [{"file": str(path), "rules": [asdict(rule) for rule in rules]} for path, rules in rows]
    return {
        "files": list(dict.fromkeys(str(path) for done in written for path in done.files)),
        "reports": [asdict(report) for done in written for report in done.reports],
        "notes": [fault.plain() for done in written for fault in done.notes],
        **({"rules": ruled} if rows else {}),
    }


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
    tell_mixed([fault.what for fault in done.notes if fault.kind != "sheet"], MOST_NOTES)
