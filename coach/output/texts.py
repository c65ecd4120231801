"""What is written beside the sound: cue sheet, chapters, playlist, and captions of what is heard."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from coach.output.captions import CAPTIONS
from coach.output.chapters import chapters_json, playlist
from coach.output.witness import witness, written
from coach.sound.score import MIXES
from coach.units import Frames

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from coach.output.order import Order
    from coach.output.pieces import Piece
    from coach.plan.timeline import Timeline
    from coach.sound.score import Score


def texts(order: Order, timeline: Timeline, score: Score, parts: Sequence[Piece]) -> dict[Path, str]:
    """Return what stands beside the sound of an order, by path. Raises what fetching a clip raises.

    Captions have the cues of the order's mix. Split tracks have their own, on their own time. Where chapters
    are cut for a shop, the times of the session are those of no file, and no chapters are written.
    """
    named = order.path.suffix.lower() == order.format.suffix
    base = order.path.with_suffix("") if named else order.path
    if order.split:
        base = order.path / order.path.name

    def beside(suffix: str) -> Path:
        return base.with_name(f"{base.name}.{suffix}")

    cuts = tuple(piece.cut for piece in parts if piece.cut)
    found = {beside("cues.json"): written(witness(timeline, score, order, cuts))}
    if not cuts:
        found[beside("chapters.json")] = chapters_json(timeline.chapters)
    addressees = MIXES[order.mix][0]
    heard = replace(timeline, cues=tuple(cue for cue in timeline.cues if cue.addressee in addressees))
    for kind in order.captions:
        if not order.split:
            found[beside(kind)] = CAPTIONS[kind](heard)
        for piece in parts if order.split else ():
            found[piece.path.with_suffix(f".{kind}")] = CAPTIONS[kind](_track(piece, heard))
    if order.split:
        tracks = [(piece.path.name, piece.track.tags.title, piece.track.frames) for piece in parts]
        found[beside("m3u8")] = playlist(timeline.title, tracks)
    return found


def _track(piece: Piece, timeline: Timeline) -> Timeline:
    """Return the part of a timeline that is in one track, on its time."""
    cut = piece.part
    by = cut.head - cut.start
    own = (cue for cue in timeline.cues if cut.start <= cue.start < cut.end)
    cues = tuple(replace(cue, start=Frames(cue.start + by), end=Frames(cue.end + by)) for cue in own)
    return replace(timeline, title=piece.track.tags.title, cues=cues, frames=piece.track.frames)


__all__ = ["texts"]
