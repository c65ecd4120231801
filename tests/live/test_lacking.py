"""A voice without the lines of live sessions: what it cannot say rings or is shown; nothing is refused."""

from __future__ import annotations

import pytest

from coach.live.aside import Aside
from coach.live.manner import Manner
from coach.live.status import State
from coach.sound.chimes import load_chimes

from .stand import Stand

LACKS = ("aside-", ".gate", "-lighter", "-whisper", "-giver")
RUNG = load_chimes()["switch"]


def test_a_gate_and_the_sound_check_ring_where_they_cannot_be_heard() -> None:
    stand = Stand("head-15", Manner(wait=True, sound_check=True), lacks=LACKS).begin()
    stand.run(5)
    assert stand.status.words.startswith("If you hear this well, start.")
    assert stand.heard(Aside((RUNG,))) == 1
    stand.tell("ready")
    gate = next(step for step in stand.take.timeline.steps if step.gate is not None)
    assert gate.gate is not None
    stand.run_to(gate.end)
    stand.run(8)
    assert (stand.status.state, stand.status.words) == (State.GATE, gate.gate.line.text)
    assert stand.heard(Aside((RUNG,))) == 2
    stand.run(40)
    assert stand.heard(Aside((RUNG,), soft=True)) == 1
    assert stand.tell("ready").state is State.PLAYING


@pytest.mark.parametrize("name", ["head-15", "feet-15", "hands-10"])
def test_lighter_is_planned_and_shown(name: str) -> None:
    stand = Stand(name, lacks=LACKS).begin()
    stand.run(100)
    before = stand.session.timeline
    status = stand.tell("lighter")
    assert status.refused == 0
    assert status.notice.startswith("Lighter from here on.")
    after = stand.session.timeline
    assert after.frames == before.frames
    assert any(new.firmest < old.firmest for old, new in zip(before.steps, after.steps, strict=True))
