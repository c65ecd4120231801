"""Every set of areas that coach build takes: composed, planned and checked.

    python scripts/build_all.py                   each of the 255 sets at one length, with or without oil
    python scripts/build_all.py --minutes 25,60   each of them at these lengths
    python scripts/build_all.py --every 10        each tenth set

Sets that can be worked on a chair are composed for a chair too. A length that a set cannot have becomes the
nearest that it can. What is not exactly as long as asked, or in which check finds an error or a warning as
written or at three lengths, is named; the exit code is 1 then.
"""

from __future__ import annotations

import argparse
import itertools
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from coach.cli.choices import to_seconds
from coach.composing.choice import AREAS, SEATED, Choice
from coach.composing.compose import compose
from coach.errors import CoachError, LengthError
from coach.lint.examine import lint
from coach.lint.lengths import lint_lengths
from coach.problem import Severity
from coach.routine.compose import compose as read
from coach.routine.lengths import default_s
from coach.routine.load import load_tables, open_document
from coach.routine.tables import Tables
from coach.speech.silent import silent_measure

LENGTHS = (8, 15, 25, 40, 60, 5, 90)
"""Minutes, taken in turn."""

_RANGE = re.compile(r"can be ([\d:]+) to ([\d:]+);")


def choices(every: int, minutes: list[int]) -> Iterator[Choice]:
    """Yield what is composed."""
    bits = itertools.product((False, True), repeat=len(AREAS))
    sets = [tuple(itertools.compress(AREAS, taken)) for taken in bits if any(taken)]
    for number, areas in enumerate(sets[::every]):
        for length in minutes or [LENGTHS[number % len(LENGTHS)]]:
            choice = Choice("mine", areas, length * 60, bool(number % 2), short_hair=number % 3 == 0)
            yield choice
            if set(areas) <= SEATED:
                yield replace(choice, seated=True)


def faults(choice: Choice, tables: Tables) -> Iterator[str]:
    """Yield what is wrong with a composed routine; a length it cannot have becomes the nearest."""
    try:
        text = compose(choice, silent_measure, tables)
    except LengthError as error:
        match = _RANGE.search(str(error))
        if match is None:
            yield f"no length: {error}"
            return
        low, high = map(to_seconds, match.groups())
        choice = replace(choice, seconds=low if choice.seconds < low else high)
        text = compose(choice, silent_measure, tables)
    document, problems = read(text, "mine.yaml")
    opened = open_document(document, tables)
    if opened.routine is None or default_s(opened.routine) != choice.seconds:
        yield "not as long as asked"
    found = (*problems, *opened.problems, *lint(opened), *lint_lengths(opened, silent_measure))
    for problem in found:
        if problem.severity is not Severity.NOTE:
            yield f"{problem.code} {problem.severity}: {problem.message}"


def main() -> int:
    """Compose, and print what was wrong."""
    parser = argparse.ArgumentParser(description="Compose every set of areas, and check it.")
    parser.add_argument("--minutes", default="", help="lengths, with commas between; in turn if left out")
    parser.add_argument("--every", type=int, default=1, help="take each so-manieth set only")
    wanted = parser.parse_args()
    begun = time.monotonic()
    tables = load_tables()
    made, kinds = 0, Counter[str]()
    for choice in choices(wanted.every, [int(part) for part in wanted.minutes.split(",") if part]):
        made += 1
        try:
            wrong = list(faults(choice, tables))
        except CoachError as error:
            wrong = [f"refused: {error}"]
        kinds.update(fault.split(":")[0] for fault in wrong)
        for fault in wrong:
            how = (
                f"{choice.seconds // 60} min, {'oil' if choice.oil else 'no oil'}{', seated' * choice.seated}"
            )
            print(f"{','.join(choice.areas)} ({how}): {fault}", flush=True)
    print(
        f"{made} routines composed in {time.monotonic() - begun:.0f} s: {kinds.total()} errors and warnings."
    )
    for kind, number in sorted(kinds.items()):
        print(f"{number:6d}  {kind}")
    return 1 if kinds else 0


if __name__ == "__main__":
    sys.exit(main())
