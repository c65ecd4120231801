"""At bedtime words, bells and bed become softer section by section; everywhere else nothing does."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pytest

from coach.plan.options import Options, Talk
from coach.plan.planner import plan
from coach.plan.timeline import Line, Timeline
from coach.routine.load import load_routine
from coach.sound.chimes import load_chimes
from coach.sound.laying import laying
from coach.sound.mixer import render
from coach.sound.score import Score, arrange
from coach.speech.level import block_energy, block_loudness, hop_energy, k_weight
from coach.units import RATE, Frames, to_frames

from .material import join, voice

CHIMES = load_chimes()
LENGTH_S = 3.0


def measure(lines: Collection[Line]) -> dict[Line, Frames]:
    return {line: to_frames(LENGTH_S) for line in lines}


def arranged(name: str, **options: object) -> tuple[Timeline, Score]:
    """A built-in routine with the same clip for every line, so that any difference in level is the mix's."""
    routine = load_routine(name)
    asked = Options(talk=Talk(routine.verbosity_default), **options)  # type: ignore[arg-type]
    timeline = plan(routine, asked, measure)
    clips = {cue.line: voice(1, LENGTH_S) for cue in timeline.cues}
    lay = laying(asked) if asked.ambience != "none" else None
    return timeline, arrange(timeline, clips, CHIMES, channels=2, lay=lay)


def loudness(score: Score, start: int, stop: int) -> float:
    """Loudness of some seconds as they are rendered, in LUFS."""
    sound = join(render(score, start, stop))[0]
    return block_loudness(block_energy(hop_energy(k_weight(sound))))


def by_section(timeline: Timeline, score: Score) -> dict[str, set[float]]:
    """Levels of the words of each section, in whole dB against the first of all."""
    found: dict[str, set[float]] = {}
    first = loudness(score, timeline.cues[0].start, timeline.cues[0].end)
    for cue in timeline.cues:
        level = loudness(score, cue.start, cue.end) - first
        found.setdefault(cue.section, set()).add(round(level, 1))
    return found


@pytest.fixture(scope="module")
def bedtime() -> tuple[Timeline, Score]:
    return arranged("bedtime-20")


def test_at_bedtime_the_voice_goes_down_by_two_decibels_a_section_after_the_feet(bedtime) -> None:
    levels = by_section(*bedtime)
    assert list(levels) == ["arrive", "foot", "move", "head", "fade"]
    means = {name: float(np.mean(list(found))) for name, found in levels.items()}
    assert means == pytest.approx(
        {"arrive": 0.0, "foot": 0.0, "move": -2.0, "head": -4.0, "fade": -6.0}, abs=0.15
    )
    assert all(max(found) - min(found) <= 0.3 for found in levels.values())


def test_its_bells_keep_their_place_below_the_voice(bedtime) -> None:
    timeline, score = bedtime
    head = next(step.start for step in timeline.steps if step.section == "head")
    rung = [strike.start for strike in timeline.chimes if strike.name == "hold_start"]
    lesson, held = (loudness(score, at, at + RATE) for at in (rung[0], next(r for r in rung if r > head)))
    assert held - lesson == pytest.approx(-4.0, abs=0.2)


def test_its_end_is_silence(bedtime) -> None:
    timeline, score = bedtime
    assert "close" not in {strike.name for strike in timeline.chimes}
    sound = join(render(score, timeline.frames - 20 * RATE))
    assert not np.any(sound)


def test_its_bed_goes_down_with_the_voice() -> None:
    timeline, score = arranged("bedtime-20", ambience="brown", pulse=False)
    spans = {}
    for step in timeline.steps:
        spans.setdefault(step.section, []).append((step.start, step.end))

    def bed(section: str) -> float:
        """The bed alone, where nobody has spoken for two seconds and nobody will for one."""
        busy = [(c.start, c.end) for c in timeline.cues] + [
            (s.start, s.start + 5 * RATE) for s in timeline.chimes
        ]
        for start, end in spans[section]:
            for at in range(start + 8 * RATE, end - 4 * RATE, RATE // 2):
                if all(b + 2 * RATE <= at or a >= at + 4 * RATE for a, b in busy):
                    return loudness(score, at, at + 3 * RATE)
        raise AssertionError(section)

    foot = bed("foot")
    assert bed("head") - foot == pytest.approx(-4.0, abs=1.0)


def test_by_day_every_word_is_as_loud_as_the_first() -> None:
    levels = by_section(*arranged("ears-scalp-5"))
    assert all(abs(level) <= 0.1 for found in levels.values() for level in found)
