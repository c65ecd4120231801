"""How many faults coach check finds: mutants of the built-in routines, who catches them, what survives.

    python scripts/mutate.py                  all mutants of all built-in routines (a few minutes)
    python scripts/mutate.py head-15          those of one routine
    python scripts/mutate.py --every 5        each fifth
    python scripts/mutate.py --all            names every survivor, not a few of each kind

A mutant is caught if check finds an error or a warning that it does not find in the routine itself,
as written or in one of three plans; notes do not count. What survives is listed by its kind: some of it
is harmless, the rest is work.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from mutants import Data, Mutant, mutants

from coach.lint.examine import lint
from coach.lint.lengths import lint_lengths
from coach.problem import Problem, Severity
from coach.routine.lengths import default_s
from coach.routine.library import routine_files
from coach.routine.load import Opened, load_tables, open_document
from coach.routine.marks import Document
from coach.routine.reader import read
from coach.routine.tables import Tables
from coach.speech.silent import silent_measure

FEW = 6
"""So many survivors of a kind are named."""

RULES_NAMED = 6
"""So many rules are named for a kind of fault."""

Codes = Counter[str]


def opened(data: Data, tables: Tables) -> Opened:
    """Return a routine from plain values; it is as long as its steps."""
    found = open_document(_document(data), tables)
    if found.routine is not None and found.routine.target_s != default_s(found.routine):
        found = open_document(_document({**data, "target_s": default_s(found.routine)}), tables)
    return found


def _document(data: Data) -> Document:
    return Document("mutant", [], data, [0, 0, 0, 0])


def codes(problems: Iterable[Problem]) -> Codes:
    """Return how often each rule found an error or a warning."""
    return Counter(p.code for p in problems if p.severity is not Severity.NOTE)


def findings(found: Opened) -> Iterator[Iterable[Problem]]:
    """Yield what is found, the cheap things first."""
    yield (*found.problems, *lint(found))
    if not any(p.severity is Severity.ERROR for p in found.problems):
        yield lint_lengths(found, silent_measure)


def caught(mutant: Mutant, tables: Tables, before: list[Codes]) -> list[str]:
    """Return the rules that find more in a mutant than in the routine it was made from."""
    for stage, problems in enumerate(findings(opened(mutant.data, tables))):
        known = before[stage] if stage < len(before) else Counter()
        if new := codes(problems) - known:
            return sorted(new)
    return []


def main() -> int:
    """Play every mutant and print the table."""
    parser = argparse.ArgumentParser(description="How many faults coach check finds.")
    parser.add_argument("routines", nargs="*", help="routines to change; all built-in ones if left out")
    parser.add_argument("--every", type=int, default=1, help="take each so-manieth mutant only")
    parser.add_argument("--all", action="store_true", help="name every survivor")
    wanted = parser.parse_args()
    tables = load_tables()
    total: Counter[str] = Counter()
    by_rule: defaultdict[str, Counter[str]] = defaultdict(Counter)
    found: Counter[str] = Counter()
    survivors: defaultdict[str, list[str]] = defaultdict(list)
    for name in wanted.routines or [n for n, (source, _) in routine_files().items() if source == "builtin"]:
        document, _ = read(routine_files()[name][1])
        whole = opened(document.data, tables) if document is not None else None
        if document is None or whole is None or whole.routine is None:
            sys.exit(f"{name} itself is not valid: coach check {name}")
        before = [codes(problems) for problems in findings(whole)]
        for mutant in list(mutants(document.data, whole.routine))[:: wanted.every]:
            total[mutant.kind] += 1
            if by := caught(mutant, tables, before):
                found[mutant.kind] += 1
                by_rule[mutant.kind].update(by)
            else:
                survivors[mutant.kind].append(f"{name} {mutant.what}".strip())
    report(total, found, by_rule, survivors, None if wanted.all else FEW)
    return 0


def report(
    total: Counter[str],
    found: Counter[str],
    by_rule: dict[str, Counter[str]],
    survivors: dict[str, list[str]],
    few: int | None,
) -> None:
    """Print what was caught, by which rules, and what was not."""
    print(f"{found.total()} of {total.total()} mutants were caught.\n")
    print("| fault | caught | of | rules that see it |")
    print("| --- | --- | --- | --- |")
    for kind, number in sorted(total.items()):
        told = ", ".join(f"{code} {n}" for code, n in by_rule[kind].most_common(RULES_NAMED))
        print(f"| {kind} | {found[kind]} | {number} | {told} |")
    rules = sum(by_rule.values(), Counter[str]())
    print("\nRules that caught them:", ", ".join(f"{code} {n}" for code, n in rules.most_common()))
    print("\nSurvivors:")
    for kind, several in sorted(survivors.items()):
        rest = several[:few]
        more = f", and {len(several) - len(rest)} more" if len(several) > len(rest) else ""
        print(f"  {kind}: {'; '.join(rest)}{more}")


if __name__ == "__main__":
    sys.exit(main())
