"""How much like speech a microphone sounds, window by window: the Silero model inside faster-whisper."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from coach.check.words import EAR_RATE
from coach.hearing.utterance import WINDOW

if TYPE_CHECKING:
    from numpy.typing import NDArray

AT_ONCE = 4
"""Windows that are judged in one go: 0.13 s."""

KNOWN = 24
"""Windows before them that the model hears again, because it keeps nothing between two calls: 0.77 s."""


class Judge:
    """Takes sound as it comes."""

    def __init__(self) -> None:
        """Load the model; raise ImportError if it is not installed."""
        from faster_whisper.vad import get_vad_model

        self._model: Any = get_vad_model()
        self._past = np.zeros(KNOWN * WINDOW, np.float32)
        self._new = np.zeros(0, np.float32)

    def feed(
        self, sound: NDArray[np.float32], stamp: float
    ) -> Iterator[tuple[NDArray[np.float32], float, float]]:
        """Yield the windows that are complete: sound, probability of speech, and when it ended in seconds.

        ``stamp`` is when ``sound`` ended.
        """
        self._new = np.concatenate([self._new, sound])
        size = AT_ONCE * WINDOW
        while len(self._new) >= size:
            part, self._new = self._new[:size], self._new[size:]
            whole = np.concatenate([self._past, part])
            self._past = whole[size:]
            # the model writes into the last window it is given, so it gets a copy with one more
            heard = self._model(np.concatenate([whole, np.zeros(WINDOW, np.float32)]))
            chances = np.asarray(heard, np.float64).reshape(-1)[KNOWN : KNOWN + AT_ONCE]
            for index, window in enumerate(part.reshape(AT_ONCE, WINDOW)):
                after = len(self._new) + size - (index + 1) * WINDOW
                yield window, float(chances[index]), stamp - after / EAR_RATE


__all__ = ["Judge"]
