"""A session in lines: for screen readers, pipes and old terminals, and in JSON for programs."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Self

from coach.cli.screen import SAYS
from coach.cli.screen_view import Steady, help_rows
from coach.cli.terminal import out
from coach.units import RATE, clock

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from coach.live.status import Status

MAIN = ("pause, go on", "stop", "all keys")
"""Keys that are named before a session begins, by what they do."""


class Plain(Steady):
    """One line for each change, and nothing that moves."""

    def __init__(self, keys: Sequence[tuple[str, str]] = ()) -> None:
        """``keys`` are those that can be pressed here; none where nobody can."""
        self._keys = keys
        self._said: dict[str, object] = {}
        self._noted: set[str] = set()
        """Notices that may be spoken too, later."""
        self._revision = 0
        self._hold: tuple[int, int] | None = None
        """Start and end of the hold that was told, in frames of the plan."""

    def __enter__(self) -> Self:
        """Name the main keys."""
        named = [f"{key} {does}" for does in MAIN for key, known in self._keys if known == does]
        if named:
            out(f"Keys: {'; '.join(named)}.")
            sys.stdout.flush()
        return self

    def help(self, *, wanted: bool) -> None:
        """Say what the keys do, once."""
        if wanted:
            for row in help_rows(self._keys):
                out(row)
            sys.stdout.flush()

    def show(self, status: Status) -> None:
        """Say what has changed; what is shown as words and as a notice is said once."""
        at = clock(status.position // RATE * RATE)
        news = list(self._news(status))
        for line in news:
            out(f"{at}  {line}")
        if news:
            sys.stdout.flush()

    def _news(self, status: Status) -> Iterator[str]:
        if status.revision != self._revision:
            self._said["notice"] = None  # the same words about another plan
        self._revision = status.revision
        left = clock(status.left // RATE * RATE)
        yield from self._new("state", SAYS[status.state])
        yield from self._new("chapter", status.chapter, f"chapter {status.chapter}, {left} left")
        following = f"next: {status.following}" if status.following else "the last step"
        yield from self._new("step", status.step, f"== {status.step}; {following}")
        yield from self._held(status, over=True)
        for words in self._new("words", status.words):
            if status.words in self._noted:
                self._noted.discard(status.words)
            else:
                yield words
        yield from self._held(status, over=False)
        notices = list(self._new("notice", status.notice, f"-- {status.notice}", empty=True))
        if status.notice != self._said.get("words"):
            self._noted.update([status.notice] if notices else ())
            yield from notices
        if status.volume or "volume" in self._said:
            yield from self._new("volume", f"volume {status.volume:+.0f} dB")

    def _new(self, name: str, text: str, line: str = "", *, empty: bool = False) -> Iterator[str]:
        """Yield ``line``, or ``text`` itself, if ``text`` was not the last of its ``name``.

        With ``empty`` the same text is new again after none.
        """
        known = self._said.get(name)
        if text or empty:
            self._said[name] = text
        if text and text != known:
            yield line or text

    def _held(self, status: Status, *, over: bool) -> Iterator[str]:
        """Yield that a hold is ``over``, or that one has begun."""
        hold = status.hold
        start = status.position - hold.done if hold else 0
        if over and self._hold is not None and (hold is None or start != self._hold[0]):
            if status.position >= self._hold[1]:
                yield "hold over"
            self._hold = None
        if not over and hold is not None and self._hold is None:
            self._hold = (start, start + hold.frames)
            yield f"hold, {-(-hold.frames // RATE)} s"


class JsonLines(Steady):
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


__all__ = ["JsonLines", "Plain"]
