"""What a session tells whoever looks: one frozen picture of this moment."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol

from coach.units import Frames, to_seconds

if TYPE_CHECKING:
    from coach.live.command import Command
    from coach.plan.timeline import Timeline


NONE = Frames(0)


class State(StrEnum):
    """What a session is doing."""

    OPENING = "opening"
    """The speaker is being opened, or the sound check runs."""
    PLAYING = "playing"
    PAUSED = "paused"
    GATE = "gate"
    """It waits until the giver is ready."""
    NO_SPEAKER = "waiting for a speaker"
    DONE = "done"
    """Played to the end."""
    STOPPED = "stopped"
    """Ended by the giver."""


OVER = frozenset({State.DONE, State.STOPPED})


@dataclass(frozen=True, slots=True)
class Holding:
    """A hold that is going on."""

    done: Frames
    frames: Frames
    """Its whole length."""
    count: int
    """Seconds it is counted for."""


@dataclass(frozen=True, slots=True)
class Status:
    """A session at one moment."""

    state: State
    title: str
    position: Frames
    """Frame of the plan that is heard now."""
    frames: Frames
    """Length of the present plan."""
    chapter: str
    step: str
    """Label of the step, with the side: "Toes, first foot"."""
    words: str
    """What is being said, or was said last."""
    following: str
    """Label of the next step; empty in the last."""
    hold: Holding | None
    talk: str
    volume: float
    """What the giver made louder (+) or quieter (-), in dB."""
    notice: str
    """The last thing to show that is not spoken, then why a speaker is silent; empty if there is nothing."""
    late: Frames
    """Silence heard because the machine was too busy."""
    revision: int
    """How often the plan has changed."""
    refused: int = 0
    """How often something that was asked for could not be done; the notice says why."""
    said: Frames = NONE
    """Time since the words began; more than ``saying`` once they have been said."""
    saying: Frames = NONE
    """How long the words take; 0 where nobody knows any more."""

    @property
    def left(self) -> Frames:
        """Return how much of the plan is still to come."""
        return Frames(self.frames - self.position)

    def sheet(self) -> dict[str, Any]:
        """Return the picture for programs; seconds are decimal."""
        hold = self.hold
        return {
            "format": "coach-status/1",
            "state": str(self.state),
            "title": self.title,
            "position": to_seconds(self.position),
            "seconds": to_seconds(self.frames),
            "left": to_seconds(self.left),
            "chapter": self.chapter,
            "step": self.step,
            "words": self.words,
            "next": self.following,
            "hold": hold
            and {"done": to_seconds(hold.done), "seconds": to_seconds(hold.frames), "count": hold.count},
            "talk": self.talk,
            "volume": self.volume,
            "notice": self.notice,
            "late": to_seconds(self.late),
            "revision": self.revision,
            "refused": self.refused,
        }


class Leader(Protocol):
    """What a front end knows of a live session: it tells it commands, and looks. Safe from any thread."""

    @property
    def timeline(self) -> Timeline:
        """Return the present plan."""
        ...

    def tell(self, command: Command) -> None:
        """Ask for ``command``; returns at once. One that makes no sense now becomes a notice."""
        ...

    def status(self) -> Status:
        """Return the picture of this moment."""
        ...


__all__ = ["OVER", "Holding", "Leader", "State", "Status"]
