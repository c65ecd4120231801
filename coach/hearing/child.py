"""The process that hears: ``python -m coach.hearing.child``, started by an ear only.

It is told once what it may expect to hear, on standard input, and says what it heard on what was standard
output. When the input ends it ends at once. It may be killed at any moment: it keeps nothing, writes no
sound anywhere, and reaches no network.

    ear:   open {prompt}                  once, first
    child: opened {}                      it hears from now on
           alive {}                       every few seconds while there is sound
           heard {text, start, end}       what was said, and when, in seconds of the monotonic clock
           gone {text}                    why it ends

It is one thread of low priority, so that the sound of a session comes before it.
"""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from time import monotonic
from typing import TYPE_CHECKING, BinaryIO

from coach.errors import CoachError
from coach.speech.protocol import Broken, receive, send

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

LOW = 5
"""What is added to the priority number: everything else comes first."""

ALIVE_S = 2.0
"""Time between two signs of life, in seconds."""


def serve(answers: BinaryIO, prompt: str) -> None:
    """Say what is heard, for ever; raise Deaf, UsageError or ImportError."""
    from coach.hearing.judge import Judge
    from coach.hearing.microphone import Microphone
    from coach.hearing.utterance import Cutter

    with Microphone() as microphone:  # first: without one there is nothing to load
        write, judge, cutter = _recogniser(prompt), Judge(), Cutter()
        microphone.forget()
        send(answers, {"say": "opened"})
        told = monotonic()
        while True:
            for window, speech, stamp in judge.feed(*microphone.take()):
                utterance = cutter.feed(window, speech, stamp)
                if utterance is None:
                    continue
                if text := write(utterance.sound):
                    send(
                        answers,
                        {"say": "heard", "text": text, "start": utterance.start, "end": utterance.end},
                    )
            if monotonic() - told > ALIVE_S:
                told = monotonic()
                send(answers, {"say": "alive"})


def _recogniser(prompt: str) -> Callable[[NDArray[np.float32]], str]:
    from coach.check.words import recogniser

    return recogniser(prompt, threads=1)


def _end_with(requests: BinaryIO) -> None:
    with contextlib.suppress(Broken):
        while True:
            receive(requests)
    os._exit(0)  # a library may be at work: nothing else ends it for certain


def main() -> None:
    """Hear until the input ends or there is nothing to hear with."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the session
    if hasattr(os, "nice"):
        with contextlib.suppress(OSError):
            os.nice(LOW)
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what libraries print goes elsewhere
    try:
        prompt = str(receive(requests)[0]["prompt"])
        threading.Thread(target=_end_with, args=(requests,), daemon=True).start()
        serve(answers, prompt)
    except Broken:
        os._exit(0)
    except CoachError as error:
        why = str(error)
    except Exception as error:  # noqa: BLE001 - whatever a library raised, the ear tries another child
        why = str(error) or type(error).__name__
    with contextlib.suppress(Broken):
        send(answers, {"say": "gone", "text": why})
    os._exit(0)


if __name__ == "__main__":
    main()
