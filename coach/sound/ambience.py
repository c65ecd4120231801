"""The ambiences there are: endless, in stereo, from a seed; any second of one by its number alone."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from coach.errors import UsageError
from coach.sound.block import GRID
from coach.sound.drone import Drone, Tone
from coach.sound.texture import (
    Events,
    Layer,
    Noise,
    coloured,
    drifts,
    lot,
    scattered,
)
from coach.speech.clip import CLIP_LUFS
from coach.speech.level import LOUDNESS_OFFSET
from coach.units import RATE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from coach.sound.block import Block
    from coach.sound.texture import Envelope, Shape

CELLS = 10
"""Values of the energy in a second: one for each 100 ms."""

LUFS = CLIP_LUFS + 10 * np.log10(2)
"""Loudness of every ambience by itself: that of a levelled voice in both channels."""

_MEASURED = 600
"""Seconds over which the loudness of an ambience is averaged."""


class Ambience(Protocol):
    """A sound without an end, in stereo."""

    def second(self, index: int) -> Block:
        """Return second ``index`` of it, shape (2, GRID); a new array each time."""
        ...

    def energy(self, first: int, seconds: int) -> NDArray[np.float64]:
        """Return the K-weighted mean square of both channels together for each 100 ms."""
        ...


class Synthesised:
    """An ambience made of layers."""

    def __init__(self, layers: tuple[Layer, ...]) -> None:
        self._layers = layers
        self._gain = np.float32(1.0)
        wanted = 10 ** ((LUFS - LOUDNESS_OFFSET) / 10)
        self._gain = np.float32(np.sqrt(wanted / self.energy(0, _MEASURED).mean()))

    def second(self, index: int) -> Block:
        """Return second ``index``, shape (2, GRID)."""
        bus = np.zeros((2, GRID), np.float32)
        for layer in self._layers:
            layer.add(index, bus)
        bus *= self._gain
        return bus

    def energy(self, first: int, seconds: int) -> NDArray[np.float64]:
        """Return the K-weighted mean square of both channels together to expect in each 100 ms."""
        times = first + (np.arange(seconds * CELLS) + 0.5) / CELLS
        total = np.zeros(len(times))
        for layer in self._layers:
            total += layer.power(times)
        return total * float(self._gain) ** 2


@dataclass(frozen=True, slots=True)
class Kind:
    """A row of the table."""

    about: str
    """What is heard, in a few words."""
    layers: Callable[[int], tuple[Layer, ...]]
    """Makes it from a seed."""


def _steady(level: float) -> Envelope:
    """Return an unchanging level in both channels."""
    return lambda times: np.full((2, len(times)), level)


def _wandering(keys: tuple[int, ...], level: float, range_db: float, period: float) -> Envelope:
    """Return a level that wanders over ``range_db``, not quite the same in both channels."""

    def envelope(times: NDArray[np.float64]) -> NDArray[np.float64]:
        curves = drifts((keys, (*keys, 1), (*keys, 2)), times, (period, period * 0.8, period * 0.8))
        sides = 0.75 * curves[:1] + 0.25 * curves[1:]
        return np.asarray(level * 10 ** ((sides - 0.5) * range_db / 20))

    return envelope


def _band(low: float, high: float, slope: float) -> Shape:
    """Return noise between two frequencies that falls by ``slope`` (1 is 6 dB) an octave; soft edges."""

    def shape(pitch: NDArray[np.float64]) -> NDArray[np.float64]:
        at = np.maximum(pitch, 1.0)
        edges = 1 / np.sqrt(1 + (low / at) ** 6) / np.sqrt(1 + (at / high) ** 4)
        return np.asarray((at / 200.0) ** -slope * edges)

    return shape


def _ringing(pitch: float, decay: float, attack: float = 0.0004) -> NDArray[np.float32]:
    """Return a small sound that rings: ``pitch`` in Hz, ``decay`` and ``attack`` in seconds."""
    time = np.arange(round(decay * 7 * RATE)) / RATE
    body = np.sin(2 * np.pi * pitch * time) * (1 - np.exp(-time / attack)) * np.exp(-time / decay)
    return _ended(body)


def _ended(body: NDArray[np.float64]) -> NDArray[np.float32]:
    """Return ``body`` with an end that is silent."""
    tail = min(240, len(body))
    body[-tail:] *= 0.5 + 0.5 * np.cos(np.pi * np.arange(1, tail + 1) / tail)
    return body.astype(np.float32)


def _rain(seed: int) -> tuple[Layer, ...]:
    drops = tuple(_ringing(pitch, decay) for pitch, decay in _DROPS)
    near = tuple(0.5 * _ringing(pitch, 0.006, 0.0012) for pitch in (720.0, 940.0, 1_180.0, 1_510.0, 1_900.0))
    return (
        Noise((seed, 1), coloured((seed, 1), _band(350, 7_000, 0.45)), _wandering((seed, 11), 1.0, 3.0, 7.0)),
        Noise((seed, 2), scattered((seed, 2), drops, 160.0, 6.0), _wandering((seed, 12), 0.8, 4.0, 11.0)),
        Noise((seed, 3), coloured((seed, 3), _band(60, 300, 1.0)), _steady(0.5)),
        Events((seed, 4), near, slots=5, chance=0.5, softest=0.3, rare=2.0),
    )


_DROPS = (
    *((1_300.0, 0.0020), (1_900.0, 0.0016), (2_600.0, 0.0013), (3_300.0, 0.0011)),
    *((4_200.0, 0.0009), (5_300.0, 0.0008)),
)

WAVE_LASTS_S = 16.0
"""Seconds after which nothing is left of a wave."""

WAVE_S = 10.0
"""Seconds from one wave to the next, on the whole: six a minute, the pace of a slow breath."""

WANDER_S, WANDER_PERIOD_S = 14.0, 83.0
"""So far waves run ahead of an even beat or fall behind it, and in what time: no clock is heard in them."""


@functools.lru_cache(maxsize=64)
def _begins(seed: int, number: int) -> float:
    """Return the second at which a wave begins."""
    even = number * WAVE_S
    (wander,) = drifts(((seed, 34),), np.array([even]), (WANDER_PERIOD_S,))
    return float(even + WANDER_S * (wander[0] - 0.5) + 2.4 * (lot(seed, 31, number) - 0.5))


def _waves(seed: int, low: float, delay: float) -> Envelope:
    """Return the level of waves: no two alike, each a little to one side; ``low`` between them."""

    def envelope(times: NDArray[np.float64]) -> NDArray[np.float64]:
        total = np.zeros((2, len(times)))
        first, last = int(times[0] // WAVE_S) - 3, int(times[-1] // WAVE_S) + 2
        for number in range(first, last + 1):
            begins = _begins(seed, number) + delay
            side = 0.9 * (lot(seed, 32, number) - 0.5)
            low_at, high_at = np.searchsorted(times, (begins - 0.5, begins + WAVE_LASTS_S))
            if low_at < high_at:
                ages = times[low_at:high_at] - begins + np.array([[side], [-side]])
                height = (0.62 + 0.38 * lot(seed, 33, number)) * _wave(ages)
                total[:, low_at:high_at] = np.maximum(total[:, low_at:high_at], height)
        return np.asarray(low + (1 - low) * total)

    return envelope


def _wave(ages: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the height of a wave, 0 to 1, so many seconds after it began."""
    rise = 0.5 - 0.5 * np.cos(np.pi * np.clip(ages / 4.0, 0, 1))
    return np.asarray(rise * np.exp(-((np.maximum(ages - 4.0, 0) / 4.3) ** 2)))


def _ocean(seed: int) -> tuple[Layer, ...]:
    return (
        Noise((seed, 1), coloured((seed, 1), _band(45, 700, 0.9)), _waves(seed, 0.34, 0.0)),
        Noise((seed, 2), _half(coloured((seed, 2), _band(500, 5_000, 0.6))), _waves(seed, 0.22, 0.9)),
        Noise((seed, 3), _half(coloured((seed, 3), _band(2_500, 9_000, 0.5))), _foam(seed)),
    )


def _half(table: NDArray[np.float32]) -> NDArray[np.float32]:
    return table * np.float32(0.5)


def _foam(seed: int) -> Envelope:
    waves = _waves(seed, 0.12, 2.2)
    return lambda times: 0.35 * waves(times)


def _brown(seed: int) -> tuple[Layer, ...]:
    table = coloured((seed, 1), _band(40, 9_000, 1.0))
    return (Noise((seed, 1), table, _wandering((seed, 11), 1.0, 1.5, 9.0)),)


BOWL = (
    *(Tone(110.0, 1.0, 0.2137, 13.0), Tone(164.81, 0.55, 0.2931, 11.0), Tone(220.0, 0.42, 0.3719, 9.0)),
    *(Tone(329.63, 0.16, 0.4297, 8.0), Tone(440.0, 0.08, 0.6143, 7.0), Tone(554.37, 0.035, 0.7291, 6.0)),
)
"""Tones that go with the chimes. Their beats have no common measure: nothing comes back as it was."""


def _bowl(seed: int) -> tuple[Layer, ...]:
    air = coloured((seed, 1), _band(120, 1_500, 1.0))
    return (Drone((seed, 2), BOWL), Noise((seed, 1), air, _wandering((seed, 11), 0.04, 4.0, 8.0)))


def _fire(seed: int) -> tuple[Layer, ...]:
    rng = np.random.default_rng(seed)
    cracks = tuple(
        _crack(rng, length) for length in (0.004, 0.006, 0.009, 0.013, 0.02, 0.03) for _ in range(3)
    )
    small = tuple(_ringing(pitch, decay) for pitch, decay in _DROPS[:4])
    return (
        Noise((seed, 1), coloured((seed, 1), _band(50, 420, 0.8)), _wandering((seed, 11), 1.0, 5.0, 1.7)),
        Noise(
            (seed, 2),
            _half(coloured((seed, 2), _band(400, 3_000, 0.9))),
            _wandering((seed, 12), 0.45, 5.0, 2.9),
        ),
        Noise((seed, 3), scattered((seed, 3), small, 9.0, 5.0), _wandering((seed, 13), 0.10, 8.0, 5.0)),
        Events((seed, 4), cracks, slots=9, chance=0.4, softest=0.06, rare=3.0, width=0.7),
    )


def _crack(rng: np.random.Generator, length: float) -> NDArray[np.float32]:
    """Return a crack of burning wood: a short burst with a dull ring, ``length`` in seconds."""
    time = np.arange(round(length * 8 * RATE)) / RATE
    burst = rng.standard_normal(len(time)) * np.exp(-time / (length * 0.4))
    ring = np.sin(2 * np.pi * rng.uniform(500, 1_900) * time) * np.exp(-time / length)
    body = (0.6 * burst + 0.8 * ring) * (1 - np.exp(-time / 0.0005))
    body = np.convolve(body, np.hanning(9) / np.hanning(9).sum(), mode="same")
    return _ended(0.9 * body)


def _night(seed: int) -> tuple[Layer, ...]:
    crickets = tuple(_chirp(pitch, pulses) for pitch in (2_900.0, 3_250.0, 3_700.0) for pulses in (2, 3, 4))
    return (
        Noise((seed, 1), coloured((seed, 1), _band(90, 900, 0.9)), _wandering((seed, 11), 1.0, 5.0, 8.0)),
        Noise(
            (seed, 2),
            _half(coloured((seed, 2), _band(900, 6_000, 0.8))),
            _wandering((seed, 12), 0.3, 6.0, 6.0),
        ),
        Events((seed, 3), crickets, slots=2, chance=0.62, softest=0.12, rare=1.5),
    )


def _chirp(pitch: float, pulses: int) -> NDArray[np.float32]:
    """Return the call of a cricket, far away: ``pitch`` in Hz."""
    pulse, gap = round(0.022 * RATE), round(0.040 * RATE)
    time = np.arange(pulse) / RATE
    one = np.sin(2 * np.pi * pitch * time) * np.sin(np.pi * time / time[-1]) ** 2
    body = np.zeros(gap * pulses)
    for number in range(pulses):
        body[number * gap : number * gap + pulse] += one * (0.7 + 0.3 * number / pulses)
    return _ended(0.5 * body)


AMBIENCES = {
    "rain": Kind("steady rain, with drops close by", _rain),
    "ocean": Kind("slow waves, about six a minute", _ocean),
    "brown": Kind("a deep, even rush", _brown),
    "bowl": Kind("a low drone of singing bowls", _bowl),
    "fire": Kind("a fireplace, crackling softly", _fire),
    "night": Kind("a garden at night: wind and crickets", _night),
}
"""Every ambience there is; a new one is a new row."""

SEED = 20_260
"""The seed unless another is asked for."""


def synthesised(name: str, seed: int = SEED) -> Ambience:
    """Return the ambience ``name`` of ``AMBIENCES``; raise UsageError if there is none."""
    if name not in AMBIENCES:
        raise UsageError(f'There is no ambience "{name}". Choose one of {", ".join(AMBIENCES)}, or none.')
    return Synthesised(AMBIENCES[name].layers(seed))


__all__ = ["AMBIENCES", "LUFS", "SEED", "Ambience", "synthesised"]
