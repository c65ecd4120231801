"""The picture of a session: everything a front end may show, as one frozen value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.live import spot
from coach.live.status import OVER, Holding, State, Status
from coach.speaker.outlet import Flow
from coach.units import Frames

if TYPE_CHECKING:
    from coach.live.conductor import Conductor
    from coach.live.stage import Stage

WORKING = frozenset({State.OPENING, State.PLAYING, State.GATE})
"""States in which a missing speaker is told."""


def picture(conductor: Conductor, noted: str = "") -> Status:
    """Return what is going on; ``noted`` is shown if the session has nothing of its own to say."""
    stage = conductor.stage
    timeline, at = stage.timeline, stage.position
    index = spot.step_at(timeline, at)
    steps = timeline.steps
    words, said, saying = _words(stage, at)
    return Status(
        state=_state(conductor.state, stage),
        title=timeline.title,
        position=at,
        frames=timeline.frames,
        chapter=timeline.chapters[spot.chapter_at(timeline, at)].title if timeline.chapters else "",
        step=spot.label(steps[index]) if steps else "",
        words=words,
        following=spot.label(steps[index + 1]) if index + 1 < len(steps) else "",
        hold=_holding(stage, at),
        talk=str(timeline.options.talk),
        volume=stage.levels.volume,
        notice=" ".join(filter(None, (_trouble(conductor.state, stage), conductor.notice or noted))),
        late=stage.player.late,
        revision=conductor.changing.revision,
        refused=conductor.changing.refused,
        said=said,
        saying=saying,
    )


def _state(state: State, stage: Stage) -> State:
    if state in OVER or state not in WORKING:
        return state
    return State.NO_SPEAKER if stage.player.flow is Flow.WAITING else state


def _trouble(state: State, stage: Stage) -> str:
    """Return why somebody hears nothing, as long as it is so."""
    if state in OVER:
        return ""
    silent = stage.player.flow is Flow.WAITING
    return stage.player.trouble or ("No speaker can be heard. The session waits for one." if silent else "")


def _words(stage: Stage, at: int) -> tuple[str, Frames, Frames]:
    """Return what was said last, since when, and how long it takes.

    A cue counts only if it has sounded since the plan went on.
    """
    cue = spot.last_cue(stage.timeline, at)
    if stage.since is None or cue is None or cue.end <= stage.since:
        aside = stage.saying
        if aside is None:
            return stage.words, Frames(0), Frames(0)
        if stage.player.flow is Flow.WAITING and not stage.player.heard:
            return "", Frames(0), Frames(0)  # nobody can hear it yet
        return stage.words, stage.player.heard, aside.frames
    return cue.line.text, Frames(at - cue.start), Frames(cue.end - cue.start)


def _holding(stage: Stage, at: int) -> Holding | None:
    hold = spot.hold_at(stage.timeline, at)
    if hold is None:
        return None
    return Holding(Frames(at - hold.start), Frames(hold.end - hold.start), hold.count)


__all__ = ["picture"]
