"""From what an engine returned to a clip: trimmed, at 48 kHz, without rumble, faded, levelled."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from coach.speech.level import levelled, without_rumble
from coach.units import RATE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from coach.speech.clip import Clip
    from coach.speech.voice import Speech

WINDOW = 0.005
"""Length of the pieces in which sound is looked for, in seconds."""

BEFORE = 10 ** (-48 / 20)
"""Before the first word, silence is this far below the loudest piece: a soft f or h counts as sound."""

AFTER = 10 ** (-38 / 20)
"""After the last word, silence begins sooner: what rings on is not heard."""

ABOVE_FLOOR = 10 ** (8 / 20)
"""In a recording with room noise, sound is at least this far above the noise."""

NEVER_ABOVE = 10 ** (-30 / 20)
"""And whatever the noise, a piece this far below the loudest counts as sound."""

LEAD = 0.015
"""Kept before the first sound, in seconds: an onset grows out of nothing."""

TAIL = 0.030
"""Kept after the last sound, in seconds."""

FADE = 0.005
"""Length of the fade at both ends, in seconds."""


def trimmed(x: NDArray[np.float32], rate: int) -> NDArray[np.float32]:
    """Return mono ``x`` without the silence at its ends; empty if nothing sounds."""
    window = max(1, round(WINDOW * rate))
    count = len(x) // window
    if count < 2 or not np.any(x):
        return x[:0]
    rows = x[: count * window].reshape(count, window)
    rms = np.sqrt(np.einsum("ij,ij->i", rows, rows) / np.float32(window))
    loudest = float(np.max(rms))
    noise = float(np.quantile(rms, 0.02)) * ABOVE_FLOOR
    first = int(np.argmax(rms >= min(max(loudest * BEFORE, noise), loudest * NEVER_ABOVE)))
    last = count - int(np.argmax(rms[::-1] >= min(max(loudest * AFTER, noise), loudest * NEVER_ABOVE)))
    start = max(0, first * window - round(LEAD * rate))
    end = min(len(x), last * window + round(TAIL * rate))
    return x[start:end]


def faded(x: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return mono ``x`` (48 kHz), faded at both ends."""
    out = x.copy()
    fade = min(round(FADE * RATE), len(out) // 2)
    ramp = (np.arange(fade, dtype=np.float32) + np.float32(0.5)) / np.float32(max(1, fade))
    out[:fade] *= ramp
    out[len(out) - fade :] *= ramp[::-1]
    return out


def resampled(x: NDArray[np.float32], rate: int) -> NDArray[np.float32]:
    """Return mono ``x`` at 48 kHz."""
    import soxr

    if rate == RATE or not len(x):
        return x

    out: NDArray[np.float32] = soxr.resample(x, rate, RATE, quality="HQ").astype(np.float32, copy=False)
    return out


def finished(speech: Speech, key: str = "") -> Clip:
    """Return ``speech`` as a clip; empty if nothing sounds in it."""
    x = speech.pcm.astype(np.float32) / np.float32(32_768)
    x -= np.mean(x, dtype=np.float64).astype(np.float32) if len(x) else np.float32(0)
    return levelled(faded(without_rumble(resampled(trimmed(x, speech.rate), speech.rate))), key)
