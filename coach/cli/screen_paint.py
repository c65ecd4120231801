"""The painted screen of a session, and which way to show one suits what is there.

Only what has changed is written. The painted screen is the terminal's other page, so that everything
that stood there before stands there again afterwards.
"""

from __future__ import annotations

import contextlib
import os
import sys
from time import monotonic
from types import TracebackType
from typing import TYPE_CHECKING, Self

from coach.cli.screen import Look, Row, picture
from coach.cli.screen_lines import JsonLines, Plain
from coach.cli.screen_view import TWO_COLUMNS, Steady, View, help_rows
from coach.cli.steering import steerable
from coach.cli.terminal import STYLES, has_colour
from coach.live.keys import CLICKS, NO_CLICKS
from coach.live.status import State
from coach.units import RATE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from coach.live.status import Status


CARD_S, WORDS_S = 8.0, 4.0
"""So long each page of a card is shown, and of words that have been said, in seconds."""


def view(keys: Sequence[tuple[str, str]], card: Sequence[str], *, plain: bool, as_json: bool) -> View:
    """Return the way that suits standard output and what was asked for; ``card`` is read before it begins."""
    if as_json:
        return JsonLines()
    if painted(plain=plain):
        return Painted(keys, card)
    return Plain(keys if sys.stdin is not None and sys.stdin.isatty() else ())


def painted(*, plain: bool) -> bool:
    """Return whether a screen is painted: somebody wants one, and the terminal can be steered."""
    if plain or not sys.stdout.isatty():
        return False
    if os.name == "nt":
        return steerable()
    return os.environ.get("TERM", "dumb") not in {"dumb", ""}


class Painted(Steady):
    """The painted screen."""

    def __init__(
        self,
        keys: Sequence[tuple[str, str]],
        card: Sequence[str] = (),
        now: Callable[[], float] = monotonic,
    ) -> None:
        self._keys, self._card, self._now = keys, card, now
        self._paged: tuple[object, float] = (None, 0.0)
        """What is shown page by page, and when its first page was shown, in seconds."""
        self._colour = has_colour(sys.stdout)
        self._blocks = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
        self._shown: list[Row] = []
        self._of: tuple[Status, Look, int] | None = None
        self._size: Look | None = None
        self._there = False
        self._helping = False

    def __enter__(self) -> Self:
        """Open the other page of the terminal."""
        self.back()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Give the first page back."""
        self.leave()

    def help(self, *, wanted: bool) -> None:
        """Show all keys in place of the large words, or the words again."""
        self._helping, self._of = wanted, None

    def leave(self) -> None:
        """Give the first page back."""
        if self._there:
            self._there = False
            self._write(f"{NO_CLICKS}\x1b[0m\x1b[?7h\x1b[?25h\x1b[?1049l")

    def back(self) -> None:
        """Open the other page."""
        if not self._there:
            self._there = True
            self._size = self._of = None
            self._write(f"\x1b[?1049h\x1b[?25l\x1b[?7l{CLICKS}")

    def show(self, status: Status) -> None:
        """Paint the rows that have changed."""
        from dataclasses import replace

        from coach.units import Frames

        hold = status.hold
        if hold is not None:  # a tenth of a second moves nothing that can be seen
            step = max(RATE // 10, hold.frames // 200)
            hold = replace(hold, done=Frames(hold.done // step * step))
        said = Frames(status.said // (RATE // 4) * (RATE // 4))
        shown = replace(status, position=Frames(status.position // RATE * RATE), hold=hold, said=said)
        look = self._look()
        card = self._card if status.state is State.OPENING else ()
        card = help_rows(self._keys, 2 if look.columns >= TWO_COLUMNS else 1) if self._helping else card
        turn = self._turn(card or (status.words, status.said >= status.saying), CARD_S if card else WORDS_S)
        if self._of == (shown, look, turn):
            return
        self._of = (shown, look, turn)
        rows = picture(shown, self._keys, look, card, turn)
        self._paint(rows, look)

    def _turn(self, what: object, seconds: float) -> int:
        """Return how many pages of ``what`` have been shown, each for so many seconds."""
        now = self._now()
        if self._paged[0] != what:
            self._paged = (what, now)
        return int((now - self._paged[1]) / seconds)

    def _look(self) -> Look:
        try:
            size = os.get_terminal_size(sys.stdout.fileno())
        except OSError:  # it has gone; the keyboard says so
            return self._size or Look(80, 24, self._blocks)
        return Look(size.columns or 80, size.lines or 24, self._blocks)

    def _paint(self, rows: list[Row], look: Look) -> None:
        written = []
        if look != self._size:
            self._size, self._shown = look, []
            written.append("\x1b[0m\x1b[2J")
        for number, row in enumerate(rows):
            if number >= len(self._shown) or self._shown[number] != row:
                # Cleared first: after a full row the cursor stands on its last character.
                written.append(f"\x1b[{number + 1};1H\x1b[K{self._styled(row)}")
        self._shown = rows
        self._write("".join(written))

    def _styled(self, row: Row) -> str:
        code = STYLES.get(row.style) if self._colour else None
        return f"\x1b[{code}m{row.text}\x1b[0m" if code else row.text

    def _write(self, text: str) -> None:
        with contextlib.suppress(OSError, ValueError):  # a terminal that has gone shows nothing
            encoding = sys.stdout.encoding or "utf-8"
            sys.stdout.buffer.write(text.encode(encoding, "replace"))
            sys.stdout.buffer.flush()


__all__ = ["CARD_S", "WORDS_S", "Painted", "painted", "view"]
