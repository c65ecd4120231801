"""Sound and tags that the tests of files share, and readers that know nothing of the encoders."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from coach.output.codec import Codec
from coach.output.formats import FORMATS
from coach.output.tags import Tags, Track
from coach.plan.timeline import Chapter
from coach.units import RATE, Frames

NASTY = (
    "a=b;c#d\\e",
    "Tom & \"Jerry\" <b>'x'</b>",
    "one --> two",
    "Füße, 足, 🙂, \u0645\u06cc\u200c\u062e",
    "{\\an8}[00:01.00]%s",
    "(17) / ; = #",
)
"""Titles that break careless writers; all of them must come back as they are."""

FRAMES = Frames(7 * RATE + 777)


def chapters(frames: int = FRAMES, titles: tuple[str, ...] = NASTY) -> tuple[Chapter, ...]:
    edges = [frames * number // len(titles) for number in range(len(titles) + 1)]
    return tuple(
        Chapter(title, Frames(start), Frames(end))
        for title, start, end in zip(titles, edges, edges[1:], strict=False)
    )


def track(channels: int = 1, frames: int = FRAMES, **changes: Any) -> Track:
    tags = Tags(
        title=NASTY[0], performer=NASTY[1], comment="First.\nSecond & last.", chapters=chapters(frames)
    )
    return Track(channels, Frames(frames), tags, **changes)


def speech_like(channels: int = 1, frames: int = FRAMES) -> np.ndarray:
    """Return bursts of filtered noise with digital silence between them, shape (channels, frames)."""
    noise = np.random.default_rng(3).standard_normal(frames)
    shape = np.fft.rfft(noise)
    pitch = np.fft.rfftfreq(frames, 1 / RATE)
    shape *= 1 / (1 + (pitch / 900) ** 2) * (pitch > 80)
    noise = np.fft.irfft(shape, frames)
    time = np.arange(frames) / RATE
    noise *= np.sin(time * 9) ** 2 * (time % 3 < 1.7)
    one = (0.5 * noise / np.abs(noise).max()).astype(np.float32)
    return np.repeat(one[None], channels, axis=0)


def blocks(sound: np.ndarray, size: int = RATE) -> list[np.ndarray]:
    return [sound[:, start : start + size] for start in range(0, sound.shape[1], size)]


def write(name: str, path: Path, sound: np.ndarray, about: Track | None = None) -> Path:
    """Write ``sound`` to ``path`` in the format called ``name``, with one encoder from start to end."""
    about = about or track(*sound.shape)
    make = FORMATS[name].make
    if not isinstance(make, Codec):
        sink = make(path, about)
        for block in blocks(sound):
            sink.write(block)
        sink.close()
        return path
    encoder, writer = make.encoder(about), make.writer(path, about)
    for block in blocks(sound):
        writer.put(encoder.encode(block))
    writer.put(encoder.flush())
    writer.close()
    return path


def decode(path: Path) -> np.ndarray:
    """Return all that a player hears, shape (channels, frames), float."""
    parts = []
    with av.open(str(path)) as container:
        channels = container.streams.audio[0].channels
        for frame in container.decode(audio=0):
            part = frame.to_ndarray()
            part = part / 32_768 if part.dtype == np.int16 else part
            parts.append(part if len(part) == channels else part.reshape(-1, channels).T)
    return np.concatenate(parts, axis=1)


def foreign(program: str) -> str:
    """Return the path of a program, or skip the test with the reason."""
    found = shutil.which(program)
    if not found:
        pytest.skip(f"{program} is not installed, so no foreign program can read the file back")
    return found


def probe(path: Path) -> dict[str, Any]:
    """Return what ffprobe finds: chapters, streams, format; tags of container and stream together."""
    call = [
        foreign("ffprobe"),
        "-v",
        "error",
        "-show_chapters",
        "-show_format",
        "-show_streams",
        "-of",
        "json",
        path,
    ]
    done = subprocess.run(call, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    found = json.loads(done.stdout)
    both = [found["streams"][0].get("tags", {}), found["format"].get("tags", {})]
    found["tags"] = {key.lower(): value for tags in both for key, value in tags.items()}
    return dict(found)


def pcm_by_ffmpeg(path: Path, channels: int) -> np.ndarray:
    """Return the samples that the ffmpeg program decodes, shape (channels, frames), int16."""
    call = [foreign("ffmpeg"), "-v", "error", "-i", path, "-f", "s16le", "-"]
    done = subprocess.run(call, capture_output=True, check=True)
    return np.frombuffer(done.stdout, "<i2").reshape(-1, channels).T
