"""Outputs and devices by the names that a person types."""

from __future__ import annotations

from importlib.metadata import version

import pytest

from coach.errors import DeviceError, UsageError
from coach.speaker import by_simpleaudio
from coach.speaker.backend import Unplayable
from coach.speaker.choice import choose, devices, outlets
from coach.speaker.null import Null
from tests.speaker.room import Server


@pytest.mark.slow
def test_a_device_is_chosen_by_a_part_of_its_name(server: Server) -> None:
    server.add("kitchen")
    server.default("kitchen")
    assert {(device.name, device.default) for device in devices()} == {("room", False), ("kitchen", True)}
    assert choose("KIT").name == "kitchen"
    with pytest.raises(DeviceError, match="there is kitchen"):
        choose("kichten")
    with pytest.raises(DeviceError, match="several"):
        choose("")


@pytest.mark.usefixtures("lonely")
def test_without_a_sound_system_there_are_no_devices() -> None:
    with pytest.raises(DeviceError, match="coach export"):
        devices()


def test_outputs_have_names() -> None:
    assert isinstance(outlets("null", 1), Null)
    with pytest.raises(UsageError, match="no output"):
        outlets("loud", 1)
    with pytest.raises(UsageError, match="--device"):
        outlets("null", 1, "room")


def test_plain_simpleaudio_is_refused_where_it_crashes(monkeypatch: pytest.MonkeyPatch) -> None:
    def installed(name: str) -> str:
        return "1.0.4" if name == "simpleaudio" else version(f"no such thing as {name}")

    monkeypatch.setattr(by_simpleaudio, "version", installed)
    by_simpleaudio.refuse_plain((3, 11))
    with pytest.raises(Unplayable, match="pip uninstall simpleaudio"):
        by_simpleaudio.refuse_plain((3, 12))
