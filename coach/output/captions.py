"""Captions from the cues of a timeline: WebVTT, SRT and LRC, each readable by foreign programs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coach.output.id3 import milliseconds
from coach.units import RATE, Frames
from coach.words.plain import plain

if TYPE_CHECKING:
    from coach.plan.timeline import Timeline

SHORTEST = RATE
"""Frames a caption stays at least, if the next one leaves the time: 1 s."""

PER_CHARACTER = RATE // 17
"""Frames a reader needs for one character: 17 characters a second."""

CLEAR_AFTER = 2 * RATE
"""An LRC line is cleared if at least this many frames pass before the next."""

VTT_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})

# SRT and LRC know no escapes, so what they would take for markup is written with its twin.
SRT_TWINS = {"-->": "→", "<": "‹", ">": "›", "{\\": "{ \\"}
LRC_TWINS = {"[": "(", "]": ")"}


@dataclass(frozen=True, slots=True)
class Caption:
    """One caption at its place."""

    id: str
    start: Frames
    end: Frames
    text: str
    """One line without control characters."""


def captions(timeline: Timeline) -> Iterator[Caption]:
    """Yield the captions in order; short ones stay into the silence after them, none overlap."""
    limits = [cue.start for cue in timeline.cues[1:]] + [timeline.frames]
    for cue, limit in zip(timeline.cues, limits, strict=True):
        text = plain(" ".join(cue.line.text.split()))
        if text:
            wanted = max(cue.end, cue.start + max(SHORTEST, len(text) * PER_CHARACTER))
            yield Caption(cue.id, cue.start, Frames(min(wanted, limit)), text)


def vtt(timeline: Timeline) -> str:
    """Return the captions as WebVTT."""
    cues = (
        f"{mark.id}\n{stamp(mark.start)} --> {stamp(mark.end)}\n{mark.text.translate(VTT_ESCAPES)}\n"
        for mark in captions(timeline)
    )
    return "\n".join(("WEBVTT\n", *cues))


def srt(timeline: Timeline) -> str:
    """Return the captions as SubRip."""
    cues = (
        f"{number}\n{stamp(mark.start, ',')} --> {stamp(mark.end, ',')}\n{_twins(mark.text, SRT_TWINS)}\n"
        for number, mark in enumerate(captions(timeline), 1)
    )
    return "\n".join(cues)


def lrc(timeline: Timeline) -> str:
    """Return the captions as LRC, with an empty line where a long silence begins."""
    lines = [f"[ti:{_twins(plain(timeline.title), LRC_TWINS)}]", f"[length:{_minutes(timeline.frames)[:-3]}]"]
    marks = list(captions(timeline))
    following = [mark.start for mark in marks[1:]] + [timeline.frames]
    for mark, after in zip(marks, following, strict=True):
        lines.append(f"[{_minutes(mark.start)}]{_twins(mark.text, LRC_TWINS)}")
        if after - mark.end >= CLEAR_AFTER:
            lines.append(f"[{_minutes(mark.end)}]")
    return "\n".join(lines) + "\n"


CAPTIONS: dict[str, Callable[[Timeline], str]] = {"vtt": vtt, "srt": srt, "lrc": lrc}
"""Writers by suffix."""


def stamp(frames: int, point: str = ".") -> str:
    """Return a time as ``hh:mm:ss.mmm``."""
    seconds, thousandths = divmod(milliseconds(frames), 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}:{seconds:02d}{point}{thousandths:03d}"


def _minutes(frames: int) -> str:
    seconds, hundredths = divmod(milliseconds(frames) // 10, 100)
    minutes, seconds = divmod(seconds, 60)
    return f"{minutes:02d}:{seconds:02d}.{hundredths:02d}"


def _twins(text: str, twins: dict[str, str]) -> str:
    for mark, twin in twins.items():
        text = text.replace(mark, twin)
    return text
