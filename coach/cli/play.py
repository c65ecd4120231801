"""``coach play``: a session, live."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from coach.cli.asked import plans
from coach.cli.choices import SPEAKER, Json
from coach.cli.failure import INTERRUPTED, confess
from coach.cli.interrupts import Patience, patience
from coach.cli.questions import remember_lighter, whom
from coach.cli.session import Wanted, loaded
from coach.cli.staging import Staged, Where, outlet_of, staged
from coach.cli.starting import again, begin_at, left_behind
from coach.cli.terminal import Styled, note
from coach.errors import UsageError, WriteError
from coach.units import RATE, Frames, clock

if TYPE_CHECKING:
    from coach.live.conductor import Manner
    from coach.live.journal import Record
    from coach.live.session import Session
    from coach.live.slot import Slot
    from coach.live.status import Status
    from coach.speaker.outlet import Outlet


@dataclass(frozen=True, slots=True)
class Way:
    """How a session is played, as it was typed."""

    start: str | None
    where: Where
    wait: bool
    plain: bool
    json: bool
    ask: bool = False
    """Whether the questions of a first session are asked in any case."""


@plans(SPEAKER, named=False)
def play_command(
    wanted: Wanted,
    start: Annotated[
        str | None, typer.Option("--from", metavar="TIME_OR_CHAPTER", help="Begin at 3:20, or at a chapter.")
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on where the last session was left.")] = False,
    output: Annotated[
        str,
        typer.Option(
            "--output",
            metavar="NAME",
            help="auto, miniaudio or simpleaudio; null: heard by nobody, as fast as it can; "
            "null:1 in real time.",
        ),
    ] = "auto",
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
    no_wait: Annotated[
        bool, typer.Option("--no-wait", help="Begin at once, and wait for nobody on the way.")
    ] = False,
    ask: Annotated[
        bool, typer.Option("--ask", help="Ask the questions before a first session: somebody new is here.")
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
    where = Where(output, device, giver_device, receiver_device, ears)
    way = Way(start, where, not no_wait and sys.stdin.isatty(), plain, json, ask)
    with patience() as patient:
        _play(wanted, way, patient, resume=resume)


def _play(wanted: Wanted, way: Way, patient: Patience, *, resume: bool) -> None:
    from coach.live.keymap import keymap
    from coach.live.slot import take
    from coach.plan.options import NO_BED
    from coach.routine.library import find

    way.where.check()
    keys = keymap()
    if resume and way.start is not None:
        raise UsageError("--resume and --from both say where to begin. Leave one of them out.")
    with contextlib.ExitStack() as stack:
        record, slot = None, None
        if resume:
            wanted, record, slot = left_behind(wanted)
            stack.callback(slot.close)
        if not wanted.routine:
            raise UsageError("Which routine? Type coach play NAME; coach list shows the names.")
        find(wanted.routine)  # a misspelt name is said before a missing speaker
        wanted = whom(wanted, record, here=way.wait, again=way.ask)
        script = loaded(wanted)
        channels = 2 if way.where.ears or script[1].ambience != NO_BED else 1
        outlet = stack.enter_context(outlet_of(way.where, channels))
        ready = stack.enter_context(staged(wanted, script, record, way.where, channels))
        manner = _manner(way, ready, record, keys)
        if slot is None and way.where.output != "null":
            slot = take(ready.routine.id)
            stack.callback(slot.close)
        session = _session(wanted, ready, manner, outlet, slot if way.where.output != "null" else None)
        stack.callback(_tell_faults, session, ready)
        stack.enter_context(session)
        stopped = _lead(session, way, ready, keys, patient)
    lighter = _lighter(session, record)
    try:
        _tell(session.status(), wanted, way, ended=stopped, kept=slot is not None)
    finally:
        if lighter and wanted.person and "," not in wanted.person:  # of two, nobody knows who asked
            here = way.wait and not stopped
            remember_lighter(wanted.person, lighter, ready.routine.locale, here=here)


def _lighter(session: Session, record: Record | None) -> int:
    """Return how often lighter work was asked for in this session."""
    from coach.plan.request import Lighter

    new = session.changes[0 if record is None else len(record.changes) :]
    return sum(isinstance(change.request, Lighter) for change in new)


def _manner(way: Way, ready: Staged, record: Record | None, keys: dict[str, str]) -> Manner:
    """Decide how it begins: with a sound check if somebody is there, and a lesson the first time."""
    from coach.live.conductor import Manner
    from coach.live.history import sessions

    timeline = ready.take.timeline
    start = Frames(0) if way.start is None else begin_at(way.start, timeline)
    if record is not None:
        start = Frames(min(record.at, timeline.frames))
    return Manner(
        wait=way.wait,
        sound_check=way.wait,
        arrows=(keys.get("up"), keys.get("down")) == ("louder", "quieter"),
        lesson=way.wait and start == 0 and sessions() == 0,
        start=start,
        resumed=record is not None,
    )


def _session(wanted: Wanted, ready: Staged, manner: Manner, outlet: Outlet, slot: Slot | None) -> Session:
    """Return the session; without a journal (``slot``) it is over at once, and nobody hears it."""
    from coach.live.awake import Awake
    from coach.live.errand import Thread
    from coach.live.journal import Keeper, Script, digest
    from coach.live.session import Session
    from coach.routine.library import find

    if slot is None:
        return Session(ready.desk, ready.take, outlet, manner)
    routine = ready.routine
    name = wanted.routine if wanted.routine == routine.id else str(find(wanted.routine).resolve())
    script = Script(name, digest(routine), ready.options, wanted.person, asked=wanted.answers is not None)
    keeper = Keeper(slot.path, script, Thread(lambda: None))
    return Session(ready.desk, ready.take, outlet, manner, keeper=keeper, awake=Awake())


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
    from coach.live.history import add_session
    from coach.live.status import State

    if status.position > 0:
        add_session()
    if status.late:
        note(f"The machine was too busy for {status.late / RATE:.1f} s of sound in all; they were silent.")
    if status.state is State.DONE and not ended:
        note(f"Done: {clock(status.frames)}.")
        return
    at = clock(status.position // RATE * RATE)
    typed = again(Wanted(wanted.routine, voice=SPEAKER) if kept else wanted, way.where.typed())
    typed += (" --ears" if way.where.ears else "") + (" --resume" if kept else f" --from {at}")
    note(f"Stopped at {at} of {clock(status.frames)}. To go on: {typed}")
    if ended:
        raise typer.Exit(INTERRUPTED)
