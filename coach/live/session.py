"""A live session: commands come in from any thread, one frozen picture goes out.

To run one::

    desk = Desk(routine, options, booth)              # coach.live.desk
    take = desk.begin()                               # plans and speaks everything; may take a minute
    with Session(desk, take, outlet, Manner(sound_check=True)) as session:
        session.start()                               # DeviceError if the machine has no sound system
        session.tell(command("pause"))                # from any thread, at any time
        session.status()                              # from any thread
        session.wait(0.1)                             # True when it is over; raises what went wrong

With an outlet and a clock that are not real, ``Session(..., now=..., runner=Inline(), ahead=False)`` is
not started: ``begin`` once and ``step`` as often as wanted do the same without a thread.
"""

from __future__ import annotations

import threading
from collections import deque
from time import monotonic
from typing import TYPE_CHECKING, Self

from coach.live.conductor import Conductor, Manner
from coach.live.errand import Thread
from coach.live.picture import picture
from coach.live.player import Player
from coach.live.stage import Stage
from coach.live.status import OVER, State, Status
from coach.units import Frames

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from coach.live.asked import Asked
    from coach.live.awake import Awake
    from coach.live.command import Command
    from coach.live.desk import Desk, Take
    from coach.live.errand import Runner
    from coach.live.journal import Keeper
    from coach.live.listening import Listening
    from coach.plan.timeline import Timeline
    from coach.speaker.outlet import Outlet

LOOK_S = 0.03
"""Longest time between two looks at the outlet, in seconds; a command is looked at when it comes."""


class Session:
    """A ``Leader``: one routine, led once."""

    def __init__(
        self,
        desk: Desk,
        take: Take,
        outlet: Outlet,
        manner: Manner | None = None,
        *,
        keeper: Keeper | None = None,
        awake: Awake | None = None,
        ears: Listening | None = None,
        now: Callable[[], float] = monotonic,
        runner: Runner | None = None,
        ahead: bool = True,
    ) -> None:
        """``keeper`` writes the journal, ``awake`` keeps the computer from sleeping, ``ears`` hear."""
        manner = manner or Manner()
        self._wake = threading.Event()
        self._over = threading.Event()
        self._mail: deque[Command] = deque()
        self._now, self._keeper, self._awake, self._ears = now, keeper, awake, ears
        self._runner = runner if runner is not None else Thread(self._wake.set)
        player = Player(outlet, ahead=ahead)
        self._stage = Stage(player, take, desk.approach, gates=manner.wait, levels=manner.levels)
        self._stage.seek(Frames(manner.start))
        self._conductor = Conductor(self._stage, desk, self._runner, manner)
        self._picture = picture(self._conductor)
        self._thread: threading.Thread | None = None
        self._error: BaseException | None = None
        self._noted = ""

    @property
    def timeline(self) -> Timeline:
        """Return the present plan."""
        return self._stage.timeline

    @property
    def changes(self) -> tuple[Asked, ...]:
        """Return what was asked of the plan so far, before the session too if it was resumed."""
        return self._stage.take.changes

    @property
    def faults(self) -> tuple[BaseException, ...]:
        """Return what went wrong inside without ending the session; empty unless there is a bug."""
        return tuple(self._conductor.changing.faults)

    @property
    def over(self) -> bool:
        """Return whether nothing more will be heard."""
        return self._over.is_set()

    def tell(self, command: Command) -> None:
        """Ask for ``command``; returns at once."""
        self._mail.append(command)
        self._wake.set()

    def status(self) -> Status:
        """Return the picture of this moment."""
        return self._picture

    def start(self) -> None:
        """Begin, and go on by a thread of its own. Raises DeviceError."""
        self.begin()
        self._thread = threading.Thread(target=self._run, name="session", daemon=True)
        self._thread.start()

    def wait(self, seconds: float | None = None) -> bool:
        """Return whether the session was over within ``seconds``; raise what ended it if it failed."""
        over = self._over.wait(seconds)
        if self._error is not None:
            raise self._error
        return over

    def begin(self) -> None:
        """Make the first sound. Raises DeviceError."""
        self._conductor.begin(self._now())
        self._look()

    def step(self) -> Status:
        """Carry out what was told, notice what happened, and return the new picture."""
        now = self._now()
        while self._mail:
            self._conductor.do(self._mail.popleft(), now)
        if self._ears is not None:
            for told in self._ears.look(self._stage, self._conductor.state, now):
                self._conductor.do(told, now)
        self._conductor.step(now)
        self._look()
        return self._picture

    def close(self) -> None:
        """End at once, silently; may be called twice."""
        if self._thread is not None and self._thread is not threading.current_thread():
            self._over.set()
            self._wake.set()
            self._thread.join()
        self._leave()

    def __enter__(self) -> Self:
        """Return the session."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End it."""
        self.close()

    def _run(self) -> None:
        try:
            while not self._over.is_set():
                self._wake.wait(LOOK_S)
                self._wake.clear()
                self.step()
        except BaseException as error:  # noqa: BLE001 - ``wait`` raises it where somebody can say it
            self._error = error
            self._leave()

    def _look(self) -> None:
        """Make the picture, write the journal, keep the computer awake; notice the end."""
        if self._conductor.notice and self._picture.notice == self._noted:
            self._noted = ""  # it was there to be read, and does not come again after this one
        now = self._picture = picture(self._conductor, self._noted)
        if self._awake is not None:
            self._awake.want(now.state not in OVER and now.state is not State.PAUSED)
            self._noted = self._awake.take_notice() or self._noted
        if self._keeper is not None and now.state is not State.OPENING:
            self._keeper.look(self._conductor.record(self._keeper), self._now())
            self._noted = self._keeper.take_notice() or self._noted
        if self._ears is not None:
            self._noted = self._ears.take_notice() or self._noted
        if self._conductor.over:
            self._leave()

    def _leave(self) -> None:
        self._stage.player.close()  # silence first; the disk may be slow
        if self._keeper is not None and self._conductor.state is not State.OPENING:
            done = self._conductor.state is State.DONE
            self._keeper.close(None if done else self._conductor.record(self._keeper))
        if self._awake is not None:
            self._awake.want(False)
        if self._ears is not None:
            self._ears.close()
        self._runner.close()
        self._over.set()


__all__ = ["LOOK_S", "Session"]
