"""Three ways to show a session: a screen that is painted, lines for a reader or a pipe, lines of JSON.

Only what has changed is written. The painted screen is the terminal's other page, so that everything
that stood there before stands there again afterwards.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from time import monotonic
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self

from coach.cli.screen import SAYS, Look, Row, picture
from coach.cli.terminal import STYLES, has_colour, out
from coach.live.status import State
from coach.units import RATE, clock

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from coach.live.status import Status


class View(Protocol):
    """A way to show a session; a context manager."""

    def __enter__(self) -> Self:
        """Begin to show."""
        ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Show no more."""
        ...

    def show(self, status: Status) -> None:
        """Show this moment; cheap if nothing has changed. Raises OSError if nobody reads any more."""
        ...

    def help(self, *, wanted: bool) -> None:
        """Show all keys from the next ``show`` on, or no more."""
        ...

    def leave(self) -> None:
        """Make room for a while; never raises."""
        ...

    def back(self) -> None:
        """Show all of it again at the next ``show``; never raises."""
        ...


def view(keys: Sequence[tuple[str, str]], card: Sequence[str], *, plain: bool, as_json: bool) -> View:
    """Return the way that suits standard output and what was asked for; ``card`` is read before it begins."""
    if as_json:
        return JsonLines()
    if plain or not sys.stdout.isatty() or os.environ.get("TERM", "dumb") in {"dumb", ""}:
        return Plain(keys)
    return Painted(keys, card)


class _Steady:
    """What has nothing to prepare and nothing to put back."""

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End."""

    def help(self, *, wanted: bool) -> None:
        """Nobody reads keys here."""

    def leave(self) -> None:
        """There is nothing to make room for."""

    def back(self) -> None:
        """Nothing was put away."""


class Plain(_Steady):
    """One line for each change, and nothing that moves: for screen readers, pipes and old terminals."""

    def __init__(self, keys: Sequence[tuple[str, str]] = ()) -> None:
        self._keys = keys
        self._said: dict[str, object] = {}
        self._noted: set[str] = set()
        """Notices that may be spoken too, later."""
        self._revision = 0

    def help(self, *, wanted: bool) -> None:
        """Say what the keys do, once."""
        if wanted:
            for row in help_rows(self._keys):
                out(row)
            sys.stdout.flush()

    def show(self, status: Status) -> None:
        """Say what has changed; what is shown as words and as a notice is said once."""
        at = clock(status.position // RATE * RATE)
        if status.revision != self._revision:
            self._said["notice"] = None  # the same words about another plan
        planned = status.notice if status.revision == self._revision else changed(status)
        self._revision = status.revision
        volume = f"volume {status.volume:+.0f} dB" if status.volume or "volume" in self._said else ""
        lines = {
            "state": (SAYS[status.state], ""),
            "step": (status.step, "== "),
            "words": (status.words, ""),
            "notice": (status.notice, "-- "),
            "volume": (volume, ""),
        }
        news = []
        for name, (text, mark) in lines.items():
            known = {self._said.get(name), self._said.get("words") if name == "notice" else None}
            if text or name == "notice":
                self._said[name] = text
            if not text or text in known:
                continue
            if name == "words" and text in self._noted:
                self._noted.discard(text)
                continue
            if name == "notice":
                self._noted.add(text)
            news.append(f"{mark}{planned if name == 'notice' else text}")
        for line in news:
            out(f"{at}  {line}")
        if news:
            sys.stdout.flush()


class JsonLines(_Steady):
    """One line of JSON for each change, as ``coach control status --follow`` gives them."""

    def __init__(self) -> None:
        self._said: object = None

    def show(self, status: Status) -> None:
        """Write this moment if something else than the time has changed."""
        sheet = status.sheet()
        hold = sheet["hold"] and sheet["hold"]["seconds"]
        still = {**sheet, "position": 0, "left": 0, "hold": hold}
        if still != self._said:
            self._said = still
            sys.stdout.write(json.dumps(sheet) + "\n")
            sys.stdout.flush()


class Painted(_Steady):
    """The painted screen."""

    def __init__(
        self,
        keys: Sequence[tuple[str, str]],
        card: Sequence[str] = (),
        now: Callable[[], float] = monotonic,
    ) -> None:
        self._keys, self._card, self._now = keys, card, now
        self._carded = now()
        """When the first page of a card was shown, in seconds."""
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
        self._helping, self._of, self._carded = wanted, None, self._now()

    def leave(self) -> None:
        """Give the first page back."""
        if self._there:
            self._there = False
            self._write("\x1b[0m\x1b[?7h\x1b[?25h\x1b[?1049l")

    def back(self) -> None:
        """Open the other page."""
        if not self._there:
            self._there = True
            self._size = self._of = None
            self._write("\x1b[?1049h\x1b[?25l\x1b[?7l")

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
        turn = int((self._now() - self._carded) / CARD_S) if card else 0
        if self._of == (shown, look, turn):
            return
        self._of = (shown, look, turn)
        rows = picture(shown, self._keys, look, card, turn)
        self._paint(rows, look)

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


CARD_S = 8.0
"""So long each page of a card is shown that has more than one, in seconds."""

ANY_KEY = "Every other key does what space does; twice: again; held a second: stop."

TWO_COLUMNS = 60
"""A screen of so many columns has room for two keys beside each other."""


def help_rows(keys: Sequence[tuple[str, str]], beside: int = 1) -> list[str]:
    """Return what every key does, so many ``beside`` each other in a line."""
    wide = max((len(key) for key, _ in keys), default=0)
    cells = [f"{key:<{wide}}  {does}" for key, does in keys]
    high = -(-len(cells) // beside)
    gap = max((len(cell) for cell in cells), default=0) + 4
    rows = ["".join(f"{cell:<{gap}}" for cell in cells[row::high]).rstrip() for row in range(high)]
    return [*rows, ANY_KEY]


def changed(status: Status) -> str:
    """Return one line about a plan that has changed: what, the new end, and how long it is until then."""
    return f"{status.notice} {clock(status.left // RATE * RATE)} to go.".strip()


__all__ = ["JsonLines", "Painted", "Plain", "View", "changed", "view"]
