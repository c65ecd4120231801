"""An outlet that keeps a child process playing, and starts another whenever one fails.

    idle --start--> opening --(device open)--> playing --(lost)--> waiting --stop, start--> opening
                       '--(no device)--> waiting --(tried again)--> opening

Libraries that play go on "running" after their device has gone, hang, or crash: none of them is in this
process. A child that reports nothing new for two seconds is killed, and the next one opens whatever is
the default device then (or the one that was asked for by name, as soon as it is there).
"""

from __future__ import annotations

import threading
from time import monotonic
from typing import TYPE_CHECKING

from coach.errors import DeviceError
from coach.speaker.handle import Gone, Handle
from coach.speaker.outlet import Flow
from coach.speaker.play import Play
from coach.speaker.protocol import Why
from coach.units import RATE, Frames

if TYPE_CHECKING:
    from coach.speaker.outlet import Source

SILENT_S = 2.0
"""A device that takes nothing for so long is gone."""

DOUBT_S = 0.8
"""After so long without taking anything a device may be gone: several of its periods."""

OPENING_S = 6.0
"""How long a child may take to start and to open a device; on a busy machine that is slow."""

VERDICT_S = 1.8
"""How long the first start waits for the word that there is no sound system at all."""

HUSH_S = 0.06
"""How long a child may take to fall silent before it is killed."""

LEAD_IN = Frames(3 * RATE // 2)
"""Silence before the first frame: speakers that were asleep swallow what comes first."""

AWAKE_S, AWAKE_ALONE_S = 30.0, 4.0
"""How long after a stop a speaker is still awake: if the child goes on playing silence, and if not."""

BACK_OFF_S = (0.0, 0.5, 0.75, 1.0, 1.5, 2.5, 5.0)
"""Waiting before the first, second, ... try to open a device again; the last for all that follow."""

_LOOK_S = 0.04

INSTEAD = "coach export ROUTINE -o session.mp3"
"""What to type where nothing can be played."""

CURE = f"Plug in or switch on a speaker, or write a file instead: {INSTEAD}"


class Keeper:
    """An outlet on a device of this machine, through one backend."""

    def __init__(
        self, backend: str, channels: int, device: str | None = None, *, lead_in: Frames = LEAD_IN
    ) -> None:
        """Start to open ``device``, the exact name of one, or the default device; do not wait for it."""
        self._asked = {"ask": "open", "backend": backend, "channels": channels, "device": device}
        self._lead_in = lead_in
        self._lock = threading.RLock()
        self._closed = threading.Event()
        self._play: Play | None = None
        self._number = 0
        self._losses, self._late = 0, 0
        self._tries, self._again_at = 0, 0.0
        self._trouble: Gone | None = None
        self._first = True
        self._awake_until = 0.0
        self._looked = self._alive = monotonic()
        self._child: Handle | None = self._spawn()
        self._initial = self._child
        self._thread = threading.Thread(target=self._keep, name="keeper", daemon=True)
        self._thread.start()

    @property
    def flow(self) -> Flow:
        """Return what is going on now."""
        with self._lock:
            play = self._play
            if play is None:
                return Flow.IDLE
            if play.lost or self._trouble is not None:
                return Flow.WAITING
            return Flow.PLAYING if play.handed else Flow.OPENING

    @property
    def losses(self) -> int:
        """Return how often the device was lost since ``start``."""
        return self._losses

    @property
    def stuck(self) -> bool:
        """Return whether the device has taken nothing for a while, and is not given up yet."""
        with self._lock:
            play, child = self._play, self._child
            if play is None or child is None or play.child is not child or not play.handed:
                return False
            return monotonic() - self._alive > DOUBT_S

    @property
    def late(self) -> Frames:
        """Return frames of silence heard since ``start`` because the source had nothing ready."""
        play = self._play
        return Frames(self._late if play is None else play.late)

    @property
    def trouble(self) -> str:
        """Return a sentence about why nothing can be heard just now; empty if all is well."""
        gone, name = self._trouble, self._asked["device"]
        if gone is None:
            return ""
        if name is not None:
            return f'Waiting for the speaker "{name}": switch it on or plug it in, and it goes on by itself.'
        why = gone.text.rstrip(". ")
        return f"Waiting for a speaker ({why}): plug in or switch on one, and it goes on by itself."

    @property
    def pid(self) -> int | None:
        """Return the process id of the child, if there is one now."""
        child = self._child
        return None if child is None else child.pid

    def start(self, source: Source) -> None:
        """Begin to play ``source`` as soon as there is a device.

        The first start waits up to two seconds for the device; it raises DeviceError if there is no
        sound system at all.
        """
        self.stop()
        if self._first:
            self._verdict()
        with self._lock:
            now = monotonic()
            self._number += 1
            self._losses, self._late = 0, 0
            lead = self._lead_in if now > self._awake_until else Frames(0)
            self._play = Play(source, self._number, lead)
            self._alive = now
            self._go()

    def heard(self) -> Frames:
        """Return how many frames of the source have been heard."""
        with self._lock:
            return Frames(0 if self._play is None else self._play.hear())

    def stop(self) -> Frames:
        """Fall silent at once and return the frames heard."""
        with self._lock:
            play, child = self._play, self._child
            if play is None:
                return Frames(0)
            heard = play.hear()
            if child is not None and play.child is child:
                until = monotonic() + HUSH_S
                child.post({"ask": "stop", "run": play.number})
                child.wait(until, "stopped")
                stopped = child.stopped
                if stopped is not None and stopped.run == play.number:
                    heard = stopped.heard
                    child.stopped = None
                if stopped is None or not stopped.stays:
                    self._drop(child)
                if heard:
                    kept = stopped is not None and stopped.stays
                    self._awake_until = monotonic() + (AWAKE_S if kept else AWAKE_ALONE_S)
            self._late, self._play = play.late, None
            return Frames(heard)

    def close(self) -> None:
        """Let go of the device and end the child."""
        self._closed.set()
        with self._lock:
            self._play = None
            if self._child is not None:
                self._child.kill()
                self._child = None
        if self._thread is not threading.current_thread():
            self._thread.join()

    def _verdict(self) -> None:
        """Wait for the word of the first child; raise DeviceError if nothing here can ever play."""
        self._first = False
        initial = self._initial
        if initial is not None:
            initial.wait(initial.born + VERDICT_S, "opened")
        gone = self._trouble if initial is None else initial.gone
        hopeless = initial is None or (gone is not None and gone.why in {Why.NO_SYSTEM, Why.NO_LIBRARY})
        child = self._child
        if gone is not None and hopeless and (child is None or child.opened is None):
            self.close()
            raise DeviceError(f"No sound can be played here: {gone.text.rstrip('. ')}. {CURE}")

    def _spawn(self) -> Handle | None:
        self._alive = monotonic()
        try:
            return Handle(dict(self._asked))
        except OSError as error:
            self._trouble = Gone(Why.NO_DEVICE, str(error))
            return None

    def _drop(self, child: Handle) -> None:
        """End a child that is of no use any more, and have another soon."""
        child.kill()
        if self._child is child:
            self._child, self._again_at = None, 0.0

    def _keep(self) -> None:
        while not self._closed.wait(_LOOK_S if self._play is not None else 5 * _LOOK_S):
            with self._lock:
                if not self._closed.is_set():
                    self._look()

    def _look(self) -> None:
        now = monotonic()
        slept, self._looked = now - self._looked > SILENT_S, now
        child = self._child
        if child is None:
            if now >= self._again_at:
                self._child = self._spawn()
                if self._child is None:
                    self._delay(now)
            return
        if slept and self._play is not None and self._play.handed:
            self._fail(child, Gone(Why.NO_DEVICE, "the machine was asleep"))
        elif child.gone is not None:
            self._fail(child, child.gone)
        elif self._silent(child, now):
            self._fail(child, Gone(Why.NO_DEVICE, "it takes no sound"))
        elif child.opened is not None:
            self._trouble = None
            if self._play is not None:
                self._go()
                self._play.feed()

    def _silent(self, child: Handle, now: float) -> bool:
        """Return whether something should have come from the child by now."""
        position, play = child.position, self._play
        if child.opened is None:
            return now - child.born > OPENING_S
        if position is None and (play is None or play.child is not child):
            return False
        if play is not None and play.lost:
            self._alive = now
            return False
        mark = 0 if position is None else position.handed
        if play is not None and play.child is child:
            right = position is not None and position.run == play.number
            if right and mark != play.handed:
                play.handed, self._alive = mark, now
                self._tries = 0
            elif not right and now - play.since < OPENING_S:
                return False
            return now - self._alive > SILENT_S
        return False

    def _fail(self, child: Handle, gone: Gone) -> None:
        """Give up a child; what was not heard at all is played by the next."""
        play = self._play
        heard = 0 if play is None else play.hear()
        child.kill()
        self._child = None
        self._trouble = gone
        self._delay(monotonic())
        if play is not None and play.child is child:
            if heard:
                play.lost = True
                self._losses += 1
                self._awake_until = 0.0
            play.child, play.handed = None, 0

    def _delay(self, now: float) -> None:
        self._again_at = now + BACK_OFF_S[min(self._tries, len(BACK_OFF_S) - 1)]
        self._tries += 1

    def _go(self) -> None:
        """Give the run to the child, if it is ready and has not got it."""
        play, child = self._play, self._child
        if play is None or child is None or child.opened is None or play.lost or play.child is not None:
            return
        self._alive = monotonic()
        play.give(child, self._alive)
        play.feed()


__all__ = ["AWAKE_S", "BACK_OFF_S", "LEAD_IN", "SILENT_S", "Keeper"]
