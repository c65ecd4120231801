"""A first routine to start from: complete, commented, and without a single finding of its own check."""

from __future__ import annotations

import json
import re

from coach.errors import UsageError
from coach.routine.guard import hidden_name
from coach.routine.near import shown

_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}\Z")

_DEVICES = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}
)
"""Names that Windows keeps for devices; a file cannot be called so there."""

_LONGEST_TITLE = 100


def new_routine(name: str, title: str | None = None) -> str:
    """Return the text of a new routine file, to be written as ``NAME.yaml``.

    Raises UsageError if the name cannot be the name of a routine, or the title not be shown.
    """
    check_name(name)
    called = check_title(
        title if title is not None else name.replace("-", " ").replace("_", " ").capitalize()
    )
    quoted = json.dumps(called, ensure_ascii=False)
    return _TEXT.replace("ROUTINE_ID", name).replace("ROUTINE_TITLE", quoted)


def check_name(name: str) -> None:
    """Raise UsageError if ``name`` cannot be the name of a routine and of its file."""
    if not _ID.match(name) or name in _DEVICES:
        raise UsageError(
            f'"{shown(name)}" cannot be the name of a routine. Use small letters, digits, hyphens and '
            "underscores, at most 64, such as quiet-hands."
        )


def check_title(title: str) -> str:
    """Return ``title`` without spaces around it; raise UsageError if it cannot be shown on one line."""
    if not title.strip() or len(title) > _LONGEST_TITLE or hidden_name(title) is not None:
        raise UsageError(
            f'"{shown(title)}" cannot be a title. Write one line of at most {_LONGEST_TITLE} '
            "visible characters."
        )
    return title.strip()


_TEXT = """\
# yaml-language-server: $schema=coach.schema.json
#
# The line above gives an editor completion and underlining, once you have typed, in this folder:
#     coach schema > coach.schema.json
# Check this file with "coach check ROUTINE_ID.yaml", hear it with "coach play ROUTINE_ID.yaml".

id: ROUTINE_ID                    # the name of the file without .yaml
title: ROUTINE_TITLE
summary: A short rest for the scalp and the ears, lying face up.
target_s: 8:00                    # the default length: the sum of all steps below
start_position: face_up_beyond_head
tags: [head, face-up]

props:                            # things to have within reach
  - {prop: knee_pillow, place: under the knees}

preflight:                        # shown and read out before the clock starts
  fetch: [knee pillow]
  clothes: Glasses, earrings and hair ties off; hands dry.
  seats: The receiver lies face up; the giver is beyond the top of the head.
  lines:
    - Bring everything within reach before the first touch.

# A section is a chapter. A step names a technique ("coach show --technique KEY" shows one), perhaps one of
# its variants, and only what differs here: times, words, how firm.
sections:

  - id: arrive
    title: Arrive
    position: face_up_beyond_head
    steps:

      - id: "1.1"                 # in quotes: a number would lose its last zero
        technique: prep.position
        variant: face_up_head
        duration: {continuous: {min_s: 40, default_s: 60, max_s: 90}}
        gate: {wait: ready}       # a live session waits here until you say so
        cues:
          - {id: welcome, text: "Welcome. {minutes_words} for the scalp and the ears."}

      - id: "1.2"                 # never leave this one out: what is fine today, and the stop word
        technique: prep.agreement
        variant: head
        duration: {continuous: {min_s: 25, default_s: 30, max_s: 40}}

      - id: "1.3"
        technique: prep.warm_hands
        duration: {continuous: {min_s: 20, default_s: 40, max_s: 60}}

      - id: "1.4"
        technique: head.cradle    # the first touch is a still one
        duration: {continuous: {min_s: 20, default_s: 34, max_s: 60}}

  - id: scalp
    title: Scalp
    areas: [temple, scalp_front, scalp_back]
    steps:

      - id: "2.1"
        technique: scalp.shrinking_circles
        variant: temples
        duration: {continuous: {min_s: 30, default_s: 60, max_s: 90}}

      - id: "2.2"
        technique: scalp.shrinking_circles
        variant: front
        duration: {continuous: {min_s: 30, default_s: 60, max_s: 90}}

      - id: "2.3"                 # ask about the pressure in the first five minutes, then every ten
        technique: check.pressure
        duration: {continuous: {min_s: 12, default_s: 15, max_s: 20}}

      - id: "2.4"
        technique: scalp.shrinking_circles
        variant: back
        duration: {continuous: {min_s: 30, default_s: 60, max_s: 90}}

  - id: ears
    title: Ears
    areas: [ear_lobe]
    steps:

      - id: "3.1"
        technique: ear.lobe_rub
        duration: {continuous: {min_s: 30, default_s: 50, max_s: 90}}

  - id: close
    title: Close
    steps:

      - id: "4.1"
        technique: close.still
        variant: head
        duration: {continuous: {min_s: 20, default_s: 36, max_s: 60}}
        priority: 2               # 1 essential, 2 core, 3 nice to have, 4 filler

      - id: "4.2"
        technique: close.words    # how to get up, and the end
        duration: {continuous: {min_s: 25, default_s: 35, max_s: 45}}
"""
