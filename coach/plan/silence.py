"""Silence: how long it lasts, and the words that keep a long one from being taken for a fault."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.plan.board import GAP, Board, Placed
from coach.plan.options import NO_BED, Options, Talk
from coach.plan.timeline import Change, Line
from coach.plan.wording import Numbers, Wish, fill
from coach.routine.cue import Cue, Kind, Level
from coach.units import Frames, to_frames, to_seconds

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from coach.plan.layout import Laid
    from coach.plan.ruler import Ruler
    from coach.words import Language

LONGEST = {Talk.FULL: to_frames(90.0), Talk.LIGHT: to_frames(150.0)}
"""Silence longer than this is announced; at the other talk levels silence was asked for."""

ANNOUNCED = "announced"
"""Name of the cue that announces a silence."""


def lengths(board: Board, sounds: Iterable[Frames]) -> Iterator[tuple[Wish, float]]:
    """Yield every cue whose words name the silence after it, with that silence in seconds.

    ``sounds`` are what ends a silence beside speech: chimes, and the end of the session.
    """
    starts = sorted([p.start for p in board.speech] + list(sounds))
    for placed in board.speech:
        if placed.wish.waits:
            after = next(s for s in starts if s >= placed.end)
            yield placed.wish, float(to_seconds(after - placed.end))


def true(wish: Wish, named: float, length: float, words: Language) -> bool:
    """Return whether words for a silence of ``named`` seconds are true of one of ``length`` seconds."""
    if "{breaths_words" in wish.text:
        return words.breaths(named) == words.breaths(length)
    spoken = next((s for s, text in words.quiets if text == words.quiet(named)), None)
    return spoken is not None and abs(spoken - length) <= 0.2 * length


def announce(
    board: Board, laid: Sequence[Laid], options: Options, words: Language, ruler: Ruler
) -> list[Change]:
    """Put a line before every silence that is too long to pass unannounced; return what was put in.

    With a bed nobody takes silence for a fault: nothing is put in.
    """
    limit = LONGEST.get(options.talk)
    if limit is None or options.ambience != NO_BED:
        return []
    inserted: list[Change] = []
    for before, after in list(zip(board.speech, board.speech[1:], strict=False)):
        if after.start - max(before.end, board.floor) <= limit or before.wish.waits:
            continue
        if placed := _line(board, laid, before, after, words, ruler):
            board.add(placed)
            inserted.append(Change(placed.wish.id, placed.line.text, "a long silence is announced"))
    return inserted


def _line(
    board: Board, laid: Sequence[Laid], before: Placed, after: Placed, words: Language, ruler: Ruler
) -> Placed | None:
    """Return the announcement of the silence between two cues, if it has room and a word for it."""
    first = max(before.end + GAP, board.floor)
    item = next(i for i in laid if i.start <= first < i.end)
    before_it = sum(placed.wish.cue.id == ANNOUNCED and placed.end <= first for placed in board.speech)
    words_of_it = words.quiet_lines[before_it % len(words.quiet_lines)]
    cue = Cue(id=ANNOUNCED, kind=Kind.SILENCE, level=Level.LIGHT, text=words_of_it)
    name, number = f"{item.play.name}.quiet", 1
    while any(placed.wish.id == name for placed in board.speech):
        number += 1
        name = f"{item.play.name}.quiet{number}"
    wish = Wish(name, item.play, cue, words_of_it, None)
    numbers = Numbers(0, None, float(to_seconds(after.start - first - to_frames(3.0))))
    text = fill(words_of_it, numbers, words)
    if text is None:
        return None
    line = Line(wish.id, text)
    ruler.learn([line])
    length = ruler.get(line)
    if length is None:
        return None
    start, fits = board.room(first, first + to_frames(20.0), length, wish)
    return Placed(start, Frames(start + length), wish, line, item) if fits else None
