"""A drone: tones that never end, and beat. Any second of it by its number alone, as in ``texture``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from coach.sound.texture import STEP, drifts, times_of
from coach.speech.level import k_weight
from coach.units import RATE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from coach.sound.block import Block


@dataclass(frozen=True)
class Tone:
    """One part of a drone: two tones that beat, swelling and ebbing."""

    pitch: float
    """Hz."""
    level: float
    """Amplitude at the most."""
    beat: float
    """Hz between the two."""
    period: float
    """Seconds from one aim of the level to the next."""


class Drone:
    """Tones that never end; at every time their phase is a function of the time alone."""

    def __init__(self, keys: tuple[int, ...], tones: tuple[Tone, ...]) -> None:
        self._keys, self._tones = keys, tones
        pitches = [tone.pitch + sign * tone.beat / 2 for tone in tones for sign in (-1, 1)]
        self._pitches = np.array(pitches)
        turn = 2 * np.pi * self._pitches[:, None] * np.arange(STEP) / RATE
        ramp = np.arange(STEP) / STEP
        waves = np.concatenate([np.cos(turn), np.sin(turn)])
        self._waves = np.concatenate([waves, waves * ramp]).astype(np.float32)

    def _levels(self, channel: int, times: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the amplitude of every tone, shape (tones, times)."""
        rows, periods, most = [], [], []
        for number, tone in enumerate(self._tones):
            for half, share in enumerate((0.8, 0.2)):
                # Both ears hear the same swell, each a little of its own.
                rows += [(*self._keys, number, half), (*self._keys, number, half, channel + 1)]
                periods += [tone.period, tone.period * 0.7]
                # The beat is loudest on one side when it is softest on the other: the drone turns.
                most.append(tone.level * share * (-1 if half and channel else 1))
        curves = drifts(rows, times, periods)
        return np.asarray(np.array(most)[:, None] * (0.45 + 0.35 * curves[0::2] + 0.2 * curves[1::2]))

    def add(self, index: int, bus: Block) -> None:
        """Add second ``index`` to ``bus``."""
        times = times_of(index)
        turns = (self._pitches[:, None] * times[None, :-1]) % 1.0 * (2 * np.pi)
        cosine, sine = np.cos(turns), np.sin(turns)
        for channel in range(2):
            levels = self._levels(channel, times)
            now, rise = levels[:, :-1], np.diff(levels, axis=1)
            rows = np.concatenate([now * cosine, -now * sine, rise * cosine, -rise * sine])
            # In pairs: a product so small is not spread over threads, which would cost more than it does.
            pairs = np.ascontiguousarray(rows.T, np.float32).reshape(-1, 2, len(rows))
            bus[channel] += (pairs @ self._waves).reshape(-1)

    def power(self, times: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the K-weighted mean square of both channels together."""
        weights = _weights(self._pitches)[:, None]
        each = [(0.5 * weights * np.square(self._levels(channel, times))).sum(axis=0) for channel in range(2)]
        return np.asarray(each[0] + each[1])


def _weights(pitches: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the K-weighting of tones as factors of their power."""
    impulse = np.zeros(RATE, np.float32)
    impulse[0] = 1
    response = np.abs(np.fft.rfft(k_weight(impulse))) ** 2
    return np.asarray(np.interp(pitches, np.arange(len(response)), response), np.float64)


__all__ = ["Drone", "Tone"]
