"""What a rule is: a code, how bad it is, why it is there, and the function that finds where it is broken."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from coach.problem import Severity

if TYPE_CHECKING:
    from coach.lint.fitted import Fitted
    from coach.lint.score import Score
    from coach.lint.sounded import Sounded
    from coach.routine.finding import Path

E, W, I = Severity.ERROR, Severity.WARNING, Severity.NOTE  # noqa: E741 - short in the tables


class Hit(NamedTuple):
    """One place where a rule is broken."""

    path: Path
    """Where in the routine file."""
    message: str
    """What is wrong, and what to write instead."""
    severity: Severity | None = None
    """How bad this one is; the rule's own if None."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. A rule without any function is kept by the reader of routines: such a file never loads."""

    code: str
    """``MS`` and three digits; the first digit is the family."""
    severity: Severity
    """How bad it usually is."""
    title: str
    """What must be so, in one line."""
    reason: str
    """Why, in one line."""
    source: str = ""
    """Keys into docs/sources.md; empty where it is craft or arithmetic."""
    on_source: Callable[[Score], Iterator[Hit]] | None = None
    """Looks at the routine as written."""
    on_plan: Callable[[Fitted], Iterator[Hit]] | None = None
    """Looks at the routine at one length."""
    on_sound: Callable[[Sounded], Iterator[Hit]] | None = None
    """Looks at levels measured in finished sound."""
    hard: bool = False
    """It protects somebody, and is never silenced."""

    @property
    def looks(self) -> str:
        """On what the rule looks, in words."""
        places = (
            ("the routine as written", self.on_source),
            ("the plan at each length", self.on_plan),
            ("the finished sound", self.on_sound),
        )
        return " and ".join(what for what, check in places if check) or "the file while it is read"
