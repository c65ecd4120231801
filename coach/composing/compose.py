"""The whole way from a choice to the text of a file, and the same checks that any file gets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.composing.fit import composed
from coach.composing.pen import written
from coach.errors import RoutineError
from coach.lint.examine import explained, lint
from coach.problem import Severity
from coach.routine.compose import compose as read
from coach.routine.load import load_tables, open_document
from coach.routine.template import check_name, check_title

if TYPE_CHECKING:
    from coach.composing.choice import Choice
    from coach.plan.timeline import Measure
    from coach.routine.tables import Tables


def compose(choice: Choice, measure: Measure, tables: Tables | None = None) -> str:
    """Return the text of a routine file as it was chosen; ``measure`` says how long lines take.

    Raises UsageError for a name or a title that cannot be one, LengthError with the range if it cannot be
    so short or so long, RoutineError with every problem if the user's own cards make an unsafe routine.
    """
    check_name(choice.name)
    if choice.title is not None:
        check_title(choice.title)
    tables = tables if tables is not None else load_tables()
    text = written(composed(choice, tables, measure), tables.techniques)
    document, found = read(text, f"{choice.name}.yaml")
    opened = open_document(document, tables)
    problems = (*found, *map(explained, opened.problems), *lint(opened))
    if errors := [problem for problem in problems if problem.severity is Severity.ERROR]:
        raise RoutineError(errors)
    return text
