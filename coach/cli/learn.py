"""``coach play --learn-keys``: teach the coach the keys of a pedal, a page turner or a presenter."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator

from coach.cli.terminal import Styled, note, out, out_wrapped
from coach.errors import UsageError
from coach.live.keyboard import keyboard
from coach.live.keymap import HELP, SWITCH, keep, keymap, own, shown
from coach.live.keys import CLICKS, LET_GO, NO_CLICKS

ASKED: tuple[tuple[str, str], ...] = (
    (SWITCH, "pause and go on; twice: again; held: stop"),
    ("again", "say the last line again"),
    ("next", "go to the next step"),
    ("back", "go back to the start of this step"),
    ("louder", "everything louder"),
    ("quieter", "everything quieter"),
    ("longer", "stay with this a little longer"),
    ("lighter", "a lighter touch"),
    ("how long", "say how long it still takes"),
    ("oil", "wait while oil is taken"),
    ("stop", "stop"),
    ("hush", "softer, and only the needed words"),
    ("asleep", "the same, and say that somebody sleeps"),
    ("phone", "wait while somebody is on the phone"),
    ("cramp", "wait while a cramp goes"),
    ("tickle", "wait, and say what helps when it tickles"),
    ("less talk", "fewer words from here on"),
    ("more talk", "more words from here on"),
    ("louder bed", "the ambience louder"),
    ("quieter bed", "the ambience quieter"),
    ("bed none", "no ambience from here on"),
    ("end in 5", "be over in five minutes"),
    ("pace 120", "speak more slowly"),
    ("pace 150", "speak faster"),
    ("pause", "pause, and never go on"),
    ("go on", "go on, and never pause"),
    (HELP, "show all keys"),
)
"""What is asked for, with what it does; the most wanted first, because one may stop at any time."""

SKIPS = "escape"
LEAVES = "ctrl-d"

SKIP_S = 6.0
"""Without a key for so long a command stays as it is, in seconds."""

TWICE_S = 1.0
"""A second Esc within this ends the lesson, in seconds."""

QUIET_S = 0.4
"""A key that repeats is one press: what follows within this is not heard, in seconds."""

LOOK_S = 0.5


def learn_keys() -> None:
    """Ask for a key for each command, and keep them. Raises UsageError without a terminal, WriteError."""
    if not sys.stdin.isatty():
        raise UsageError("--learn-keys listens to keys, so it needs a terminal. Run it in one.")
    from coach.live.mpris import missing

    learnt = dict(own())
    out_wrapped(
        f"Press the key for each command. Esc, or {SKIP_S:.0f} seconds without a key, leaves it as it is. "
        "Esc twice, or Ctrl-C, ends and keeps what you taught."
    )
    if why := missing():
        note(Styled("note: ", "yellow"), why)
    with _heard() as wait, contextlib.suppress(KeyboardInterrupt):
        taught: set[str] = set()
        for text, does in ASKED:
            out(Styled(f"{text}", "bold"), f"  ({does})")
            key = pressed(wait, taught)
            if key == LEAVES:
                break
            if key:
                learnt[key] = text
                taught.add(key)
                out(f"    {key}")
    where = keep(learnt)
    for key, does in shown(keymap()):
        out(f"  {key:<16}{does}")
    note(f"Kept in {where}. Delete the file for the usual keys.")


@contextlib.contextmanager
def _heard() -> Iterator[Callable[[float], list[str]]]:
    """Give what hears keys: those of the terminal, clicks, and media keys where the desktop has a bus."""
    from coach.live.pupil import with_media

    clicks = sys.stdout.isatty()
    with keyboard() as hands, with_media(hands.wait) as wait:
        try:
            sys.stdout.write(CLICKS if clicks else "")
            sys.stdout.flush()
            yield lambda seconds: [name for name in wait(seconds) if name != LET_GO]
        finally:
            sys.stdout.write(NO_CLICKS if clicks else "")
            sys.stdout.flush()


def pressed(wait: Callable[[float], list[str]], taught: set[str]) -> str:
    """Return the next key that is not ``taught``; empty if the command stays, ``LEAVES`` for the end.

    ``wait`` returns the names of keys as soon as there are some, or none after so many seconds.
    """
    for _ in range(round(SKIP_S / LOOK_S)):
        while names := wait(LOOK_S):
            if names[0] == SKIPS:
                return LEAVES if SKIPS in (*names[1:], *wait(TWICE_S)) else ""
            while wait(QUIET_S):  # it is being held
                pass
            if names[0] not in taught:
                return names[0]
            out(f"    {names[0]} has a command already. Press another key, or Esc.")
    return ""


__all__ = ["ASKED", "LEAVES", "SKIP_S", "learn_keys", "pressed"]
