"""One channel on two: in the left ear, or on both sides, sample for sample."""

from __future__ import annotations

import numpy as np
import pytest

from coach.live.wide import BOTH, LEFT, Wide
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


@pytest.mark.parametrize(("sounding", "right"), [(LEFT, 0), (BOTH, 1)])
def test_what_is_heard_is_the_coach_where_it_should_sound(sounding: tuple[bool, bool], right: int) -> None:
    coach = np.random.default_rng(1).integers(-30_000, 30_000, 12_345).astype(np.int16)
    nowhere = Null(0)
    nowhere.keep = True
    outlet = Wide(nowhere, sounding)
    outlet.start(Tone(coach))
    nowhere.advance(5_000)
    assert outlet.heard() == 5_000
    nowhere.advance(20_000)
    heard = np.frombuffer(bytes(nowhere.taken), np.int16).reshape(-1, 2)
    assert (heard[:, 0] == coach).all()
    assert (heard[:, 1] == coach * right).all()
    assert outlet.stop() == len(coach)
    outlet.close()
