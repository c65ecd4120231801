"""A finished track against the rules that ACX has published for audiobooks: each by itself, pass or fail.

Measured as their tools and ffmpeg's ``astats`` measure: RMS and peak are those of the samples of the whole
file, the noise floor is the RMS of its quietest half second.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from coach.check.decode import at_our_rate, recording
from coach.check.envelope import HOP, Envelope
from coach.units import RATE, to_decibels

if TYPE_CHECKING:
    from pathlib import Path

RMS = (-23.0, -18.0)
PEAK = -3.0
FLOOR = -60.0
HEAD = (0.5, 1.0)
TAIL = (1.0, 5.0)
"""Seconds."""

MOST_MINUTES = 120
KILOBITS = 192
SAMPLE_RATE = 44_100

WINDOW = 50
"""Hops in half a second."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule, and what was found."""

    name: str
    wanted: str
    found: str
    passed: bool


def rules(path: Path) -> tuple[Rule, ...]:
    """Return every rule with what the file ``path`` is. Raises InputError if it is no sound."""
    envelope = Envelope()
    with recording(path) as sound:
        container, rate, channels = sound.container, sound.rate, sound.channels
        for block in at_our_rate(sound.blocks, sound.rate, sound.channels):
            envelope.feed(block)
    energy, peaks = envelope.energy().astype(np.float64), envelope.peak()
    seconds = len(energy) * HOP / RATE
    rms = _decibels(float(energy.mean()) if len(energy) else 0.0)
    peak = float(to_decibels(float(peaks.max(initial=0.0))))
    windows = np.convolve(energy, np.ones(WINDOW) / WINDOW, "valid") if len(energy) >= WINDOW else energy
    floor = _decibels(max(0.0, float(windows.min(initial=math.inf))) if len(windows) else 0.0)
    loud = np.flatnonzero(peaks > 10 ** (FLOOR / 20))
    head = float(loud[0]) / 100 if len(loud) else seconds
    tail = float(len(peaks) - 1 - loud[-1]) / 100 if len(loud) else seconds
    constant, kilobits = _bit_rate(path)
    return (
        Rule("RMS", f"{RMS[0]:g} to {RMS[1]:g} dB", f"{rms:.1f} dB", RMS[0] <= rms <= RMS[1]),
        Rule("peak", f"at most {PEAK:g} dB", f"{peak:.1f} dB", peak <= PEAK),
        Rule("noise floor", f"at most {FLOOR:g} dB RMS", f"{floor:.1f} dB", floor <= FLOOR),
        Rule("format", "MP3", container, container == "mp3"),
        Rule(
            "bit rate",
            f"constant, {KILOBITS} kbit/s or more",
            f"{'constant' if constant else 'variable'}, {kilobits} kbit/s",
            constant and kilobits >= KILOBITS,
        ),
        Rule("sample rate", f"{SAMPLE_RATE} Hz", f"{rate} Hz", rate == SAMPLE_RATE),
        Rule("channels", "mono or stereo", {1: "mono", 2: "stereo"}.get(channels, "more"), channels <= 2),
        Rule("silence before", f"{HEAD[0]:g} to {HEAD[1]:g} s", f"{head:.2f} s", HEAD[0] <= head <= HEAD[1]),
        Rule("silence after", f"{TAIL[0]:g} to {TAIL[1]:g} s", f"{tail:.2f} s", TAIL[0] <= tail <= TAIL[1]),
        Rule(
            "length", f"at most {MOST_MINUTES} min", f"{seconds / 60:.1f} min", seconds <= MOST_MINUTES * 60
        ),
    )


def _decibels(mean_square: float) -> float:
    return 10 * math.log10(mean_square) if mean_square > 1e-15 else -math.inf


def _bit_rate(path: Path) -> tuple[bool, int]:
    """Return whether all packets are as large as each other, but for a byte, and their kbit/s."""
    import av

    with av.open(str(path.absolute())) as container:
        stream = container.streams.audio[0]
        sizes = [packet.size for packet in container.demux(stream) if packet.size]
        frame = stream.codec_context.frame_size or 1152
        mean = sum(sizes) / max(1, len(sizes))
        return max(sizes, default=0) - min(sizes, default=0) <= 1, round(
            mean * 8 * stream.rate / frame / 1000
        )


__all__ = ["Rule", "rules"]
