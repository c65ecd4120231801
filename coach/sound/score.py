"""The score: every clip of a session on its frame, and the one gain that brings the whole to its loudness.

Nothing is rendered for it. The loudness comes from the energy that each clip carries with it, so
arranging costs time by the number of cues; the sound itself is fetched when the mixer gets there.
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Any

from coach.errors import InputError, VoiceError
from coach.plan.timeline import Line, Spoken, Strike, Timeline
from coach.sound.bed import Bed
from coach.sound.predict import Trace, Track, session_gain, trace
from coach.sound.softening import softer, steps
from coach.speech.clip import Clip
from coach.units import Frames, clock, to_gain

TARGET_LUFS = {1: -19.0, 2: -16.0}
"""Loudness of a finished track by its channels; the same voice in both channels is 3 dB more."""


MIXES: dict[str, tuple[frozenset[str], bool]] = {
    "full": (frozenset({"giver", "receiver", "both"}), True),
    "giver": (frozenset({"giver", "receiver", "both"}), True),
    "receiver": (frozenset({"receiver", "both"}), False),
}
"""Whom the cues of a mix are addressed to, and whether its chimes sound. The giver hears what the receiver
is told, too: it may ask for something that the giver has to wait for."""


Lay = Callable[[Timeline, list[tuple[int, int]]], Bed]
"""Gives the bed of a session, for what is spoken in it: first frame and end of every phrase."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A clip at its place."""

    start: Frames
    """First frame of the clip in the session."""
    frames: Frames
    """Length of the clip, with what of a room is heard after it."""
    load: Callable[[], Clip]
    """Fetches the sound; the same object wherever the same clip is placed."""
    gain: float = 1.0
    """Amplitude factor of this placement, before that of the session."""

    @property
    def end(self) -> Frames:
        """Frame after the last."""
        return Frames(self.start + self.frames)


@dataclass(frozen=True, slots=True)
class Score:
    """A session ready to be mixed."""

    frames: Frames
    """Length of the whole session."""
    channels: int
    """1, or 2 with the same voice in both."""
    placed: tuple[Placed, ...]
    """By start."""
    gain: float
    """Amplitude factor of the session."""
    lufs: float
    """Integrated loudness to expect of the whole, in LUFS; -inf for silence."""
    bed: Bed | None = None
    """What sounds under everything else."""
    ears: bool = False
    """Voice and chimes are in the first channel only, the bed in both."""


def arrange(
    timeline: Timeline,
    clips: Mapping[Line, Clip],
    chimes: Mapping[str, Clip],
    *,
    channels: int = 1,
    target_lufs: float | None = None,
    gain: float | None = None,
    mix: str = "full",
    lay: Lay | None = None,
) -> Score:
    """Return the score of ``timeline``, or of the part of it that ``mix`` (see ``MIXES``) lets sound.

    ``clips`` may be a mapping that reads a clip anew whenever it is asked: every line is asked for
    once here, and its sound is let go again. ``target_lufs`` is that of ``TARGET_LUFS`` if None;
    ``gain`` (an amplitude factor) keeps the level of a session that has already begun. ``lay`` gives the
    bed, if there shall be one. A session that ends by fading becomes softer on the way (``softening``).
    Raises VoiceError for a line without a clip or with one of another length, InputError for an unknown
    chime.
    """
    target = TARGET_LUFS[channels] if target_lufs is None else target_lufs
    addressees, ringing = MIXES[mix]
    cues = [cue for cue in timeline.cues if cue.addressee in addressees]
    strikes = timeline.chimes if ringing else ()
    desk = _Desk(timeline)
    voice = [desk.place(cue.start, clips, cue.line, _spoken(cue, clips)) for cue in cues]
    bells = [desk.place(strike.start, chimes, strike.name, _struck(strike, chimes)) for strike in strikes]
    bed = None if lay is None else lay(timeline, [(cue.start, cue.end) for cue in cues])
    track = Track(timeline.frames, channels, voice, bells, bed)
    amplitude = session_gain(track, target) if gain is None else gain
    placed = sorted(desk.placed, key=operator.attrgetter("start"))
    return Score(timeline.frames, channels, tuple(placed), amplitude, track.loudness(amplitude), bed)


class _Desk:
    """Collects placements; of every clip it keeps only the trace, once."""

    def __init__(self, timeline: Timeline) -> None:
        self.placed: list[Placed] = []
        self._lowered = steps(timeline)
        self._known: dict[Hashable, tuple[Callable[[], Clip], Trace]] = {}

    def place(
        self, start: Frames, source: Mapping[Any, Clip], name: Hashable, clip: Clip
    ) -> tuple[Frames, Trace]:
        """Lay ``clip``, which is ``source[name]``, at ``start``; return its trace there."""
        key = clip.key or name
        if key not in self._known:
            self._known[key] = (functools.partial(source.__getitem__, name), trace(clip))
        load, known = self._known[key]
        gain = to_gain(softer(self._lowered, start))
        self.placed.append(Placed(start, clip.frames, load, gain))
        return start, known.at(gain)


def _struck(strike: Strike, chimes: Mapping[str, Clip]) -> Clip:
    """Return the clip of ``strike``."""
    try:
        return chimes[strike.name]
    except KeyError:
        raise InputError(
            f'There is no chime "{strike.name}" (at {clock(strike.start)}); there are {", ".join(chimes)}.'
        ) from None


def _spoken(cue: Spoken, clips: Mapping[Line, Clip]) -> Clip:
    """Return the clip of ``cue``, which must be as long as it was planned."""
    try:
        clip = clips[cue.line]
    except KeyError:
        raise VoiceError(
            f'Cue {cue.id} has no sound: "{cue.line.text}" was not spoken. Choose another voice with --voice.'
        ) from None
    if clip.spoken != cue.end - cue.start:
        raise VoiceError(
            f'Cue {cue.id}, "{cue.line.text}", was planned with {cue.end - cue.start} frames but its sound '
            f"has {clip.spoken}. Plan the session again with the voice that speaks it."
        )
    return clip


__all__ = ["MIXES", "TARGET_LUFS", "Lay", "Placed", "Score", "arrange"]
