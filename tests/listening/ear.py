"""An independent ear: what a stranger's decoder, meter and recogniser hear in a finished track.

Nothing of the product's own sound code is used here, only its count of wrong words: ffmpeg decodes and
measures loudness, ffprobe reads the chapters, Whisper (tiny.en) writes down what it hears, and chimes are
found by correlation.
Run it on files with their cue sheets beside them: ``python -m tests.listening.ear head-15.mp3 ...``.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import wave
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from coach.check.words import errors, plain_words, recogniser

if TYPE_CHECKING:
    from numpy.typing import NDArray

RATE = 48_000
AUDIO = Path(__file__).parents[2] / "audio"


@dataclass(frozen=True, slots=True)
class Heard:
    """One cue as the recogniser wrote it down."""

    cue: str
    said: str
    heard: str
    words: int
    errors: int


def decode(path: Path, rate: int = RATE) -> NDArray[np.float32]:
    """Return the track as ffmpeg decodes it: mono, float32, shape (frames,)."""
    command = ["ffmpeg", "-v", "error", "-i", str(path), "-f", "f32le", "-ac", "1", "-ar", str(rate), "-"]
    raw = subprocess.run(command, check=True, capture_output=True).stdout
    return np.frombuffer(raw, np.float32)


def sheet_of(path: Path) -> dict[str, Any]:
    """Return the cue sheet that stands beside a track."""
    found: dict[str, Any] = json.loads(path.with_suffix(".cues.json").read_text("utf-8"))
    return found


def listen(path: Path) -> list[Heard]:
    """Return what the recogniser hears, cue by cue, each with a third of a second around it."""
    sound = decode(path, 16_000)
    found = []
    for cue in sheet_of(path)["cues"]:
        start, end = (round(cue[key] * 16_000) for key in ("start", "end"))
        pad = 16_000 // 3
        piece = sound[max(0, start - pad) : end + pad]
        heard = recogniser()(piece)
        words = len(plain_words(cue["text"]))
        found.append(Heard(cue["id"], cue["text"], heard, words, errors(cue["text"], heard)))
    return found


def loudness(path: Path) -> tuple[float, float]:
    """Return integrated loudness in LUFS and true peak in dBTP, by ffmpeg's ebur128."""
    command = [
        "ffmpeg",
        "-nostats",
        "-i",
        str(path),
        "-filter_complex",
        "ebur128=peak=true",
        "-f",
        "null",
        "-",
    ]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stderr
    summary = text[text.rindex("Summary:") :]
    lufs = re.search(r"I:\s+(-?[\d.]+) LUFS", summary)
    peak = re.search(r"Peak:\s+(-?[\d.]+) dBFS", summary)
    assert lufs is not None
    assert peak is not None
    return float(lufs[1]), float(peak[1])


def chapters(path: Path) -> list[tuple[str, float]]:
    """Return title and start in seconds of every chapter, by ffprobe."""
    command = ["ffprobe", "-v", "error", "-print_format", "json", "-show_chapters", str(path)]
    data = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    return [(c["tags"]["title"], float(c["start_time"])) for c in data["chapters"]]


@cache
def _chime(name: str) -> NDArray[np.float32]:
    with wave.open(str(AUDIO / f"{name}.wav")) as file:
        pcm = np.frombuffer(file.readframes(file.getnframes()), "<i2")
    sound = pcm.astype(np.float32)[: RATE // 2]  # the first half second is never spoken over
    return sound / np.linalg.norm(sound)


def chime_offsets(path: Path) -> list[tuple[str, float, float]]:
    """Return name, planned start and found minus planned start (both in seconds) of every chime."""
    sound = decode(path)
    found = []
    for chime in sheet_of(path)["chimes"]:
        shape = _chime(chime["name"])
        at, reach = round(chime["start"] * RATE), RATE // 20
        low = max(0, at - reach)
        window = sound[low : at + reach + len(shape)]
        score = np.correlate(window, shape, "valid")
        found.append((chime["name"], chime["start"], (low + int(np.argmax(score)) - at) / RATE))
    return found


def report(path: Path) -> str:
    """Return everything that was heard in a track, as a few lines of text."""
    sheet = sheet_of(path)
    heard = listen(path)
    words, wrong = sum(h.words for h in heard), sum(h.errors for h in heard)
    worst = sorted(heard, key=lambda h: -h.errors / max(1, h.words))[:8]
    lufs, peak = loudness(path)
    offsets = [abs(offset) for _, _, offset in chime_offsets(path)]
    starts = [abs(at - c["start"]) for (_, at), c in zip(chapters(path), sheet["chapters"], strict=True)]
    lines = [
        f"{path.name}: {len(decode(path))} frames decoded, {round(sheet['seconds'] * RATE)} planned",
        f"  words wrong {wrong} of {words} = {wrong / words:.2%}",
        f"  loudness {lufs} LUFS, true peak {peak} dBTP",
        f"  {len(offsets)} chimes, at most {max(offsets, default=0) * 1000:.3f} ms off",
        f"  {len(starts)} chapters, at most {max(starts, default=0) * 1000:.1f} ms off",
    ]
    lines += [f"  {h.cue} {h.errors}/{h.words}: {h.said!r} heard {h.heard!r}" for h in worst if h.errors]
    return "\n".join(lines)


if __name__ == "__main__":
    for name in sys.argv[1:]:
        sys.stdout.write(report(Path(name)) + "\n")
