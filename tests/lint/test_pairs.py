"""Every rule fires where it should and keeps quiet where it should: one pair of examples each."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest

from coach.lint.book import RULES
from coach.lint.pairs import pair
from coach.problem import Severity
from tests.lint.changed import problems, read

FOLDER = Path(str(files("coach.lint"))) / "examples"
PAIRS = {code: pair for path in sorted(FOLDER.glob("*.yaml")) for code, pair in read(path).items()}


def test_there_are_102_rules_and_26_that_are_never_silenced():
    assert len(RULES) == 102
    assert sum(rule.hard for rule in RULES.values()) == 26


def test_every_rule_has_a_pair_and_every_pair_a_rule():
    assert set(PAIRS) == set(RULES)


@pytest.mark.parametrize("code", sorted(PAIRS))
def test_a_rule_fires_on_its_example(code, tmp_path):
    pair = PAIRS[code]
    found = problems(code, pair["fires"], pair.get("base", "head-15"), tmp_path)
    mine = [problem for problem in found if problem.code == code]
    assert mine, [problem.headline() for problem in found]
    for problem in mine:
        assert problem.place.line > 1 or problem.place.column >= 1
        assert problem.message.rstrip('"').endswith((".", "?"))
    assert max(mine, key=lambda p: list(Severity).index(p.severity)).severity in (
        {RULES[code].severity} if code not in SOFTER else SOFTER[code]
    )


SOFTER = {
    "MS403": {Severity.WARNING, Severity.NOTE},
    "MS207": {Severity.WARNING},
    "MS101": {Severity.WARNING, Severity.ERROR},
}
"""Rules whose severity depends on how far they are broken."""


@pytest.mark.parametrize("code", sorted(PAIRS))
def test_a_rule_keeps_quiet_on_the_other_example(code, tmp_path):
    pair = PAIRS[code]
    found = problems(code, pair["passes"], pair.get("base", "head-15"), tmp_path)
    assert [problem.headline() for problem in found if problem.code == code] == []
    assert [p.headline() for p in found if p.severity is Severity.ERROR] == []


@pytest.mark.parametrize("code", sorted(PAIRS))
def test_an_example_that_only_a_test_can_play_is_told_in_one_sentence(code):
    fires = PAIRS[code]["fires"]
    bare = any(name in fires for name in ("bend", "plan", "sound", "tables")) or "tags" in str(fires)
    told = pair(code).plain
    assert told == PAIRS[code].get("plain", "")
    assert told.endswith(".") or not (bare and "say" not in fires)
