"""Files into documents: guarded, remembered, and every problem with its line and column."""

from __future__ import annotations

from pathlib import Path

from coach.errors import RoutineError
from coach.problem import Problem
from coach.routine import memo
from coach.routine.guard import decode, lines_of, read_bytes
from coach.routine.marks import Document
from coach.routine.near import shown


def read(path: Path, name: str | None = None) -> tuple[Document | None, list[Problem]]:
    """Return the document in a file and what is wrong with it; None if it cannot be read as YAML.

    ``name`` is what the file is called in messages. Raises InputError if there is no such file.
    """
    called = shown(name or path, 300)
    try:
        raw = read_bytes(path)
        return parse(raw, called)
    except RoutineError as error:
        return None, list(error.problems)


def parse(raw: bytes, name: str) -> tuple[Document, list[Problem]]:
    """Return the document in ``raw`` and the problems that leave it readable.

    Raises RoutineError with one problem if it cannot be read.
    """
    text = decode(raw, name)
    known = memo.recall(raw)
    if known is not None:
        data, mark = known
        return Document(name, lines_of(text), data, mark), []
    from coach.routine.compose import compose

    document, problems = compose(text, name)
    if not problems:
        memo.keep(raw, [document.data, document.mark])
    return document, problems
