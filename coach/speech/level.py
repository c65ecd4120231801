"""How loud a clip is (BS.1770-4), and every clip at the same loudness.

The K-weighting is done by FFT in blocks of one fixed size, in float32: no filter loop, no further
dependency, and the response is computed once.
"""

from __future__ import annotations

import functools
import math
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from coach.speech.clip import CLIP_LUFS, HOP, Clip

if TYPE_CHECKING:
    from numpy.typing import NDArray

LOUDNESS_OFFSET = -0.691
"""Loudness in LUFS is this plus 10 log10 of the K-weighted mean square (full scale = 1)."""

MOST_GAIN = 24.0
"""Most that a clip is raised, in dB: a click or a breath must not become a shout."""

CEILING = 32_000 / 32_768
"""Highest sample a levelled clip may have (full scale = 1)."""

_FFT = 16_384
"""Frames in one block of the convolution."""

_TAIL = 4_096
"""Frames after which the impulse response is below -170 dB; ``_FFT - _TAIL`` are new in each block."""

_BLOCK_HOPS = 40
"""Hops of 10 ms in a gating block of 400 ms."""

_STEP_HOPS = 10
"""Hops between two gating blocks: they overlap by three quarters."""

_ABSOLUTE_GATE = -70.0
"""Blocks below this loudness do not count, in LUFS."""

_RELATIVE_GATE = 10 ** (-10 / 10)
"""Blocks 10 dB below the mean of the others do not count."""

Stage: TypeAlias = tuple[tuple[float, float, float], tuple[float, float, float]]
"""Numerator and denominator of a filter of second order, at 48 kHz."""

_STAGES = (
    ((1.53512485958697, -2.69169618940638, 1.19839281085285), (1.0, -1.69065929318241, 0.73248077421585)),
    ((1.0, -2.0, 1.0), (1.0, -1.99004745483398, 0.99007225036621)),
)
"""The two filters of BS.1770-4 at 48 kHz, numerator and denominator: the shelf and the high-pass."""


_RUMBLE = (
    (0.993541740281935, -1.98708348056387, 0.993541740281935),
    (1.0, -1.98704177101036, 0.987125190117379),
)
"""A Butterworth high-pass of second order at 70 Hz, at 48 kHz: 12 dB an octave, 3 dB less at 70 Hz."""


@functools.cache
def _response(*stages: Stage) -> NDArray[np.complex64]:
    """Return what filters do, one after the other, at the frequencies of a block's FFT."""
    z = np.exp(-2j * np.pi * np.arange(_FFT // 2 + 1) / _FFT)
    total = np.ones(len(z), np.complex128)
    for b, a in stages:
        total *= (b[0] + z * (b[1] + z * b[2])) / (a[0] + z * (a[1] + z * a[2]))
    return total.astype(np.complex64)


def k_weight(x: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return mono ``x`` (48 kHz, shape (frames,)) K-weighted, same shape; silence is assumed before it."""
    return convolved(x, _response(*_STAGES))


def without_rumble(x: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return mono ``x`` (48 kHz, shape (frames,)) without what lies below any voice, same shape.

    Steps, thumps and breath on a microphone move a small speaker far and are heard as flutter only. The
    filter has the least delay there is, so no word comes later.
    """
    return convolved(x, _response(_RUMBLE))


def convolved(
    x: NDArray[np.float32], response: NDArray[np.complex64], tail: int = _TAIL
) -> NDArray[np.float32]:
    """Return mono ``x`` after a filter, same shape; ``response`` is that of the filter to an FFT.

    Its answer to a click must be over within ``tail`` frames, less than half of the FFT's.
    """
    size = 2 * (len(response) - 1)
    step = size - tail
    count = max(1, -(-len(x) // step))
    padded = np.zeros(count * step, np.float32)
    padded[: len(x)] = x
    spectrum = np.fft.rfft(padded.reshape(count, step), n=size, axis=1)
    spectrum *= response
    blocks = np.fft.irfft(spectrum, n=size, axis=1).astype(np.float32, copy=False)
    out = blocks[:, :step].copy()
    out[1:, :tail] += blocks[:-1, step:]
    return out.reshape(-1)[: len(x)]


def hop_energy(weighted: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the mean square per hop of 10 ms, shape (ceil(frames / HOP),); silence fills the last one."""
    hops = -(-len(weighted) // HOP)
    padded = np.zeros(hops * HOP, np.float32)
    padded[: len(weighted)] = weighted
    rows = padded.reshape(hops, HOP)
    energy: NDArray[np.float32] = np.einsum("ij,ij->i", rows, rows) / np.float32(HOP)
    return energy


def to_lufs(mean_square: float) -> float:
    """Return a K-weighted mean square as loudness in LUFS; -inf for silence."""
    return LOUDNESS_OFFSET + 10 * math.log10(mean_square) if mean_square > 0 else -math.inf


def block_energy(energy: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return the mean square of every gating block of 400 ms, each 100 ms later than the one before."""
    if len(energy) < _BLOCK_HOPS:
        return np.zeros(0)
    total = np.concatenate([np.zeros(1), np.cumsum(energy, dtype=np.float64)])
    blocks: NDArray[np.float64] = (total[_BLOCK_HOPS:] - total[:-_BLOCK_HOPS])[::_STEP_HOPS] / _BLOCK_HOPS
    return blocks


def block_loudness(blocks: NDArray[np.float64]) -> float:
    """Return the loudness in LUFS of gating ``blocks`` (mean squares) after both gates; -inf for silence."""
    floor = 10 ** ((_ABSOLUTE_GATE - LOUDNESS_OFFSET) / 10)
    loud = blocks[blocks > floor]
    if not len(loud):
        return -math.inf
    return to_lufs(float(np.mean(loud[loud > np.mean(loud) * _RELATIVE_GATE])))


def loudness(energy: NDArray[np.float32]) -> float:
    """Return the loudness in LUFS of a clip, from its ``energy`` per hop; -inf for silence.

    Shorter than 400 ms there is no gating block: then the mean over the hops that sound is taken, so
    that a short word is not measured with the silence around it, and not raised because of it.
    """
    if len(energy) >= _BLOCK_HOPS:
        return block_loudness(block_energy(energy))
    if not len(energy):
        return -math.inf
    sounding = energy[energy > np.max(energy) * np.float32(1e-3)]
    return to_lufs(float(np.mean(sounding))) if len(sounding) else -math.inf


def levelled(x: NDArray[np.float32], key: str = "") -> Clip:
    """Return mono ``x`` (48 kHz, full scale = 1) as a clip at ``CLIP_LUFS``; silence stays silence.

    A clip is raised by no more than ``MOST_GAIN`` and never past ``CEILING``: where a sharp peak
    stands in the way, the clip stays softer rather than being cut.
    """
    energy = hop_energy(k_weight(x))
    level = loudness(energy)
    gain = 1.0
    if math.isfinite(level):
        gain = 10 ** (min(CLIP_LUFS - level, MOST_GAIN) / 20)
    peak = float(np.max(np.abs(x))) if len(x) else 0.0
    if peak * gain > CEILING:
        gain = CEILING / peak
    pcm = np.rint(x * np.float32(gain * 32_768)).astype(np.int16)
    return Clip(pcm=pcm, energy=energy * np.float32(gain * gain), key=key)


__all__ = [
    "LOUDNESS_OFFSET",
    "block_energy",
    "block_loudness",
    "convolved",
    "hop_energy",
    "k_weight",
    "levelled",
    "loudness",
    "to_lufs",
    "without_rumble",
]
