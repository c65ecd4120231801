"""A small warm room around a voice: a few quiet reflections, a little of what rings on, and no more.

What is said stays on its frames. After the last of them the room is heard for ``TAIL`` more, which is less
than the shortest pause that a plan leaves after a phrase.
"""

from __future__ import annotations

import functools
import hashlib
from typing import TYPE_CHECKING

import numpy as np

from coach.plan.options import NO_ROOM
from coach.speech.clip import Clip
from coach.speech.level import convolved, levelled
from coach.units import RATE, Frames, to_frames, to_gain

if TYPE_CHECKING:
    from numpy.typing import NDArray

TAIL = to_frames(0.28)
"""What a room adds after a phrase."""

VERSION = 1
"""Another number makes other keys in the cache."""

_REFLECTIONS = ((0.0113, -15.0), (0.0171, -17.0), (0.0237, -18.5), (0.0319, -20.0), (0.0407, -22.0))
"""Seconds after the sound itself, and dB: a wall, the ceiling, the wall behind. No two are multiples."""

_RINGS = -16.0
"""All that rings on after them, against the sound itself, in dB."""

_FROM = 0.030
"""Seconds after which it is dense."""

_DECAY = 0.35
"""Seconds in which it falls by 60 dB."""

_DULL = 2_200.0
"""Hz above which a reflection is dull: curtains, a bed, people."""

_LOW = 180.0
"""Hz below which a small room adds nothing: it would only boom."""

_SEED = 20_261

_FFT = 65_536
"""Frames in one block of the convolution."""


def in_room(clip: Clip, room: str) -> Clip:
    """Return ``clip`` as it sounds in ``room``, at the level of every clip; itself where there is none."""
    if room == NO_ROOM or not clip.frames:
        return clip
    dry = np.zeros(clip.frames + TAIL, np.float32)
    dry[: clip.frames] = clip.pcm / np.float32(32_768)
    sound = convolved(dry, _response(), TAIL)
    fade = TAIL // 2
    sound[-fade:] *= (0.5 + 0.5 * np.cos(np.pi * np.arange(1, fade + 1) / fade)).astype(np.float32)
    made = levelled(sound, key_in(clip.key, room))
    return Clip(made.pcm, made.energy, made.key, Frames(TAIL))


def key_in(key: str, room: str) -> str:
    """Return the name in the cache of the clip called ``key`` as it sounds in ``room``."""
    return key if room == NO_ROOM else hashlib.sha256(f"{key} in {room}, {VERSION}".encode()).hexdigest()


@functools.cache
def _response() -> NDArray[np.complex64]:
    """Return what the room does at the frequencies of an FFT, the sound itself included."""
    time = np.arange(TAIL) / RATE
    rng = np.random.default_rng(_SEED)
    dense = rng.standard_normal(TAIL) * 10 ** (-3 * time / _DECAY) * (1 - np.exp(-time / _FROM)) ** 2
    dense *= to_gain(_RINGS) / np.sqrt(np.sum(np.square(dense)))
    for second, decibels in _REFLECTIONS:
        dense[to_frames(second)] += to_gain(decibels)
    spectrum = np.fft.rfft(dense, 2 * TAIL)
    pitch = np.fft.rfftfreq(2 * TAIL, 1 / RATE)
    soft = 1 / (1 + 1j * pitch / _DULL)  # both of a real filter: nothing comes before its time
    high = (1j * pitch / _LOW) / (1 + 1j * pitch / _LOW)
    heard = np.fft.irfft(spectrum * soft * high, 2 * TAIL)[:TAIL]
    heard[0] += 1.0
    return np.fft.rfft(heard, _FFT).astype(np.complex64)


__all__ = ["TAIL", "in_room", "key_in"]
