"""The one thing to show that is not spoken and no trouble; it goes by itself after a while."""

from __future__ import annotations

SHOWN_S = 20.0
"""So long a notice stays, in seconds."""


class Notice:
    """What is shown, by the clock of the session."""

    def __init__(self) -> None:
        self.text = ""
        self._shown = 0.0

    def show(self, text: str, now: float) -> None:
        """Show ``text`` from ``now`` on."""
        self.text, self._shown = text, now

    def look(self, news: str, now: float) -> None:
        """Show ``news``, if there are any; otherwise let what has stood long enough go."""
        if news:
            self.show(news, now)
        elif now - self._shown > SHOWN_S:
            self.text = ""


__all__ = ["Notice"]
