"""An export from start to end: render once, encode, check what came out, then put it in place.

Every file is whole or absent. What comes out is a function of what goes in: the same timeline, score
and order give the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from functools import partial
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING

from coach.check.fault import Fault
from coach.check.listen import Heard, Proof
from coach.check.readback import ReadBackError
from coach.check.verify import LOUDNESS_SLACK, Expectation, Report, inspect, judged
from coach.errors import InputError, VerifyError, WriteError
from coach.output.atomic import Draft
from coach.output.chapters import playlist
from coach.output.codec import Codec
from coach.output.encode import Job, encode
from coach.output.formats import Format
from coach.output.order import Order, side_files, track_name
from coach.output.refusal import refusal
from coach.output.tags import Tags, Track, tags
from coach.units import Decibels, Frames

if TYPE_CHECKING:
    from coach.plan.timeline import Timeline
    from coach.sound.score import Score

Progress = Callable[[str, float], None]
"""Told the stage (``encode``, ``check``, ``place``) and how much of it is done, 0 to 1."""


def _silent(stage: str, done: float) -> None:
    """Tell nobody."""


MOST_EXCESS = 1.5
"""dB a decoded peak may be too high and still be mended by a lower ceiling."""

NOT_THE_SAME = Fault("broken", "it does not hold the very sound that was encoded")

SPARE = 0.3
"""dB more than the excess that the second try stays below."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the session that becomes one file."""

    path: Path
    start: Frames
    stop: Frames
    track: Track
    expected: Expectation


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export wrote."""

    files: tuple[Path, ...]
    """The sound first, then what stands beside it."""
    reports: tuple[Report, ...]
    """What was found in each sound file, decoded."""


def export(timeline: Timeline, score: Score, order: Order, progress: Progress = _silent) -> Exported:
    """Write the files that ``order`` asks for and return what they are.

    Raises WriteError if a file cannot be written, VerifyError if one did not come out as planned: it is
    then kept as ``NAME.rejected``. Whatever is raised, KeyboardInterrupt too, nothing else is left behind.
    """
    if not score.frames:
        raise WriteError("There is no sound to write: the session is 0 frames long.")
    pieces = tuple(_split(timeline, score, order) if order.split else [_whole(timeline, score, order)])
    sides = {path: text() for path, text in side_files(order, timeline, score).items()}
    if order.split:
        names = [piece.path.name for piece in pieces]
        tracks = list(zip(names, timeline.chapters, strict=True))
        sides[order.path / f"{order.path.name}.m3u8"] = playlist(timeline.title, tracks)
    with ExitStack() as stack:
        if order.split:
            _make_folder(order.path, stack)
        sounds = [_reserve(piece, order, stack) for piece in pieces]
        drafts = [draft for path, text in sides.items() if (draft := _side(path, text, order, stack))]
        reports = []
        for piece, draft in zip(pieces, sounds, strict=True):
            reports.append(_make(piece, draft, score, order, _within(piece, score.frames, progress)))
        for done, draft in enumerate((*sounds, *drafts)):
            progress("place", done / (len(sounds) + len(drafts)))
            draft.place()
    progress("place", 1.0)
    return Exported((*(piece.path for piece in pieces), *sides), tuple(reports))


def _whole(timeline: Timeline, score: Score, order: Order) -> Piece:
    track = Track(score.channels, score.frames, tags(timeline, order.performer), order.small)
    lufs = (score.lufs - LOUDNESS_SLACK, score.lufs + LOUDNESS_SLACK) if isfinite(score.lufs) else None
    starts = tuple(chapter.start for chapter in timeline.chapters)
    titles = tuple(chapter.title for chapter in timeline.chapters)
    expected = Expectation(score.frames, score.channels, lufs, chapters=starts, titles=titles)
    return Piece(order.path, Frames(0), score.frames, track, expected)


def _split(timeline: Timeline, score: Score, order: Order) -> Iterator[Piece]:
    count = len(timeline.chapters)
    performer = order.performer or timeline.options.voice
    for number, chapter in enumerate(timeline.chapters, 1):
        about = Tags(chapter.title, album=timeline.title, performer=performer, track=(number, count))
        frames = Frames(chapter.end - chapter.start)
        track = Track(score.channels, frames, about, order.small)
        path = order.path / track_name(number, count, chapter, order.format.suffix)
        yield Piece(path, chapter.start, chapter.end, track, Expectation(frames, score.channels, chapters=()))


def _reserve(piece: Piece, order: Order, stack: ExitStack) -> Draft:
    needs = order.format.needs(piece.track)
    return stack.enter_context(Draft(piece.path, force=order.force, needs=needs))


def _side(path: Path, text: str, order: Order, stack: ExitStack) -> Draft | None:
    """Return a draft that holds ``text``, on disk; None if the very same file is there already."""
    try:
        if path.is_file() and path.read_bytes() == text.encode():
            return None
    except OSError as error:
        raise refusal(error, path) from error
    draft = stack.enter_context(Draft(path, force=order.force, needs=len(text)))
    draft.write(text)
    draft.sync()
    return draft


def _make(piece: Piece, draft: Draft, score: Score, order: Order, progress: Progress) -> Report:
    """Fill ``draft`` with the sound of ``piece`` and check it; once more if its peak came out too high."""
    ceiling = order.format.ceiling
    report = _try(piece, draft, score, order, ceiling, progress)
    if 0 < report.too_loud <= MOST_EXCESS and len(report.faults) == 1:
        lower = Decibels(ceiling - report.too_loud - SPARE)
        report = _try(piece, draft, score, order, lower, progress)
    if report.faults:
        aside = draft.reject()
        what = "; ".join(fault.what for fault in report.faults)
        raise VerifyError(f'"{piece.path}" did not come out as planned: {what}. It was kept as "{aside}".')
    return report


def _try(
    piece: Piece, draft: Draft, score: Score, order: Order, ceiling: Decibels, progress: Progress
) -> Report:
    job = Job(score, piece.start, piece.stop, piece.track, ceiling, partial(progress, "encode"))
    try:
        heard = encode(job, draft, order.format.make)
        draft.sync()
        progress("check", 0.0)
        report = _checked(piece, draft, order.format, heard)
    except InputError as error:
        if isinstance(error.__cause__, OSError):
            raise refusal(error.__cause__, piece.path) from error
        aside = draft.reject()
        raise VerifyError(
            f'"{piece.path}" came out as something no player can read. It was kept as "{aside}".'
        ) from error
    progress("check", 1.0)
    return report


def _checked(piece: Piece, draft: Draft, format_: Format, proof: Proof | None) -> Report:
    """Return what the finished file is: by what was heard of its packets, or decoded if anything is off."""
    if proof is None or not isinstance(format_.make, Codec):
        return inspect(draft.path, piece.expected)
    found = None
    with draft.refusing(), suppress(ReadBackError):
        found = format_.make.read_back(draft.path)
    same = found is not None and (found.digest, found.lead) == (proof.digest, format_.make.lead)
    if found and same and proof.sound.frames == piece.track.frames:
        report = judged(piece.expected, found, Heard(found.frames, proof.sound.meter), format_.slack)
        if not report.faults:
            return report
    report = inspect(draft.path, piece.expected)
    return report if same else replace(report, faults=(*report.faults, NOT_THE_SAME))


def _within(piece: Piece, frames: Frames, progress: Progress) -> Progress:
    """Return a progress of the piece that reports as part of the whole session."""
    share = piece.track.frames / frames

    def report(stage: str, done: float) -> None:
        progress(stage, piece.start / frames + done * share)

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
