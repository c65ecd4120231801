"""What cues are for, how much they matter, and the moments they are tied to: words, and nothing to load."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What a cue is for; the only names used in files."""

    WELCOME = "welcome"
    PREVIEW = "preview"
    SETUP = "setup"
    START = "start"
    DETAIL = "detail"
    HOLD = "hold"
    COUNT = "count"
    LAST = "last"
    ENCOURAGE = "encourage"
    POSTURE = "posture"
    SWITCH = "switch"
    CHECK_IN = "check_in"
    CAUTION = "caution"
    AGREEMENT = "agreement"
    SILENCE = "silence"
    BREATH = "breath"
    INTENTION = "intention"
    AFTERCARE = "aftercare"
    END = "end"
    MOMENT = "moment"


class Level(StrEnum):
    """How much a cue matters: ``must`` is never left out, ``full`` only heard at full talk."""

    MUST = "must"
    LIGHT = "light"
    FULL = "full"


LEVEL_OF: dict[Kind, Level] = {
    Kind.WELCOME: Level.LIGHT,
    Kind.PREVIEW: Level.LIGHT,
    Kind.SETUP: Level.MUST,
    Kind.START: Level.MUST,
    Kind.DETAIL: Level.LIGHT,
    Kind.HOLD: Level.MUST,
    Kind.COUNT: Level.MUST,
    Kind.LAST: Level.LIGHT,
    Kind.ENCOURAGE: Level.FULL,
    Kind.POSTURE: Level.FULL,
    Kind.SWITCH: Level.MUST,
    Kind.CHECK_IN: Level.MUST,
    Kind.CAUTION: Level.MUST,
    Kind.AGREEMENT: Level.MUST,
    Kind.SILENCE: Level.LIGHT,
    Kind.BREATH: Level.FULL,
    Kind.INTENTION: Level.LIGHT,
    Kind.AFTERCARE: Level.MUST,
    Kind.END: Level.MUST,
    Kind.MOMENT: Level.MUST,
}
"""The usual level of a kind, taken when a cue names none."""

PROTECTED = frozenset({Kind.CAUTION, Kind.AGREEMENT, Kind.SWITCH, Kind.AFTERCARE, Kind.END})
"""Kinds that protect a body or end a session: always level must, spoken at every talk level."""

PLANNED = frozenset({Kind.COUNT})
"""Kinds that only a plan has: no file may write them."""


class Anchor(StrEnum):
    """The moment of a step that a cue is tied to."""

    STEP_START = "step_start"
    STEP_END = "step_end"
    REP_START = "rep_start"
    LAST_REP_START = "last_rep_start"
    HOLD_START = "hold_start"
    HOLD_END = "hold_end"
