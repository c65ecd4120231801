"""Listening to sound: counting and measuring it; to that of an MP3 while it is being written, too."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coach.check.decode import blocks
from coach.check.growing import Growing
from coach.check.skim import skim
from coach.sound.loudness import Meter

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from coach.sound.block import Block


@dataclass(frozen=True, slots=True)
class Heard:
    """What was heard from the first frame to the last."""

    frames: int
    meter: Meter


def listen(sound: Iterable[Block], channels: int) -> Heard:
    """Return what ``sound`` is. Raises what reading it raises."""
    meter = Meter(channels)
    frames = 0
    for block in sound:
        meter.feed(block)
        frames += block.shape[1]
    return Heard(frames, meter)


class Follower:
    """Decodes an MP3 on a thread of its own, never far behind its writer."""

    def __init__(self, path: Path, channels: int) -> None:
        self._file = Growing(path)
        self._channels = channels
        self._heard: Heard | None = None
        self._thread = threading.Thread(target=self._work, name="follower", daemon=True)
        self._thread.start()

    def grew(self) -> None:
        """Report that more was written."""
        self._file.grew()

    def heard(self) -> Heard | None:
        """Return what the file, now finished, holds; None if it must be decoded whole to know."""
        self._file.grew(finished=True)
        self._thread.join()
        return self._heard

    def drop(self) -> None:
        """Stop: the file will not be finished. Does nothing after the end."""
        self._file.drop()
        self._thread.join()

    def _work(self) -> None:
        try:
            self._heard = listen(blocks(skim(self._file, self._channels), self._channels), self._channels)
        except Exception:  # noqa: BLE001 - who decodes it whole then meets the same and says it
            self._heard = None


__all__ = ["Follower", "Heard", "listen"]
