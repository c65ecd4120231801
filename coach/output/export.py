"""An export from start to end: render once, encode, check what came out, then put it in place.

Every file is whole or absent. What comes out is a function of what goes in: the same timeline, score
and order give the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from coach.check.acx import Rule, rules
from coach.check.fault import Fault
from coach.check.listen import Hear, Heard, Proof
from coach.check.readback import ReadBackError
from coach.check.verify import Report, inspect, judged
from coach.errors import InputError, VerifyError, WriteError
from coach.output.atomic import Draft
from coach.output.beside import Beside, beside_of
from coach.output.codec import Codec
from coach.output.encode import Files, Job, encode
from coach.output.formats import Format
from coach.output.heeding import audience, heeding, passage
from coach.output.order import Order
from coach.output.pieces import Piece, pieces
from coach.output.refusal import refusal
from coach.output.texts import texts
from coach.units import Decibels, Frames

if TYPE_CHECKING:
    from coach.check.audience import Audience
    from coach.plan.timeline import Timeline
    from coach.sound.score import Score

Progress = Callable[[str, float], None]
"""Told the stage (``encode``, ``check``, ``place``) and how much of it is done, 0 to 1."""


def _silent(stage: str, done: float) -> None:
    """Tell nobody."""


MOST_EXCESS = 1.5
"""dB a decoded peak may be too high and still be mended by a lower ceiling."""

NOT_THE_SAME = Fault("broken", "it does not hold the very sound that was encoded")

MOST_NAMED = 8
"""Faults that one message names."""

SPARE = 0.3
"""dB more than the excess that the second try stays below."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export wrote."""

    files: tuple[Path, ...]
    """The sound first, then what stands beside it."""
    reports: tuple[Report, ...]
    """What was found in each sound file, decoded."""
    rules: tuple[tuple[Rule, ...], ...] = ()
    """How each sound file stands to the rules of its target, where that has any."""
    notes: tuple[Fault, ...] = ()
    """What is off with cues and chimes in the mix already: with a recording, say, or with one's own music."""


@dataclass(frozen=True, slots=True)
class _Made:
    """A file that is not in its place yet."""

    report: Report
    listening: Audience
    """Who has heard it and all before."""


def export(timeline: Timeline, score: Score, order: Order, progress: Progress = _silent) -> Exported:
    """Write the files that ``order`` asks for and return what they are.

    Raises WriteError if a file cannot be written, VerifyError if one did not come out as planned: it is
    then kept as ``NAME.rejected``. Whatever is raised, KeyboardInterrupt too, nothing else is left behind.
    """
    if not score.frames:
        raise WriteError("There is no sound to write: the session is 0 frames long.")
    parts = pieces(timeline, score, order)
    sides = texts(order, timeline, score, parts)
    stale = _stale(order, parts, sides)
    with ExitStack() as stack:
        if order.split:
            _make_folder(order.path, stack)
        sounds = [_reserve(piece, order, stack) for piece in parts]
        beside = _beside(sides, order, stack)
        listening, reports = audience(sides), []
        told = [_within(piece, score.frames, progress) for piece in parts]
        jobs = [_job(piece, order.format.ceiling, tell) for piece, tell in zip(parts, told, strict=True)]
        with Files(jobs, order.format.make) as works:
            for piece, draft, tell in zip(parts, sounds, told, strict=True):
                made = _make(piece, draft, order, listening, works, tell)
                listening = made.listening
                reports.append(made.report)
        heeded = heeding(listening, parts, order.format.ceiling)
        _refuse(heeded.faults, parts, sounds)
        for text in beside if heeded.notes else ():
            text.note(heeded.notes)
        for done, draft in enumerate((*sounds, *beside)):
            progress("place", done / (len(sounds) + len(beside)))
            draft.place()
        for path in stale:
            path.unlink(missing_ok=True)
    progress("place", 1.0)
    files = (*(piece.path for piece in parts), *sides)
    return Exported(files, tuple(reports), _rules(order, parts), heeded.notes)


def _beside(sides: Mapping[Path, str], order: Order, stack: ExitStack) -> list[Beside]:
    """Return drafts of the texts that are not there already."""
    found = (beside_of(path, text, force=order.force) for path, text in sides.items())
    return [stack.enter_context(draft) for draft in found if draft is not None]


def _stale(order: Order, parts: tuple[Piece, ...], sides: Iterable[Path]) -> tuple[Path, ...]:
    """Return the tracks of an export before, where this one replaces it, that it does not write again."""
    if not (order.split and order.force):
        return ()
    playlist = next(path for path in sides if path.suffix == ".m3u8")
    try:
        names = playlist.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        return ()
    own = {piece.path.name for piece in parts}
    tracks = [order.path / name for name in names if not name.startswith("#") and name not in own]
    return tuple(path for path in tracks if path.parent == order.path and path.is_file())


def _rules(order: Order, parts: tuple[Piece, ...]) -> tuple[tuple[Rule, ...], ...]:
    return tuple(rules(piece.path) for piece in parts) if order.target.name == "acx" else ()


def _reserve(piece: Piece, order: Order, stack: ExitStack) -> Draft:
    needs = order.format.needs(piece.track)
    return stack.enter_context(Draft(piece.path, force=order.force, needs=needs))


def _job(piece: Piece, ceiling: Decibels, progress: Progress) -> Job:
    return Job(piece.score, piece.start, piece.stop, piece.track, ceiling, partial(progress, "encode"))


def _make(
    piece: Piece, draft: Draft, order: Order, listening: Audience, files: Files, progress: Progress
) -> _Made:
    """Fill ``draft`` with the sound of ``piece`` and check it; once more if its peak came out too high."""
    made = _try(piece, draft, order, listening, partial(files.write, draft), progress)
    report = made.report
    if 0 < report.too_loud <= MOST_EXCESS and len(report.faults) == 1:
        lower = _job(piece, Decibels(order.format.ceiling - report.too_loud - SPARE), progress)
        again = partial(encode, lower, draft, order.format.make)
        made = _try(piece, draft, order, listening, again, progress)
    _refuse(made.report.faults, (piece,), (draft,))
    return made


def _refuse(faults: Sequence[Fault], parts: Sequence[Piece], drafts: Sequence[Draft]) -> None:
    """Raise VerifyError if there are ``faults``, with the first file that has one kept aside."""
    if not faults:
        return
    first = max(parts[0].at, min(fault.at or 0 for fault in faults))
    piece, draft = [pair for pair in zip(parts, drafts, strict=True) if pair[0].at <= first][-1]
    aside = draft.reject()
    named = [fault.what for fault in faults[:MOST_NAMED]]
    more = [f"{len(faults) - MOST_NAMED} more"] if len(faults) > MOST_NAMED else []
    what = "; ".join([*named, *more])
    raise VerifyError(f'"{piece.path}" did not come out as planned: {what}. It was kept as "{aside}".')


def _try(
    piece: Piece,
    draft: Draft,
    order: Order,
    listening: Audience,
    write: Callable[[Hear], Proof | None],
    progress: Progress,
) -> _Made:
    heard = passage(piece, listening)
    try:
        proof = write(heard.feed)
        draft.sync()
        progress("check", 0.0)
        report, same = _proven(piece, draft, order.format, proof)
        if report is None:
            heard = passage(piece, listening)  # from the disk it is heard anew
            report = inspect(draft.path, piece.expected, heard.feed)
            report = report if same else replace(report, faults=(*report.faults, NOT_THE_SAME))
    except InputError as error:
        if isinstance(error.__cause__, OSError):
            raise refusal(error.__cause__, piece.path) from error
        aside = draft.reject()
        raise VerifyError(
            f'"{piece.path}" came out as something no player can read. It was kept as "{aside}".'
        ) from error
    progress("check", 1.0)
    return _Made(report, heard.audience)


def _proven(piece: Piece, draft: Draft, format_: Format, proof: Proof | None) -> tuple[Report | None, bool]:
    """Return what the finished file is by what was heard of its packets, if that says that it is good.

    The other value says whether the file holds these very packets, as far as anybody listened to them.
    """
    if proof is None or not isinstance(format_.make, Codec):
        return None, True
    found = None
    with draft.refusing(), suppress(ReadBackError):
        found = format_.make.read_back(draft.path)
    same = found is not None and (found.digest, found.lead) == (proof.digest, format_.make.lead)
    if not (found and same and proof.sound.frames == piece.track.frames):
        return None, same
    report = judged(piece.expected, found, Heard(found.frames, proof.sound.meter), format_.slack)
    return (None if report.faults else report), same


def _within(piece: Piece, frames: Frames, progress: Progress) -> Progress:
    """Return a progress of the piece that reports as part of the whole session."""
    share = piece.track.frames / frames

    def report(stage: str, done: float) -> None:
        progress(stage, piece.at / frames + done * share)

    return report


def _make_folder(path: Path, stack: ExitStack) -> None:
    """Make the folder of split tracks; it goes again if it stays empty."""
    try:
        path.mkdir()
    except FileExistsError:
        return
    except OSError as error:
        raise refusal(error, path) from error
    stack.callback(_remove_if_empty, path)


def _remove_if_empty(path: Path) -> None:
    with suppress(OSError):
        path.rmdir()


__all__ = ["Exported", "Progress", "export"]
