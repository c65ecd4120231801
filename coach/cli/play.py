"""``coach play``: a session, live."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from coach.cli.asked import plans
from coach.cli.choices import SPEAKER, Json
from coach.cli.failure import INTERRUPTED, confess
from coach.cli.interrupts import Patience, patience
from coach.cli.keeping import is_found, keeper, remember, tell_left
from coach.cli.questions import remember_lighter, whom
from coach.cli.resuming import left_behind, script_of
from coach.cli.session import Wanted, loaded
from coach.cli.staging import Staged, check, outlet_of, staged, typed
from coach.cli.starting import again, begin_at
from coach.cli.terminal import Styled, note
from coach.cli.way import NO_KEYBOARD, Output, Wait, Way, is_typed
from coach.errors import UsageError, WriteError
from coach.units import RATE, Frames, clock

if TYPE_CHECKING:
    from coach.live.journal import Keeper
    from coach.live.levels import Levels
    from coach.live.listening import Listening
    from coach.live.manner import Manner
    from coach.live.record import Record
    from coach.live.session import Session
    from coach.live.status import Status
    from coach.speaker.outlet import Outlet


@plans(SPEAKER, named=False)
def play_command(
    wanted: Wanted,
    ctx: typer.Context,
    start: Annotated[
        str | None, typer.Option("--from", metavar="TIME_OR_CHAPTER", help="Begin at 3:20, or at a chapter.")
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on where the last session was left.")] = False,
    output: Output = "auto",
    device: Annotated[
        str | None, typer.Option("--device", metavar="NAME", help="Which sound device (coach devices).")
    ] = None,
    giver_device: Annotated[
        str | None, typer.Option("--giver-device", metavar="NAME", help="For two speakers: the giver's.")
    ] = None,
    receiver_device: Annotated[
        str | None, typer.Option("--receiver-device", metavar="NAME", help="And the receiver's.")
    ] = None,
    ears: Annotated[
        bool, typer.Option("--ears", help="The coach in the left ear; a bed of sound in both.")
    ] = False,
    wait: Wait = None,
    ask: Annotated[
        bool, typer.Option("--ask", help="Ask the questions before a first session: somebody new is here.")
    ] = False,
    listen: Annotated[
        bool, typer.Option("--listen", help='Take spoken commands too: "Coach, pause." English only.')
    ] = False,
    plain: Annotated[
        bool, typer.Option("--plain", help="Lines instead of a screen, for screen readers.")
    ] = False,
    learn_keys: Annotated[
        bool, typer.Option("--learn-keys", help="Teach the keys of a pedal or a page turner.")
    ] = False,
    json: Json = False,
) -> None:
    """Lead a session now. Any key pauses and goes on, twice says it again, held a second stops.

    Other keys stand on the screen; coach control does the same from anywhere else.
    """
    if learn_keys:
        from coach.cli.learn import learn_keys as learn

        learn()
        return
    from coach.live.record import Where

    where = Where(output, device, giver_device, receiver_device, ears)
    way = Way(start, where, wait, sys.stdin.isatty(), plain, json, ask, listen)
    names = {name for name in ctx.params if is_typed(ctx, name)}
    with patience() as patient:
        _play(wanted, way, patient, names if resume else None)


def _play(wanted: Wanted, way: Way, patient: Patience, resume: Collection[str] | None) -> None:
    """Play what is ``wanted``, or go on with what was left: ``resume`` has the options that were typed."""
    from coach.live.keymap import keymap
    from coach.live.slot import take
    from coach.plan.options import NO_BED
    from coach.routine.library import find

    check(way.where)
    if way.listen:
        from coach.hearing.ear import check_installed

        check_installed()
    keys = keymap()
    if resume is not None and way.start is not None:
        raise UsageError("--resume and --from both say where to begin. Leave one of them out.")
    with contextlib.ExitStack() as stack:
        resumed, slot = None, None
        if resume is not None:
            resumed = left_behind(wanted, way.where, resume)
            wanted, slot, way = resumed.wanted, resumed.slot, replace(way, where=resumed.where)
            stack.callback(slot.close)
            check(way.where)
        record = None if resumed is None else resumed.record
        if not wanted.routine:
            raise UsageError("Which routine? Type coach play NAME; coach list shows the names.")
        find(wanted.routine)  # a misspelt name is said before a missing speaker
        if way.waits is None and not way.keyboard and way.where.output != "null":
            note(Styled("note: ", "yellow"), NO_KEYBOARD)
        if resumed is None:
            wanted = replace(wanted, alone=way.where.ears)
        wanted = whom(wanted, record, here=way.here, again=way.ask)
        script = loaded(wanted) if resumed is None else script_of(wanted)
        ears = _ears(script[1].locale) if way.listen else None
        channels = 2 if way.where.ears or script[1].ambience != NO_BED else 1
        outlet = stack.enter_context(outlet_of(way.where, channels))
        ready = stack.enter_context(staged(wanted, script, resumed, way.where, channels))
        manner = _manner(way, ready, record, keys)
        if slot is None and way.where.output != "null":
            slot = take(ready.routine.id)
            stack.callback(slot.close)
            tell_left(slot)
        writes = None
        if slot is not None and way.where.output != "null":
            writes = keeper(wanted, way.where, ready, slot, record)
        session = _session(ready, manner, outlet, writes, ears)
        stack.callback(_tell_faults, session, ready)
        stack.enter_context(session)
        stopped = _lead(session, way, ready, keys, patient)
    lighter = _lighter(session, record)
    try:
        status = session.status()
        remember(Frames(status.position - manner.start), heard=way.heard, here=way.here)
        kept = slot is not None and is_found(slot, status)
        _tell(status, wanted, way, ended=stopped, kept=kept)
    finally:
        if lighter and wanted.person and "," not in wanted.person:  # of two, nobody knows who asked
            here = way.here and not stopped
            remember_lighter(wanted.person, lighter, ready.routine.locale, here=here)


def _lighter(session: Session, record: Record | None) -> int:
    """Return how often lighter work was asked for in this session."""
    from coach.plan.request import Lighter

    new = session.changes[0 if record is None else len(record.changes) :]
    return sum(isinstance(change.request, Lighter) for change in new)


def _manner(way: Way, ready: Staged, record: Record | None, keys: dict[str, str]) -> Manner:
    """Decide how it begins: with a sound check if somebody is there, and a lesson the first time."""
    from coach.live.history import sessions
    from coach.live.levels import UNCHANGED
    from coach.live.manner import Manner

    timeline = ready.take.timeline
    start = Frames(0) if way.start is None else begin_at(way.start, timeline)
    if record is not None:
        start = Frames(min(record.at, timeline.frames))
    return Manner(
        wait=way.wait,
        sound_check=way.wait,
        arrows=(keys.get("up"), keys.get("down")) == ("louder", "quieter"),
        lesson=way.wait and start == 0 and sessions() == 0 and not ready.desk.needs_no_lesson,
        start=start,
        resumed=record is not None,
        levels=UNCHANGED if record is None else _levels(record.levels, ready),
    )


def _levels(left: Levels, ready: Staged) -> Levels:
    """Return the levels that were ``left``; no longer hushed if more talk was asked for since."""
    return replace(left, hushed=left.hushed and ready.take.course.manner.hush)


def _ears(locale: str) -> Listening:
    """Return what hears spoken commands; raise UsageError for a language in which it knows none."""
    from coach.live.listening import listening

    return listening(locale)


def _session(
    ready: Staged, manner: Manner, outlet: Outlet, writes: Keeper | None, ears: Listening | None
) -> Session:
    """Return the session; without a journal it is over at once, and nobody hears it."""
    from coach.live.awake import Awake
    from coach.live.session import Session

    awake = None if writes is None else Awake()
    return Session(ready.desk, ready.take, outlet, manner, keeper=writes, awake=awake, ears=ears)


def _lead(session: Session, way: Way, ready: Staged, keys: dict[str, str], patient: Patience) -> bool:
    """Play to the end; return whether the session was ended from outside before."""
    from coach.cli.lead import lead
    from coach.cli.preflight import card, print_card
    from coach.cli.screen_paint import painted, view
    from coach.live.keymap import shown

    if not way.json:
        print_card(ready.routine)
    rows = [f"{name}: {text}" if name else text for name, text in card(ready.routine)]
    if not way.json and (why := _no_media_keys()):
        if way.wait and painted(plain=way.plain):
            rows.append(why)
        else:
            note(Styled("note: ", "yellow"), why)
    shows = view(shown(keys), rows, plain=way.plain, as_json=way.json)
    session.start()
    with _reachable(session, ready.routine.id, keys):
        try:
            lead(session, shows, keys, patient)
        except KeyboardInterrupt:
            session.close()  # silence first
            return True
    return False


def _no_media_keys() -> str:
    """Return why media keys cannot reach a session here; empty if they can, or if it was told before."""
    from coach.live.history import add_told, told
    from coach.live.mpris import missing

    why = "" if told("media-keys") else missing()
    if why:
        add_told("media-keys")
    return why


def _tell_faults(session: Session, ready: Staged) -> None:
    """Confess what went wrong inside and ended nothing."""
    for fault in session.faults:
        confess(fault, f"{ready.routine.id} with {ready.options}")


@contextlib.contextmanager
def _reachable(session: Session, name: str, keys: dict[str, str]) -> Iterator[None]:
    """Let other programs and media keys reach the session; one that cannot be reached goes on without."""
    from coach.live.control import Control
    from coach.live.mpris import MediaKeys

    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(Control(session, name))
        except WriteError as error:
            note(Styled("note: ", "yellow"), str(error))
        stack.callback(MediaKeys(session, keys).close)
        yield


def _tell(status: Status, wanted: Wanted, way: Way, *, ended: bool, kept: bool) -> None:
    """Say how it ended and how it can go on; ``ended`` from outside leaves with a code of its own."""
    from coach.live.status import State

    if status.late >= RATE // 20:  # less is none, as it is written, and as it is heard
        note(f"The machine was too busy for {status.late / RATE:.1f} s of sound in all; they were silent.")
    if status.state is State.DONE and not ended:
        note(f"Done: {clock(status.frames)}.")
        return
    at = clock(status.position // RATE * RATE)
    listens = " --listen" if way.listen else ""
    if kept:
        command = f"{again(Wanted(wanted.routine, voice=SPEAKER), {})}{listens} --resume"
    else:
        ears = " --ears" if way.where.ears else ""
        command = again(wanted, typed(way.where)) + f"{ears}{listens} --from {at}"
    note(f"Stopped at {at} of {clock(status.frames)}. To go on: {command}")
    if ended:
        raise typer.Exit(INTERRUPTED)
