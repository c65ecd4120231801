"""Care that stretching makes necessary: questions about pressure, and offers to turn the head.

A routine is written for one length. Fitted to a longer one, its questions move apart; here one is
put in where the gap would be too long. Face down, the neck is asked about every five minutes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from coach.plan.board import Board
from coach.plan.expand import Play
from coach.plan.layout import Laid
from coach.plan.options import Options, Talk
from coach.plan.timeline import Change
from coach.plan.wording import Wish
from coach.routine.cue import Cue, Kind, Level
from coach.units import Frames, clock, to_frames, to_seconds
from coach.words import Language

CHECK = "check.pressure"
"""Technique of a question about pressure."""

FIRST_CHECK = to_frames(300)
"""From the first stroke to the first question."""
NEXT_CHECK = to_frames(600)
"""From one question to the next, and from the last one to the end of the last stroke."""
HEAD_TURN = to_frames(300)
"""Longest stay face down without an offer to turn the head."""
WORDS = to_frames(15)
"""So long before the limit an offer is planned: other words may push it back."""


def with_check_ins(
    plays: tuple[Play, ...], laid: Sequence[Laid], within: Collection[str] | None = None
) -> tuple[tuple[Play, ...], Change | None]:
    """Return ``plays`` with one more question where a gap is too long, and what was put in.

    The question is the routine's own; it goes before the step at whose start the time is not yet up,
    on both sides alike. Without a question of its own a routine is left as it is. ``within`` names
    the steps that one may stand before; all if None.
    """
    model = next((play.step for play in plays if play.step.technique == CHECK), None)
    taken = {play.step.id for play in plays}
    open_ones = (
        (item, gap)
        for item, gap in _late(laid)
        if f"{item.play.step.id}.check" not in taken and (within is None or item.play.step.id in within)
    )
    late = next(open_ones, None)
    if late is None or model is None:
        return plays, None
    before, gap = late
    name = f"{before.play.step.id}.check"
    step = model.model_copy(update={"id": name, "priority": 1, "droppable": False})
    longer: list[Play] = []
    for play in plays:
        if play.step.id == before.play.step.id:
            longer.append(replace(play, step=step))
            play = replace(play, chapter=None)  # noqa: PLW2901 - the chapter begins with the question
        longer.append(play)
    reason = f"{clock(gap)} would pass without one"
    return tuple(longer), Change(name, "a question about pressure", reason)


def _late(laid: Sequence[Laid]) -> Iterator[tuple[Laid, Frames]]:
    """Yield the step before which a question is missing, and the gap it leaves, in time order."""
    for receiver in (1, 2):
        mine = [item for item in laid if item.play.receiver == receiver]
        strokes = [item for item in mine if item.play.step.stroke not in ("still", "none")]
        if not strokes:
            continue
        asked = [at for item in mine if (at := _asked(item)) is not None and at > strokes[0].start]
        since, limit = strokes[0].start, FIRST_CHECK
        for until in [*asked, strokes[-1].end]:
            if until - since > limit:
                inside = [item for item in mine if since < item.start < until]
                timely = [item for item in inside if item.start <= since + limit]
                for item in timely[-1:] or inside[:1]:
                    yield item, Frames(until - since)
            since, limit = until, NEXT_CHECK


def _asked(item: Laid) -> Frames | None:
    """Return when a step asks about pressure: at its start if it is a question, else in its middle."""
    if item.play.step.technique == CHECK:
        return item.start
    if any(cue.asks(item.play.side) for cue in item.play.step.cues):
        return Frames((item.start + item.end) // 2)
    return None


def head_turns(
    board: Board, laid: Sequence[Laid], options: Options, words: Language, ahead: int = 0
) -> list[Wish]:
    """Return the offers to turn the head that are missing: more wishes for each long stay face down.

    Each stands in the middle of a step, as late as the limit allows; where no middle lies so, at another
    moment of a step, and where that is impossible too, as soon as it can be; in a step that begins at
    frame ``ahead`` or later. None at the talk level that speaks only what must not be left out for
    safety's sake.
    """
    if options.talk is Talk.CHIMES:
        return []
    offered = [p.start for p in board.speech if p.wish.cue.offers == "head_turn"]
    named = {p.wish.id for p in board.speech}
    missing: list[Wish] = []
    for start, end in _face_down(laid):
        since = start
        stay = [item for item in laid if max(start, ahead) <= item.start < end]
        for until in [*(at for at in offered if start < at < end), end]:
            while until - since > HEAD_TURN:
                spot = _spot(stay, since, since + HEAD_TURN, until)
                if spot is None:
                    break
                item, since = spot
                wish = _offer(item, since, named, words)
                if wish is not None:
                    named.add(wish.id)
                    missing.append(wish)
            since = until
    return missing


def _face_down(laid: Sequence[Laid]) -> Iterator[tuple[Frames, Frames]]:
    """Yield the stretches in which somebody lies face down, from the end of positioning."""
    start: Frames | None = None
    for item in laid:
        settled = item.play.section.receiver == "face_down" and item.play.step.technique != "prep.position"
        if settled and start is None:
            start = item.start
        elif not settled and start is not None:
            yield start, item.start
            start = None
    if start is not None:
        yield start, laid[-1].end


def _spot(stay: Sequence[Laid], since: int, limit: int, until: int) -> tuple[Laid, Frames] | None:
    """Return the step in which to offer, and the frame: later than ``since``, and by ``limit`` if it can be.

    Before ``until`` in any case. None if there is no such moment.
    """
    first = since + to_frames(30)
    roomy = [item for item in stay if item.end - item.start >= to_frames(20)]
    free = [item for item in roomy if item.hold(1) is None]
    middles = [(item, Frames((item.start + item.end) // 2)) for item in free if _asked(item) is None]
    timely = [spot for spot in middles if first < spot[1] <= limit - to_frames(5)]
    if not timely:  # nearer to the beginning or the end of a step
        late = [(item, _within(item, limit - WORDS)) for item in free]
        timely = [spot for spot in late if first < spot[1] <= limit - WORDS]
    if not timely:  # with the words before the first hold
        before = [(item, Frames(item.start + item.lead // 2)) for item in roomy if item.hold(1) is not None]
        timely = [spot for spot in before if first < spot[1] <= limit - WORDS]
    if timely:
        return timely[-1]
    soon = [(item, _within(item, first + 1)) for item in free]
    return next((spot for spot in soon if first < spot[1] < until), None)


def _within(item: Laid, at: int) -> Frames:
    """Return the moment of a step that is nearest to ``at`` and leaves room for words around it."""
    return Frames(min(max(at, item.start + to_frames(5)), item.end - to_frames(10)))


def _offer(item: Laid, at: Frames, named: Collection[str], words: Language) -> Wish | None:
    """Return the wish for an offer at ``at``; None if the step offers more often than anybody wants."""
    text = words.head_turn_line
    most = 1 + (item.end - item.start) // (HEAD_TURN // 2)
    names = (f"{item.play.name}.turn{number if number > 1 else ''}" for number in range(1, most + 1))
    name = next((name for name in names if name not in named), None)
    if name is None:
        return None
    offset = to_seconds(Frames(at - item.start)) / item.stretch
    cue = Cue(
        id="head_turn", kind=Kind.POSTURE, level=Level.MUST, text=text, offset_s=offset, offers="head_turn"
    )
    return Wish(name, item.play, cue, text, None)
