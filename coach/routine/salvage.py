"""Going on after an error: the same document without its faulty parts, so that the rest is checked too."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel, ValidationError

from coach.routine.finding import MOST, Path
from coach.routine.marks import Document
from coach.routine.sentences import findings_of

ROUNDS = 8
"""A faulty value taken out may leave a gap in what is around it; so often is tried again."""

_STAND_INS: dict[str, Any] = {
    "id": "unnamed",
    "title": "Unnamed",
    "summary": "Unnamed.",
    "target_s": 60,
    "start_position": "unnamed",
}
"""Taken for a field that is missing or faulty, so that the entry around it is still checked."""

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}\Z")


def salvage(
    document: Document, error: ValidationError, model: type[BaseModel]
) -> tuple[Any, Document] | None:
    """Return what is left without the faulty parts, as a model and as a document with its own marks.

    None if nothing can be made of it, or if there is more to mend in it than anybody would read.
    """
    if error.error_count() > MOST:
        return None
    for _ in range(ROUNDS):
        document = without(document, {finding.path for finding in findings_of(error, model, ())})
        if "title" in model.model_fields:
            for name, value in _STAND_INS.items():
                document.data.setdefault(name, value)
        try:
            return model.model_validate(document.data), document
        except ValidationError as again:
            error = again
    return None


def without(document: Document, paths: Iterable[Path]) -> Document:
    """Return a copy of a document without the values at ``paths``; list items from the back."""
    data, mark = copy.deepcopy(document.data), copy.deepcopy(document.mark)
    for path in sorted(paths, key=lambda p: [(isinstance(x, int), x) for x in p], reverse=True):
        _take_out(data, mark, path)
    return Document(document.name, document.lines, data, mark)


def _take_out(data: Any, mark: list[Any], path: Path) -> None:  # noqa: ANN401 - plain values of a file
    around: list[tuple[Any, Any, str | int]] = []
    for part in path:
        inside = mark[4] if len(mark) > 4 else None
        known = isinstance(inside, dict) and part in inside
        if not known and not (isinstance(inside, list) and isinstance(part, int) and part < len(inside)):
            break
        around.append((data, inside, part))
        data, mark = data[part], inside[part]  # type: ignore[index]
    if not around:
        return
    holder, marks, part = around[-1]
    if part == "id":
        holder[part] = _name(holder[part], path)
    elif isinstance(part, str) and part in _STAND_INS and isinstance(holder, dict):
        holder[part] = _STAND_INS[part]
    else:
        del holder[part]
        del marks[part]


def _name(value: object, path: Path) -> str:
    """Return a name of its own for what has none; a number such as 2.1 is probably meant as text."""
    text = str(value).lower()
    return text if _NAME.match(text) and len(path) > 1 else "-".join(str(part) for part in ("unnamed", *path))
