"""The texts beside a sound file: the same for every format of a session, so that one is enough for all."""

from __future__ import annotations

import contextlib
import json
from typing import TYPE_CHECKING, Any

from coach.check.cuesheet import SUFFIX
from coach.errors import WriteError
from coach.output.atomic import Draft
from coach.output.refusal import refusal
from coach.output.witness import written

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from coach.check.fault import Fault


class Beside(Draft):
    """A text in the making, on disk."""

    def __init__(self, target: Path, text: str, *, force: bool = False) -> None:
        """Write ``text``. Raises WriteError."""
        super().__init__(target, force=force, needs=len(text))
        self._text = text
        try:
            self._write(text)
        except BaseException:
            self.discard()
            raise

    def note(self, notes: Sequence[Fault]) -> None:
        """Say in a cue sheet what was off in the mix already: whoever checks the file need not find fault.

        Other texts stay as they are. Raises WriteError.
        """
        if self.target.name.endswith(SUFFIX):
            sheet = json.loads(self._text)
            sheet["sound"]["notes"] = [fault.plain() for fault in notes]
            self._write(written(sheet))

    def place(self) -> None:
        """Put it in its place, if the very same is not there by now. Raises WriteError."""
        try:
            super().place()
        except WriteError:
            if not _holds(self.target, self._text):
                raise

    def _write(self, text: str) -> None:
        self.write(text)
        self.sync()


def beside_of(path: Path, text: str, *, force: bool = False) -> Beside | None:
    """Return a draft of ``text`` for ``path``; None if that is there already. Raises WriteError."""
    if _holds(path, text):
        return None
    try:
        return Beside(path, text, force=force)
    except WriteError:
        if _holds(path, text):  # another format of the session has just put it there
            return None
        raise


def _holds(path: Path, text: str) -> bool:
    """Say whether the file ``path`` is there and holds ``text``, but for notes. Raises WriteError."""
    try:
        if not path.is_file():
            return False
        data = path.read_bytes()
    except OSError as error:
        raise refusal(error, path) from error
    return data == text.encode() or (path.name.endswith(SUFFIX) and _bare(data) == json.loads(text))


def _bare(data: bytes) -> Any:  # noqa: ANN401 - whatever stood in the file
    """Return a cue sheet without its notes; None if it is none."""
    with contextlib.suppress(ValueError, RecursionError, AttributeError):
        sheet = json.loads(data)
        sheet.get("sound", {}).pop("notes", None)
        return sheet
    return None


__all__ = ["Beside", "beside_of"]
