"""How much is said, and how long nothing is: every routine at every talk level, from its cue sheet alone.

Nothing of the planner is used: ``coach show ROUTINE --json`` tells when what is said, and the limits are
those of the writing guide. Run ``python -m tests.listening.density [--voice NAME] [ROUTINE...]`` for the
table; what breaks a limit is marked with a star.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

ROUTINES = (
    *("ears-scalp-5", "desk-8", "hands-10", "feet-15", "head-15", "first-time-20"),
    *("bedtime-20", "feet-30", "swap-2x20", "trio-45", "full-60"),
)
TALKS = ("full", "light", "minimal", "chimes")

HANDS_ON = {"full": 0.30, "light": 0.26, "minimal": 0.20}
"""Most speech while hands work, previews and early cautions not counted; a tutorial may have more."""
TUTORIAL = 0.40
ARRIVING = {"full": 0.60, "light": 0.50, "minimal": 0.40}
"""Most speech while people settle; consent and cautions alone may take more of a short time."""
STEADY = {"full": 0.15, "light": 0.08, "minimal": 0.03}
"""Most speech in steady work: from the thirtieth second of a step on, check-ins not counted."""
QUIET_S = {"full": 90.0, "light": 150.0}
"""Longest silence that nobody announced."""
SHORT_S = 12 * 60
"""Below this length consent and cautions take their share: all of it is information only."""
OPENING_S = 30.0
TOLERANCE = 0.02

Sheet = dict[str, Any]
Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Figures:
    """What one routine says at one talk level."""

    routine: str
    talk: str
    seconds: float
    share: float
    """Speech, as a share of all time."""
    pace: float
    """Words a minute of the whole time."""
    speed: float
    """Words a minute while somebody speaks."""
    arriving: float
    hands_on: float
    steady: float
    second: float | None
    """Speech on the second side, as a share of that on the first."""
    silence: float
    """Longest silence that nobody announced, in seconds."""

    @property
    def broken(self) -> list[str]:
        """Names of the limits that are broken."""
        tutorial = self.routine == "first-time-20"
        found = []
        if self.seconds >= SHORT_S:
            limit = TUTORIAL if tutorial and self.talk in HANDS_ON else HANDS_ON.get(self.talk, 1.0)
            found += ["hands_on"] * (self.hands_on > limit + TOLERANCE)
            found += ["steady"] * (not tutorial and self.steady > STEADY.get(self.talk, 1.0) + TOLERANCE)
        found += ["silence"] * (self.silence > QUIET_S.get(self.talk, 1e9))
        found += ["speed"] * (not 100 <= self.speed <= 150)
        return found


def sheet_of(routine: str, talk: str, voice: str) -> Sheet:
    """Return the cue sheet that the command line prints."""
    command = [sys.executable, "-m", "coach", "show", routine, "--talk", talk, "--voice", voice, "--json"]
    found: Sheet = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return found


def figures(sheet: Sheet, talk: str) -> Figures:
    """Return what a cue sheet says of the words in it."""
    cues, steps = sheet["cues"], sheet["steps"]
    spoken = sum(cue["end"] - cue["start"] for cue in cues)
    words = sum(len(cue["text"].split()) for cue in cues)
    arriving = [(s["start"], s["end"]) for s in steps if s["technique"].startswith("prep.")]
    free = ("prep.", "tr.", "learn.", "close.words", "close.fade")
    working = [(s["start"], s["end"]) for s in steps if not s["technique"].startswith(free)]
    steady = [(s["start"] + OPENING_S, s["end"]) for s in steps if _steady(s)]
    sides = {side: sum(c["end"] - c["start"] for c in cues if c["side"] == side) for side in "AB"}
    counted = [cue for cue in cues if not _free(cue, steps)]
    checks = ("check_in", "count", "preview")
    return Figures(
        sheet["routine"],
        talk,
        sheet["seconds"],
        spoken / sheet["seconds"],
        60 * words / sheet["seconds"],
        60 * words / spoken,
        _share(cues, arriving),
        _share(counted, working),
        _share([cue for cue in cues if cue["kind"] not in checks], steady),
        sides["B"] / sides["A"] if sides["A"] else None,
        _silence(sheet),
    )


def _steady(step: Sheet) -> bool:
    frame = step["technique"].startswith(
        ("prep.", "tr.", "check.", "close.", "learn.", "still.", "head.cradle")
    )
    return not frame and step["end"] - step["start"] > OPENING_S


def _free(cue: Sheet, steps: list[Sheet]) -> bool:
    """Tell whether a cue is not counted while hands work: a preview, or a caution early in its step."""
    if cue["kind"] == "preview":
        return True
    begins = max((s["start"] for s in steps if s["start"] <= cue["start"] + 0.001), default=0.0)
    return bool(cue["kind"] == "caution" and cue["start"] - begins <= OPENING_S)


def _share(cues: list[Sheet], spans: list[Span]) -> float:
    time = sum(end - start for start, end in spans)
    inside = sum(max(0.0, min(c["end"], end) - max(c["start"], start)) for c in cues for start, end in spans)
    return inside / time if time else 0.0


def _silence(sheet: Sheet) -> float:
    """Return the longest time between two sounds that no line announced, nor a rest."""
    sounds = [(c["start"], c["end"], c["kind"] == "silence" or _told(c["text"])) for c in sheet["cues"]]
    sounds += [(c["start"], c["start"] + 3.0, False) for c in sheet["chimes"]]
    sounds = [(0.0, 0.0, False), *sorted(sounds), (sheet["seconds"], sheet["seconds"], False)]
    gaps = [after[0] - before[1] for before, after in pairwise(sounds) if not before[2]]
    return max(gaps, default=0.0)


def _told(text: str) -> bool:
    return any(word in text.lower() for word in ("quiet", "without words", "breath", "stay like this"))


def line(found: Figures) -> str:
    """Return one row of the table."""
    second = "    –" if found.second is None else f"{found.second:5.0%}"
    stars = " *" + " ".join(found.broken) if found.broken else ""
    return (
        f"{found.routine:<14} {found.talk:<8} {found.share:6.1%} {found.pace:6.0f} {found.speed:6.0f} "
        f"{found.arriving:7.0%} {found.hands_on:9.1%} {found.steady:8.1%} {second} "
        f"{found.silence:8.0f}{stars}"
    )


HEAD = "routine        talk      share words/m speed arriving hands-on   steady  2nd  silence s"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("routines", nargs="*", default=ROUTINES)
    parser.add_argument("--voice", default="hibari")
    asked = parser.parse_args()
    sys.stdout.write(HEAD + "\n")
    for routine in asked.routines:
        for talk in TALKS:
            sys.stdout.write(line(figures(sheet_of(routine, talk, asked.voice), talk)) + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
