"""Placing: musts first, then light, then full; later within the window, shorter, or not at all.

A must is never left out: if one finds no room, the step's need is raised and the routine is fitted
again. A voice is never sped up, and no cue is ever placed before its written moment.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import cast

from coach.plan.board import JOINED, NEAR_CHIME, Board, Placed
from coach.plan.expand import POSITIONAL
from coach.plan.layout import Laid
from coach.plan.timeline import Change, Line
from coach.plan.wording import Wish
from coach.routine.cue import Anchor, Cue, Kind, Level
from coach.units import RATE, Frames, to_frames

CHIME_AFTER = to_frames(0.7)
"""From the end of a cue to the chime that belongs to it."""

PREVIEW = (to_frames(10.0), to_frames(6.0), to_frames(2.0))
"""A preview starts at most and at least so long before its step, and ends so long before it."""
POSITION_PREVIEW = (to_frames(30.0), to_frames(15.0), to_frames(2.0))
"""The same for a change of position."""

MOST_EARLY = to_frames(4.0)
"""A preview whose moments all lie in a hold may come so much earlier, before that hold."""

ANYWHERE = frozenset({Kind.CHECK_IN, Kind.POSTURE})
"""Questions and offers, which nothing leads up to."""

LADDER = tuple(to_frames(s) for s in (3.0, 2.0, 1.0, 0.6, 0.3))
"""Gaps between mandatory cues of a step, tried in this order."""

Say = Callable[[Wish, bool], "tuple[Line, Frames] | None"]
"""Returns the line of a wish (True: its short form) and its length; None if it cannot be said."""


@dataclass(frozen=True, slots=True)
class Window:
    """Where a cue may start and must have ended."""

    first: Frames
    """Earliest start."""
    last_end: Frames
    """Latest end."""
    last_start: Frames | None = None
    """Latest start, if that is limited too."""
    ends_at: Frames | None = None
    """Exact end, for a cue placed by its end."""
    before_hold: bool = False
    """It has to be over before the first hold: what is missing is missing in the lead-in."""


@dataclass(frozen=True, slots=True)
class Short:
    """A step that is too short for its mandatory words."""

    step: str
    frames: Frames
    """How much is missing."""
    lead_in: bool
    """Whether it is missing before the first hold."""
    length: int
    """Length of the step as it was fitted, in whole seconds."""
    cue: str
    """The cue that found no room."""
    play: str
    """Name of the play."""


def window(laid: Laid, wish: Wish, tail: int) -> Window | None:
    """Return where ``wish`` may go in ``laid``; None if its repetition does not exist.

    ``tail`` frames at the end of the step stay free.
    """
    cue, k = wish.cue, laid.which(wish.cue)
    if k is not None and laid.reps is not None and k > laid.reps:
        if cue.level is not Level.MUST:
            return None
        k = laid.reps
    anchor = laid.anchor(cue, k)
    if cue.kind is Kind.PREVIEW and cue.lead_s is not None:
        return _preview(laid, cue, anchor, tail)
    if cue.ends_before_s is not None:
        end = Frames(anchor - to_frames(cue.ends_before_s))
        return Window(laid.start, end, ends_at=end, before_hold=k == 1)
    offset = to_frames(cue.offset_s or 0.0)
    if cue.lead_s is not None:
        first = max(laid.start, anchor - to_frames(cue.lead_s))
    elif k is None and laid.stretch < 1.0:
        first = anchor + round(offset * laid.stretch)
    else:
        first = anchor + offset
    end, early = _limit(laid, cue, k)
    if early and k is not None:  # a longer lead-in is for the words: they keep their distance from the step
        first = max(laid.start, first - laid.extra_lead)
    return Window(Frames(first), Frames(min(end, laid.end - tail)), before_hold=early)


def _preview(laid: Laid, cue: Cue, anchor: Frames, tail: int) -> Window | None:
    far, near, clear = POSITION_PREVIEW if laid.play.step.technique in POSITIONAL else PREVIEW
    lead = min(to_frames(cue.lead_s or 0.0), anchor)
    if lead < near:  # nothing lies before the first step: a must is said in it, anything else is not
        return Window(laid.start, Frames(laid.end - tail)) if cue.level is Level.MUST else None
    return Window(Frames(anchor - min(lead, far)), Frames(anchor - clear), Frames(anchor - near))


def starts(spot: Window, laid: Laid, length: int) -> tuple[int, int]:
    """Return the earliest and the latest start of ``length`` frames in a window; none if they cross."""
    if spot.ends_at is not None:
        return spot.ends_at - length, spot.ends_at - length
    first, last = int(spot.first), spot.last_end - length
    if spot.last_start is not None:  # a long preview may begin earlier than written, within its reach
        last = min(last, spot.last_start)
        far, _, clear = POSITION_PREVIEW if laid.play.step.technique in POSITIONAL else PREVIEW
        first = max(min(first, last), spot.last_end + clear - far, 0)
    return first, last


def _limit(laid: Laid, cue: Cue, k: int | None) -> tuple[Frames, bool]:
    """Return the frame by which a cue must have ended, and whether that is the first hold."""
    hold = laid.hold(1)
    if hold is None:
        if k is not None and laid.reps is not None and k < laid.reps and cue.level is not Level.MUST:
            return laid.rep_start(k + 1), False
        return laid.end, False
    if k is None:
        return (Frames(hold[0] - NEAR_CHIME), True) if cue.anchor is Anchor.STEP_START else (laid.end, False)
    following = k + 1 if cue.anchor is Anchor.HOLD_END else k
    if laid.reps is not None and following > laid.reps:
        return laid.end, False
    span = laid.hold(following)
    return (Frames(span[0] - NEAR_CHIME) if span else laid.end), following == 1


def place_musts(
    board: Board, laid: Laid, wanted: Sequence[Wish], say: Say, tail: int
) -> tuple[Board, Short | None, list[Change]]:
    """Place the mandatory cues of one step; return the new board, what room is missing, what gave way.

    The gap between them is as wide as the step allows. Where even the narrowest is too wide, the cue
    that does not fit takes its short form, then those before it; a cue that fits between no two holds
    moves before the first one.
    """
    if not wanted:
        return board, None, []
    short: set[str] = set()
    moved: set[str] = set()
    spots: dict[int, list[Window | None]] = {}
    while True:
        for gap, margin in ((g, m) for g in LADDER for m in LADDER if m <= g):
            trial, end = board.copy(), max(margin, tail)
            if end not in spots:
                spots[end] = [window(laid, wish, end) for wish in wanted]
            failed = _try(trial, laid, wanted, spots[end], _Forms(say, short, moved), gap)
            if failed is None:
                return (
                    trial,
                    None,
                    [*_changes(short, "short form"), *_changes(moved, "before the first hold")],
                )
        number, missing = cast("tuple[int, Short]", failed)  # the ladder has rungs
        givers = [w for w in reversed(wanted[: number + 1]) if w.short and w.id not in short]
        if givers:
            short.add(givers[0].id)
        elif not missing.lead_in and laid.hold(1) and wanted[number].id not in moved:
            moved.add(wanted[number].id)
        else:
            return board, missing, []


def _changes(ids: Iterable[str], what: str) -> list[Change]:
    return [Change(id_, what, "no room for the full words") for id_ in sorted(ids)]


@dataclass(frozen=True, slots=True)
class _Forms:
    """Which mandatory cues of a step are shortened or moved."""

    say: Say
    short: set[str]
    moved: set[str]


def _try(
    trial: Board,
    laid: Laid,
    wanted: Sequence[Wish],
    spots: Sequence[Window | None],
    forms: _Forms,
    gap: int,
) -> tuple[int, Short] | None:
    """Place ``wanted`` in order, each in its spot; return the number of the first that does not fit, and
    what it lacks."""
    for number, wish in enumerate(wanted):
        spot = spots[number]
        if wish.id in forms.moved and (hold := laid.hold(1)):
            spot = Window(laid.start, Frames(hold[0] - NEAR_CHIME), before_hold=True)
        said = forms.say(wish, wish.id in forms.short)
        if spot is None or said is None:
            continue
        line, length = said
        first, last = starts(spot, laid, length)
        start, _ = trial.room(first, first + 600 * RATE, length, wish, gap)
        if start > last:
            seconds, play = (laid.end - laid.start) // RATE, laid.play
            missing = Frames(start - last)
            return number, Short(play.step.id, missing, spot.before_hold, seconds, wish.id, play.name)
        add(trial, Placed(start, Frames(start + length), wish, line, laid))
    return None


def add(board: Board, placed: Placed) -> None:
    """Put a cue on the board, with the chime that belongs to it."""
    board.add(placed)
    if placed.wish.cue.chime_after is not None:
        ring = placed.end + CHIME_AFTER
        board.close(ring - NEAR_CHIME, ring + NEAR_CHIME)


def place_extras(
    board: Board, wanted: Iterable[tuple[Laid, Wish]], say: Say, tails: Mapping[str, int]
) -> list[Change]:
    """Place cues that may be left out, in order; return what was shortened or left out, and why."""
    changes: list[Change] = []
    for laid, wish in wanted:
        spot = window(laid, wish, max(JOINED, tails.get(laid.play.name, 0)))
        if spot is None:
            changes.append(Change(wish.id, "left out", "the moment it belongs to is not played"))
            continue
        spot = _in_order(board, laid, spot)
        if not _squeeze(board, laid, wish, spot, say, short=False) and not _early(
            board, wish, spot, say, laid
        ):
            if _squeeze(board, laid, wish, spot, say, short=True):
                changes.append(Change(wish.id, "short form", "no room for the full words"))
            else:
                changes.append(Change(wish.id, "left out", f"{wish.cue.level}: no room"))
    return changes


def _in_order(board: Board, laid: Laid, spot: Window) -> Window:
    """Return ``spot`` without what lies after the first mandatory cue of its step that is written later.

    What leads up to a mandatory cue says nothing any more once that has been said.
    """
    if spot.ends_at is not None or spot.last_start is not None:
        return spot
    ahead = (
        placed.start
        for placed in board.between(spot.first, spot.last_end)
        if placed.laid.play.key == laid.play.key
        and placed.wish.cue.level is Level.MUST
        and placed.wish.cue.kind not in ANYWHERE
        and (written := window(laid, placed.wish, 0)) is not None
        and written.first > spot.first
    )
    return replace(spot, last_end=min((spot.last_end, *ahead)))


def _squeeze(board: Board, laid: Laid, wish: Wish, spot: Window, say: Say, *, short: bool) -> bool:
    if short and wish.short is None:
        return False
    said = say(wish, short)
    if said is None:
        return False
    line, length = said
    first, last = starts(spot, laid, length)
    if last < first:
        return False
    start, fits = board.room(first, last, length, wish)
    if fits and wish.cue.chime_after is not None:
        fits = _chime_fits(board, start + length + CHIME_AFTER)
    if fits:
        add(board, Placed(start, Frames(start + length), wish, line, laid))
    return fits


def _early(board: Board, wish: Wish, spot: Window, say: Say, laid: Laid) -> bool:
    """Place a preview just before the hold that its whole window lies in; return whether it was placed."""
    if spot.last_start is None:
        return False
    hold = next((low for low, high in board.closed if low <= spot.first and spot.last_start <= high), None)
    said = say(wish, False)
    if hold is None or said is None or hold < spot.first - MOST_EARLY:
        return False
    line, length = said
    start, fits = board.room(hold - length, hold - length, length, wish)
    if fits:
        add(board, Placed(start, Frames(start + length), wish, line, laid))
    return fits


def _chime_fits(board: Board, ring: int) -> bool:
    """Return whether no speech lies within half a second of a chime at ``ring``."""
    return all(p.end <= ring - NEAR_CHIME or p.start >= ring + NEAR_CHIME for p in board.speech)
