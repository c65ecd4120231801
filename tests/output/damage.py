"""A finished session, and all that can happen to one: cut, spliced, moved, muffled, replaced, mistagged."""

from __future__ import annotations

import itertools
import json
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from coach.output.tags import Tags, Track
from coach.plan.timeline import Chapter
from coach.units import RATE, Frames, to_frames

from .encoded import decode, foreign, write

Sound = np.ndarray
"""Shape (1, frames), float."""


@dataclass(frozen=True)
class Good:
    """A whole export, decoded."""

    path: Path
    sheet: dict[str, Any]
    sound: Sound

    @property
    def tags(self) -> Tags:
        marks = tuple(
            Chapter(part["title"], to_frames(part["start"]), to_frames(part["end"]))
            for part in self.sheet["chapters"]
        )
        return Tags(self.sheet["title"], performer=self.sheet["options"]["voice"], chapters=marks)

    def cue(self, at_least: float = 3.0) -> dict[str, Any]:
        """Return a cue from the middle that lasts so many seconds and has no chime near it."""
        cues = self.sheet["cues"][len(self.sheet["cues"]) // 2 :]
        return next(cue for cue in cues if cue["end"] - cue["start"] >= at_least)

    def chime(self) -> dict[str, Any]:
        """Return a chime that rings out before anything else sounds."""
        events = sorted(row["start"] for key in ("cues", "chimes") for row in self.sheet[key])
        ends = [cue["end"] for cue in self.sheet["cues"]]
        for chime in self.sheet["chimes"]:
            at = chime["start"]
            if all(not at < event < at + 2.6 for event in events) and all(
                not at < e < at + 2.6 for e in ends
            ):
                return dict(chime)
        raise AssertionError("no chime rings alone")

    def quiet(self) -> int:
        """Return the middle of the longest silence of the session's middle third, as a frame."""
        cues = self.sheet["cues"]
        third = self.sheet["seconds"] / 3
        gaps = [
            (right["start"] - left["end"], (right["start"] + left["end"]) / 2)
            for left, right in itertools.pairwise(cues)
            if third < left["end"] < 2 * third
        ]
        return frame(max(gaps)[1])


def quiet_end(good: Good) -> int:
    """Return where the first thing sounds after the longest silence of the middle third."""
    events = [row["start"] for key in ("cues", "chimes") for row in good.sheet[key]]
    return min(frame(event) for event in events if frame(event) > good.quiet())


def frame(seconds: float) -> int:
    return round(seconds * RATE)


def load(path: Path) -> Good:
    return Good(path, json.loads(path.with_suffix(".cues.json").read_text("utf-8")), decode(path))


def rewrite(good: Good, path: Path, sound: Sound, tags: Tags | None = None) -> Path:
    """Write other sound, or other tags, as a file beside a copy of the cue sheet."""
    about = Track(1, Frames(sound.shape[1]), tags or good.tags)
    write(path.suffix[1:], path, np.ascontiguousarray(sound, np.float32), about)
    return beside(good, path)


def beside(good: Good, path: Path) -> Path:
    shutil.copy(good.path.with_suffix(".cues.json"), path.with_suffix(".cues.json"))
    return path


def span(row: dict[str, Any]) -> slice:
    return slice(frame(row["start"]), frame(row["end"]))


# what happens to the sound


def cut_end(good: Good) -> Sound:
    return good.sound[:, : -5 * RATE]


def cut_start(good: Good) -> Sound:
    return good.sound[:, RATE // 2 :]


def cut_middle(good: Good) -> Sound:
    at = good.quiet()
    return np.concatenate([good.sound[:, : at - RATE], good.sound[:, at + RATE :]], axis=1)


def cut_middle_and_filled(good: Good) -> Sound:
    """Two seconds are gone, and the length is made up at the end."""
    return np.concatenate([cut_middle(good), np.zeros((1, 2 * RATE))], axis=1)


def spliced(good: Good) -> Sound:
    at = good.quiet()
    return np.concatenate([good.sound[:, :at], np.zeros((1, 2 * RATE)), good.sound[:, at:]], axis=1)


def moved_chime(good: Good, seconds: float = 0.020) -> Sound:
    sound, at, by = good.sound.copy(), frame(good.chime()["start"]), frame(seconds)
    rings = sound[:, at : at + frame(2.5)].copy()
    sound[:, at : at + frame(2.5)] = 0
    sound[:, at + by : at + by + rings.shape[1]] += rings
    return sound


def no_chime(good: Good) -> Sound:
    sound, at = good.sound.copy(), frame(good.chime()["start"])
    sound[:, at : at + frame(2.5)] = 0
    return sound


def other_chime(good: Good) -> Sound:
    """A plain tone rings in its place."""
    sound, at = no_chime(good), frame(good.chime()["start"])
    time = np.arange(2 * RATE) / RATE
    sound[:, at : at + 2 * RATE] += 0.1 * np.sin(2 * np.pi * 700 * time) * np.exp(-3 * time)
    return sound


def louder(good: Good) -> Sound:
    return np.clip(good.sound * 2, -1, 1)


def softer(good: Good) -> Sound:
    return good.sound / 2


def muffled_stretch(good: Good) -> Sound:
    sound, middle = good.sound.copy(), span(good.cue())
    sound[:, middle.start - 2 * RATE : middle.stop + 2 * RATE] /= 10
    return sound


def muted_cue(good: Good) -> Sound:
    sound = good.sound.copy()
    sound[:, span(good.cue())] = 0
    return sound


def half_muted_cue(good: Good) -> Sound:
    sound, cue = good.sound.copy(), span(good.cue())
    sound[:, (cue.start + cue.stop) // 2 : cue.stop] = 0
    return sound


def holed_cue(good: Good) -> Sound:
    """Three quarters of a second are missing in the middle of a sentence."""
    sound, cue = good.sound.copy(), span(good.cue())
    middle = (cue.start + cue.stop) // 2
    sound[:, middle - frame(0.375) : middle + frame(0.375)] = 0
    return sound


def noise_for_a_cue(good: Good) -> Sound:
    sound, cue = good.sound.copy(), span(good.cue())
    noise = np.random.default_rng(1).standard_normal(cue.stop - cue.start)
    sound[0, cue] = noise * np.sqrt((sound[0, cue] ** 2).mean())
    return sound


def another_cue(good: Good) -> Sound:
    """Other words of the same voice, as long and as loud, stand in a cue's place."""
    sound, cue = good.sound.copy(), good.cue()
    length = cue["end"] - cue["start"]
    near = min(
        (
            row
            for row in good.sheet["cues"]
            if row["text"] != cue["text"] and row["end"] - row["start"] >= length
        ),
        key=lambda row: row["end"] - row["start"],
    )
    part = sound[:, frame(near["start"]) :][:, : frame(length)].copy()
    sound[:, frame(cue["start"]) : frame(cue["start"]) + part.shape[1]] = part
    return sound


def clipped_cue(good: Good) -> Sound:
    sound, cue = good.sound.copy(), span(good.cue())
    sound[:, cue] = np.clip(sound[:, cue] * 3, -1, 1)
    return sound


def tone_in_a_silence(good: Good) -> Sound:
    sound, at = good.sound.copy(), good.quiet()
    sound[0, at : at + RATE // 2] += 0.02 * np.sin(np.arange(RATE // 2) / 9)
    return sound


SOUNDS: dict[str, tuple[Callable[[Good], Sound], str]] = {
    "cut at the end": (cut_end, "length"),
    "cut at the start": (cut_start, "length moved"),
    "cut in the middle": (cut_middle, "length moved"),
    "cut in the middle and filled up": (cut_middle_and_filled, "moved"),
    "silence spliced in": (spliced, "length moved"),
    "a chime moved by 20 ms": (moved_chime, "chime"),
    "a chime moved by 2 ms": (lambda good: moved_chime(good, 0.002), "chime"),
    "a chime gone": (no_chime, "chime"),
    "another sound for a chime": (other_chime, "chime"),
    "6 dB louder": (louder, "loudness peak"),
    "6 dB softer": (softer, "loudness"),
    "a stretch 20 dB softer": (muffled_stretch, "cue"),
    "a cue muted": (muted_cue, "cue"),
    "half a cue muted": (half_muted_cue, "cue"),
    "a hole in a cue": (holed_cue, "cue"),
    "noise for a cue": (noise_for_a_cue, "cue"),
    "other words for a cue": (another_cue, "cue"),
    "a cue clipped": (clipped_cue, "cue"),
    "a tone in a silence": (tone_in_a_silence, "sound"),
}
"""What is done to the sound, and the kinds of faults that must be named."""


# what happens to the file


def cut_file(good: Good, path: Path) -> Path:
    data = good.path.with_suffix(path.suffix).read_bytes()
    path.write_bytes(data[: len(data) * 3 // 4])
    return beside(good, path)


def torn_file(good: Good, path: Path) -> Path:
    """Some kilobytes in the middle of a sentence are lost on the disk."""
    source = good.path.with_suffix(path.suffix)
    data = bytearray(source.read_bytes())
    cue = good.cue()
    at = round(len(data) * (cue["start"] + cue["end"]) / 2 / good.sheet["seconds"])
    lost = 65_536 if path.suffix == ".wav" else 4_096
    data[at : at + lost] = bytes(lost)
    path.write_bytes(data)
    return beside(good, path)


def converted(good: Good, path: Path, *how: str) -> Path:
    """What the ffmpeg program makes of the export."""
    call = [foreign("ffmpeg"), "-v", "error", "-i", good.path, *how, "-map_metadata", "0", path]
    subprocess.run(call, check=True)
    return beside(good, path)


def changed_tags(good: Good, **changes: Any) -> Tags:
    return replace(good.tags, **changes)


def later(good: Good) -> tuple[Chapter, ...]:
    return tuple(
        replace(mark, start=Frames(mark.start + RATE * (number > 0)), end=Frames(mark.end + RATE))
        for number, mark in enumerate(good.tags.chapters)
    )


def renamed(good: Good) -> tuple[Chapter, ...]:
    first, *rest = good.tags.chapters
    return (first, replace(rest[0], title="Elsewhere"), *rest[1:])


TAGS: dict[str, tuple[Callable[[Good], Tags], str]] = {
    "chapters shifted by a second": (lambda good: changed_tags(good, chapters=later(good)), "chapter"),
    "a chapter renamed": (lambda good: changed_tags(good, chapters=renamed(good)), "chapter"),
    "a chapter missing": (lambda good: changed_tags(good, chapters=good.tags.chapters[:-1]), "chapter"),
    "another title": (lambda good: changed_tags(good, title="Something else"), "tag"),
    "another performer": (lambda good: changed_tags(good, performer="Somebody"), "tag"),
}

CONVERSIONS: dict[str, tuple[tuple[str, ...], str]] = {
    "played 2 % faster": (("-af", "asetrate=48960,aresample=48000"), "length sheet"),
    "pitched at the same length": (("-af", "asetrate=50400,aresample=48000,atempo=0.952380952"), "chime"),
    "at another rate": (("-ar", "44100"), "rate"),
    "encoded again and cut": (("-t", "60", "-b:a", "64k"), "length"),
}
"""What the ffmpeg program is told."""
