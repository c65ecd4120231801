"""The texts beside a sound file: the same for every format of a session, so that one is enough for all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.errors import WriteError
from coach.output.atomic import Draft
from coach.output.refusal import refusal

if TYPE_CHECKING:
    from pathlib import Path


class Beside(Draft):
    """A text in the making, on disk."""

    def __init__(self, target: Path, text: str, *, force: bool = False) -> None:
        """Write ``text``. Raises WriteError."""
        super().__init__(target, force=force, needs=len(text))
        self._text = text
        try:
            self.write(text)
            self.sync()
        except BaseException:
            self.discard()
            raise

    def place(self) -> None:
        """Put it in its place, if the very same is not there by now. Raises WriteError."""
        try:
            super().place()
        except WriteError:
            if not holds(self.target, self._text):
                raise


def holds(path: Path, text: str) -> bool:
    """Say whether the file ``path`` is there and holds ``text``. Raises WriteError."""
    try:
        return path.is_file() and path.read_bytes() == text.encode()
    except OSError as error:
        raise refusal(error, path) from error


__all__ = ["Beside", "holds"]
