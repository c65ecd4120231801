"""The cue sheet beside an export: the plan, and what a check must know of the sound that was made of it."""

from __future__ import annotations

import json
from math import isfinite
from typing import TYPE_CHECKING, Any

from coach.check.cuesheet import CUT
from coach.check.shape import shape
from coach.plan.options import NO_ROOM
from coach.plan.sheet import seconds, sheet
from coach.sound.softening import fading
from coach.speech.room import TAIL
from coach.units import to_decibels

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from coach.check.cuesheet import Cut
    from coach.output.order import Order
    from coach.plan.timeline import Timeline
    from coach.sound.score import Score
    from coach.speech.clip import Clip


def witness(timeline: Timeline, score: Score, order: Order, cuts: Sequence[Cut] = ()) -> dict[str, Any]:
    """Return the cue sheet of an export, ready for ``json.dumps``. Raises what fetching a clip raises."""
    data = sheet(timeline)
    shapes = _shapes(score)
    lower = {placed.start: round(to_decibels(placed.gain), 2) for placed in score.placed if placed.gain != 1}
    for row, cue in zip(data["cues"], timeline.cues, strict=True):
        if word := shapes.get((cue.start, cue.end)):
            row["shape"] = word
        if cue.start in lower:
            row["gain"] = lower[cue.start]
    for row, strike in zip(data["chimes"], timeline.chimes, strict=True):
        if strike.start in lower:
            row["gain"] = lower[strike.start]
    judged = isfinite(score.lufs) and not cuts
    last = fading(timeline)
    data["sound"] = {
        "mix": order.mix,
        "target": order.target.name,
        "rate": order.target.rate,
        "channels": score.channels,
        "lufs": round(score.lufs, 2) if judged else None,
        "peak": order.target.peak,
        "bed": score.bed is not None,
        **({"fades": seconds(last.start)} if score.bed and last else {}),
        **({"tail": seconds(TAIL)} if timeline.options.room != NO_ROOM else {}),
        **({"tracks": [_track(cut) for cut in cuts]} if cuts else {}),
    }
    return data


def written(sheet: dict[str, Any]) -> str:
    """Return a cue sheet as it stands in its file."""
    return json.dumps(sheet, ensure_ascii=False, indent=1) + "\n"


def _track(cut: Cut) -> dict[str, float]:
    return {**{name: seconds(getattr(cut, name)) for name in CUT}, "gain": round(cut.gain, 2)}


def _shapes(score: Score) -> dict[tuple[int, int], str]:
    """Return the shape of every clip by the first frame of what is said and that after its last."""
    known: dict[Callable[[], Clip], tuple[str, int]] = {}
    found: dict[tuple[int, int], str] = {}
    for placed in score.placed:
        if placed.load not in known:
            clip = placed.load()
            known[placed.load] = shape(clip.pcm[: clip.spoken]), clip.spoken
        word, frames = known[placed.load]
        found[placed.start, placed.start + frames] = word
    return found


__all__ = ["witness", "written"]
