"""The part of a page that a measurement writes; everything around it is left as it is."""

from __future__ import annotations

from pathlib import Path

BEGIN, END = "<!-- scoreboard: written by scripts/bench peers -->", "<!-- end of scoreboard -->"


def put(page: Path, text: str) -> None:
    """Put ``text`` between the marks of ``page``; raise ValueError if it has none."""
    old = page.read_text("utf-8")
    head, mark, rest = old.partition(BEGIN)
    _, end, tail = rest.partition(END)
    if not mark or not end:
        raise ValueError(
            f'{page} has no place for the scoreboard. Put "{BEGIN}" and "{END}" where it belongs.'
        )
    page.write_text(f"{head}{BEGIN}\n{text}\n{END}{tail}", "utf-8")
