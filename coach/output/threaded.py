"""A sink on a thread of its own, so that the next block is mixed while this one is encoded.

A few blocks wait at most; whoever mixes faster than the encoder encodes is made to wait. What goes
wrong on the thread is raised to the caller at the next call, as the same error.
"""

from __future__ import annotations

import queue
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coach.output.sink import Sink
    from coach.sound.block import Block

WAITING = 4
"""Blocks that may wait for the encoder."""


class Threaded:
    """Passes blocks on to ``sink``, which is used by one thread only."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._waiting: queue.Queue[Block | None] = queue.Queue(WAITING)
        self._error: BaseException | None = None
        self._stopped = False
        self._thread = threading.Thread(target=self._work, name="encoder", daemon=True)
        self._thread.start()

    def write(self, block: Block) -> None:
        """Hand ``block`` over; waits while too many wait. Raises what the sink raised before."""
        self._raise()
        self._waiting.put(block)

    def close(self) -> None:
        """Wait until all is written and closed. Raises what the sink raised."""
        self._raise()
        self._waiting.put(None)
        self._thread.join()
        self._raise()

    def abandon(self) -> None:
        """Stop after the block in hand, and abandon the sink."""
        self._stopped = True
        if self._thread.is_alive():
            self._waiting.put(None)
            self._thread.join()
        self._sink.abandon()

    def _raise(self) -> None:
        if self._error is not None:
            raise self._error

    def _work(self) -> None:
        while (block := self._waiting.get()) is not None:
            if not self._stopped and self._error is None:
                self._try(block)
        if not self._stopped and self._error is None:
            self._try(None)

    def _try(self, block: Block | None) -> None:
        try:
            if block is None:
                self._sink.close()
            else:
                self._sink.write(block)
        except BaseException as error:  # noqa: BLE001 - it is raised again on the caller's thread
            self._error = error
