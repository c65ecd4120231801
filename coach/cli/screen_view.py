"""What every way to show a session has in common, and the rows of keys."""

from __future__ import annotations

from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self

if TYPE_CHECKING:
    from collections.abc import Sequence

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


class Steady:
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


__all__ = ["ANY_KEY", "TWO_COLUMNS", "Steady", "View", "help_rows"]
