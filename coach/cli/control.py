"""``coach control``: tell a running session something, or ask it how it stands."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from json import dumps, loads
from time import monotonic
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO

import typer

from coach.cli.choices import Json
from coach.cli.terminal import out, out_json, out_wrapped
from coach.errors import CoachError, InputError, UsageError
from coach.units import RATE, clock

if TYPE_CHECKING:
    from pathlib import Path
    from socket import socket

ANSWER_S = 5.0
"""A session that does not answer within this is stuck, in seconds."""

EFFECT_S = 1.0
"""So long a command is given to show what it did, in seconds."""

ANSWERED = frozenset({"how long", "how-long"})
"""Commands whose answer may be the same as the time before."""

LONGEST = 1024 * 1024
"""No answer is longer, in bytes."""


def control_command(
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="COMMAND", help='Such as pause, next, "end in 5", status, plan, or sessions.'),
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

    "coach control status" says how it stands, "coach control plan" what is still to come,
    "coach control sessions" which ones are running. "bed ocean" changes the ambience (a name, none, or a file
    with music), "louder bed" and "quieter bed" its level.
    What the session answers is printed; what it refuses ends with exit code 2.
    """
    from coach.live.command import command
    from coach.live.door import sessions

    asked = _meant(" ".join(words or ()).strip())
    if not asked:
        raise UsageError('What shall the session do? Type for example: coach control pause, or "end in 5".')
    if follow and asked != "status":
        raise UsageError("--follow goes with status. Type: coach control status --follow")
    if asked not in {"status", "plan", "sessions"}:
        command(asked)  # a word that is no command is said even if nothing runs
    there = sessions()
    if asked == "sessions":
        _list(list(there), as_json=json)
        return
    path = chosen(there, session)
    if asked == "plan":
        _show_plan(next(ask(path, {"ask": "plan"}))["plan"], as_json=json)
    elif asked != "status":
        status, said = tell(path, asked)
        if json:
            out_json({"ok": True, "status": status})
        else:
            out(said or _headline(status))
    elif follow:
        for answer in ask(path, {"ask": "follow"}, follow=True):
            sys.stdout.write(dumps(answer["status"]) + "\n")
            sys.stdout.flush()
    else:
        _show(next(ask(path, {"ask": "status"}))["status"], as_json=json)


def _meant(text: str) -> str:
    """Return ``text`` as a session understands it, which may have been started in another folder."""
    from coach.live.command import Verb, command

    if not text.lower().startswith(Verb.BED):
        return text.lower()
    from coach.cli.choices import found_ambience

    return f"{Verb.BED} {found_ambience(command(text).sound)}"


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
    with _visit(path) as visit:
        visit.say(request)
        yield visit.answer()
        while follow:
            visit.here.settimeout(None)
            if (answer := visit.hear()) is None:
                return
            yield answer


def tell(path: Path, asked: str) -> tuple[dict[str, Any], str]:
    """Tell the session at ``path`` what is ``asked``; return how it stands then, and what it said to it.

    Waits a moment for that; the second is empty if it says nothing. Raises UsageError if it refuses.
    """
    with _visit(path) as visit:
        visit.say({"ask": "follow"})
        before = visit.answer()["status"]
        visit.say({"do": asked})
        while (answer := visit.answer()).get("status"):  # changes of its own, until it has heard this
            before = answer["status"]
        now, end = before, monotonic() + EFFECT_S
        while (left := end - monotonic()) > 0:
            visit.here.settimeout(left)
            try:
                answered = visit.hear()
            except TimeoutError:
                break
            if answered is None:
                break
            now = answered["status"]
            if now.get("refused") != before.get("refused"):
                raise UsageError(now["notice"])
            if now["revision"] != before["revision"] and now["notice"]:
                return now, str(now["notice"])
            if news := _news(str(before["notice"]), str(now["notice"])):
                return now, news
            if now["state"] != before["state"]:
                return now, ""
        return now, str(now["notice"]) if asked in ANSWERED else ""


def _news(before: str, now: str) -> str:
    """Return what a notice says ``now`` and did not say ``before``; it may be about several things."""
    if now in before:
        return ""
    return now.replace(before, "", 1).strip() if before else now


@dataclass(frozen=True, slots=True)
class _Visit:
    """A talk with a session."""

    here: socket
    lines: BinaryIO
    secret: str

    def say(self, request: dict[str, Any]) -> None:
        """Send one request; raise OSError."""
        self.here.sendall(dumps({**request, "secret": self.secret}).encode("ascii") + b"\n")

    def hear(self) -> dict[str, Any] | None:
        """Return the next line, None at the end; raise what it says is wrong, and OSError."""
        line = self.lines.readline(LONGEST)
        return _heard(line) if line else None

    def answer(self) -> dict[str, Any]:
        """Return the next line; raise InputError at the end."""
        if (answer := self.hear()) is None:
            raise ConnectionResetError
        return answer


@contextlib.contextmanager
def _visit(path: Path) -> Iterator[_Visit]:
    """Talk to the session at ``path``; raise InputError if it does not answer, or not any more."""
    from coach.live.door import knock

    try:
        here, secret = knock(path, ANSWER_S)
        with here, here.makefile("rb") as lines:
            yield _Visit(here, lines, secret)
    except TimeoutError as error:
        raise InputError("The session does not answer. End it with Ctrl-C where it runs.") from error
    except (ConnectionError, FileNotFoundError) as error:
        raise InputError("The session ended before it answered.") from error


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
    out(_headline(status))
    for name in ("chapter", "step", "words", "next", "notice"):
        if status[name]:
            out(f"  {name:<8} {status[name]}")


def _show_plan(plan: dict[str, Any], *, as_json: bool) -> None:
    """Write what is to come: chapters, steps with their times, and what had to give way."""
    if as_json:
        out_json(plan)
        return
    at, end = (round(plan[name]) * RATE for name in ("position", "seconds"))
    out(f"{plan['title']}: {clock(at)} now, the end is at {clock(end)}")
    chapter = None
    for step in plan["steps"]:
        if step["chapter"] != chapter:
            chapter = step["chapter"]
            out(chapter)
        out(f"  {clock(round(step['at']) * RATE):>7}  {step['step']}")
    if plan["left_out"]:
        out_wrapped("; ".join(plan["left_out"]), indent=" " * 10, first="Left out: ")
    if plan["changed"]:
        changes = (f"{change['step']}: {change['what']}" for change in plan["changed"])
        out_wrapped("; ".join(changes), indent=" " * 10, first="Changed:  ")


def _headline(status: dict[str, Any]) -> str:
    at, whole = (clock(int(status[name]) * RATE) for name in ("position", "seconds"))
    return f"{status['title']}: {status['state']}, {at} of {whole}"


__all__ = ["ask", "chosen", "control_command", "tell"]
