"""``coach play --learn-keys``: teach the coach the keys of a pedal, a page turner or a presenter."""

from __future__ import annotations

import sys
from collections.abc import Callable

from coach.cli.terminal import Styled, note, out, out_wrapped
from coach.errors import UsageError
from coach.live.keyboard import keyboard
from coach.live.keymap import SWITCH, keep, keymap, own, shown

ASKED: tuple[tuple[str, str], ...] = (
    (SWITCH, "pause and go on; twice: again; held: stop"),
    ("again", "say the last line again"),
    ("next", "go to the next step"),
    ("back", "go back to the start of this step"),
    ("longer", "stay with this a little longer"),
    ("lighter", "a lighter touch"),
    ("how long", "say how long it still takes"),
    ("oil", "wait while oil is taken"),
    ("louder", "louder"),
    ("quieter", "quieter"),
    ("stop", "stop"),
)
"""What is asked for, with what it does."""

SKIPS = "enter"
LEAVES = frozenset({"ctrl-d", "q"})

QUIET_S = 0.4
"""A key that repeats is one press: what follows within this is not heard, in seconds."""

LOOK_S = 0.5


def learn_keys() -> None:
    """Ask for a key for each command, and keep them. Raises UsageError without a terminal, WriteError."""
    if not sys.stdin.isatty():
        raise UsageError("--learn-keys listens to keys, so it needs a terminal. Run it in one.")
    learnt = dict(own())
    out_wrapped("Press the key for each command. Enter leaves it as it is, q ends and keeps what you taught.")
    with keyboard() as hands:
        taught: set[str] = set()
        for text, does in ASKED:
            out(Styled(f"{text}", "bold"), f"  ({does})")
            key = _pressed(hands.wait, taught)
            if key in LEAVES:
                break
            if key != SKIPS:
                learnt[key] = text
                taught.add(key)
                out(f"    {key}")
    where = keep(learnt)
    for key, does in shown(keymap()):
        out(f"  {key:<16}{does}")
    note(f"Kept in {where}. Delete the file for the usual keys.")


def _pressed(wait: Callable[[float], list[str]], taught: set[str]) -> str:
    """Return the next key that has not been taught another command just now."""
    while True:
        names = wait(LOOK_S)
        if not names:
            continue
        while wait(QUIET_S):  # it is being held
            pass
        if names[0] not in taught:
            return names[0]
        out(f"    {names[0]} has a command already. Press another key, or Enter.")


__all__ = ["ASKED", "learn_keys"]
