"""One channel on two: the coach in the left ear, nothing in the right, sample for sample."""

from __future__ import annotations

import numpy as np

from coach.live.wide import Wide
from coach.speaker.null import Null


class Tone:
    channels = 1

    def __init__(self, samples: np.ndarray) -> None:
        self._left = samples

    @property
    def ended(self) -> bool:
        return not len(self._left)

    def take(self, frames: int) -> bytes:
        part, self._left = self._left[:frames], self._left[frames:]
        return part.tobytes()


def test_the_coach_is_heard_left_and_nothing_right() -> None:
    coach = np.random.default_rng(1).integers(-30_000, 30_000, 12_345).astype(np.int16)
    nowhere = Null(0)
    nowhere.keep = True
    outlet = Wide(nowhere)
    outlet.start(Tone(coach))
    nowhere.advance(5_000)
    assert outlet.heard() == 5_000
    nowhere.advance(20_000)
    heard = np.frombuffer(bytes(nowhere.taken), np.int16).reshape(-1, 2)
    assert (heard[:, 0] == coach).all()
    assert not heard[:, 1].any()
    assert outlet.stop() == len(coach)
    outlet.close()
