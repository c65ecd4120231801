"""What a session says of itself on the desktop's bus: names, properties and their description."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from coach.live.status import OVER, State
from coach.units import RATE, to_gain

if TYPE_CHECKING:
    from dbus_fast import Variant

    from coach.live.status import Status
    from coach.plan.timeline import Timeline

ROOT = "org.mpris.MediaPlayer2"
PLAYER = f"{ROOT}.Player"
PROPERTIES = "org.freedesktop.DBus.Properties"
ERROR = "org.freedesktop.DBus.Error"
PATH = "/org/mpris/MediaPlayer2"


SIGNATURES = {
    ROOT: {
        "CanQuit": "b",
        "CanRaise": "b",
        "HasTrackList": "b",
        "Identity": "s",
        "SupportedUriSchemes": "as",
        "SupportedMimeTypes": "as",
    },
    PLAYER: {
        "PlaybackStatus": "s",
        "Rate": "d",
        "MinimumRate": "d",
        "MaximumRate": "d",
        "Metadata": "a{sv}",
        "Volume": "d",
        "Position": "x",
        "CanGoNext": "b",
        "CanGoPrevious": "b",
        "CanPlay": "b",
        "CanPause": "b",
        "CanSeek": "b",
        "CanControl": "b",
    },
}

_METHODS = {
    ROOT: {"Raise": "", "Quit": ""},
    PLAYER: {
        **dict.fromkeys(("Next", "Previous", "Pause", "PlayPause", "Stop", "Play"), ""),
        "Seek": "x",
        "SetPosition": "ox",
        "OpenUri": "s",
    },
}


def properties(status: Status, timeline: Timeline) -> dict[str, dict[str, Variant]]:
    """Return every property by interface and name; times are whole microseconds."""
    from dbus_fast import Variant

    values = {ROOT: _root(status), PLAYER: _player(status, timeline)}
    return {
        interface: {name: Variant(signature, values[interface][name]) for name, signature in names.items()}
        for interface, names in SIGNATURES.items()
    }


def _root(status: Status) -> dict[str, Any]:
    return {
        "CanQuit": status.state not in OVER,
        "CanRaise": False,
        "HasTrackList": False,
        "Identity": "Massage coach",
        "SupportedUriSchemes": [],
        "SupportedMimeTypes": [],
    }


def _player(status: Status, timeline: Timeline) -> dict[str, Any]:
    on = status.state not in OVER
    state = "Stopped" if status.state in OVER else "Playing" if status.state is State.PLAYING else "Paused"
    return {
        "PlaybackStatus": state,
        **dict.fromkeys(("Rate", "MinimumRate", "MaximumRate"), 1.0),
        "Metadata": _metadata(status, timeline),
        "Volume": round(min(1.0, to_gain(status.volume)), 3),
        "Position": _microseconds(status.position),
        "CanGoNext": on,
        "CanGoPrevious": on,
        "CanPlay": on,
        "CanPause": on,
        "CanSeek": False,
        "CanControl": True,
    }


def _metadata(status: Status, timeline: Timeline) -> dict[str, Variant]:
    from dbus_fast import Variant

    starts = [chapter.start for chapter in timeline.chapters]
    number = max(1, sum(start <= status.position for start in starts))
    return {
        "mpris:trackid": Variant("o", f"/coach/chapter/{number}"),
        "mpris:length": Variant("x", _microseconds(status.frames)),
        "xesam:title": Variant("s", status.chapter or status.title),
        "xesam:album": Variant("s", status.title),
        "xesam:trackNumber": Variant("i", number),
    }


def _microseconds(frames: int) -> int:
    return frames * 1_000_000 // RATE


_UNSIGNALLED = '<annotation name="org.freedesktop.DBus.Property.EmitsChangedSignal" value="false"/>'


def _xml() -> str:
    """Return the description of both interfaces, as the bus hands it out."""
    lines = ["<node>"]
    for interface, names in SIGNATURES.items():
        lines.append(f' <interface name="{interface}">')
        for method, signature in _METHODS[interface].items():
            arguments = "".join(f'<arg direction="in" type="{letter}"/>' for letter in signature)
            lines.append(f'  <method name="{method}">{arguments}</method>')
        if interface == PLAYER:
            lines.append('  <signal name="Seeked"><arg name="Position" type="x"/></signal>')
        for name, signature in names.items():
            access = "readwrite" if name == "Volume" else "read"
            silent = _UNSIGNALLED if name == "Position" else ""
            lines.append(
                f'  <property name="{name}" type="{signature}" access="{access}">{silent}</property>'
            )
        lines.append(" </interface>")
    return "\n".join([*lines, "</node>"])


XML = _xml()

__all__ = ["ERROR", "PATH", "PLAYER", "PROPERTIES", "ROOT", "XML", "properties"]
