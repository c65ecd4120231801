"""What can go wrong: one tree of errors, each a full sentence with the next step.

Every error a user can cause carries the exit code of the command line, so that a front end
only has to print ``str(error)`` and leave. Anything that is not a ``CoachError`` is a bug.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coach.problem import Problem


class CoachError(Exception):
    """Something a person can put right; the message says what, where, and what to type next."""

    exit_code: ClassVar[int] = 1


class UsageError(CoachError):
    """The command was called with something it cannot use."""

    exit_code = 2


class RoutineError(CoachError):
    """A routine (or a table beside it) is not valid; ``problems`` holds every finding of the run."""

    exit_code = 3

    def __init__(self, problems: Sequence[Problem] | str) -> None:
        if isinstance(problems, str):
            self.problems: tuple[Problem, ...] = ()
            super().__init__(problems)
        else:
            self.problems = tuple(problems)
            super().__init__("\n".join(problem.headline() for problem in self.problems))


class LengthError(RoutineError):
    """The length asked for lies outside what the routine can be; the message names both ends."""


class InputError(CoachError):
    """A file or name that was asked for does not exist or cannot be read."""

    exit_code = 4


class VoiceError(CoachError):
    """No voice could say a sentence; the message names the sentence and the cure."""

    exit_code = 5


class WriteError(CoachError):
    """A file could not be written whole; nothing half-made stays under its final name."""

    exit_code = 6


class VerifyError(WriteError):
    """A finished file did not come out as planned; it was kept aside, not put in place."""


class DeviceError(CoachError):
    """No audio device could be opened."""

    exit_code = 7
