"""``coach check``: one line for each problem, and exit code 3 if one of them is an error."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from coach.cli.choices import Json
from coach.cli.files import lasting
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
    """Return what is wrong with a file, or with the plan of it; each names the file as it was typed."""
    from coach.routine.library import find

    path = find(name)
    try:
        with lasting(path) as file:
            problems = _found(file)
            copied = file != path
    except RoutineError as error:  # too large to be read at all
        return error.problems
    if not copied:
        return problems
    return tuple(replace(problem, place=replace(problem.place, file=name)) for problem in problems)


def _found(file: Path) -> tuple[Problem, ...]:
    from coach.routine.load import check_file

    problems = check_file(file)
    if any(problem.severity == "error" for problem in problems) or _is_table(file):
        return problems
    from coach.plan.options import Options
    from coach.plan.planner import plan
    from coach.problem import Place, Problem, Severity
    from coach.routine.load import load_routine
    from coach.speech.silent import silent_measure

    try:
        plan(load_routine(file), Options(), silent_measure)
    except RoutineError as error:
        planned = error.problems or (Problem(Place(str(file)), "PLAN", Severity.ERROR, str(error)),)
        return (*problems, *planned)
    return problems


def _is_table(file: Path) -> bool:
    from coach.routine.reader import read

    document, _ = read(file)
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
