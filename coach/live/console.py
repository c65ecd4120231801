"""The keyboard of a Windows console, by the same names as elsewhere."""

from __future__ import annotations

import sys
import time

from coach.live.keys import Reader

LOOK_S = 0.02
"""Between two looks at a console, which cannot be waited for, in seconds."""

_CODES = dict(
    zip(
        ("H", "P", "K", "M", "G", "O", "I", "Q", "R", "S", *(chr(59 + number) for number in range(10))),
        [
            "up",
            "down",
            "left",
            "right",
            "home",
            "end",
            "pageup",
            "pagedown",
            "insert",
            "delete",
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
        ],
        strict=True,
    )
)
"""What follows the mark of a key that is no character."""


class Console:
    """Keys of the console that this program has."""

    def wait(self, seconds: float) -> list[str]:
        """Return the keys pressed."""
        if sys.platform != "win32":
            return []
        import msvcrt

        end = time.monotonic() + seconds
        while not msvcrt.kbhit():
            left = end - time.monotonic()
            if left <= 0:
                return []
            time.sleep(min(LOOK_S, left))
        names: list[str] = []
        while msvcrt.kbhit():
            character = msvcrt.getwch()
            if character == "\x03":
                raise KeyboardInterrupt
            if character in {"\x00", "\xe0"}:
                code = msvcrt.getwch()
                names.append(_CODES.get(code, f"key-{ord(code)}"))
            else:
                reader = Reader()
                names += reader.feed(character.encode("utf-8", "replace")) + reader.flush()
        return names

    def give_back(self) -> None:
        """There is nothing to give back: a console reads single keys without being asked."""


__all__ = ["Console"]
