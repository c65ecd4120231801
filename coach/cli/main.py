"""The command ``coach``: a table of commands, each loaded when it is called, and one way out for errors."""

from __future__ import annotations

import gc
import importlib
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import Any, NamedTuple, cast

import typer
from typer.core import TyperCommand, TyperGroup

from coach import __version__
from coach.cli.failure import CANNOT_WRITE, INTERRUPTED, report
from coach.cli.interrupts import interrupts
from coach.cli.terminal import note

GARBAGE = 50_000
"""So many new objects before garbage is looked for: most of a command's live until it ends."""


class Entry(NamedTuple):
    """Where a command lives and what it does."""

    module: str
    """Module in ``coach.cli``; the function has the name of the command."""
    help: str
    """One line for the list of commands."""


COMMANDS = {
    "list": Entry("listing", "The routines there are."),
    "show": Entry("show", "A routine as a plan: what happens when, and what was changed to fit."),
    "techniques": Entry("techniques", "The technique cards that routines are made of."),
    "build": Entry("building", "Compose a routine of technique cards: areas and minutes."),
    "check": Entry("checking", "Whether routines are valid and sound; one line for each problem."),
    "rules": Entry("rules", "What check looks for, and why; one rule explained."),
    "play": Entry("play", "Lead a session now, with voice and chimes."),
    "people": Entry("people", "Whom you massage: what is kept of them, if you want anything kept."),
    "control": Entry("control", "Tell a running session something, or ask how it stands."),
    "export": Entry("exporting", "Write a session as a sound file with chapters."),
    "verify": Entry("verifying", "Whether a finished file is what its cue sheet says."),
    "script": Entry("script", "The words with their times and names, to check or to record."),
    "read": Entry("reading", "The words as a person reads them aloud, with times."),
    "card": Entry("printing", "A page to print: what to prepare, the plan, every step as a picture."),
    "chart": Entry("printing", "A picture of the areas that are worked, in plain names."),
    "new": Entry("new", "Begin a routine of your own."),
    "schema": Entry("new", "The JSON Schema of routine files, for editors."),
    "voices": Entry("machine", "The voices there are."),
    "ambience": Entry("ambience", "What can sound under the words, with samples."),
    "devices": Entry("machine", "The sound devices there are."),
    "doctor": Entry("machine", "What works on this machine, and how to mend the rest."),
}

EXAMPLES = """
Examples:

\b
  coach list                              what there is
  coach show head-15 --minutes 20         what would happen, to the second
  coach play head-15                      begin
  coach export head-15 -o head.m4b        a track with chapters for the phone
"""

HELP_NAMES = {"help_option_names": ["-h", "--help"]}


class _QuickHelp:
    """A command whose --help is simply off: without a default the parser loads pydantic to find out."""

    def get_help_option(self, ctx: Any) -> Any:  # noqa: ANN401
        """Return the option ``--help``."""
        option = super().get_help_option(ctx)  # type: ignore[misc]  # of the parser's command beside it
        if option is not None:
            with suppress(AttributeError):  # another version of the parser: slower, not wrong
                option.default = False
        return option


class _AsTyped:
    """Takes a value as it was typed; the parser would load pydantic to see that a text is a text."""

    def __init__(self, kind: type, parser: Callable[[], Any]) -> None:
        self._kind = kind
        self._parser = parser

    def coerce(self, value: Any, param: Any, ctx: Any) -> Any:  # noqa: ANN401
        """Return ``value`` itself if there is none or it has its type already; else what the parser says."""
        if self._kind is list:
            return () if value is None else list(value)
        plain = value is None or type(value) is self._kind
        return value if plain else self._parser().coerce(value, param=param, ctx=ctx)


class Door(_QuickHelp, TyperCommand):
    """One command."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        for param in cast("list[Any]", self.params):
            take_as_typed(param)


def take_as_typed(param: Any) -> None:  # noqa: ANN401 - of the parser
    """Spare ``param`` the way through pydantic; a parser that is built in another way stays as it is."""
    kind = getattr(getattr(param, "type_descriptor", None), "annotation", None)
    parser = getattr(param, "get_runtime_param", None)
    kind = list if kind == list[str] else kind
    if kind in (str, int, list) and parser is not None:
        with suppress(AttributeError):  # it lets nothing be put in its place
            param.get_runtime_param = partial(_AsTyped, kind, parser)


class Doors(_QuickHelp, TyperGroup):
    """The commands of the table; a command's module is imported when the command is called."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ANN401, ARG002 - the parser's context
        """Return the names in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ANN401, ARG002
        """Return the command ``cmd_name``, or None."""
        entry = COMMANDS.get(cmd_name)
        if entry is None:
            return None
        module = importlib.import_module(f"coach.cli.{entry.module}")
        door = typer.Typer(add_completion=False, rich_markup_mode=None)
        door.command(name=cmd_name, cls=Door, context_settings=HELP_NAMES)(
            getattr(module, f"{cmd_name}_command")
        )
        return typer.main.get_command(door)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:  # noqa: ANN401
        """Find the command that ``args`` begins with; a name that is nearly one is answered with it."""
        if args and not args[0].startswith("-") and args[0] not in COMMANDS:
            from difflib import get_close_matches

            near = get_close_matches(args[0], COMMANDS, n=1)
            hint = f"Did you mean {near[0]}?" if near else f"There are: {', '.join(COMMANDS)}."
            ctx.fail(f"There is no command {args[0]!r}. {hint}")
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401
        """Run the command; an interruption is said here, unless the command has said it itself."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            note("Interrupted.")
            raise typer.Exit(INTERRUPTED) from None

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401, ARG002
        """Write the list of commands from the table alone."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.help) for name, entry in COMMANDS.items()])


def _show_version(value: bool) -> None:
    if value:
        typer.echo(f"coach {__version__}")
        raise typer.Exit


def coach(
    version: bool = typer.Option(
        False, "--version", callback=_show_version, is_eager=True, help="Show the version."
    ),
    debug: bool = typer.Option(False, "--debug", help="Show the traceback of a bug."),
) -> None:
    """A voice-guided coach for giving a massage at home."""


def run(arguments: Sequence[str]) -> int:
    """Run the command line ``arguments`` and return its exit code; errors are said on standard error."""
    debug = "--debug" in arguments or bool(os.environ.get("COACH_DEBUG"))
    arguments = [argument for argument in arguments if argument != "--debug"] or ["--help"]
    app = typer.Typer(cls=Doors, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
    app.callback(context_settings=HELP_NAMES, epilog=EXAMPLES)(coach)
    try:
        result = typer.main.get_command(app).main(arguments, prog_name="coach", standalone_mode=False)
        sys.stdout.flush()
    except (BrokenPipeError, SystemExit):  # the reader has gone; the parser turns it into its own exit
        _forget_output()
        return CANNOT_WRITE
    except (KeyboardInterrupt, typer.Abort):
        note("Interrupted.")
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001 - the one place where everything ends
        code = report(error, debug=debug)
        _forget_output_if_full()
        return code
    return result if isinstance(result, int) else 0


def _forget_output() -> None:
    """Send what is still unwritten nowhere, so that leaving Python does not fail on it again."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def _forget_output_if_full() -> None:
    try:
        sys.stdout.flush()
    except OSError:  # already reported
        _forget_output()


def main() -> None:
    """Run the command line of this process and leave with its exit code."""
    gc.set_threshold(GARBAGE)
    with interrupts():
        code = run(sys.argv[1:])
    sys.exit(code)
