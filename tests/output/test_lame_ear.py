"""Packets of an MP3 as they are made, heard by ``LameEar``: every frame of them, wherever silence begins."""

from __future__ import annotations

import numpy as np
import pytest

from coach.check.lame import AT_ONCE, PER_FRAME, SETTLED, LameEar
from coach.output.codec import Codec
from coach.output.formats import FORMATS
from coach.output.tags import Tags, Track
from coach.sound.block import silence
from coach.units import RATE, Frames


@pytest.fixture(scope="module")
def made() -> list[bytes]:
    """Packets of noise for more than a batch, then of ten seconds of silence."""
    seconds = AT_ONCE * PER_FRAME // RATE + 2
    codec = FORMATS["mp3"].make
    assert isinstance(codec, Codec)
    encoder = codec.encoder(Track(1, Frames((seconds + 10) * RATE), Tags("noise"), small=False))
    chance = np.random.default_rng(1)
    made: list[bytes] = []
    for _ in range(seconds):
        made += encoder.encode(chance.normal(0, 0.1, (1, RATE)).astype(np.float32))
    return made + encoder.encode(silence(1, 10 * RATE))


@pytest.mark.parametrize("early", range(SETTLED + 2))
def test_silence_that_begins_anywhere_in_a_batch_is_counted(made: list[bytes], early: int) -> None:
    sounding, quiet = made[: AT_ONCE - early], made[-1]
    ear = LameEar(1)
    times = 1000
    blocks = [block for packet in sounding for block in ear.take([packet])]
    blocks += [*ear.take([quiet], times), *ear.end()]
    assert sum(block.shape[1] for block in blocks) == (len(sounding) + times) * PER_FRAME
