"""What a session shows of itself: how far the words are, and what a change made of the plan."""

from __future__ import annotations

from coach.live import spot
from coach.live.manner import Manner
from coach.units import RATE

from .stand import Stand


def test_how_far_the_words_are_is_known_while_they_are_said_and_after() -> None:
    stand = Stand("head-15").begin()
    cue = stand.take.timeline.cues[6]
    stand.run_to(cue.start + RATE)
    now = stand.status
    assert (now.words, now.said, now.saying) == (cue.line.text, RATE, cue.end - cue.start)
    stand.run_to(cue.end + RATE // 2)
    assert stand.status.said == stand.status.saying + RATE // 2
    stand.tell("pause")
    assert stand.status.said == stand.status.saying + RATE // 2


def test_how_far_an_aside_is_is_known_until_it_is_over() -> None:
    stand = Stand(manner=Manner(sound_check=True, wait=True)).begin()
    stand.run(1.0)
    assert stand.status.words.startswith("If you hear this well")
    assert stand.status.said == RATE
    assert stand.status.saying > 4 * RATE
    stand.run(20)
    assert stand.status.words.startswith("If you hear this well")
    assert (stand.status.said, stand.status.saying) == (0, 0)
    assert spot.last_cue(stand.take.timeline, stand.status.position) is None
