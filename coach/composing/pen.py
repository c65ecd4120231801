"""A composed routine as a file to read and to edit: the same values, with words beside them."""

from __future__ import annotations

import json
import re
import textwrap
from typing import TYPE_CHECKING, Any

from coach.units import clock, to_frames

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from coach.composing.piece import Draft, Part, Piece
    from coach.routine.tables import Technique

WIDE = 110
"""Longest line."""

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9 ._'-]*[A-Za-z0-9.]")
"""Texts that need no quotes anywhere; most others get them."""

_BLOCK = re.compile(r"[A-Za-z][A-Za-z0-9 .,;?!()_'-]*[A-Za-z0-9.?!)]")
"""Texts that need no quotes on a line of their own."""

_CLOCK = re.compile(r"[0-9]{1,2}(:[0-5][0-9]){1,2}")

_WORDS = frozenset({"true", "false", "yes", "no", "on", "off", "null", "y", "n"})

REMARKS = {
    "id": "the name of the file without .yaml",
    "target_s": "the default length: the sum of all steps below",
    "props": "things to have within reach",
    "preflight": "shown and read out before the clock starts",
    "lint_overrides": "rules that are silenced on a step, each with a reason",
}

OPENING = """\
# Composed by "coach build" of technique cards, {length} long. From here on it is yours: change what you like.
#
#   coach check {file}     is it safe, clear and fair?
#   coach show {file}      the plan, to the second
#   coach play {file}      begin
#
# A step names a technique and says only what differs from its card: "coach show --technique KEY" shows the
# card with its words. Lengths are seconds; those of a foot or a hand are for one side. A session of another
# length moves between min_s and max_s, or n_min and n_max; it never cuts a hold.
"""


def written(draft: Draft, techniques: Mapping[str, Technique]) -> str:
    """Return the text of the routine file of a draft."""
    name = draft.head["id"]
    length = clock(to_frames(draft.head["target_s"]))
    lines = [*OPENING.format(length=length, file=f"{name}.yaml").splitlines(), ""]
    for key, value in draft.head.items():
        shown = length if key == "target_s" else value
        block = list(_entry(key, shown, ""))
        if key in REMARKS:
            block[0] = f"{block[0]:<33} # {REMARKS[key]}"
        lines += ["", *block] if key in ("props", "preflight", "lint_overrides") else block
    lines += ["", "sections:"]
    for part in draft.parts:
        lines += ["", *_part(part, techniques)]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _part(part: Part, techniques: Mapping[str, Technique]) -> Iterator[str]:
    sides = ", for one side and then for the other" if part.between is not None else ""
    yield f"  # --- {part.title}{sides} ".ljust(WIDE - 8, "-")
    known = part.plain()
    yield f"  - id: {part.name}"
    for key in ("title", "repeat", "side_titles", "position", "areas"):
        if key in known:
            yield from _entry(key, known[key], "    ")
    yield "    steps:"
    for piece in part.steps:
        yield ""
        yield from _step(piece, techniques)
    if part.between is not None:
        yield ""
        yield from _entry("between_title", known["between_title"], "    ")
        yield "    between:"
        yield ""
        yield from _step(part.between, techniques)


def _step(piece: Piece, techniques: Mapping[str, Technique]) -> Iterator[str]:
    card = techniques[piece.technique]
    form = card.variants.get(piece.variant or "")
    own = form.label if form is not None else None
    what = own or (card.step.label if card.frame else None) or card.description
    yield from (f"      # {line}" for line in textwrap.wrap(what, WIDE - 8))
    first = "      - "
    for key, value in piece.plain().items():
        yield from (f"{first if not n else ' ' * 8}{line}" for n, line in enumerate(_entry(key, value, "")))
        first = "        "


def _entry(key: str, value: Any, indent: str) -> Iterator[str]:  # noqa: ANN401 - plain values
    """Yield the lines of one field: on one line if it fits, else a list or a mapping below it."""
    one = f"{indent}{key}: {_bare(value)}"
    deep = isinstance(value, (list, dict)) and any(isinstance(v, (list, dict)) for v in _inner(value))
    if key == "duration" or (len(one) <= WIDE and not deep and key != "lines"):
        yield one
    elif isinstance(value, dict):
        yield f"{indent}{key}:"
        for name, inner in value.items():
            yield from _entry(name, inner, indent + "  ")
    elif isinstance(value, list):
        yield f"{indent}{key}:"
        yield from (f"{indent}  - {_bare(inner)}" for inner in value)
    else:
        yield one


def _inner(value: Any) -> list[Any]:  # noqa: ANN401
    return list(value.values()) if isinstance(value, dict) else value


def _bare(value: Any) -> str:  # noqa: ANN401
    """Return a value as it stands on a line of its own."""
    if isinstance(value, str) and _BLOCK.fullmatch(value) and value.lower() not in _WORDS:
        return value
    return _flow(value)


def _flow(value: Any) -> str:  # noqa: ANN401
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_flow(inner) for inner in value) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        clear = _PLAIN.fullmatch(value) and value.lower() not in _WORDS
        return value if clear or _CLOCK.fullmatch(value) else json.dumps(value, ensure_ascii=False)
    return str(value)
