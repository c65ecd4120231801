"""Composing: words onto a fitted layout. Everything that is heard finds its frame here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coach.plan import ring, silence
from coach.plan.board import NEAR_CHIME, Board
from coach.plan.place import Short, place_extras, place_musts, window
from coach.plan.timeline import Change, Line, Strike
from coach.plan.wording import Numbers, Wish, droppable, fill, longest
from coach.routine.kind import Level
from coach.units import Frames

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from coach.plan.layout import Laid
    from coach.plan.options import Options
    from coach.plan.ruler import Ruler
    from coach.words import Language


SETTLING = 4
"""Rounds in which the words for a silence and the silence itself come to agree."""


@dataclass(frozen=True, slots=True)
class Composed:
    """Words in their places, and what had to give way."""

    board: Board
    changes: tuple[Change, ...]


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

    def compose(self) -> Composed | Short:
        """Return every cue in its place, or what a step lacks for its mandatory words."""
        texts = self._texts({})
        outcome = self._place(texts)
        for _ in range(SETTLING):
            if isinstance(outcome, Short) or not any(wish.waits for wish in self.wanted):
                return outcome
            lengths = silence.lengths(outcome.board, self._strikes(outcome.board))
            final = self._texts(lengths)
            if final == texts:
                break
            texts, outcome = final, self._place(final)
        if isinstance(outcome, Short):
            return outcome
        return Composed(outcome.board, (*outcome.changes, *self._unsaid(texts)))

    def _unsaid(self, texts: Mapping[tuple[str, bool], str]) -> Iterable[Change]:
        for wish in self.wanted:
            if wish.waits and (wish.id, False) not in texts and any(i.play == wish.play for i in self.laid):
                yield Change(wish.id, "left out", "no word is near the length of the silence")

    def _items(self) -> Iterable[tuple[Laid, list[Wish]]]:
        """Yield every play with the wishes that still make sense after the fit."""
        by_play: dict[tuple[str, str | None, int], list[Wish]] = {}
        for wish in self.wanted:
            by_play.setdefault(wish.play.key, []).append(wish)
        for item in self.laid:
            yield item, [w for w in by_play.get(item.play.key, []) if not droppable(w, item.reps)]

    def _texts(self, silent: Mapping[str, float]) -> dict[tuple[str, bool], str]:
        """Return the words of every wish, full and short; measured words only.

        A wish that depends on a silence not yet known is worded at its longest.
        """
        texts: dict[tuple[str, bool], str] = {}
        for item, wished in self._items():
            for wish in wished:
                numbers = Numbers(self.options.seconds or 0, item.reps, silent.get(wish.id))
                for short, form in ((False, wish.text), (True, wish.short)):
                    if form is None:
                        continue
                    text = fill(form, numbers, self.words)
                    if text is None and wish.waits and wish.id not in silent:
                        text = longest(wish, self.options.seconds or 0, self.words)[int(short)]
                    if text is not None:
                        texts[wish.id, short] = text
        self.ruler.learn(Line(id_, text) for (id_, _), text in texts.items())
        return texts

    def _place(self, texts: Mapping[tuple[str, bool], str]) -> Composed | Short:
        def say(wish: Wish, short: bool) -> tuple[str, Frames] | None:
            text = texts.get((wish.id, short and wish.short is not None))
            return None if text is None else (text, self.ruler[Line(wish.id, text)])

        board = empty_board(self.laid, ring.fixed(self.laid, self.options))
        extras: dict[Level, list[tuple[Laid, Wish]]] = {Level.LIGHT: [], Level.FULL: []}
        changes: list[Change] = []
        for item, wished in self._items():
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
        return Composed(board, tuple(changes))

    def _strikes(self, board: Board) -> list[Frames]:
        return [s.start for s in (*ring.fixed(self.laid, self.options), *ring.lessons(board))]


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
