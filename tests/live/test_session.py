"""Sessions as they sound: what left for the device is what the plan promised, whatever was asked for."""

from __future__ import annotations

import numpy as np

from coach.live.status import State
from coach.units import RATE

from .stand import Stand, rendered


def test_left_alone_it_sounds_like_an_export() -> None:
    stand = Stand().begin()
    assert stand.finish().state is State.DONE
    assert np.array_equal(stand.sound, rendered(stand.take.score))
    assert stand.status.position == stand.take.timeline.frames


def test_a_pause_between_words_loses_and_repeats_nothing() -> None:
    stand = Stand().begin()
    timeline = stand.take.timeline
    gap = next(
        (one.end + two.start) // 2
        for one, two in zip(timeline.cues, timeline.cues[1:], strict=False)
        if two.start - one.end > RATE and not any(h.start <= one.end < h.end for h in timeline.holds)
    )
    stand.run_to(gap)
    assert stand.tell("pause").state is State.PAUSED
    assert stand.status.position == gap
    stand.run(5)
    assert stand.tell("go on").state is State.PLAYING
    stand.finish()
    assert np.array_equal(stand.sound, rendered(stand.take.score))
