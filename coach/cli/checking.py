"""``coach check``: one line for each problem, and exit code 3 if one of them is an error."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from coach.cli.choices import Json
from coach.cli.terminal import Styled, note, out, out_json
from coach.errors import RoutineError

if TYPE_CHECKING:
    from coach.problem import Problem

COLOURS = {"error": "red", "warning": "yellow", "note": "blue"}


def check_command(
    files: Annotated[list[str], typer.Argument(metavar="FILE_OR_ROUTINE...", help="What to check.")],
    json: Json = False,
) -> None:
    """Check routines: whether they are valid, and whether they can be planned at their own length."""
    found = [(name, _problems(name)) for name in files]
    problems = [problem for _, several in found for problem in several]
    if json:
        out_json([_plain(problem) for problem in problems])
    else:
        for problem in problems:
            _print(problem)
        for name, several in found:
            if not several:
                note(Styled("ok  ", "green"), name)
    if any(problem.severity == "error" for problem in problems):
        raise typer.Exit(RoutineError.exit_code)


def _problems(name: str) -> tuple[Problem, ...]:
    """Return what is wrong with a file, or with the plan of it."""
    from coach.routine.library import find
    from coach.routine.load import check_file

    problems = check_file(name)
    if any(problem.severity == "error" for problem in problems) or _is_table(name):
        return problems
    from coach.plan.options import Options
    from coach.plan.planner import plan
    from coach.problem import Place, Problem, Severity
    from coach.routine.load import load_routine
    from coach.speech.silent import silent_measure

    try:
        plan(load_routine(name), Options(), silent_measure)
    except RoutineError as error:
        place = Place(str(find(name)))
        planned = error.problems or (Problem(place, "PLAN", Severity.ERROR, str(error)),)
        return (*problems, *planned)
    return problems


def _is_table(name: str) -> bool:
    from coach.routine.library import find
    from coach.routine.reader import read

    document, _ = read(find(name))
    return document is not None and isinstance(document.data, dict) and "sections" not in document.data


def _print(problem: Problem) -> None:
    where = f"{problem.place.file}:{problem.place.line}:{problem.place.column}: {problem.code} "
    out(where, Styled(str(problem.severity), COLOURS[problem.severity]), f": {problem.message}")
    for line in problem.full().split("\n")[1:]:
        out(line)


def _plain(problem: Problem) -> dict[str, object]:
    return {
        "file": problem.place.file,
        "line": problem.place.line,
        "column": problem.place.column,
        "code": problem.code,
        "severity": str(problem.severity),
        "message": problem.message,
    }
