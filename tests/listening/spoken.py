"""Spoken commands by measurement: found, taken for another, and heard where there was none.

``python -m tests.listening.spoken words`` lets six synthetic voices say every command, alone and over beds
18 dB below them, and says what near misses become. ``track FILE ...`` feeds exported tracks to the ear:
whatever it takes for a command is a false alarm. ``air FILE ...`` does both through a sound server, in real
time, with the process that a session starts.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
import wave
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import soxr

from coach.check.words import EAR_RATE, recogniser
from coach.hearing.ear import Ear
from coach.hearing.judge import Judge
from coach.hearing.utterance import Cutter
from coach.live.command import Verb
from coach.live.spoken import EXPECTED, meaning
from coach.live.status import State
from coach.plan.timeline import Line
from coach.sound.laying import ambience_of
from coach.speech.booth import open_booth
from coach.speech.voice import Settings
from tests.listening.ear import RATE, decode

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Sound = NDArray[np.float32]

COMMANDS = (
    *(Verb.PAUSE, Verb.GO_ON, Verb.NEXT, Verb.BACK, Verb.AGAIN, Verb.LONGER, Verb.LIGHTER),
    *(Verb.HOW_LONG, Verb.LOUDER, Verb.QUIETER, Verb.STOP),
)
PACES = (115, 175)
OTHERS = ("en-gb", "en-us+f3")
"""Voices of espeak-ng."""
BEDS = ("", "brown", "rain", "bowl")
BED_DB = -18.0
LEVELS_DB = (0.0, -20.0)
"""How loud the voice is against a voice of the coach."""
MISSES = (
    *("Both paws.", "Slower.", "Coach class was full.", "That feels good.", "A bit harder, please."),
    *("Not there.", "My shoulder.", "Is it ready?", "Next to the spine.", "Further back.", "Softer."),
    *("How long have you been doing this?", "Lovely.", "Ouch!", "Yes.", "No.", "Don't stop.", "Just pause."),
    *("The coach said so.", "Louder, I can't hear.", "Again there.", "My coat, please.", "Approach slowly."),
)
GAP_S = 2.5


def voices(texts: list[str]) -> Iterator[tuple[str, dict[str, Sound]]]:
    """Yield every voice with what it says, at 48 kHz."""
    for pace in PACES:
        with open_booth("hibari", Settings(pace=pace)) as booth:
            lines = {text: Line(f"spoken-{text}", text) for text in texts}
            clips = booth.clips(list(lines.values()))
            said = {text: clips[line].pcm.astype(np.float32) / 32_768 for text, line in lines.items()}
            yield f"hibari {pace}", said
    for name in OTHERS:
        yield f"espeak {name}", {text: espeak(name, text) for text in texts}


def espeak(name: str, text: str) -> Sound:
    with tempfile.NamedTemporaryFile(suffix=".wav") as file:
        subprocess.run(["espeak-ng", "-v", name, "-s", "150", "-w", file.name, text], check=True)
        with wave.open(file.name) as heard:
            rate, pcm = heard.getframerate(), np.frombuffer(heard.readframes(heard.getnframes()), "<i2")
    sound = soxr.resample(pcm.astype(np.float32), rate, RATE)
    return np.asarray(sound * (0.05 / power(sound)), np.float32)


def power(sound: Sound) -> float:
    """Return the level of what is not silent, as an amplitude."""
    loud = np.abs(sound) > 0.05 * np.abs(sound).max()
    return float(np.sqrt(np.mean(sound[loud] ** 2)))


def laid(sound: Sound, bed: str) -> Sound:
    """Return ``sound`` over a bed."""
    if not bed:
        return sound
    source = ambience_of(bed)
    seconds = -(-len(sound) // RATE)
    under = np.concatenate([source.second(second).mean(axis=0) for second in range(30, 30 + seconds)])
    under = under[: len(sound)] / np.sqrt(np.mean(under**2)) * power(sound) * 10 ** (BED_DB / 20)
    return np.asarray(sound + under, np.float32)


def row(said: dict[str, Sound]) -> tuple[Sound, dict[str, tuple[float, float]]]:
    """Return everything one after the other, and when each begins and ends, in seconds."""
    parts, spans, at = [np.zeros(2 * RATE, np.float32)], {}, 2.0
    for text, sound in said.items():
        parts += [sound, np.zeros(round(GAP_S * RATE), np.float32)]
        spans[text] = (at, at + len(sound) / RATE)
        at += len(sound) / RATE + GAP_S
    return np.concatenate(parts), spans


def heard_in(sound: Sound) -> list[tuple[float, str]]:
    """Return what an ear writes down of ``sound`` at 16 kHz, with the middle of each in seconds."""
    write, judge, cutter = recogniser(EXPECTED, threads=1), Judge(), Cutter()
    found = []
    block = EAR_RATE // 10
    for at in range(0, len(sound) - block, block):
        for window, speech, stamp in judge.feed(sound[at : at + block], (at + block) / EAR_RATE):
            if utterance := cutter.feed(window, speech, stamp):
                found.append(((utterance.start + utterance.end) / 2, write(utterance.sound)))
    return found


def taken(text: str, state: State = State.PLAYING) -> str:
    command = meaning(text, state, speaking=False)
    return "" if command is None else str(command.verb)


def counted(heard: list[tuple[float, str]], spans: dict[str, tuple[float, float]]) -> Counter[str]:
    """Return what became of each command, telling of those that were not found."""
    count: Counter[str] = Counter()
    for said, (start, end) in spans.items():
        texts = [text for at, text in heard if start - 0.5 < at < end + 0.5]
        verbs = {taken(text) for text in texts} - {""}
        wanted = said.removeprefix("Coach, ").rstrip(".")
        result = "found" if verbs == {wanted} else "wrong" if verbs else "missed"
        count[result] += 1
        if result != "found":
            tell(f"    {said} {result}: {texts}")
    return count


def words() -> None:
    texts = [f"Coach, {verb}." for verb in COMMANDS]
    total: dict[str, Counter[str]] = {}
    alarms = 0
    for name, said in voices([*texts, *MISSES]):
        plain, spans = row({text: said[text] for text in texts})
        for bed in BEDS:
            for level in LEVELS_DB if not bed else LEVELS_DB[:1]:
                sound = laid(plain, bed) * np.float32(10 ** (level / 20))
                count = counted(heard_in(ear_rate(sound)), spans)
                key = f"{bed or 'quiet'} {level:+.0f} dB"
                total[key] = total.get(key, Counter()) + count
                tell(f"{name}, {key}: {dict(count)}")
        sound, _ = row({text: said[text] for text in MISSES})
        heard = heard_in(ear_rate(laid(sound, "rain")))
        alarms += sum(bool(taken(text)) for _, text in heard)
        wrong = [(text, taken(text)) for _, text in heard if taken(text)]
        tell(f"{name}, near misses: {wrong} of {len(heard)}")
    for key, count in total.items():
        tell(f"{key}: {dict(count)}")
    tell(f"false alarms in near misses: {alarms}")


def ear_rate(sound: Sound) -> Sound:
    return np.asarray(soxr.resample(sound, RATE, EAR_RATE), np.float32)


def track(path: Path) -> None:
    began = time.process_time()
    judge_alarms(path, heard_in(decode(path, EAR_RATE)), time.process_time() - began)


def judge_alarms(path: Path, heard: list[tuple[float, str]], cost: float) -> None:
    alarms = [
        (at, text) for at, text in heard if any(taken(text, state) for state in (State.PLAYING, State.GATE))
    ]
    tell(f"{path.name}: {len(heard)} utterances written down, {cost:.0f} CPU s, false alarms {alarms}")


def air(paths: list[Path]) -> None:
    """Do it with real sound: a sink whose monitor is the microphone."""
    from tests.speaker.room import Server

    with tempfile.TemporaryDirectory(prefix="w-") as folder:
        place = Path(folder)
        os.environ |= dict.fromkeys(("XDG_RUNTIME_DIR", "XDG_CONFIG_HOME"), folder)
        os.environ["PULSE_SERVER"] = f"unix:{place / 'native'}"
        server, ear = Server(place), Ear(EXPECTED)
        try:
            while not ear.hears:
                ear.look(time.monotonic())
                time.sleep(0.1)
            texts = [f"Coach, {verb}." for verb in COMMANDS]
            total: Counter[str] = Counter()
            for name, said in voices(texts):
                sound, spans = row(said)
                delays: list[float] = []
                count = counted(play(ear, laid(sound, "rain"), delays), spans)
                total += count
                tell(f"{name}, rain, through the air: {dict(count)}, written down {delays} s after the end")
            tell(f"through the air: {dict(total)}")
            for path in paths:
                judge_alarms(path, play(ear, decode(path), []), 0.0)
        finally:
            ear.close()
            server.close()


def play(ear: Ear, sound: Sound, delays: list[float]) -> list[tuple[float, str]]:
    """Play ``sound`` and return what the ear hears of it, in seconds from its start."""
    pcm = (np.clip(sound, -1, 1) * 32_767).astype("<i2").tobytes()
    command = [
        "pacat",
        "--device=room",
        "--format=s16le",
        f"--rate={RATE}",
        "--channels=1",
        "--latency-msec=50",
    ]
    with tempfile.TemporaryFile() as file:
        file.write(pcm)
        file.seek(0)
        began = time.monotonic()
        player = subprocess.Popen(command, stdin=file)
        found = []
        while time.monotonic() - began < len(sound) / RATE + 4.0:
            for heard in ear.look(now := time.monotonic()):
                found.append(((heard.start + heard.end) / 2 - began, heard.text))
                delays.append(round(now - heard.end, 1))
            time.sleep(0.03)
        player.wait()
    return found


def tell(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    kind, *names = sys.argv[1:]
    if kind == "words":
        words()
    elif kind == "air":
        air([Path(name) for name in names])
    else:
        for name in names:
            track(Path(name))
