"""``coach play``: a session, live."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Mapping
from dataclasses import fields
from itertools import chain
from typing import TYPE_CHECKING, Annotated

import typer

from coach.cli.choices import SPEAKER, Count, Minutes, Pace, Seed, Talk, Voice, Which, chosen, clocked
from coach.cli.failure import INTERRUPTED
from coach.cli.progress import progress
from coach.cli.session import Wanted, arranged, session
from coach.cli.status import StatusLine
from coach.cli.terminal import note
from coach.errors import UsageError
from coach.units import RATE, Frames, clock

if TYPE_CHECKING:
    from coach.live.outlet import Outlet
    from coach.live.player import Player
    from coach.plan.timeline import Timeline

OUTPUTS = ("auto", "miniaudio", "null")

LOOK_S = 0.1
"""Longest time between two looks at the keys and at the device, in seconds."""


def play_command(
    routine: Which,
    minutes: Minutes = None,
    talk: Talk = None,
    count: Count = "chime",
    voice: Voice = SPEAKER,
    pace: Pace = 135,
    seed: Seed = 0,
    start: Annotated[
        str | None, typer.Option("--from", metavar="TIME_OR_CHAPTER", help="Begin at 3:20, or at a chapter.")
    ] = None,
    output: Annotated[
        str,
        typer.Option("--output", metavar="NAME", help="auto, miniaudio, or null (heard by nobody)."),
    ] = "auto",
    device: Annotated[
        str | None, typer.Option("--device", metavar="NAME", help="Which sound device (coach devices).")
    ] = None,
) -> None:
    """Lead a session now. Space pauses and goes on, q or Ctrl-C stops."""
    chosen("--output", output, OUTPUTS)
    if output == "null" and device is not None:
        raise UsageError("--device names a speaker, but --output null has none. Leave one of them out.")
    from coach.routine.library import find

    find(routine)  # a misspelt name is said before a missing speaker
    wanted = Wanted(routine, minutes, talk, count, voice, pace, seed)
    outlet = _outlet(output, device)
    try:
        with progress() as bar, session(wanted, bar) as made:
            score = arranged(made, channels=1)
        from coach.live.player import Player

        first = Frames(0) if start is None else begin_at(start, made.timeline)
        player = Player(score, outlet, first)
        stopped = _lead(player, made.timeline)
    finally:
        outlet.close()
    if player.missing:
        note(f"The machine was too busy for {player.missing / RATE:.1f} s of sound in all; they were silent.")
    if stopped:
        at = clock(player.position)
        where = {"--output": output if output != "auto" else None, "--device": device, "--from": at}
        note(f"Stopped at {at} of {clock(score.frames)}. To go on: {again(wanted, where)}")
        raise typer.Exit(INTERRUPTED)
    note(f"Done: {clock(score.frames)}.")


def again(wanted: Wanted, where: Mapping[str, str | None]) -> str:
    """Return the command, as it is typed, that plays what is ``wanted`` with the options in ``where``.

    An option that has the value it has anyway is not repeated.
    """
    usual = Wanted(wanted.routine, voice=SPEAKER)
    typed = {
        f"--{field.name}": getattr(wanted, field.name)
        for field in fields(wanted)
        if getattr(wanted, field.name) != getattr(usual, field.name)
    }
    options = [(name, str(value)) for name, value in {**typed, **where}.items() if value is not None]
    return shlex.join(["coach", "play", wanted.routine, *chain.from_iterable(options)])


def begin_at(where: str, timeline: Timeline) -> Frames:
    """Return the frame that ``where`` means: a time, or the number or the title of a chapter."""
    if ":" in where:
        second = clocked(where)
        if second is None:
            raise UsageError(f"--from {where} is no time. Write minutes and seconds, such as 3:20.")
        if second * RATE < timeline.frames:
            return Frames(second * RATE)
        raise UsageError(f"--from {where} lies after the end at {clock(timeline.frames)}.")
    titles = [chapter.title for chapter in timeline.chapters]
    if where.isdecimal() and 1 <= int(where) <= len(titles):
        return timeline.chapters[int(where) - 1].start
    fitting = [chapter for chapter in timeline.chapters if where.lower() in chapter.title.lower()]
    if fitting:
        return fitting[0].start
    chapters = ", ".join(f"{number} {title}" for number, title in enumerate(titles, 1))
    raise UsageError(
        f"--from {where} is neither a time such as 3:20 nor a chapter. The chapters: {chapters}."
    )


def _outlet(output: str, device: str | None) -> Outlet:
    if output == "null":
        from coach.live.outlet import Nowhere

        return Nowhere()
    from coach.live.speaker import Speaker

    return Speaker(1, device)


def _lead(player: Player, timeline: Timeline) -> bool:
    """Play to the end, doing what the keys say; return whether it was stopped before."""
    from coach.live.keyboard import keyboard
    from coach.live.player import State

    with keyboard() as keys, StatusLine(timeline) as status:
        try:
            player.play()
            if sys.stdin.isatty():
                note("Space pauses and goes on; q stops.")
            while player.look() is not State.DONE:
                status.show(player.position, str(player.state))
                for pressed in keys.wait(LOOK_S):
                    if pressed == "space":
                        (player.pause if player.state is State.PLAYING else player.play)()
                    elif pressed in {"q", "ctrl-d"}:
                        player.stop()
                        return True
        except KeyboardInterrupt:
            player.stop()
            return True
    return False
