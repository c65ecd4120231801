"""The door for files: bytes come in, clean text goes out, and nothing that could hurt a reader gets past.

A file is read up to a limit and never beyond it; it is UTF-8 text with nothing invisible in it.
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from coach.errors import InputError, RoutineError
from coach.problem import Place, Problem, Severity
from coach.routine.near import shown

LIMIT = 256 * 1024
"""No routine or table file is larger, in bytes."""

LINE = 4_000
"""No line is longer, in characters; a text has at most 400."""

PIECES = 40_000
"""Most lines, colons, commas and brackets together; a full file of prose has about 30 000."""

_BOM = "\ufeff"
_TAB = re.compile(r"^ *\t", re.MULTILINE)
_BREAKS = re.compile(r"\r\n|\r|\n")
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})


def read_bytes(path: Path) -> bytes:
    """Return the bytes of a file.

    Raises InputError if it cannot be read and RoutineError if it is larger than ``LIMIT``; not
    more than one byte beyond the limit is ever read, so endless inputs end here.
    """
    try:
        with path.open("rb") as file:
            raw = file.read(LIMIT + 1)
    except FileNotFoundError:
        raise InputError(f"{shown(path, 200)} does not exist. Check the name of the file.") from None
    except IsADirectoryError:
        raise InputError(f"{shown(path, 200)} is a folder. Name one file in it.") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise InputError(f"{shown(path, 200)} cannot be read: {reason}.") from None
    if len(raw) > LIMIT:
        message = f"the file is larger than {LIMIT // 1024} KiB. Split it, or take out what is not a routine."
        raise RoutineError([Problem(Place(shown(path, 200)), "Y001", Severity.ERROR, message)])
    return raw


def decode(raw: bytes, name: str) -> str:
    """Return the text of a file; a byte order mark at its start is taken off.

    Raises RoutineError with one problem for anything but UTF-8, for tabs as indentation and for
    characters that cannot be seen.
    """
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff") or raw[:4] == b"\x00\x00\xfe\xff":
        raise refusal(name, "Y002", 1, 1, "the file is UTF-16 or UTF-32. Save it as UTF-8.")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8")
        message = f"byte {raw[error.start]:#04x} is not UTF-8. Save the file as UTF-8."
        raise refusal(name, "Y002", *_position(before), message) from None
    text = text.removeprefix(_BOM)
    if (at := text.find("\0")) >= 0:
        message = "the file holds a zero byte; it is UTF-16 or no text at all. Save it as UTF-8."
        raise refusal(name, "Y002", *_position(text[:at]), message)
    if match := _TAB.search(text):
        message = "this line is indented with a tab. Write two spaces for each step to the right."
        raise refusal(
            name, "Y004", *_position(text[: match.end() - 1]), message, _line_at(text, match.start())
        )
    if sum(text.count(mark) for mark in "\n\r:,[{") > PIECES:
        raise refusal(name, "Y012", 1, 1, "the file holds too many values. Split it into several files.")
    for number, line in enumerate(lines_of(text), start=1):
        if len(line) > LINE:
            message = f"this line has {len(line)} characters. Keep lines below {LINE}."
            raise refusal(name, "Y017", number, 1, message)
        if (hidden := hidden_at(line.replace("\t", " "))) is not None:
            message = f"{_named(line[hidden])} cannot be seen. Take it out."
            raise refusal(name, "Y003", number, hidden + 1, message, line)
    return text


def lines_of(text: str) -> list[str]:
    """Return the lines of a text without their ends."""
    return _BREAKS.split(text)


def hidden_at(text: str) -> int | None:
    """Return where the first character stands that nobody can see, such as a control or a joiner."""
    if text.isprintable():
        return None
    for at, char in enumerate(text):
        if not char.isprintable() and unicodedata.category(char) in _HIDDEN:
            return at
    return None


def hidden_name(text: str) -> str | None:
    """Return the first character that nobody can see, by number and name; None if there is none."""
    at = hidden_at(text)
    return None if at is None else _named(text[at])


def excerpt(line: str, column: int) -> str:
    """Return a line as it may be printed under a problem, or nothing if the place lies too far right."""
    if column > 140:
        return ""
    return "".join(c if c.isprintable() else "\ufffd" for c in line[:160])


def refusal(name: str, code: str, line: int, column: int, message: str, text: str = "") -> RoutineError:
    """Return an error with one problem in it; ``text`` is the line of the file."""
    place = Place(name, line, column)
    return RoutineError([Problem(place, code, Severity.ERROR, message, excerpt(text, column))])


def _named(char: str) -> str:
    name = unicodedata.name(char, "a control character").lower()
    return f"character U+{ord(char):04X} ({name})"


def _position(before: str) -> tuple[int, int]:
    lines = lines_of(before)
    return len(lines), len(lines[-1]) + 1


def _line_at(text: str, start: int) -> str:
    return lines_of(text[start : start + 200])[0]
