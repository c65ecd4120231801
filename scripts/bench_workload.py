"""A guided session for the scoreboard: clips as WAV files, where each of them sounds, and the right mix.

Every minute has ten sentences of 1.5 to 4.5 s and twenty-five chimes of 2.5 s that ring into each other,
so there is hardly any silence to be saved; twelve chapters. The same seed makes the same bytes.
"""

from __future__ import annotations

import json
import wave
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

RATE = 48_000
CHIME = round(2.5 * RATE)
MOST_SENTENCES = 600
"""Different sentences, at most; a longer session says them again."""
PITCHES = (523.25, 587.33, 659.26, 783.99, 880.0, 1046.5)
LEVELS = (0.25, 0.175, 0.1)
CHAPTERS = 12
REFERENCE = "reference.wav"
WINDOW = 10 * RATE
"""Frames of the reference that are mixed at once."""


@dataclass(frozen=True, slots=True)
class Cue:
    """A clip at its place."""

    start: int
    """First frame in the session."""
    file: str
    frames: int

    @property
    def end(self) -> int:
        """Frame after the last."""
        return self.start + self.frames


@dataclass(frozen=True, slots=True)
class Workload:
    """What every contestant is given."""

    folder: Path
    frames: int
    channels: int
    speech: tuple[Cue, ...]
    chimes: tuple[Cue, ...]
    chapters: tuple[tuple[int, str], ...]
    """First frame and title of each."""

    @property
    def cues(self) -> tuple[Cue, ...]:
        """All, by start."""
        return tuple(sorted((*self.speech, *self.chimes), key=lambda cue: cue.start))


def make(folder: Path, minutes: float, channels: int = 2, seed: int = 11) -> Workload:
    """Write the clips, the list of cues and the reference mix into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(seed)
    frames = round(minutes * 60 * RATE)
    speech, chimes = _sentences(folder, rng, frames, minutes), _bells(folder, rng, frames, minutes)
    chapters = tuple((frames * part // CHAPTERS, f"Part {part + 1}") for part in range(CHAPTERS))
    workload = Workload(folder, frames, channels, speech, chimes, chapters)
    plain = {**asdict(workload), "folder": ""}
    (folder / "session.json").write_text(json.dumps(plain))
    _write_reference(workload)
    return workload


def load(folder: Path) -> Workload:
    """Read what ``make`` wrote."""
    plain = json.loads((folder / "session.json").read_text())
    speech, chimes = (tuple(Cue(**cue) for cue in plain[name]) for name in ("speech", "chimes"))
    chapters = tuple((start, title) for start, title in plain["chapters"])
    return Workload(folder, plain["frames"], plain["channels"], speech, chimes, chapters)


def read(path: Path) -> NDArray[np.int16]:
    """Return the samples of a mono WAV file."""
    with wave.open(str(path)) as file:
        return np.frombuffer(file.readframes(file.getnframes()), "<i2")


def mixed(workload: Workload, size: int = WINDOW) -> Iterator[NDArray[np.float32]]:
    """Yield the mix in one channel, ``size`` frames at a time; the plainest way that is right."""
    cues, ringing, clips, coming = workload.cues, list[Cue](), dict[str, NDArray[np.float32]](), 0
    for start in range(0, workload.frames, size):
        stop = min(start + size, workload.frames)
        while coming < len(cues) and cues[coming].start < stop:
            ringing.append(cues[coming])
            coming += 1
        bus = np.zeros(stop - start, np.float32)
        for cue in ringing:
            if cue.file not in clips:
                clips[cue.file] = read(workload.folder / cue.file) / np.float32(32_768)
            first, last = max(cue.start, start), min(cue.end, stop)
            bus[first - start : last - start] += clips[cue.file][first - cue.start : last - cue.start]
        ringing = [cue for cue in ringing if cue.end > stop]
        if len(clips) > 64:
            clips = {cue.file: clips[cue.file] for cue in ringing}
        yield bus


def interleaved(bus: NDArray[np.float32], channels: int) -> NDArray[np.int16]:
    """Return ``bus`` as 16-bit samples, channel beside channel."""
    whole = np.clip(np.rint(bus * np.float32(32_768)), -32_768, 32_767).astype("<i2")
    return np.repeat(whole, channels)


def _write_reference(workload: Workload) -> None:
    with wave.open(str(workload.folder / REFERENCE), "wb") as file:
        file.setparams((workload.channels, 2, RATE, workload.frames, "NONE", ""))
        for bus in mixed(workload):
            file.writeframes(interleaved(bus, workload.channels).tobytes())


def _save(path: Path, sound: NDArray[np.float64]) -> int:
    from coach.speech.clip import Clip
    from coach.speech.entry import SUFFIX, packed
    from coach.speech.level import hop_energy, k_weight

    pcm = np.rint(sound * 32_767).astype("<i2")
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, RATE, len(pcm), "NONE", ""))
        file.writeframes(pcm.tobytes())
    # The same as it lies in our cache of clips, with its energies.
    energy = hop_energy(k_weight(pcm.astype(np.float32) / np.float32(32_768)))
    path.with_suffix(SUFFIX).write_bytes(b"".join(packed(Clip(pcm, energy, path.name))))
    return len(pcm)


def _sentences(folder: Path, rng: np.random.Generator, frames: int, minutes: float) -> tuple[Cue, ...]:
    count = max(1, round(minutes * 10))
    tape = _tape(rng)
    clips = []
    for number in range(min(count, MOST_SENTENCES)):
        length = int(rng.integers(RATE * 3 // 2, RATE * 9 // 2))
        start = int(rng.integers(0, len(tape) - length))
        edge = np.minimum(1, np.minimum(np.arange(length), np.arange(length)[::-1]) / (RATE / 40))
        name = f"sentence-{number:03}.wav"
        clips.append((name, _save(folder / name, tape[start : start + length] * edge)))
    room = frames // count
    cues = []
    for number in range(count):
        name, length = clips[number % len(clips)]
        cues.append(Cue(number * room + int(rng.integers(0, room - length)), name, length))
    return tuple(cues)


def _tape(rng: np.random.Generator, pieces: int = 40) -> NDArray[np.float64]:
    """Return a minute of something that an encoder takes for speech: buzz and breath in vowels."""
    length = RATE * 3 // 2
    time = np.arange(length) / RATE
    pitch = np.fft.rfftfreq(length, 1 / RATE)
    parts = []
    for _ in range(pieces):
        turns = np.cumsum(rng.uniform(95, 140) + 15 * np.sin(2 * np.pi * rng.uniform(0.3, 0.9) * time)) / RATE
        buzz = np.abs(1 - 2 * (turns % 1)) ** 6 + 0.1 * rng.standard_normal(length)
        throat = 0.02 / (1 + (pitch / 3_000) ** 2)
        for centre, width in zip(
            rng.uniform((350, 900, 2_300), (800, 2_000, 3_000)), (80, 120, 180), strict=True
        ):
            throat = throat + np.exp(-(((pitch - centre) / width) ** 2) / 2)
        voice = np.fft.irfft(np.fft.rfft(buzz - buzz.mean()) * throat, length)
        syllables = np.sin(np.pi * time * rng.integers(4, 8) / 1.5) ** 2
        voice *= syllables
        parts.append(0.45 * voice / np.abs(voice).max())
    return np.concatenate(parts)


def _bells(folder: Path, rng: np.random.Generator, frames: int, minutes: float) -> tuple[Cue, ...]:
    time = np.arange(CHIME) / RATE
    edges = np.minimum(1, time * 300) * np.minimum(1, (2.5 - time) * 20)
    names = []
    for number, pitch in enumerate(PITCHES):
        partials = ((1.0, 1.0, 2.0), (2.01, 0.6, 3.0), (3.9, 0.3, 5.0))
        bell = sum(
            height * np.exp(-fall * time) * np.sin(2 * np.pi * pitch * ratio * time)
            for ratio, height, fall in partials
        )
        for level in LEVELS:
            name = f"chime-{number}-{round(level * 1000)}.wav"
            _save(folder / name, level * bell * edges / np.abs(bell).max())
            names.append(name)
    step = frames / round(minutes * 25)
    starts = [int((number + rng.uniform(0, 0.8)) * step) for number in range(round(minutes * 25))]
    return tuple(
        Cue(min(start, frames - CHIME), names[int(rng.integers(len(names)))], CHIME) for start in starts
    )
