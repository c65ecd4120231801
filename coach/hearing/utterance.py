"""Utterances: short stretches of speech, cut out of what a microphone hears. Pure."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from coach.check.words import EAR_RATE

if TYPE_CHECKING:
    from numpy.typing import NDArray

WINDOW = 512
"""Frames of which it is judged at once whether they are speech: 32 ms."""

BEGINS, GOES_ON = 0.5, 0.35
"""Probabilities of speech at which an utterance begins, and below which a window is silent."""

SILENCE = 14
"""So many silent windows in a row end an utterance: 0.45 s, longer than the rest after a "Coach"."""

AROUND = 8
"""Windows before and after an utterance that are heard with it: 0.26 s, for soft consonants."""

SHORTEST_S, LONGEST_S = 0.3, 2.5
"""What is shorter is no word, what is longer no command, in seconds."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """A stretch of speech with silence before and after it."""

    sound: NDArray[np.float32]
    """Mono at 16 kHz, shape (frames,), from -1 to 1; a little of the silence is there too."""
    start: float
    """When its speech began, in seconds of the clock that the windows were stamped by."""
    end: float


class Cutter:
    """Takes one window after another, and gives each utterance when it has ended."""

    def __init__(self) -> None:
        self._before: deque[NDArray[np.float32]] = deque(maxlen=AROUND)
        self._windows: list[NDArray[np.float32]] = []
        self._start = 0.0
        self._end = 0.0
        self._silent = 0

    def feed(self, window: NDArray[np.float32], speech: float, stamp: float) -> Utterance | None:
        """Return the utterance that is over with ``window``, if one is.

        ``speech`` is the probability that the window is speech, ``stamp`` when it ended, in seconds.
        """
        if not self._windows:
            if speech < BEGINS:
                self._before.append(window)
                return None
            self._start = stamp - WINDOW / EAR_RATE
            self._windows = [*self._before]
            self._before.clear()
        self._windows.append(window)
        if speech >= GOES_ON:
            self._silent, self._end = 0, stamp
            del self._windows[: -round(2 * LONGEST_S * EAR_RATE / WINDOW)]  # somebody talks: no command
            return None
        self._silent += 1
        return self._over() if self._silent >= SILENCE else None

    def _over(self) -> Utterance | None:
        windows, length = self._windows, self._end - self._start
        self._windows, self._silent = [], 0
        self._before.extend(windows[-AROUND:])
        if not SHORTEST_S <= length <= LONGEST_S:
            return None
        kept = windows[: len(windows) - max(0, SILENCE - AROUND)]
        return Utterance(np.concatenate(kept), self._start, self._end)


__all__ = ["AROUND", "LONGEST_S", "SHORTEST_S", "SILENCE", "WINDOW", "Cutter", "Utterance"]
