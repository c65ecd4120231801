"""The process an engine lives in: ``python -m coach.speech.worker MODULE ARGUMENT``, started by a booth only.

Requests come on standard input and answers go out on what was standard output; the engine's own
prints are turned to standard error, so that nothing it says can disturb the protocol. When the input
ends, because the booth closed or died, the process ends at once, whatever the engine is doing.
"""

from __future__ import annotations

import importlib
import os
import queue
import sys
import threading
from typing import TYPE_CHECKING, Any, BinaryIO

from coach.errors import VoiceError
from coach.speech.accept import accept
from coach.speech.clean import pieces
from coach.speech.lexicon import pronounced
from coach.speech.protocol import Broken, receive, send
from coach.speech.voice import Settings, Speech, Voice

if TYPE_CHECKING:
    from coach.speech.clip import Clip

BETWEEN = 0.3
"""Silence between the pieces of a text that was too long to be spoken at once, in seconds."""


def _own_pipes() -> tuple[BinaryIO, BinaryIO]:
    """Take standard input and output for the protocol, and leave harmless ones to the engine."""
    requests = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    return requests, answers


def _listen(requests: BinaryIO, inbox: queue.SimpleQueue[dict[str, Any]]) -> None:
    """Hand requests on, and end the process when there can be no more."""
    try:
        while True:
            inbox.put(receive(requests)[0])
    except Broken:
        os._exit(0)  # the engine may hang: nothing else ends it for certain


def _joined(parts: list[Speech]) -> Speech:
    import numpy as np

    if len(parts) == 1:
        return parts[0]
    rate = parts[0].rate
    if any(part.rate != rate for part in parts):
        raise VoiceError("the engine changed its sample rate within a text")
    gap = np.zeros(round(BETWEEN * rate), np.int16)
    return Speech(np.concatenate([x for part in parts for x in (part.pcm, gap)][:-1]), rate)


def say(voice: Voice, request: dict[str, Any]) -> Clip:
    """Return the finished clip for ``request``; raise VoiceError if the engine gave nothing usable."""
    import numpy as np

    from coach.speech.finish import finished

    settings = Settings(**request["settings"])
    engine = voice.name.partition(":")[0]
    texts = [pronounced(piece, engine) for piece in pieces(request["text"], voice.max_chars)]
    speech = _joined([voice.speak(text, settings) for text in texts])
    if speech.pcm.dtype != np.int16 or speech.pcm.ndim != 1 or not 4_000 <= speech.rate <= 384_000:
        raise VoiceError("the engine returned something that is not mono 16-bit sound")
    if len(speech.pcm) / speech.rate > request["high"] / 48_000 + 10:
        raise VoiceError(f"what the engine returned is too long ({len(speech.pcm) / speech.rate:.0f} s)")
    clip = finished(speech)
    accept(clip, request["low"], request["high"])
    return clip


def _answer(voice: Voice, request: dict[str, Any], answers: BinaryIO) -> None:
    if request.get("ask") == "roster":
        roster = getattr(voice, "roster", list)
        send(answers, {"roster": roster()})
        return
    try:
        clip = say(voice, request)
    except VoiceError as error:
        send(answers, {"failed": str(error)})
    except Exception as error:  # noqa: BLE001 (a foreign engine may raise anything; it is reported and retried)
        send(answers, {"failed": f"{type(error).__name__}: {error}"})
    else:
        fields = {"frames": clip.frames, "hops": len(clip.energy)}
        send(answers, fields, clip.energy.astype("<f4").tobytes(), clip.pcm.astype("<i2").tobytes())


def _prepare() -> None:
    """Import what finishing needs before the first deadline runs."""
    import numpy as np

    from coach.speech.finish import finished

    finished(Speech(np.zeros(2_400, np.int16), 24_000))


def main(module: str, argument: str) -> None:
    """Load the voice, say so, then answer one request after the other until the input ends."""
    requests, answers = _own_pipes()
    inbox: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(requests, inbox), daemon=True).start()
    _prepare()
    try:
        voice: Voice = importlib.import_module(module).load(argument)
    except VoiceError as error:
        send(answers, {"unable": str(error)})
        return
    send(answers, {"ready": voice.name})
    while True:
        _answer(voice, inbox.get(), answers)


if __name__ == "__main__":
    main(*sys.argv[1:3])
