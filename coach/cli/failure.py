"""One place where errors become words on standard error and an exit code."""

from __future__ import annotations

import errno
from pathlib import Path

from coach.cli.terminal import Styled, note
from coach.errors import CoachError, RoutineError

BUG = 1
USAGE = 2
CANNOT_WRITE = 6
INTERRUPTED = 130

FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})
"""What the system says when standard output cannot take more."""


def report(error: BaseException, *, debug: bool) -> int:
    """Say what went wrong and return the exit code; a bug comes with its traceback if ``debug``."""
    if debug and not isinstance(error, (KeyboardInterrupt, CoachError)):
        import traceback

        for line in "".join(traceback.format_exception(error)).splitlines():
            note(line)
    if isinstance(error, CoachError):
        return _expected(error)
    if hasattr(error, "format_message"):
        return _usage(error)
    if isinstance(error, OSError) and error.errno in FULL:
        note(
            Styled("error: ", "red"),
            f"the output could not be written: {error.strerror}. Free some space, then try again.",
        )
        return CANNOT_WRITE
    note(Styled("error: ", "red"), f"This is a bug in coach: {type(error).__name__}: {error}")
    if not debug:
        note("Run the same command with --debug and report what it says.")
    return BUG


def confess(error: BaseException, about: str) -> None:
    """Say what was a bug but ended nothing, with what a report of it needs; ``about`` is what was played."""
    import platform
    import traceback

    from coach import __version__

    called = traceback.extract_tb(error.__traceback__)[-3:]
    way = " > ".join(f"{Path(row.filename).name}:{row.lineno} {row.name}" for row in called)
    note(Styled("note: ", "yellow"), f"There was a bug in coach: {type(error).__name__}: {error}")
    note(f"Please report it with this: {way}")
    note(f"massage-coach {__version__}, {about}, Python {platform.python_version()}, {platform.system()}")


def _expected(error: CoachError) -> int:
    problems = error.problems if isinstance(error, RoutineError) else ()
    if problems:
        for problem in problems:
            for line in problem.full().split("\n"):
                note(line)
    else:
        first, *rest = str(error).split("\n")
        note(Styled("error: ", "red"), first)
        for line in rest:
            note(line)
    return error.exit_code


def _usage(error: BaseException) -> int:
    context = getattr(error, "ctx", None)
    message = str(error.format_message())  # type: ignore[attr-defined]  # the parser's own errors have it
    note(Styled("error: ", "red"), message if message.endswith((".", "?")) else f"{message}.")
    path = context.command_path if context is not None else "coach"
    note(f"Type {path} --help to see what it takes.")
    return int(getattr(error, "exit_code", USAGE))
