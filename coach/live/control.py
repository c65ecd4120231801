"""A running session for other programs of the same user: lines of JSON through its door.

    {"do": "end in 5"}     {"ok": true}, or {"ok": false, "error": SENTENCE, "exit_code": 2}
    {"ask": "status"}      {"ok": true, "status": {...}}
    {"ask": "plan"}        {"ok": true, "plan": {...}}: what is still to come
    {"ask": "follow"}      the status now and after every change; the connection ends with the session

One thread serves everybody and never waits for anyone: who writes too much, reads too little, or comes
when the room is full is sent away. A session does not notice its visitors.
"""

from __future__ import annotations

import contextlib
import hmac
import json
import selectors
import socket
import threading
from dataclasses import dataclass, replace
from time import monotonic
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from coach.errors import CoachError, UsageError
from coach.live.command import command
from coach.live.door import open_door
from coach.live.outlook import outlook
from coach.live.status import OVER
from coach.units import Frames

if TYPE_CHECKING:
    from coach.live.status import Leader, Status

LONGEST_LINE = 4096
"""A visitor who writes more without an end of line is sent away, in bytes."""

MOST_UNREAD = 64 * 1024
"""A visitor who leaves so much unread is sent away, in bytes."""

MOST_VISITORS = 24

IDLE_S = 10.0
"""A visitor who says nothing for so long, and follows nothing, is sent away, in seconds."""

LOOK_S = 0.1
"""Between two looks at the session for those who follow it, in seconds."""

_BUSY = b'{"ok": false, "error": "Too many programs ask this session. Try again.", "exit_code": 1}\n'


class Control:
    """The door of a session, open until ``close``; a context manager."""

    def __init__(self, leader: Leader, name: str, *, unix: bool | None = None) -> None:
        """Let others in under ``name``; raise WriteError if there is no place for a door."""
        self._door = open_door(name) if unix is None else open_door(name, unix=unix)
        self._leader = leader
        self._visitors: dict[socket.socket, _Visitor] = {}
        self._watch = selectors.DefaultSelector()
        self._bell, self._ear = socket.socketpair()
        for waiting in (self._door.listener, self._ear):
            waiting.setblocking(False)
            self._watch.register(waiting, selectors.EVENT_READ)
        self._seen: Status | None = None
        self._closing = False
        self._thread = threading.Thread(target=self._serve, name="control", daemon=True)
        self._thread.start()

    @property
    def name(self) -> str:
        """Return what the session goes by."""
        return self._door.name

    def __enter__(self) -> Self:
        """Return the open door."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        self.close()

    def close(self) -> None:
        """Tell those who follow how it ended, send everybody away, and leave nothing behind."""
        if not self._closing:
            self._closing = True
            self._bell.send(b"!")  # the thread may have seen the mark before: its end of the bell stays open
            self._thread.join()
            self._bell.close()
            self._ear.close()

    def _serve(self) -> None:
        try:
            while not self._closing:
                follows = any(visitor.follows for visitor in self._visitors.values())
                for key, events in self._watch.select(LOOK_S if follows else 1.0):
                    self._attend(key.fileobj, events)
                self._spread()
                self._send_idlers_away()
        finally:
            self._spread()
            for here in list(self._visitors):
                self._send_away(here)
            self._door.close()
            self._watch.close()

    def _attend(self, who: Any, events: int) -> None:  # noqa: ANN401 - as the selector names it
        if who is self._door.listener:
            self._let_in()
        elif who in self._visitors:
            visitor = self._visitors[who]
            try:
                if events & selectors.EVENT_READ:
                    self._listen(visitor)
                if events & selectors.EVENT_WRITE:
                    visitor.send()
            except OSError:  # gone, or too much of it
                self._send_away(who)
                return
            self._mind(visitor)

    def _let_in(self) -> None:
        try:
            here, _ = self._door.listener.accept()
        except OSError:  # it has left again
            return
        here.setblocking(False)
        if len(self._visitors) >= MOST_VISITORS:
            with contextlib.suppress(OSError):
                here.send(_BUSY)
            here.close()
            return
        self._visitors[here] = _Visitor(here, monotonic(), known=not self._door.secret)
        self._watch.register(here, selectors.EVENT_READ)

    def _listen(self, visitor: _Visitor) -> None:
        received = visitor.here.recv(LONGEST_LINE)
        visitor.heard_at = monotonic()
        if not received:
            raise ConnectionResetError
        *lines, visitor.begun = (visitor.begun + received).split(b"\n")
        if len(visitor.begun) > LONGEST_LINE:
            raise ConnectionAbortedError
        for line in lines:
            if line.strip():
                visitor.say(self._answer(visitor, line))

    def _answer(self, visitor: _Visitor, line: bytes) -> dict[str, Any]:
        try:
            asked = json.loads(line)
        except (ValueError, RecursionError):
            asked = None
        try:
            if not isinstance(asked, dict):
                raise UsageError('A request is one line of JSON, such as {"do": "pause"}.')
            secret = asked.get("secret")
            if isinstance(secret, str):
                visitor.known |= hmac.compare_digest(ascii(secret), ascii(self._door.secret))
            if not visitor.known:
                raise UsageError("This session wants its secret first.")
            return self._obey(visitor, asked)
        except CoachError as error:
            return {"ok": False, "error": str(error), "exit_code": error.exit_code}

    def _obey(self, visitor: _Visitor, asked: dict[str, Any]) -> dict[str, Any]:
        if isinstance(asked.get("do"), str):
            self._leader.tell(command(asked["do"]))
            return {"ok": True}
        if asked.get("ask") in ("status", "follow"):  # whatever it is, a list too
            status = self._leader.status()
            if asked["ask"] == "follow":
                visitor.follows = True
                self._seen = self._seen or _still(status)
            return _picture(status)
        if asked.get("ask") == "plan":
            return {"ok": True, "plan": outlook(self._leader.timeline, self._leader.status().position)}
        raise UsageError('A request says what to "do", or may "ask" for "status", "follow" or "plan".')

    def _spread(self) -> None:
        """Tell those who follow what has changed, but for the time, which they can count themselves."""
        if not any(visitor.follows for visitor in self._visitors.values()):
            self._seen = None
            return
        status = self._leader.status()
        still = _still(status)
        changed = self._seen is not None and still != self._seen
        self._seen = still
        for visitor in list(self._visitors.values()) if changed else ():
            if visitor.follows:
                try:
                    visitor.say(_picture(status))
                except OSError:
                    self._send_away(visitor.here)
                else:
                    self._mind(visitor)
                    if status.state in OVER:
                        self._send_away(visitor.here)

    def _mind(self, visitor: _Visitor) -> None:
        """Watch for room to write while something is unread."""
        events = selectors.EVENT_READ | (selectors.EVENT_WRITE if visitor.unread else 0)
        self._watch.modify(visitor.here, events)

    def _send_idlers_away(self) -> None:
        now = monotonic()
        for visitor in list(self._visitors.values()):
            if not visitor.follows and now - visitor.heard_at > IDLE_S:
                self._send_away(visitor.here)

    def _send_away(self, here: socket.socket) -> None:
        self._watch.unregister(here)
        del self._visitors[here]
        here.close()


@dataclass(slots=True)
class _Visitor:
    """A program that came in."""

    here: socket.socket
    heard_at: float
    known: bool
    """It has said the secret, or none is needed."""
    follows: bool = False
    begun: bytes = b""
    """A line that has no end yet."""
    unread: bytes = b""

    def say(self, answer: dict[str, Any]) -> None:
        """Send one line, as far as it goes; raise OSError if too much is unread."""
        self.unread += json.dumps(answer).encode("ascii") + b"\n"
        self.send()
        if len(self.unread) > MOST_UNREAD:
            raise ConnectionAbortedError

    def send(self) -> None:
        """Send what there is room for."""
        with contextlib.suppress(BlockingIOError):
            while self.unread:
                self.unread = self.unread[self.here.send(self.unread) :]


def _still(status: Status) -> Status:
    """Return ``status`` without what goes on by itself."""
    hold = status.hold and replace(status.hold, done=Frames(0))
    return replace(status, position=Frames(0), hold=hold, said=Frames(0), saying=Frames(0))


def _picture(status: Status) -> dict[str, Any]:
    return {"ok": True, "status": status.sheet()}


__all__ = ["Control"]
