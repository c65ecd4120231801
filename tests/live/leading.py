"""A leader who follows a script: what front ends are told apart from what a session does."""

from __future__ import annotations

from dataclasses import replace

from coach.live.command import Command, Verb
from coach.live.status import State, Status
from coach.plan.options import Options
from coach.plan.planner import plan
from coach.plan.timeline import Timeline
from coach.routine.load import load_routine
from coach.speech.silent import silent_measure
from coach.units import RATE, Frames

STATES = {
    Verb.PAUSE: State.PAUSED,
    Verb.GO_ON: State.PLAYING,
    Verb.STOP: State.STOPPED,
}


class Scripted:
    """Remembers what it was told; plays and pauses at once, and moves only when the test says so."""

    def __init__(self) -> None:
        self.told: list[Command] = []
        self.timeline: Timeline = plan(load_routine("hands-10"), Options(), silent_measure)
        self.now = Status(
            state=State.PLAYING,
            title=self.timeline.title,
            position=Frames(0),
            frames=self.timeline.frames,
            chapter=self.timeline.chapters[0].title,
            step="Both hands",
            words="Hold the hand.",
            following="Palm",
            hold=None,
            talk="full",
            volume=0.0,
            notice="",
            late=Frames(0),
            revision=0,
        )

    def tell(self, command: Command) -> None:
        self.told.append(command)
        if command.verb is Verb.TOGGLE:
            other = State.PAUSED if self.now.state is State.PLAYING else State.PLAYING
            self.now = replace(self.now, state=other)
        elif command.verb in STATES:
            self.now = replace(self.now, state=STATES[command.verb])

    def status(self) -> Status:
        return self.now

    def jump(self, seconds: float) -> None:
        """Be at another place."""
        self.now = replace(self.now, position=Frames(round(seconds * RATE)))
