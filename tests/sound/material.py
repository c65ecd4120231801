"""Sound that the tests of this room share: something like a voice, sessions of it, and foreign ears."""

from __future__ import annotations

import functools
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np
import pytest

from coach.plan.options import Options
from coach.plan.timeline import FitReport, Line, Spoken, Strike, Timeline
from coach.routine.cue import Kind, Level
from coach.sound.block import Block
from coach.sound.pcm import to_int16
from coach.speech.clip import Clip
from coach.speech.level import levelled
from coach.units import RATE, Frames, to_frames

if TYPE_CHECKING:
    from numpy.typing import NDArray


@functools.cache
def voice(seed: int, seconds: float = 3.0) -> Clip:
    """A gliding tone with many harmonics, in syllables, with some breath: levelled like speech."""
    rng = np.random.default_rng(seed)
    time = np.arange(round(seconds * RATE)) / RATE
    phase = 2 * np.pi * np.cumsum(150 + 40 * np.sin(2 * np.pi * 0.7 * time + seed)) / RATE
    buzz = sum(np.sin(number * phase + rng.uniform(0, 6)) / number for number in range(1, 16))
    syllables = np.clip(np.sin(2 * np.pi * 3.3 * time + rng.uniform(0, 6)), 0.01, 1)
    breath = 0.05 * rng.standard_normal(len(time))
    return levelled((0.1 * (buzz + breath) * syllables).astype(np.float32), key=f"voice-{seed}-{seconds}")


def session(
    seconds: float,
    cues: Iterable[tuple[float, Clip]] = (),
    chimes: Iterable[tuple[float, str]] = (),
) -> tuple[Timeline, dict[Line, Clip]]:
    """A timeline of clips and chimes at their seconds, and the clips by line."""
    frames = to_frames(seconds)
    clips: dict[Line, Clip] = {}
    spoken = []
    for number, (start, clip) in enumerate(cues):
        line = Line(f"1.1.{number}", clip.key)
        clips[line] = clip
        first = to_frames(start)
        last = Frames(first + clip.frames)
        place = ("s", "1.1", None, None, "giver")
        spoken.append(Spoken(line.id, Kind.SETUP, Level.MUST, first, last, line, *place))
    strikes = tuple(Strike(name, to_frames(start)) for start, name in chimes)
    report = FitReport(frames, frames, frames)
    timeline = Timeline("r", "T", "s", Options(), frames, tuple(spoken), (), (), strikes, (), report)
    return timeline, clips


def guided(seconds: float, every: float = 13.0) -> tuple[Timeline, dict[Line, Clip]]:
    """A session as they come: a cue every few seconds, holds between two bells, bells at both ends."""
    starts = np.arange(5.3, seconds - 18, every)
    cues = [(start, voice(number % 5, 2.5 + 0.37 * (number % 5))) for number, start in enumerate(starts)]
    chimes = [(0.0, "open"), (seconds - 5, "close")]
    for start in starts[::3]:
        chimes += [(start + 5.5, "hold_start"), (start + 10.5, "hold_end")]
    return session(seconds, cues, sorted(chimes))


class Shelf(Mapping[Line, Clip]):
    """Clips that are made anew each time somebody asks, as if read from a cache on disk."""

    def __init__(self, seeds: Mapping[Line, int]) -> None:
        self._seeds = seeds
        self.asked = 0

    def __getitem__(self, line: Line) -> Clip:
        self.asked += 1
        seed = self._seeds[line]
        pcm = np.full(2 * RATE, 1_000 + seed % 7, np.int16)
        pcm[::2] *= -1
        return Clip(pcm=pcm, energy=np.full(200, 1e-3, np.float32), key=f"shelf-{seed}")

    def __iter__(self) -> Iterator[Line]:
        return iter(self._seeds)

    def __len__(self) -> int:
        return len(self._seeds)


def join(blocks: Iterable[Block]) -> NDArray[np.float32]:
    """All blocks as one array, shape (channels, frames)."""
    return np.concatenate(list(blocks), axis=1)


def highest(sound: NDArray[np.float32], times: int = 16) -> float:
    """Highest point of the curve of one channel, by a spectrum with that many times the samples."""
    spectrum = np.fft.rfft(sound.astype(np.float64))
    return float(np.abs(np.fft.irfft(spectrum, len(sound) * times)).max() * times)


def ebur128(sound: Block) -> tuple[float, float, float]:
    """Integrated LUFS, loudest momentary LUFS and true peak in dBTP, as ffmpeg hears ``sound``.

    It takes the edges of a file for a mirror: ``sound`` should begin and end in silence.
    """
    if shutil.which("ffmpeg") is None:
        pytest.skip("the ffmpeg program is the foreign ear here, and it is not installed")
    form = f"-f f32le -ar {RATE} -ac {len(sound)} -i -"
    heard = "-af ebur128=peak=true:framelog=verbose -loglevel verbose -f null -"
    run = subprocess.run(
        ["ffmpeg", "-hide_banner", "-nostats", *form.split(), *heard.split()],
        input=np.ascontiguousarray(sound.T, dtype="<f4").tobytes(),
        capture_output=True,
        check=True,
    )
    log = run.stderr.decode()
    summary = log[log.rindex("Summary:") :]
    moments = [float(value) for value in re.findall(r"M:\s*(-?[\d.]+)", log)]
    integrated = re.search(r"I:\s+(-?[\d.]+|-inf) LUFS", summary)
    peak = re.search(r"Peak:\s+(-?[\d.]+|-inf) dBFS", summary)
    assert integrated
    assert peak
    return float(integrated[1]), max(moments), float(peak[1])


def as_heard(blocks: Iterable[Block]) -> NDArray[np.float32]:
    """What is left of blocks after 16 bits, shape (channels, frames)."""
    return np.concatenate([to_int16(block).T for block in blocks], axis=1) / np.float32(32_768)
