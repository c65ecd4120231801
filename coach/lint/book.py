"""All rules, by family and by code."""

from __future__ import annotations

from coach.lint import (
    audio,
    cautions,
    claims,
    comfort,
    manner,
    order,
    questions,
    sides,
    spoken,
    structure,
    tempo,
    timing,
    touch,
)
from coach.lint.rule import Rule
from coach.routine.invariants import MAY_BE_SILENCED

FAMILIES = {
    "0": "Structure",
    "1": "Safety",
    "2": "Timing",
    "3": "Sides and fairness",
    "4": "Spoken words",
    "5": "Claims",
    "6": "Sound",
}
"""What the first digit of a code says."""

_ROOMS = (
    structure,
    order,
    touch,
    cautions,
    questions,
    comfort,
    timing,
    tempo,
    sides,
    spoken,
    manner,
    claims,
    audio,
)

RULES: dict[str, Rule] = {
    rule.code: rule for rule in sorted((r for room in _ROOMS for r in room.RULES), key=lambda r: r.code)
}
"""Every rule by its code, in the order of the codes."""


FOUNDATIONS = frozenset(
    rule.code
    for rule in RULES.values()
    if not (rule.hard or rule.on_source or rule.on_plan or rule.on_sound) and rule.code not in MAY_BE_SILENCED
) | {"MS207"}
"""Rules without which nothing can be planned: they are found while a file is read, or belong to no step."""


def silenceable(rule: Rule) -> bool:
    """Return whether a routine may silence a rule on one step, with a reason."""
    return not (rule.hard or rule.code in FOUNDATIONS)


def family(rule: Rule) -> str:
    """Return the name of the family of a rule."""
    return FAMILIES[rule.code[2]]
