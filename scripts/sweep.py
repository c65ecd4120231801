"""Every length of every built-in routine: planned to the second, checked by the rules and by counting.

    python scripts/sweep.py                       all whole seconds, at three talk levels (half an hour)
    python scripts/sweep.py head-15 --every 10    one routine, each tenth second
    python scripts/sweep.py --talk chimes         another talk level

Plans are for a healthy adult and the silent reference voice, whose lengths are the same on every machine. A
plan that is not as long as asked, that leaves a gap between its steps, whose sides or receivers get different
times or repetitions, or in which a rule finds an error or a warning, is named; the exit code is 1 then.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from coach.errors import CoachError
from coach.lint.comfort import unasked
from coach.lint.examine import lint_plan, score_of
from coach.lint.fitted import Fitted
from coach.lint.score import Score
from coach.plan.care import FIRST_CHECK
from coach.plan.needs import Trials
from coach.plan.options import Options, Talk
from coach.plan.planner import plan
from coach.plan.timeline import Timeline
from coach.problem import Severity
from coach.routine.library import routine_files
from coach.routine.load import Opened, open_routine
from coach.speech.silent import silent_measure
from coach.units import RATE, clock

FEW = 5
"""So many cases of a kind are named."""


@dataclass
class Tally:
    """What was seen in the plans of a routine at one talk level."""

    plans: int = 0
    shortest: int = 0
    """In frames."""
    longest: int = 0
    first: int = 0
    """Longest time to the first question about pressure, in frames."""
    between: int = 0
    """Longest time between two of them, or after the last, in frames."""
    added: int = 0
    """Plans in which the planner put a question in."""
    notes: int = 0
    """Notes of the rules."""
    faults: Counter[str] = field(default_factory=Counter)
    cases: dict[str, list[str]] = field(default_factory=dict)

    def fault(self, kind: str, where: str) -> None:
        """Count a fault, and keep the first few cases."""
        self.faults[kind] += 1
        if self.faults[kind] <= FEW:
            self.cases.setdefault(kind, []).append(where)


def faults(timeline: Timeline, seconds: int, fitted: Fitted) -> Iterator[str]:
    """Yield what is wrong with the times of a plan."""
    if timeline.frames != seconds * RATE:
        yield "not as long as asked"
    steps = timeline.steps
    whole = steps[0].start == 0 and steps[-1].end == timeline.frames
    if not whole or any(one.end != other.start for one, other in pairwise(steps)):
        yield "a gap between steps"
    sides: dict[tuple[str, int], dict[str, tuple[int, int | None]]] = {}
    for bar in fitted.bars:
        if bar.span.side is not None:
            key = (bar.span.step, bar.receiver)
            sides.setdefault(key, {})[bar.span.side] = (bar.length, bar.span.reps)
    if any(len(pair) != 2 or pair["A"] != pair["B"] for pair in sides.values()):
        yield "sides differ"
    turns = [sum(bar.length for bar in fitted.turn(r) if bar.touches) for r in fitted.receivers]
    if len(set(turns)) > 1:
        yield "receivers differ"


def look(tally: Tally, opened: Opened, score: Score, options: Options, trials: Trials) -> None:
    """Make one plan and look at it."""
    assert opened.routine is not None  # noqa: S101 - asked before
    seconds = options.seconds or 0
    where = f"{opened.routine.id} {clock(seconds * RATE)} {options.talk}"
    tally.plans += 1
    try:
        timeline = plan(opened.routine, options, silent_measure, trials)
    except CoachError as error:
        tally.fault("no plan", f"{where}: {error}")
        return
    fitted = Fitted(score, timeline)
    for kind in faults(timeline, seconds, fitted):
        tally.fault(kind, where)
    for gap in unasked(fitted):
        name = "first" if gap.limit == FIRST_CHECK else "between"
        setattr(tally, name, max(getattr(tally, name), gap.end - gap.start))
    tally.added += any(
        change.step == "check.pressure" or ".check" in change.step for change in timeline.fit.inserted
    )
    for problem in lint_plan(opened, timeline, score):
        if problem.severity is Severity.NOTE:
            tally.notes += 1
        else:
            tally.fault(f"{problem.code} {problem.severity}", f"{where}: {problem.message}")


def sweep(name: str, talk: Talk, every: int) -> Tally:
    """Return what was seen in the plans of a routine."""
    opened = open_routine(name)
    score = score_of(opened)
    if opened.routine is None or score is None:
        sys.exit(f"{name} itself is not valid: coach check {name}")
    tally, trials = Tally(), Trials()
    fit = plan(opened.routine, Options(talk=talk), silent_measure).fit
    tally.shortest, tally.longest = fit.shortest, fit.longest
    for seconds in range(fit.shortest // RATE, fit.longest // RATE + 1, every):
        look(tally, opened, score, Options(talk=talk, seconds=seconds), trials)
    return tally


def main() -> int:
    """Sweep, print a row for each routine and talk level, and what was wrong."""
    parser = argparse.ArgumentParser(description="Plan every length of the built-in routines and check it.")
    parser.add_argument("routines", nargs="*", help="routines; all built-in ones if left out")
    parser.add_argument("--talk", default="full,light,minimal", help="talk levels, with commas between")
    parser.add_argument("--every", type=int, default=1, metavar="SECONDS", help="plans are so far apart")
    wanted = parser.parse_args()
    builtin = sorted(name for name, (source, _) in routine_files().items() if source == "builtin")
    begun = time.monotonic()
    whole = Tally()
    print("| routine | talk | range | plans | to the first question | between questions | put in | faults |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    for name in wanted.routines or builtin:
        for talk in map(Talk, wanted.talk.split(",")):
            tally = sweep(name, talk, wanted.every)
            ends = f"{clock(tally.shortest)}-{clock(tally.longest)}"
            cells = (ends, tally.plans, clock(tally.first), clock(tally.between), tally.added)
            row = " | ".join(map(str, (name, talk, *cells, tally.faults.total())))
            print(f"| {row} |", flush=True)
            whole.plans += tally.plans
            whole.notes += tally.notes
            whole.faults += tally.faults
            for kind, cases in tally.cases.items():
                whole.cases.setdefault(kind, []).extend(cases)
    print(f"\n{whole.plans} plans in {time.monotonic() - begun:.0f} s; {whole.notes} notes.")
    for kind, number in sorted(whole.faults.items()):
        print(f"{number:6d}  {kind}")
        for case in whole.cases[kind][: 4 * FEW]:
            print(f"        {case}")
    if not whole.faults:
        print("Every plan is as long as asked, fair to both sides, and without an error or a warning.")
    return 1 if whole.faults else 0


if __name__ == "__main__":
    sys.exit(main())
