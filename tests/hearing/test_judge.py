"""Where somebody speaks, over a bed and without, in sound that comes a tenth of a second at a time."""

from __future__ import annotations

import numpy as np
import pytest
import soxr

from coach.check.words import EAR_RATE
from coach.hearing.utterance import Cutter, Utterance
from coach.plan.timeline import Line
from coach.sound.laying import ambience_of
from coach.speech.booth import open_booth
from coach.speech.voice import Settings
from coach.units import RATE
from tests.hearing.conftest import needs_recogniser

BLOCK = EAR_RATE // 10
BEGINS_S = 3.0


@pytest.fixture(scope="module")
def said() -> np.ndarray:
    """A command with silence around it, at 48 kHz."""
    line = Line("spoken", "Coach, pause.")
    with open_booth("hibari", Settings()) as booth:
        pcm = booth.clips([line])[line].pcm
    before, after = round(BEGINS_S * RATE), 2 * RATE
    return np.concatenate([np.zeros(before), pcm / 32_768, np.zeros(after)]).astype(np.float32)


def utterances(sound: np.ndarray) -> list[Utterance]:
    from coach.hearing.judge import Judge

    judge, cutter, found = Judge(), Cutter(), []
    heard = soxr.resample(sound, RATE, EAR_RATE).astype(np.float32)
    windows = []
    for at in range(0, len(heard) - BLOCK, BLOCK):
        for window, speech, stamp in judge.feed(heard[at : at + BLOCK], (at + BLOCK) / EAR_RATE):
            windows.append(window)
            if utterance := cutter.feed(window, speech, stamp):
                found.append(utterance)
    whole = np.concatenate(windows)
    assert np.array_equal(whole, heard[: len(whole)]), "sound was lost or changed on the way"
    return found


@needs_recogniser
@pytest.mark.parametrize("bed", ["", "rain", "bowl"])
def test_one_command_is_one_utterance_at_its_time(said: np.ndarray, bed: str) -> None:
    sound = said.copy()
    if bed:
        under = np.concatenate(
            [ambience_of(bed).second(at).mean(axis=0) for at in range(len(said) // RATE + 1)]
        )
        under = under[: len(said)] / np.sqrt(np.mean(under**2))
        speech = said[np.abs(said) > 0.01]
        sound += under * np.sqrt(np.mean(speech**2)) * 10 ** (-18 / 20)
    (utterance,) = utterances(sound)
    assert utterance.start == pytest.approx(BEGINS_S, abs=0.2)
    assert utterance.end == pytest.approx(len(said) / RATE - 2.0, abs=0.2)


@needs_recogniser
@pytest.mark.parametrize("bed", ["rain", "bowl", "fire", "night"])
def test_a_bed_alone_is_no_utterance(bed: str) -> None:
    assert not utterances(np.concatenate([ambience_of(bed).second(at).mean(axis=0) for at in range(20)]))
