"""What a person reads: every text is made harmless first, colours come only where they are wanted.

Text from a routine file, a file name or a device never reaches the terminal as it is: control
characters and marks that turn the writing direction are shown as what they are, ``\\x1b`` or ``\\u202e``.
"""

from __future__ import annotations

import contextlib
import math
import os
import re
import shutil
import sys
import textwrap
from typing import TYPE_CHECKING, NamedTuple, TextIO

if TYPE_CHECKING:
    from collections.abc import Collection

_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")

STYLES = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "blue": "34"}


WIDEST = 100
"""Columns used at most; longer lines are hard to read."""


class Styled(NamedTuple):
    """A piece of a line with a style: bold, dim, red, green, yellow or blue."""

    text: str
    style: str


def harmless(text: str) -> str:
    """Return ``text`` with every character that could steer a terminal written out as its escape."""
    return _UNSAFE.sub(lambda match: match.group().encode("unicode_escape", "surrogatepass").decode(), text)


def has_colour(stream: TextIO) -> bool:
    """Return whether ``stream`` shows colours and nobody asked for none (NO_COLOR, TERM=dumb)."""
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb" or not stream.isatty():
        return False
    if os.name != "nt" or "WT_SESSION" in os.environ:
        return True
    from coach.cli.steering import steerable

    return steerable()


def columns() -> int:
    """Return how many columns a line may have: 80 without a terminal, never more than ``WIDEST``."""
    if not sys.stdout.isatty():
        return 80
    return max(40, min(WIDEST, shutil.get_terminal_size((80, 24)).columns))


def out(*parts: str | Styled) -> None:
    """Write one line on standard output."""
    _write(sys.stdout, parts)


def note(*parts: str | Styled) -> None:
    """Write one line for the person, on standard error; if that is gone, there is nobody to tell."""
    with contextlib.suppress(OSError):
        _write(sys.stderr, parts)


def asked(question: str) -> str:
    """Ask on standard error, and return the line that is typed; raise EOFError if there is none."""
    _ask(question)
    line = sys.stdin.readline()
    if not line:
        raise EOFError
    return line.strip()


def said_yes(question: str, yes: Collection[str], no: Collection[str], again: str) -> bool:
    """Ask until the answer is ``yes`` or ``no``, and return whether it is yes; ``again`` is said otherwise.

    Raises EOFError if there is no answer.
    """
    while True:
        answer = asked(question).casefold()
        if answer in yes or answer in no:
            return answer in yes
        note(again)


def _ask(question: str) -> None:
    *lines, last = textwrap.wrap(harmless(question), columns() - 4) or [""]  # room for the answer
    for line in lines:
        note(line)
    sys.stderr.write(f"{last} ")
    sys.stderr.flush()


def out_wrapped(text: str, *, indent: str = "", first: str | None = None) -> None:
    """Write ``text`` in lines that fit, each after ``indent``, the first after ``first``."""
    start = indent if first is None else first
    for line in textwrap.wrap(harmless(text), columns(), initial_indent=start, subsequent_indent=indent):
        out(line)


def out_json(value: object) -> None:
    """Write ``value`` as JSON on standard output, in plain ASCII: the only thing that stands there then.

    JSON has no word for infinite: the loudness of silence is null.
    """
    import json

    sys.stdout.write(json.dumps(_finite(value), indent=2, allow_nan=False) + "\n")


def _finite(value: object) -> object:
    """Return ``value`` with None for every number that is not finite."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: _finite(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(each) for each in value]
    return value


def _write(stream: TextIO, parts: tuple[str | Styled, ...]) -> None:
    colour = has_colour(stream)
    line = "".join(_rendered(part, colour=colour) for part in parts).rstrip()
    encoding = stream.encoding or "utf-8"
    stream.write(line.encode(encoding, "replace").decode(encoding) + "\n")


def _rendered(part: str | Styled, *, colour: bool) -> str:
    if isinstance(part, str):
        return harmless(part)
    text = harmless(part.text)
    return f"\x1b[{STYLES[part.style]}m{text}\x1b[0m" if colour else text
