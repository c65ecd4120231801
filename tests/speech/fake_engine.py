"""An engine that misbehaves as its argument says; a worker loads it like any other."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

import numpy as np

from coach.errors import VoiceError
from coach.speech.casting import Casting
from coach.speech.voice import Settings, Speech

RATE = 24_000


def tone(seconds):
    t = np.arange(round(seconds * RATE)) / RATE
    return Speech((8_000 * np.sin(2 * np.pi * 220 * t)).astype(np.int16), RATE)


def right(text):
    return tone(len(text.split()) * 60 / 135)


def hang(text):
    os.kill(os.getpid(), signal.SIGSTOP)
    return right(text)


def crash(text):
    os.kill(os.getpid(), signal.SIGSEGV)
    return right(text)


def silence(text):
    return Speech(np.zeros(len(right(text).pcm), np.int16), RATE)


def header_only(_text):
    return Speech(np.zeros(0, np.int16), RATE)


def endless(text):
    return tone(100 * len(text.split()) * 60 / 135)


def stub(_text):
    return tone(0.05)


def prints(text):
    print("Audio saved to nowhere.wav", flush=True)  # noqa: T201 (that is the fault)
    os.write(1, b"CSAY and other noise")
    sys.stderr.write("noise\n")
    return right(text)


def raises(_text):
    raise KeyError("'NoneType'")


def floats(text):
    return Speech(right(text).pcm / 32_768, RATE)


MOODS = {
    each.__name__: each
    for each in (right, hang, crash, silence, header_only, endless, stub, prints, raises, floats)
}


def cast(argument):
    return Casting(f"fake:{argument}", argument, "1", ("en",), True, 200, paces=(50, 300))


class FakeVoice:
    """``MOOD``, ``MOOD@WORD`` (only texts with the word) or ``MOOD!FILE`` (only until the file is there)."""

    def __init__(self, argument):
        self.name, self.version, self.languages = f"fake:{argument}", "1", ("en",)
        self.deterministic, self.max_chars = True, 200
        rest, _, self._once = argument.partition("!")
        mood, _, self._word = rest.partition("@")
        self._mood = MOODS[mood]

    def speak(self, text: str, settings: Settings) -> Speech:  # noqa: ARG002 (the contract)
        if self._word not in text or (self._once and Path(self._once).exists()):
            return right(text)
        if self._once:
            Path(self._once).touch()
        return self._mood(text)


def load(argument):
    if argument == "missing":
        raise VoiceError("the model is not there: fetch it")
    if argument == "dies":
        os._exit(3)
    if argument == "busy":
        while True:
            time.sleep(60)
    return FakeVoice(argument)
