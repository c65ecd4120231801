"""``coach control``: tell a running session something, or ask it how it stands."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from json import dumps, loads
from typing import TYPE_CHECKING, Annotated, Any

import typer

from coach.cli.choices import Json
from coach.cli.terminal import out, out_json
from coach.errors import CoachError, InputError, UsageError
from coach.units import RATE, clock

if TYPE_CHECKING:
    from pathlib import Path

ANSWER_S = 5.0
"""A session that does not answer within this is stuck, in seconds."""

LONGEST = 1024 * 1024
"""No answer is longer, in bytes."""


def control_command(
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="COMMAND", help='Such as pause, next, "end in 5", status, or sessions.'),
    ] = None,
    session: Annotated[
        str | None, typer.Option("--session", metavar="NAME", help="Which one, if several are running.")
    ] = None,
    follow: Annotated[
        bool, typer.Option("--follow", help="With status: a line of JSON on each change.")
    ] = False,
    json: Json = False,
) -> None:
    """Tell the running session something: pause, go on, next, back, again, longer, how long, stop ...

    "coach control status" says how it stands, "coach control sessions" which ones are running.
    """
    from coach.live.command import command
    from coach.live.door import sessions

    asked = " ".join(words or ()).strip().lower()
    if not asked:
        raise UsageError('What shall the session do? Type for example: coach control pause, or "end in 5".')
    if follow and asked != "status":
        raise UsageError("--follow goes with status. Type: coach control status --follow")
    if asked not in {"status", "sessions"}:
        command(asked)  # a word that is no command is said even if nothing runs
    there = sessions()
    if asked == "sessions":
        _list(list(there), as_json=json)
        return
    path = chosen(there, session)
    if asked != "status":
        answer = next(ask(path, {"do": asked}))
        if json:
            out_json(answer)
    elif follow:
        for answer in ask(path, {"ask": "follow"}, follow=True):
            sys.stdout.write(dumps(answer["status"]) + "\n")
            sys.stdout.flush()
    else:
        _show(next(ask(path, {"ask": "status"}))["status"], as_json=json)


def chosen(there: dict[str, Path], name: str | None) -> Path:
    """Return the session called ``name``, or the only one; raise InputError or UsageError."""
    if not there:
        raise InputError("No session is running. Start one: coach play ROUTINE")
    names = ", ".join(there)
    if name is None:
        if len(there) > 1:
            raise UsageError(f"Several sessions are running: {names}. Say which one with --session NAME.")
        return next(iter(there.values()))
    if name not in there:
        raise InputError(f"No session {name} is running; there is {names}.")
    return there[name]


def ask(path: Path, request: dict[str, Any], *, follow: bool = False) -> Iterator[dict[str, Any]]:
    """Yield what the session at ``path`` answers to ``request``; raise what it says is wrong.

    Raises InputError if it ends before it answers.
    """
    from coach.live.door import knock

    gone = InputError("The session ended before it answered.")
    try:
        here, secret = knock(path, ANSWER_S)
    except OSError as error:
        raise gone from error
    with here, here.makefile("rb") as lines:
        try:
            here.sendall(dumps({**request, "secret": secret}).encode("ascii") + b"\n")
            answered = False
            while line := lines.readline(LONGEST):
                answered = True
                yield _heard(line)
                if not follow:
                    return
                here.settimeout(None)
        except TimeoutError as error:
            raise InputError("The session does not answer. End it with Ctrl-C where it runs.") from error
        except ConnectionError as error:
            raise gone from error
        if not answered:
            raise gone


def _heard(line: bytes) -> dict[str, Any]:
    answer: dict[str, Any] = loads(line)
    if answer.get("ok") is True:
        return answer
    error = UsageError if answer.get("exit_code") == UsageError.exit_code else CoachError
    raise error(str(answer.get("error")))


def _list(names: list[str], *, as_json: bool) -> None:
    if as_json:
        out_json(names)
    elif not names:
        raise InputError("No session is running. Start one: coach play ROUTINE")
    else:
        for name in names:
            out(name)


def _show(status: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        out_json(status)
        return
    at, whole = (clock(int(status[name]) * RATE) for name in ("position", "seconds"))
    out(f"{status['title']}: {status['state']}, {at} of {whole}")
    for name in ("chapter", "step", "words", "next", "notice"):
        if status[name]:
            out(f"  {name:<8} {status[name]}")


__all__ = ["ask", "chosen", "control_command"]
