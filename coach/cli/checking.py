"""``coach check``: one line for each problem, and exit code 3 if one of them is an error."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from coach.cli.choices import REFERENCE, Json, Locale, Person, Profile, together
from coach.cli.files import lasting
from coach.cli.terminal import Styled, note, out, out_json
from coach.errors import RoutineError, UsageError

if TYPE_CHECKING:
    from coach.plan.options import Talk
    from coach.problem import Problem
    from coach.routine.load import Opened
    from coach.routine.routine import Routine

COLOURS = {"error": "red", "warning": "yellow", "note": "blue"}

APART_S = 10
"""With --all-lengths, plans are so many seconds apart."""


Voiced = Annotated[
    str | None, typer.Option("--voice", metavar="NAME", help="Judge plans and sound as spoken by this voice.")
]
Under = Annotated[
    str | None, typer.Option("--ambience", metavar="NAME", help="With --voice: with this under the words.")
]


def check_command(
    files: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="FILE_OR_ROUTINE...",
            help="What to check; with --locale all that is translated.",
            show_default=False,
        ),
    ] = None,
    notes: Annotated[
        bool, typer.Option("--notes", help="Show notes too, not errors and warnings only.")
    ] = False,
    all_lengths: Annotated[
        bool,
        typer.Option(
            "--all-lengths",
            help=f"Plan every {APART_S} seconds, not three lengths only, and at all four talk levels.",
        ),
    ] = False,
    talk: Annotated[
        str | None,
        typer.Option("--talk", metavar="LEVEL", help="Plan at this talk level instead of the routine's own."),
    ] = None,
    voice: Voiced = None,
    ambience: Under = None,
    profile: Profile = None,
    person: Person = None,
    locale: Locale = None,
    json: Json = False,
    sarif: Annotated[
        bool, typer.Option("--sarif", help="Print SARIF 2.1.0, for editors and code hosts, and nothing else.")
    ] = False,
) -> None:
    """Check routines: whether they are valid, safe, clear and fair, as written and as planned."""
    if json and sarif:
        raise UsageError("Two formats were asked for. Write --json or --sarif.")
    every = APART_S if all_lengths else None
    if ambience is not None and voice is None:
        raise UsageError("--ambience goes with --voice: it is judged by how loud it is against the words.")
    if voice == REFERENCE:
        raise UsageError(f"--voice {REFERENCE} makes no sound to be judged. coach voices lists the others.")
    wanted = _Wanted(every, _talk(talk), profile, together(person), locale, voice, ambience)
    found = [(name, _problems(name, wanted)) for name in files or _translated(locale)]
    if locale is not None and not files:
        from coach.routine.words_files import check_language

        found.insert(0, (f"locales/{locale}", check_language(locale)))
    problems = [problem for _, several in found for problem in several]
    if sarif:
        from coach.cli.sarif import report

        out_json(report(problems))
    elif json:
        out_json([_plain(problem) for problem in problems])
    else:
        _show(found, notes=notes)
    if any(problem.severity == "error" for problem in problems):
        raise typer.Exit(RoutineError.exit_code)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """How to look at a file."""

    every: int | None
    """Plans are so many seconds apart; three lengths only if None."""
    talk: Talk | None
    """The talk level; without one the routine's own, or all of them if many lengths are planned."""
    profile: str | None
    person: str | None
    locale: str | None
    voice: str | None
    """Who speaks it, if it is to be judged by its sound too."""
    ambience: str | None


def _talk(level: str | None) -> Talk | None:
    """Return a talk level by its name; raise UsageError for another one."""
    if level is None:
        return None
    from coach.cli.choices import chosen
    from coach.plan.options import Talk

    return Talk(chosen("--talk", level, tuple(Talk)))


def _translated(locale: str | None) -> list[str]:
    """Return the routines that have words in a language; raise UsageError without one."""
    if locale is None:
        raise UsageError("What should be checked? Type coach check and a routine, a file, or --locale.")
    from coach.routine.locales import known_locale
    from coach.routine.translation import translated_routines

    if not (found := translated_routines(known_locale(locale))):
        raise UsageError(f"No routine is translated into {locale}. Name one to see what it lacks.")
    return found


def _problems(name: str, wanted: _Wanted) -> tuple[Problem, ...]:
    """Return what is wrong with a file, or with plans of it; each names the file as it was typed."""
    from coach.routine.library import find

    path = find(name)
    try:
        with lasting(path) as file:
            problems = _found(file, wanted)
            copied = file != path
    except RoutineError as error:  # too large to be read at all
        return error.problems
    if not copied:
        return problems
    return tuple(replace(problem, place=replace(problem.place, file=name)) for problem in problems)


def _found(file: Path, wanted: _Wanted) -> tuple[Problem, ...]:
    from coach.routine.library import is_words_file
    from coach.routine.load import check_file, open_routine

    if is_words_file(file):
        from coach.routine.words_files import check_words

        return check_words(file)
    if _is_table(file):
        return check_file(file)
    opened = open_routine(file, locale=wanted.locale)
    if opened.routine is None:
        return opened.problems
    from coach.lint.examine import explained, lint

    problems = (*map(explained, opened.problems), *lint(opened))
    if all(problem.severity != "error" for problem in opened.problems):
        problems = (*problems, *_planned(opened, opened.routine, wanted))
    once = dict.fromkeys(problems)
    return tuple(sorted(once, key=lambda p: (p.place.file, p.place.line, p.place.column, p.code)))


def _planned(opened: Opened, written: Routine, wanted: _Wanted) -> tuple[Problem, ...]:
    """Return what is wrong with plans of a routine, and with its sound if a voice was asked for."""
    from coach.cli.choices import found_ambience
    from coach.cli.receiver import received
    from coach.lint.examine import explained, lint
    from coach.lint.lengths import lint_lengths
    from coach.plan.options import NO_BED, Options, Talk
    from coach.problem import Place, Problem, Severity
    from coach.speech.silent import silent_measure

    try:
        fit = received(written, wanted.profile, wanted.person)
    except RoutineError as error:  # it is not for this receiver, whatever the length
        file = "" if opened.document is None else opened.document.name
        return (Problem(Place(file), "PROFILE", Severity.ERROR, str(error)),)
    routine = fit.routine
    under = wanted.ambience or routine.bed_sound or NO_BED
    own = wanted.talk or Talk(routine.verbosity_default)
    options = Options(talk=own, profile=fit.profile, locale=routine.locale, ambience=found_ambience(under))
    talks = (own,) if wanted.talk or wanted.every is None else tuple(Talk)
    opened = replace(opened, routine=routine)  # as it is for this receiver, from here on
    changed = () if routine is written else lint(opened)
    plans = partial(lint_lengths, opened, every=wanted.every, talks=talks)
    if wanted.voice is None:
        return (*changed, *plans(silent_measure, options=options))
    from coach.cli.sounding import sounding, speaking

    with speaking(wanted.voice, routine.locale) as booth:
        options = replace(options, voice=booth.name)
        found = plans(booth.measure, options=options)
        return (*changed, *found, *map(explained, sounding(opened, options, booth)))


def _is_table(file: Path) -> bool:
    from coach.routine.reader import read

    document, _ = read(file)
    return document is not None and isinstance(document.data, dict) and "sections" not in document.data


def _show(found: list[tuple[str, tuple[Problem, ...]]], *, notes: bool) -> None:
    hidden = 0
    for name, several in found:
        shown = [problem for problem in several if notes or problem.severity != "note"]
        hidden += len(several) - len(shown)
        for problem in shown:
            _print(problem)
        if not shown:
            note(Styled("ok  ", "green"), name)
    if hidden:
        note(f"{hidden} {'note' if hidden == 1 else 'notes'} more; --notes shows them.")


def _print(problem: Problem) -> None:
    where = f"{problem.place.file}:{problem.place.line}:{problem.place.column}: {problem.code} "
    out(where, Styled(str(problem.severity), COLOURS[problem.severity]), f": {problem.message}")
    for line in problem.full().split("\n")[1:]:
        out(line)
    if problem.reason:
        source = f"; {problem.source.replace(' ', ', ')}" if problem.source else ""
        out(Styled(f"    why: {problem.reason} (coach rules {problem.code}{source})", "dim"))


def _plain(problem: Problem) -> dict[str, object]:
    return {
        "file": problem.place.file,
        "line": problem.place.line,
        "column": problem.place.column,
        "code": problem.code,
        "severity": str(problem.severity),
        "message": problem.message,
        "reason": problem.reason,
        "source": problem.source,
    }
