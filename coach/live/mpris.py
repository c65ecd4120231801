"""Media keys on Linux: a running session as a player on the desktop's bus (MPRIS 2.2).

The keys of a keyboard, of headphones and of the lock screen reach it there. Without the library, without
a bus, and on other systems there is none, and a session goes on without.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys
import threading
from time import monotonic
from typing import TYPE_CHECKING, Any

from coach.live.command import Command, Verb
from coach.live.keymap import USUAL, commands
from coach.live.mpris_page import ERROR, PATH, PLAYER, PROPERTIES, ROOT, XML, properties
from coach.live.status import OVER
from coach.units import RATE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dbus_fast import Message
    from dbus_fast.aio import MessageBus

    from coach.live.status import Leader

NAME = f"{ROOT}.coach"

LOOK_S = 0.2
"""Between two looks at the session, in seconds."""

JUMP_S = 1.0
"""A position that is further from where it would be by itself is a jump, in seconds."""

CONNECT_S = 3.0

KEYS = {
    "Play": "media-play",
    "Pause": "media-pause",
    "PlayPause": "media-play-pause",
    "Next": "media-next",
    "Previous": "media-previous",
    "Stop": "media-stop",
}
"""Which key a method of the bus is, by its name in the table of keys."""

IDLE = frozenset({"Raise", "Seek", "SetPosition"})
"""Methods that a player has to have, and that do nothing in one that says so."""


def told(keys: Mapping[str, str]) -> dict[str, Command]:
    """Return what each method of the bus tells a session where ``keys`` says what the keys do."""
    known = commands(keys)
    return {
        "Quit": Command(Verb.STOP),
        **{method: known.get(key) or Command(Verb.TOGGLE) for method, key in KEYS.items()},
    }


def missing() -> str:
    """Return why media keys cannot reach a session on this machine, and the cure; empty if they can."""
    if sys.platform != "linux":
        return "Media keys do nothing on this system. Use the keys of the terminal, or coach control."
    try:
        import dbus_fast  # noqa: F401 - only whether it is there
    except ImportError:
        return "Media keys need one more package. Type: pip install 'massage-coach[media]'"
    try:
        asyncio.run(_try())
    except Exception as error:  # noqa: BLE001 - whatever a bus or the library says, there is none
        return f"There is no session bus for media keys ({error}). A desktop has one; a bare login does not."
    return ""


async def _try() -> None:
    (await _connected()).disconnect()


async def _connected() -> MessageBus:
    from dbus_fast import BusType
    from dbus_fast.aio import MessageBus

    return await asyncio.wait_for(MessageBus(bus_type=BusType.SESSION).connect(), CONNECT_S)


class MediaKeys:
    """A session on the bus until ``close``; silently nothing where there is no bus."""

    def __init__(self, leader: Leader, keys: Mapping[str, str] = USUAL) -> None:
        """``keys`` says what each key does, by name; one that is the switch pauses or goes on."""
        self._leader = leader
        self._commands = told(keys)
        self._closing = threading.Event()
        self._ready = threading.Event()
        self.name = ""
        """Name on the bus, once there is one."""
        self._thread = threading.Thread(target=self._run, name="media keys", daemon=True)
        self._thread.start()

    def wait(self, seconds: float) -> str:
        """Return the name on the bus when there is one; empty if there is none after ``seconds``."""
        self._ready.wait(seconds)
        return self.name

    def close(self) -> None:
        """Leave the bus."""
        self._closing.set()
        self._thread.join(CONNECT_S)

    def _run(self) -> None:
        # whatever the bus or the library does, a session goes on without media keys
        with contextlib.suppress(Exception):
            if sys.platform == "linux":
                asyncio.run(self._serve())
        self._ready.set()

    async def _serve(self) -> None:
        bus = await _connected()
        try:
            page = _Page(self._leader, self._commands)
            bus.add_message_handler(page.answer)
            self.name = await _named(bus)
            self._ready.set()
            while not self._closing.is_set() and bus.connected:
                for signal in page.changes(monotonic()):
                    await bus.send(signal)
                await asyncio.sleep(LOOK_S)
        finally:
            bus.disconnect()


async def _named(bus: MessageBus) -> str:
    """Take the name of the player, with the number of this program if another session has it."""
    import os

    from dbus_fast import NameFlag, RequestNameReply

    for name in (NAME, f"{NAME}.instance{os.getpid()}"):
        if await bus.request_name(name, NameFlag.DO_NOT_QUEUE) is RequestNameReply.PRIMARY_OWNER:
            return name
    return ""


class _Page:
    """What the bus reads and asks of one session."""

    def __init__(self, leader: Leader, commands: Mapping[str, Command]) -> None:
        self._leader, self._commands = leader, commands
        self._told: dict[str, Any] = {}
        self._position, self._at = 0, 0.0

    def answer(self, asked: Message) -> Message | bool | None:
        """Return the answer to a call of ours; None for what is somebody else's."""
        from dbus_fast import Message, MessageType

        if asked.message_type is not MessageType.METHOD_CALL or asked.path != PATH:
            return None
        if asked.interface == "org.freedesktop.DBus.Introspectable":
            return Message.new_method_return(asked, "s", [XML])
        if asked.interface == PROPERTIES:
            return self._property(asked)
        if asked.interface in {ROOT, PLAYER, None, ""} and (known := self._commands.get(asked.member or "")):
            self._leader.tell(known)
            return Message.new_method_return(asked)
        if asked.interface in {ROOT, PLAYER} and asked.member in IDLE:
            return Message.new_method_return(asked)
        if asked.interface in {ROOT, PLAYER}:
            return Message.new_error(asked, f"{ERROR}.NotSupported", f"{asked.member} is nothing to do here.")
        return None

    def _property(self, asked: Message) -> Message:
        from dbus_fast import Message

        whole = properties(self._leader.status(), self._leader.timeline)
        interface, *rest = [*asked.body, "", ""][:3]
        there = whole.get(str(interface))
        if there is None:
            return Message.new_error(asked, f"{ERROR}.UnknownInterface", f"There is no {interface} here.")
        if asked.member == "GetAll":
            return Message.new_method_return(asked, "a{sv}", [there])
        name = str(rest[0])
        if name not in there:
            return Message.new_error(asked, f"{ERROR}.UnknownProperty", f"There is no {name} here.")
        if asked.member == "Get":
            return Message.new_method_return(asked, "v", [there[name]])
        if asked.member == "Set" and name == "Volume" and interface == PLAYER:
            wanted, now = float(rest[1].value), float(there[name].value)
            if wanted != now:
                self._leader.tell(Command(Verb.LOUDER if wanted > now else Verb.QUIETER))
            return Message.new_method_return(asked)
        return Message.new_error(asked, f"{ERROR}.PropertyReadOnly", f"{name} cannot be set.")

    def changes(self, now: float) -> list[Message]:
        """Return the signals that are due at ``now`` (seconds): what has changed, and a jump."""
        from dbus_fast import Message

        status = self._leader.status()
        there = dict(properties(status, self._leader.timeline)[PLAYER])
        position = there.pop("Position")
        signals = []
        changed = {name: value for name, value in there.items() if self._told.get(name) != value}
        if self._told and changed:
            signals.append(
                Message.new_signal(PATH, PROPERTIES, "PropertiesChanged", "sa{sv}as", [PLAYER, changed, []])
            )
        moved = (status.position - self._position) / RATE
        if self._told and not -JUMP_S <= moved <= now - self._at + JUMP_S and status.state not in OVER:
            signals.append(Message.new_signal(PATH, PLAYER, "Seeked", "x", [position.value]))
        self._told = there
        self._position, self._at = status.position, now
        return signals


__all__ = ["NAME", "MediaKeys", "missing"]
