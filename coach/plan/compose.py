"""Composing: words onto a fitted layout. Everything that is heard finds its frame here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coach.plan import ring, silence
from coach.plan.board import NEAR_CHIME, Board, Placed
from coach.plan.place import Short, add, place_extras, place_musts, window
from coach.plan.timeline import Change, Line, Strike
from coach.plan.wording import Numbers, Wish, droppable, fill, line, longest
from coach.routine.kind import Level
from coach.units import Frames

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from coach.plan.layout import Laid
    from coach.plan.options import Options
    from coach.plan.ruler import Ruler
    from coach.words import Language


SETTLING = 4
"""Rounds in which the words for a silence and the silence itself come to agree; then disagreement goes."""


@dataclass(frozen=True, slots=True)
class Composed:
    """Words in their places, and what had to give way."""

    board: Board
    changes: tuple[Change, ...]
    forms: Mapping[tuple[str, bool], Line]
    """Every line that could have been said, by wish and whether it is the short form."""


@dataclass(slots=True)
class Composer:
    """One layout, and everything needed to put words on it."""

    laid: Sequence[Laid]
    wanted: Sequence[Wish]
    options: Options
    words: Language
    ruler: Ruler
    tails: Mapping[str, int]
    """Frames that stay free of speech at the end of a play, by its name."""
    kept: Sequence[Placed] = ()
    """Cues that stay where they are, because they were heard already."""
    floor: int = 0
    """Nothing else is said before it."""

    def compose(self) -> Composed | Short:
        """Return every cue in its place, or what a step lacks for its mandatory words."""
        silent: dict[str, float | None] = {}
        said = {placed.wish.id for placed in self.kept}
        turn = 0
        while True:
            forms = self._forms(silent)
            outcome = self._place(forms)
            if isinstance(outcome, Short):
                return outcome
            wrong = [
                (wish, length)
                for wish, length in silence.lengths(outcome.board, self._sounds(outcome.board))
                if wish.id not in said
                and (
                    (named := silent.get(wish.id)) is None
                    or not silence.true(wish, named, length, self.words)
                )
            ]
            if not wrong:
                unsaid = [
                    Change(wish_id, "left out", "no word is near the length of the silence")
                    for wish_id, length in silent.items()
                    if length is None
                ]
                return Composed(outcome.board, (*outcome.changes, *unsaid), forms)
            turn += 1
            for wish, length in wrong:
                word = fill(wish.text, Numbers(0, 1, length), self.words)
                silent[wish.id] = length if word is not None and turn <= SETTLING else None

    def _items(self) -> Iterable[tuple[Laid, list[Wish]]]:
        """Yield every play with the wishes that still make sense after the fit."""
        by_play: dict[tuple[str, str | None, int, int], list[Wish]] = {}
        for wish in self.wanted:
            by_play.setdefault(wish.play.key, []).append(wish)
        for item in self.laid:
            yield item, [w for w in by_play.get(item.play.key, []) if not droppable(w, item.reps)]

    def _forms(self, silent: Mapping[str, float | None]) -> dict[tuple[str, bool], Line]:
        """Return the lines of every wish, full and short, all of them measured.

        A wish that names a silence not yet known is worded at its longest; one whose silence is None
        has no words.
        """
        seconds = self.options.seconds or 0
        forms: dict[tuple[str, bool], Line] = {}
        for item, wished in self._items():
            for wish in wished:
                if wish.waits and wish.id not in silent:
                    found = longest(wish, seconds, self.words)
                    forms.update(zip(((wish.id, False), (wish.id, True)), found, strict=False))
                    continue
                numbers = Numbers(seconds, item.reps, silent.get(wish.id))
                for short, form in ((False, wish.text), (True, wish.short)):
                    text = fill(form, numbers, self.words) if form is not None else None
                    if text is not None:
                        forms[wish.id, short] = line(wish, text, short=short)
        self.ruler.learn(forms.values())
        return forms

    def _place(self, forms: Mapping[tuple[str, bool], Line]) -> Composed | Short:
        def say(wish: Wish, short: bool) -> tuple[Line, Frames] | None:
            return sayable(forms.get((wish.id, short)), self.ruler)

        board = empty_board(self.laid, ring.fixed(self.laid, self.options))
        board.floor = self.floor
        for placed in self.kept:
            add(board, placed)
        extras: dict[Level, list[tuple[Laid, Wish]]] = {Level.LIGHT: [], Level.FULL: []}
        changes: list[Change] = []
        for item, wishes in self._items():
            wished = [wish for wish in wishes if (wish.id, False) in forms]
            lacking = [wish for wish in wished if say(wish, False) is None and say(wish, True) is None]
            changes += [Change(wish.id, "left out", "the voice does not have it") for wish in lacking]
            wished = [wish for wish in wished if wish not in lacking]
            musts = in_order(item, (w for w in wished if w.cue.level is Level.MUST))
            board, short, gave = place_musts(board, item, musts, say, self.tails.get(item.play.name, 0))
            if short is not None:
                return short
            changes += gave
            for wish in wished:
                if wish.cue.level is not Level.MUST:
                    extras[wish.cue.level].append((item, wish))
        for rows in extras.values():
            changes += place_extras(board, rows, say, self.tails)
        return Composed(board, tuple(changes), forms)

    def _sounds(self, board: Board) -> list[Frames]:
        """Return the starts of all chimes, and the end of the session."""
        strikes = [*ring.fixed(self.laid, self.options), *ring.lessons(board)]
        if self.tails:
            strikes.append(ring.closing(board, self.laid))
        return [*(strike.start for strike in strikes), self.laid[-1].end]


def sayable(line: Line | None, ruler: Ruler) -> tuple[Line, Frames] | None:
    """Return a line with its length; None if there is no such line or the voice does not have it."""
    length = ruler.get(line) if line is not None else None
    return None if line is None or length is None else (line, length)


def empty_board(laid: Sequence[Laid], strikes: Iterable[Strike]) -> Board:
    """Return a board on which holds, and half a second around chimes, are closed to speech."""
    board = Board()
    for item in laid:
        for k in range(1, (item.reps or 0) + 1):
            if span := item.hold(k):
                board.close(span[0] - NEAR_CHIME, span[1] + NEAR_CHIME)
    for strike in strikes:
        board.close(strike.start - NEAR_CHIME, strike.start + NEAR_CHIME)
    return board


def in_order(item: Laid, wanted: Iterable[Wish]) -> list[Wish]:
    """Return the wishes of one play in the order of their earliest moments."""

    def moment(wish: Wish) -> Frames:
        spot = window(item, wish, 0)
        if spot is None:
            return item.end
        return spot.ends_at if spot.ends_at is not None else spot.first

    return sorted(wanted, key=moment)
