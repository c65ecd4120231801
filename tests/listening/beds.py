"""Beds by measurement: how far and when they make room for words in a finished file, and whether they repeat.

``python -m tests.listening.beds duck head-15.mp3 ...`` measures files that were exported with a bed and
``--no-pulse``: the sound as ffmpeg decodes it against the same ambience alone, wherever nobody speaks.
``python -m tests.listening.beds hour rain ...`` looks for periods and clicks in an hour of each.
"""

from __future__ import annotations

import sys
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from coach.sound.laying import ambience_of
from tests.listening.ear import RATE, decode, sheet_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

HOP_S = 0.02
APART_S = 5.0
"""A pause in which a bed comes up, stays and goes down again has this length at least."""
LONG_S = 30.0
"""In a longer one it rises above its level."""
HELD_S = 3.0
"""In a shorter one it stays down."""
RING_S = 5.2
"""So long a bell is heard."""
ENDS_S = 20.0
"""The bed comes and goes within this time of either end."""

HOUR_S = 3_600
GONE = 0.1
"""Likeness below which a sound no longer resembles itself of just before."""
WAVE_S = 4.0
"""Two crests are this far apart at least."""
THIN = 8
"""One of so many samples is looked at for periods."""


def duck(path: Path) -> str:
    """Return how a file's bed behaves around what is said."""
    sheet = sheet_of(path)
    gain = gains(path, sheet)
    spans = [(cue["start"], cue["end"]) for cue in sheet["cues"]]
    rings = [(bell["start"] - 0.05, bell["start"] + RING_S) for bell in sheet["chimes"]]
    for start, end in [(start - 0.05, end + 0.12) for start, end in spans] + rings:
        gain[max(0, round(start / HOP_S)) : round(end / HOP_S)] = np.nan

    def between(start: float, end: float) -> NDArray[np.float64]:
        return gain[round(start / HOP_S) : round(end / HOP_S)]

    up, held, before, after = [], [], [], []
    for (_, end), (start, _) in pairwise(spans):
        if end < ENDS_S or start > sheet["seconds"] - ENDS_S:
            continue
        if 0.4 < start - end <= HELD_S:
            held.append(between(end + 0.15, start - 0.1))
        elif APART_S < start - end < LONG_S:
            up.append(between(end + 2.0, start - 1.0))
            before.append(between(start - 1.0, start))
            after.append(between(end, end + 2.0))
    usual = float(np.nanmedian(np.concatenate(up)))
    depth = float(np.nanmedian(np.concatenate(held))) - usual
    return (
        f"{path.name}: {depth:+.2f} dB in {len(held)} short pauses; half way down"
        f" {crossing(before, usual + depth / 2, falling=True) - 1.0:+.2f} s from the first word,"
        f" half way up {crossing(after, usual + depth / 2, falling=False):+.2f} s after the last"
        f" ({len(before)} long pauses)"
    )


def gains(path: Path, sheet: dict[str, Any]) -> NDArray[np.float64]:
    """Return by how much the sound of a file is louder than its ambience alone, in dB, hop by hop."""
    ambience, hop = ambience_of(sheet["options"]["ambience"]), round(HOP_S * RATE)
    sound = decode(path)
    found = []
    for index in range(len(sound) // RATE):
        alone = ambience.second(index).mean(axis=0).reshape(-1, hop)
        heard = sound[index * RATE : (index + 1) * RATE].reshape(-1, hop)
        levels = [np.square(each, dtype=np.float64).mean(axis=1) + 1e-12 for each in (heard, alone)]
        found.append(10 * np.log10(levels[0] / levels[1]))
    return np.concatenate(found)


def crossing(rows: list[NDArray[np.float64]], level: float, *, falling: bool) -> float:
    """Return after how many seconds the middle of ``rows`` goes through ``level``."""
    shortest = min(map(len, rows))
    table = np.array([row[:shortest] for row in rows])
    told = ~np.isnan(table).all(axis=0)  # the first and the last word hide some of it
    middle = np.full(shortest, np.nan)
    middle[told] = np.nanmedian(table[:, told], axis=0)
    below = middle < level
    return float(np.argmax(below if falling else ~below & ~np.isnan(middle))) * HOP_S


def hour(name: str) -> str:
    """Return what repeats in an hour of an ambience, and how its steps from sample to sample are spread."""
    ambience = ambience_of(name)
    thin, levels, most, total, seams = [], [], 0.0, 0.0, []
    last = None
    for index in range(HOUR_S):
        sound = ambience.second(index).mean(axis=0)
        thin.append(sound.reshape(-1, THIN).mean(axis=1))
        levels.append(np.sqrt(np.square(sound.reshape(10, -1)).mean(axis=1)))
        steps = np.abs(np.diff(sound))
        most, total = max(most, float(steps.max())), total + float(np.square(steps).sum())
        if last is not None:
            seams.append(abs(float(sound[0] - last)))
        last = sound[-1]
    usual = (total / (HOUR_S * (RATE - 1))) ** 0.5
    seam = float(np.sqrt(np.mean(np.square(seams))))
    signal, envelope = np.concatenate(thin), np.concatenate(levels)
    return (
        f"{name}: signal {peak(signal, RATE // THIN)}; envelope {peak(envelope, 10)};"
        f" largest step {most / usual:.1f} times the usual one ({usual:.5f}), at the seconds"
        f" {max(seams) / usual:.1f} ({seam / usual:.2f} usually){waves(envelope)}"
    )


def peak(values: NDArray[np.floating], rate: int) -> str:
    """Return the highest likeness with itself a second and more later, up to half an hour, and where it is.

    What only changes slowly is like itself a little later: counted is what comes after it no longer was.
    """
    sound = np.asarray(values - values.mean(), np.float64)
    size = 1 << (2 * len(sound) - 1).bit_length()
    spectrum = np.fft.rfft(sound, size)
    alike = np.fft.irfft(np.square(np.abs(spectrum)), size)[: len(sound) // 2]
    alike /= alike[0] * (1 - np.arange(len(alike)) / len(sound))
    first = max(rate, int(np.argmax(alike < GONE)))
    at = first + int(np.argmax(alike[first:]))
    return f"{alike[at]:.3f} at {at / rate:.1f} s"


def waves(envelope: NDArray[np.floating]) -> str:
    """Return how far the crests of slow waves are apart, if there are any."""
    window = np.hanning(31)
    smooth = np.convolve(envelope, window / window.sum(), "same")
    if smooth.std() < 0.2 * smooth.mean():
        return ""
    crests: list[int] = []
    for at in np.argsort(smooth)[::-1]:  # the highest first, each with its surroundings to itself
        if smooth[at] < smooth.mean():
            break
        if all(abs(at - other) > WAVE_S * 10 for other in crests):
            crests.append(int(at))
    apart = np.diff(sorted(crests)) / 10
    low, middle, high = np.percentile(apart, (5, 50, 95))
    return f"; {len(crests)} crests, {low:.1f}, {middle:.1f}, {high:.1f} s apart (5, 50, 95 %)"


if __name__ == "__main__":
    what, *names = sys.argv[1:]
    for each in names:
        sys.stdout.write((duck(Path(each)) if what == "duck" else hour(each)) + "\n")
        sys.stdout.flush()
