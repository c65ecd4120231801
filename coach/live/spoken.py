"""What a giver says, as a command: "Coach, pause". Pure.

What was written down counts only as a whole: a name, a command, and nothing else. So a sentence in which
the words occur is none, and neither is any sentence of the coach; a test goes through them.
"""

from __future__ import annotations

import re

from coach.live.command import Command, Verb
from coach.live.status import State

PHRASES: dict[Verb, tuple[str, ...]] = {
    Verb.PAUSE: ("pause", "paws", "pose", "pauses", "paused"),
    Verb.GO_ON: ("go on", "going on", "goon", "carry on", "continue", "ready", "i'm ready", "we're ready"),
    Verb.NEXT: ("next", "next one", "next step", "skip"),
    Verb.BACK: ("back", "go back"),
    Verb.AGAIN: ("again", "say again", "say it again", "say that again", "repeat", "once more"),
    Verb.LONGER: ("longer",),
    Verb.LIGHTER: ("lighter", "liter", "litre", "softer", "less pressure"),
    Verb.HOW_LONG: ("how long", "how long left", "how long is left", "how much longer"),
    Verb.LOUDER: ("louder", "lauder"),
    Verb.QUIETER: ("quieter", "quiet", "quiter"),
    Verb.STOP: ("stop", "stop it", "stopped"),
}
"""What each command is called, and what a recogniser may make of it."""

NAMES = frozenset({"coach", "coaches", "coached", "couch", "coat", "coats", "koch", "coax"})
"""Words that are taken for "coach" before a command."""

POLITE = frozenset({"hey", "okay", "ok", "please", "now"})
"""Words that change nothing before or after it."""

EXPECTED = (
    "Coach, pause. Coach, go on. Coach, next. Coach, back. Coach, again. Coach, longer. Coach, lighter. "
    "Coach, how long? Coach, louder. Coach, quieter. Coach, stop. Stop. Ready. Go on."
)
"""What a recogniser is told to expect."""

WHILE_SPEAKING = frozenset({Verb.PAUSE, Verb.STOP})
"""What is obeyed even while the coach speaks."""

WAITING = frozenset({State.OPENING, State.PAUSED, State.GATE})
"""States in which a session waits for its giver."""

_CALLED = {phrase: verb for verb, phrases in PHRASES.items() for phrase in phrases}
_ALONE = dict.fromkeys(("go on", "ready", "i'm ready", "we're ready"), Verb.GO_ON)


def meaning(text: str, state: State, *, speaking: bool) -> Command | None:
    """Return the command that ``text`` is; None if it is none, or none now.

    ``speaking`` tells whether the coach spoke while it was said. Without "coach", in silence only, "stop"
    is a pause, which undoes no work if it was meant for somebody else; "ready" and "go on" are heard where
    the session waits for them.
    """
    words = re.sub(r"[^a-z' ]", " ", text.lower().replace("’", "'")).split()
    words = [word for word in words if word not in POLITE]
    verb = _called(words)
    if verb is not None:
        return None if speaking and verb not in WHILE_SPEAKING else Command(verb)
    if speaking or not words:
        return None
    if set(words) == {"stop"}:
        return Command(Verb.PAUSE)
    alone = _ALONE.get(" ".join(words)) if state in WAITING else None
    return None if alone is None else Command(alone)


def _called(words: list[str]) -> Verb | None:
    """Return the one command in words such as ``coach pause``, said once or several times."""
    if not words or words[0] not in NAMES:
        return None
    calls: list[list[str]] = []
    for word in words:
        if word in NAMES:
            calls.append([])
        else:
            calls[-1].append(word)
    verbs = {_CALLED.get(" ".join(call)) for call in calls if call}
    return verbs.pop() if len(verbs) == 1 else None


__all__ = ["EXPECTED", "NAMES", "PHRASES", "WHILE_SPEAKING", "meaning"]
