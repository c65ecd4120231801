"""What is kept of a session: its journal, what was left before it, and that it was led at all."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from coach.cli.choices import SPEAKER
from coach.cli.session import Wanted
from coach.cli.starting import again
from coach.cli.terminal import note
from coach.units import RATE, Frames, clock

if TYPE_CHECKING:
    from coach.cli.staging import Staged
    from coach.live.journal import Keeper
    from coach.live.record import Record, Where
    from coach.live.slot import Slot
    from coach.live.status import Status


def tell_left(slot: Slot) -> None:
    """Say where a session was left that a new one does not write over."""
    if slot.left is not None:
        name = slot.left.script.routine
        at = clock(slot.left.at // RATE * RATE)
        note(f'"{name}" was left at {at}; to go on there: {again(Wanted(name, voice=SPEAKER), {})} --resume')


def is_found(slot: Slot, status: Status) -> bool:
    """Return whether ``--resume`` would go on with the session of ``slot``, not with one left before it."""
    from coach.live.slot import FAR_S

    return slot.left is None or status.position >= FAR_S * RATE


def keeper(wanted: Wanted, where: Where, ready: Staged, slot: Slot, record: Record | None) -> Keeper:
    """Return who writes the journal in ``slot``, which holds the ``record`` of a session that goes on."""
    from coach.live.errand import Thread
    from coach.live.journal import Keeper, digest
    from coach.live.record import Script
    from coach.routine.library import find

    routine = ready.routine
    name = wanted.routine if wanted.routine == routine.id else str(find(wanted.routine).resolve())
    asked = wanted.answers is not None
    options = replace(ready.options, voice=_voice(wanted, ready))
    script = Script(name, digest(routine), options, wanted.person, asked=asked, where=where)
    kept = None if record is None else _again(record, ready)
    return Keeper(slot.path, script, Thread(lambda: None), kept)


def _voice(wanted: Wanted, ready: Staged) -> str:
    """Return the name of the voice by which it is found from any folder."""
    kind, _, folder = wanted.voice.partition(":")
    return f"{kind}:{Path(folder).expanduser().resolve()}" if kind == "recorded" else ready.options.voice


def _again(record: Record, ready: Staged) -> Record:
    """Return how far the plan that was made again had come."""
    take, frames = ready.take, ready.take.timeline.frames
    return replace(record, changes=take.changes, at=Frames(min(record.at, frames)), frames=frames)


def remember(played: Frames, *, heard: bool, here: bool) -> None:
    """Count a session that ``played`` so long, if it was ``heard``.

    If somebody was ``here`` to answer, the questions before a first session have been asked.
    """
    from coach.live.history import add_session, add_told

    if heard:
        add_session(played / RATE)
    if here and played > 0:
        add_told("questions")


__all__ = ["is_found", "keeper", "remember", "tell_left"]
