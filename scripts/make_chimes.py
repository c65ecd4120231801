"""Make the five chimes: struck bowls, computed from a table, the same bytes on every run.

    python scripts/make_chimes.py           write audio/*.wav and audio/SOURCES.md
    python scripts/make_chimes.py --check   exit 1 if the files differ from what this would write

The first frame of a file is the moment the bowl is struck: planning places that frame. All five
have the same loudest 400 ms, six decibels below a levelled voice, so none of them startles.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import sys
import wave
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from coach.speech.clip import CLIP_LUFS
from coach.speech.level import block_energy, hop_energy, k_weight, to_lufs
from coach.units import RATE, to_gain

if TYPE_CHECKING:
    from numpy.typing import NDArray

FOLDER = Path(__file__).resolve().parent.parent / "audio"
BELOW_VOICE = 6.0
"""How far the loudest 400 ms of a chime stay below a levelled clip, in dB."""
ATTACK = 0.006
"""Time constant of a strike in seconds: nine tenths of the level after 14 ms, as with a felt mallet."""
FADE = 0.35
"""Last part of a file, in seconds, that is led to zero."""

PARTIALS = (
    # ratio, level, decay as a part of the fundamental's, beating in Hz
    (1.00, 1.00, 1.00, 0.9),
    (2.71, 0.62, 0.62, 1.3),
    (5.08, 0.24, 0.36, 1.9),
    (8.13, 0.07, 0.22, 2.6),
)
"""A singing bowl: a few inharmonic partials, each of them a close pair that beats slowly."""


@dataclass(frozen=True)
class Tone:
    """One strike on one bowl."""

    at: float
    """Seconds after the first frame."""
    pitch: float
    """Fundamental in Hz."""
    level: float
    """Amplitude against the other strikes of the chime."""
    decay: float
    """Time constant of the fundamental, in seconds."""


@dataclass(frozen=True)
class Chime:
    """What is struck, and how long the file lasts in seconds."""

    meaning: str
    seconds: float
    strikes: tuple[Tone, ...]


CHIMES = {
    "open": Chime("the session begins", 5.0, (Tone(0.0, 277.18, 1.0, 1.25),)),
    "hold_start": Chime(
        "stay: two strikes that rise", 2.5, (Tone(0.0, 329.63, 0.8, 0.50), Tone(0.17, 493.88, 1.0, 0.60))
    ),
    "hold_end": Chime(
        "let go: two strikes that fall", 2.5, (Tone(0.0, 554.37, 0.9, 0.42), Tone(0.17, 369.99, 1.0, 0.62))
    ),
    "switch": Chime(
        "change over: the same bowl twice", 2.0, (Tone(0.0, 440.00, 1.0, 0.30), Tone(0.26, 440.00, 0.7, 0.45))
    ),
    "close": Chime("the session ends", 5.0, (Tone(0.0, 220.00, 1.0, 1.30),)),
}


def strike(tone: Tone, frames: int) -> NDArray[np.float64]:
    """Return one struck bowl, shape (frames,), starting from zero at its own first frame."""
    time = np.arange(frames) / RATE - tone.at
    struck = time >= 0
    time = np.where(struck, time, 0.0)
    sound = np.zeros(frames)
    for ratio, level, part, beat in PARTIALS:
        envelope = level * np.exp(-time / (tone.decay * part)) * (1.0 - np.exp(-time / ATTACK))
        lower = np.sin(2 * np.pi * (tone.pitch * ratio - beat / 2) * time)
        upper = np.sin(2 * np.pi * (tone.pitch * ratio + beat / 2) * time)
        sound += envelope * (0.7 * lower + 0.3 * upper)
    return sound * struck * tone.level


def make(chime: Chime) -> NDArray[np.int16]:
    """Return a chime at its loudness, mono, 48 kHz."""
    frames = round(chime.seconds * RATE)
    sound = np.sum([strike(tone, frames) for tone in chime.strikes], axis=0)
    fade = round(FADE * RATE)
    sound[-fade:] *= 0.5 + 0.5 * np.cos(np.pi * np.arange(1, fade + 1) / fade)
    # Rounded, so that the last bits of another machine's arithmetic cannot reach the file.
    loudest = block_energy(hop_energy(k_weight(sound.astype(np.float32)))).max()
    level = round(CLIP_LUFS - BELOW_VOICE - to_lufs(float(loudest)), 4)
    return np.rint(sound * to_gain(level) * 32768).astype(np.int16)


def to_wav(pcm: NDArray[np.int16]) -> bytes:
    """Return the bytes of a 16-bit mono WAV file."""
    memory = io.BytesIO()
    with wave.open(memory, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(pcm.astype("<i2").tobytes())
    return memory.getvalue()


def describe(files: dict[str, bytes]) -> str:
    """Return SOURCES.md for the files."""
    lines = [
        "# Sources of sound",
        "",
        "The chimes are computed by `scripts/make_chimes.py` from a table of strikes and partials: no",
        "recording, sample or preset of anybody else is in them. They belong to this project and are",
        "licensed under Apache-2.0 like the code; as single sounds they may also be used under CC0 1.0.",
        "",
        "16 bit, 48 kHz, mono. The first frame is the strike. The loudest 400 ms of each lie at",
        f"{CLIP_LUFS - BELOW_VOICE:.0f} LUFS, {BELOW_VOICE:.0f} dB below a levelled voice.",
        "",
        "| file | meaning | seconds | struck (Hz) | SHA-256 |",
        "| --- | --- | --- | --- | --- |",
    ]
    for name, chime in CHIMES.items():
        pitches = ", ".join(f"{tone.pitch:.0f}" for tone in chime.strikes)
        digest = hashlib.sha256(files[f"{name}.wav"]).hexdigest()
        lines.append(f"| `{name}.wav` | {chime.meaning} | {chime.seconds} | {pitches} | `{digest}` |")
    return "\n".join([*lines, ""])


def main() -> int:
    """Write the files, or compare them."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--check", action="store_true", help="compare only; exit 1 if anything differs")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where the files are (default: audio/)")
    choice = parser.parse_args()
    files = {f"{name}.wav": to_wav(make(chime)) for name, chime in CHIMES.items()}
    files["SOURCES.md"] = describe(files).encode()
    different = []
    for name, data in files.items():
        path = choice.folder / name
        if choice.check:
            if not path.is_file() or path.read_bytes() != data:
                different.append(str(path))
        else:
            path.write_bytes(data)
    if different:
        print(f"differs: {', '.join(different)}; type: python scripts/make_chimes.py")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
