"""A finished file, or a folder of split tracks, against its cue sheet: everything that can be off, named.

The sound is decoded as a player does it, a second at a time, and heard once by all who judge it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from coach.check.acx import rules
from coach.check.audience import Audience, Passage
from coach.check.cuesheet import CueSheet, Cut
from coach.check.decode import Recording, at_our_rate, recording
from coach.check.fault import Fault
from coach.check.listen import Heard
from coach.check.verify import MP4_SLACK, RESAMPLED_SLACK, Expectation, judged, level_faults, loudness_range
from coach.errors import InputError
from coach.sound.loudness import Meter
from coach.sound.predict import SPEECH_SHARE
from coach.sound.score import TARGET_LUFS
from coach.units import RATE, Decibels, Frames, clock
from coach.words.plain import plain

if TYPE_CHECKING:
    from coach.sound.block import Block

Progress = Callable[[float], None]
"""Told how much is done, 0 to 1."""

TRACKS = frozenset({".mp3", ".m4b", ".m4a", ".opus", ".flac", ".wav"})
"""Suffixes of files that can be tracks."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a finished session is."""

    path: Path
    frames: Frames
    """Length as it is played, at 48 kHz."""
    lufs: float
    """Integrated loudness; -inf for silence."""
    peak: Decibels
    """True peak, in dBTP."""
    cues: tuple[int, int]
    """As planned, and all there are."""
    chimes: tuple[int, int]
    """The same."""
    faults: tuple[Fault, ...]
    """What is off; empty for a good one."""
    notes: tuple[Fault, ...] = ()
    """What is off and was so in the mix already, as the cue sheet says."""


class _Audience(Audience):
    """All who judge a sound, listening together."""

    def __init__(self, sheet: CueSheet, channels: int) -> None:
        super().__init__(sheet)
        self.channels = channels
        self.meter = Meter(channels)

    def feed(self, block: Block, gain: float = 1.0) -> None:
        """Take the next frames at 48 kHz, shape (channels, frames), which ``gain`` has made louder."""
        Audience.feed(self, block, gain)
        self.meter.feed(block)

    def verdict(self, path: Path, faults: Sequence[Fault]) -> Verdict:
        """Return what was heard; ``faults`` are those found in other ways."""
        heeded = self.heeded()
        found = (*faults, *heeded.faults)
        notes = tuple(one for one in found if any(note.tells(one) for note in self.sheet.sound.notes))
        return Verdict(
            path,
            Frames(self.frames),
            self.meter.integrated(),
            self.meter.true_peak(),
            (heeded.cues, len(self.sheet.cues)),
            (heeded.bells, len(self.sheet.bells)),
            tuple(one for one in found if one not in notes),
            notes,
        )


def examine(path: Path, sheet: CueSheet, progress: Progress = lambda _done: None) -> Verdict:
    """Return what the file or folder ``path`` is. Raises InputError if there is none."""
    if path.is_dir():
        return _folder(path, sheet, progress)
    if not path.is_file():
        raise InputError(f'There is no file "{path}".')
    audience = None
    try:
        with recording(path) as found:
            audience = _Audience(sheet, found.channels)
            for block in at_our_rate(found.blocks, found.rate, found.channels):
                audience.feed(block)
                progress(min(1.0, audience.frames / max(1, sheet.frames)))
    except InputError as error:
        audience = audience or _Audience(sheet, 1)
        return audience.verdict(path, [_broken(audience.frames, error)])
    expected = _expectation(sheet, found.channels)
    slack = MP4_SLACK if "mp4" in found.container else 0
    report = judged(expected, found, Heard(audience.frames, audience.meter), slack)
    tags = _tag_faults({"title": sheet.title, "artist": sheet.voice}, found.tags)
    return audience.verdict(path, (*report.faults, *tags))


def _broken(frames: int, error: InputError) -> Fault:
    cause = error.__cause__ or error
    return Fault(
        "broken", f"it cannot be decoded after {clock(frames, tenths=True)} ({cause})", Frames(frames)
    )


def _expectation(sheet: CueSheet, channels: int) -> Expectation:
    sound = sheet.sound
    lufs = sound.lufs if sound.said else _usual_lufs(sheet, channels)
    return Expectation(
        sheet.frames,
        sound.channels,
        None if lufs is None else loudness_range(lufs, bed=sound.bed),
        sound.peak,
        tuple(part.start for part in sheet.chapters),
        tuple(part.title for part in sheet.chapters),
        sound.rate,
    )


def _usual_lufs(sheet: CueSheet, channels: int) -> float | None:
    """Return the loudness of a session whose sheet does not say it; None where few words sound."""
    spoken = sum(cue.end - cue.start for cue in sheet.cues)
    return TARGET_LUFS.get(channels) if spoken >= SPEECH_SHARE * sheet.frames else None


def _tag_faults(wanted: Mapping[str, str], found: Mapping[str, str], where: str = "") -> Iterator[Fault]:
    for name, value in wanted.items():
        if value and found.get(name, "") != plain(value):
            has = f'"{found[name]}"' if found.get(name) else "missing"
            yield Fault("tag", f'{where}the tag {name} is {has} instead of "{plain(value)}"', name=name)


# split tracks


def _folder(folder: Path, sheet: CueSheet, progress: Progress) -> Verdict:
    paths = sorted(path for path in folder.iterdir() if path.suffix.lower() in TRACKS)
    cuts = sheet.sound.cuts or tuple(
        Cut(part.start, part.end, Frames(0), Frames(0)) for part in sheet.chapters
    )
    if not paths:
        raise InputError(f'There are no tracks in "{folder}". Name a folder that coach export --split wrote.')
    audience: _Audience | None = None
    faults: list[Fault] = []
    tracks = _by_number(paths, len(cuts), faults)
    for number, cut in enumerate(cuts):
        if (path := tracks.get(number)) is None:
            continue
        try:
            with recording(path) as found:
                audience = audience or _Audience(sheet, found.channels)
                audience.fill(cut.start, audience.channels)
                faults += _track(found, path, cut, audience)
                title = sheet.chapters[number].title if number < len(sheet.chapters) else ""
                wanted = {"title": title, "album": sheet.title, "artist": sheet.voice}
                faults += _tag_faults(wanted, found.tags, f"in {path.name} ")
            faults += _rule_faults(path, cut, sheet)
        except InputError as error:
            audience = audience or _Audience(sheet, 1)
            faults.append(
                Fault("broken", f"{path.name} cannot be decoded ({error.__cause__ or error})", cut.start)
            )
        progress(cut.end / max(1, sheet.frames))
    audience = audience or _Audience(sheet, 1)
    audience.fill(sheet.frames, audience.channels)
    expected = _expectation(sheet, audience.channels)
    loud, peak = audience.meter.integrated(), audience.meter.true_peak()
    return audience.verdict(folder, (*faults, *level_faults(expected, loud, peak)))


def _by_number(paths: Sequence[Path], count: int, faults: list[Fault]) -> dict[int, Path]:
    """Return the tracks by their place in the session, from 0; what is missing or too much is a fault.

    Where names do not begin with numbers the order of the names counts.
    """
    numbers = [int(match[0]) - 1 if (match := re.match(r"\d+", path.name)) else -1 for path in paths]
    if -1 in numbers or len(set(numbers)) < len(numbers):
        numbers = list(range(len(paths)))
    found = dict(zip(numbers, paths, strict=True))
    missing = (number for number in range(count) if number not in found)
    foreign = (path for number, path in found.items() if number >= count)
    faults += [Fault("chapter", f"track {number + 1} of {count} is missing") for number in missing]
    faults += [
        Fault("chapter", f"{path.name} is no track of this session, it has {count}") for path in foreign
    ]
    return found


def _rule_faults(path: Path, cut: Cut, sheet: CueSheet) -> Iterator[Fault]:
    """Yield the rules of its target that a track does not keep."""
    if sheet.sound.target == "acx":
        for rule in rules(path):
            if not rule.passed:
                what = f"the {rule.name} of {path.name} is {rule.found}, but must be {rule.wanted}"
                yield Fault("rule", what, cut.start, rule.name)


def _track(found: Recording, path: Path, cut: Cut, audience: _Audience) -> Iterator[Fault]:
    """Let the part of the session that is in a track be heard; yield what is off with its shape."""
    if found.rate != audience.sheet.sound.rate:
        yield Fault(
            "rate", f"the rate of {path.name} is {found.rate} Hz instead of {audience.sheet.sound.rate}"
        )
    if found.channels != audience.channels:
        yield Fault("channels", f"{path.name} has {found.channels} channels instead of {audience.channels}")
        return
    wanted = cut.head + cut.end - cut.start + cut.tail
    passage, frames = Passage(audience, cut), 0
    for block in at_our_rate(found.blocks, found.rate, found.channels):
        frames += block.shape[1]
        passage.feed(block)
    slack = MP4_SLACK if "mp4" in found.container else 0
    rounding = 0 if found.rate == RATE else RESAMPLED_SLACK
    if not -rounding <= frames - wanted <= slack + rounding:
        off = (frames - wanted) / RATE
        yield Fault("length", f"{path.name} lasts {clock(frames, tenths=True)}, {off:+.4f} s off", cut.start)


__all__ = ["Verdict", "examine"]
