"""From the bytes of a terminal to names of keys: a pure reader that takes them in pieces of any size.

A key is named by its character (``a``, ``.``), or by a word: ``space``, ``enter``, ``up``, ``pagedown``,
``f5``, ``ctrl-d``, ``alt-x``, ``media-next``, ``click``. A sequence that no table knows is named by itself,
such as ``esc[99~``, so that a key nobody thought of can be given a meaning too. Capitals are small letters: a
locked shift key changes nothing. Only one name is no press: ``LET_GO``, after a ``click``.
"""

from __future__ import annotations

import codecs
import re

ESCAPE_S = 0.05
"""An escape character that nothing has followed for so long is the key itself, in seconds."""

LONGEST = 32
"""No key sends more bytes than this; what goes on is noise."""

CLICKS, NO_CLICKS = "\x1b[?1000h\x1b[?1006h", "\x1b[?1006l\x1b[?1000l"
"""What makes a terminal tell of the buttons of a mouse, in numbers, and what ends it."""

_CONTROLS = {"\r": "enter", "\n": "enter", "\t": "tab", "\x7f": "backspace", "\x08": "backspace"}

_LETTERS = {
    "A": "up",
    "B": "down",
    "C": "right",
    "D": "left",
    "E": "begin",
    "F": "end",
    "H": "home",
    "M": "enter",
    "P": "f1",
    "Q": "f2",
    "R": "f3",
    "S": "f4",
    "Z": "shift-tab",
}
"""What stands at the end of ``esc [`` and ``esc O``."""

_KEYPAD = dict(zip("jklmnopqrstuvwxy", "*+,-./0123456789", strict=True))
"""After ``esc O``, on terminals whose number block speaks for itself."""

_NUMBERS = dict(
    zip(
        (*range(1, 9), *range(11, 16), *range(17, 22), 23, 24),
        [
            "home",
            "insert",
            "delete",
            "end",
            "pageup",
            "pagedown",
            "home",
            "end",
            "f1",
            "f2",
            "f3",
            "f4",
            "f5",
            "f6",
            "f7",
            "f8",
            "f9",
            "f10",
            "f11",
            "f12",
        ],
        strict=True,
    )
)
"""The number of ``esc [ number ~``."""

_MEDIA = [
    "play",
    "pause",
    "play-pause",
    "reverse",
    "stop",
    "forward",
    "rewind",
    "next",
    "previous",
    "record",
    "quieter",
    "louder",
    "mute",
]

_CODES = {
    9: "tab",
    13: "enter",
    27: "escape",
    32: "space",
    127: "backspace",
    **{57428 + number: f"media-{name}" for number, name in enumerate(_MEDIA)},
}
"""The number of ``esc [ number u``, as newer terminals write it."""

CLICK, LET_GO = "click", "click-end"
"""The left button, pressed and let go."""

_BUTTONS = {0: CLICK, 1: "click-middle", 2: "click-right", 64: "wheel-up", 65: "wheel-down"}
"""The number of ``esc [ < number ; column ; row M``, without the bits of what is held beside it."""

_OLD_CLICK = "\x1b[M"
"""What three bytes follow on a terminal that does not tell of buttons in numbers: button, column, row."""

_UP = 3
"""The button there that means that one was let go; nobody knows which."""

_BESIDE = 4 + 8 + 16
"""Shift, alt and control beside a button, and"""
_MOVING = 32
"""a move, which is no click."""

_SEQUENCE = re.compile(
    r"\x1b(?:\[\[[A-E]|\[(?P<numbers>[0-?]*)(?P<middle>[ -/]*)(?P<last>[@-Z\\-~])|O(?P<pad>[ -~]))"
)
_BEGUN = re.compile(r"\x1b(?:\[(?:\[|[0-?]*[ -/]*)|O)?")
_MODIFIERS = ((4, "ctrl"), (2, "alt"), (1, "shift"))


class Reader:
    """Bytes in, names of keys out. What may go on is kept until it does, or until ``flush``."""

    def __init__(self) -> None:
        self._text = codecs.getincrementaldecoder("utf-8")("surrogateescape")
        self._waiting = ""

    @property
    def waits(self) -> bool:
        """Return whether a sequence has begun that is not at its end."""
        return bool(self._waiting)

    def feed(self, received: bytes) -> list[str]:
        """Return the keys that are complete now."""
        self._waiting += self._text.decode(received)
        return self._complete()

    def flush(self) -> list[str]:
        """Return what was kept, as keys: nothing will follow."""
        self._waiting += self._text.decode(b"", final=True)
        self._text.reset()
        names = self._complete(final=True)
        if self._waiting:
            rest, self._waiting = self._waiting, ""
            names.append("escape")
            names.extend(_character(each) for each in rest[1:])
        return names

    def _complete(self, *, final: bool = False) -> list[str]:
        names = []
        text = self._waiting
        while text:
            name, length = _first(text, final=final)
            if not length:
                break
            if name:
                names.append(name)
            text = text[length:]
        self._waiting = text
        return names


def _first(text: str, *, final: bool) -> tuple[str, int]:
    """Return the first key of ``text`` and how many characters it has; 0 if more may belong to it.

    The name is empty for what is no press. ``final`` tells that nothing more comes.
    """
    if text[0] != "\x1b":
        return _character(text[0]), 1
    if text.startswith(_OLD_CLICK) and (found := _old_click(text, final=final)) is not None:
        return found
    if match := _SEQUENCE.match(text):
        return _sequence(match), match.end()
    begun = _BEGUN.match(text)
    if begun and begun.end() == len(text):
        return ("escape", 1) if len(text) > LONGEST else ("", 0)
    if len(text) > 1 and text[1] != "\x1b" and begun and begun.end() == 1:
        return f"alt-{_character(text[1])}", 2
    return "escape", 1


def _character(text: str) -> str:
    if "\udc80" <= text <= "\udcff":  # a byte that is no text
        text = "\ufffd"
    if text == " ":
        return "space"
    if text in _CONTROLS:
        return _CONTROLS[text]
    if text == "\x1b":
        return "escape"
    if text < " ":
        return f"ctrl-{chr(ord(text) + 96)}" if "\x01" <= text <= "\x1a" else f"ctrl-{ord(text)}"
    return text.lower() if text.isprintable() and text.lower().isprintable() else f"u+{ord(text):04x}"


def _sequence(match: re.Match[str]) -> str:
    whole, last, pad = match.group(), match["last"], match["pad"]
    if pad is not None:
        return _LETTERS.get(pad) or _KEYPAD.get(pad) or _itself(whole)
    if last is None:  # the console of Linux: esc [ [ A to E
        return f"f{ord(whole[-1]) - ord('A') + 1}"
    if len(match["numbers"]) > LONGEST:
        return _itself(whole)
    if match["numbers"].startswith("<") and last in {"M", "m"}:
        return _button(match["numbers"], last)
    numbers = [int(part) if part.isdecimal() else 1 for part in re.split("[;:]", match["numbers"])]
    if match["middle"]:
        return _itself(whole)
    name = None
    if last == "~":
        name = _NUMBERS.get(numbers[0])
    elif last == "u":
        name = _CODES.get(numbers[0]) or (chr(numbers[0]).lower() if 32 < numbers[0] < 127 else None)
    elif numbers[0] == 1:
        name = _LETTERS.get(last)
    return _itself(whole) if name is None else _held(numbers[1] if len(numbers) > 1 else 1) + name


def _button(numbers: str, last: str) -> str:
    """Return the name of a button that was pressed, or ``LET_GO``; empty for another let go, and a move."""
    code = numbers[1:].split(";", maxsplit=1)[0]
    if not code.isdecimal() or int(code) & _MOVING:
        return ""
    name = _BUTTONS.get(int(code) & ~_BESIDE, f"click-{code}")
    if last == "m":
        return LET_GO if name == CLICK else ""
    return name


def _old_click(text: str, *, final: bool) -> tuple[str, int] | None:
    """Return what ``_first`` does for a button told in three bytes; None if it is none."""
    told, length = b"", len(_OLD_CLICK)
    while len(told) < 3:  # two bytes may look like one character
        if length == len(text):
            return None if final else ("", 0)
        told += text[length].encode("utf-8", "surrogateescape")
        length += 1
        if told[0] < ord(" "):
            return None
    code = told[0] - ord(" ")
    return "" if code & ~_BESIDE == _UP else _button(f"<{code}", "M"), length


def _held(modifiers: int) -> str:
    return "".join(f"{word}-" for bit, word in _MODIFIERS if (modifiers - 1) & bit and modifiers > 0)


def _itself(sequence: str) -> str:
    return f"esc{sequence[1 : LONGEST + 1]}"


__all__ = ["CLICK", "CLICKS", "ESCAPE_S", "LET_GO", "LONGEST", "NO_CLICKS", "Reader"]
