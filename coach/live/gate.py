"""The gate that a session waits at: its line, and the soft reminders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.live import spot
from coach.live.event import Then
from coach.units import RATE

if TYPE_CHECKING:
    from coach.live.desk import Desk
    from coach.live.stage import Stage
    from coach.plan.timeline import GateSpan, StepSpan


class Gate:
    """What is said where the plan stands at a gate; at any other place nothing is."""

    def __init__(self, stage: Stage, desk: Desk) -> None:
        self.since = 0.0
        """When its silence began, in seconds of the session's clock."""
        self._stage, self._desk = stage, desk
        self._reminded = 0
        self._ended: tuple[str, str, str | None] | None = None

    @property
    def open(self) -> bool:
        """Return whether the step that is heard now lasts until the giver says to go on."""
        gate = self._step.gate
        return gate is not None and gate.wait == "open"

    def end(self, *, ended: bool) -> None:
        """Remember that the step that is heard now was ended, or no longer: its gate waits or does not."""
        step = self._step
        self._ended = (step.section, step.step, step.side) if ended else None

    def passes(self) -> bool:
        """Return whether the gate just reached waits for nobody: its step was ended before, by the giver."""
        step = spot.gate_at(self._stage.timeline, self._stage.position)
        ended, self._ended = self._ended, None
        return step is not None and (step.section, step.step, step.side) == ended

    def reach(self) -> None:
        """Say the line for the first time."""
        self._reminded = 0
        self.say(soft=False)

    def say(self, *, soft: bool) -> None:
        """Say the line now, after what waits to be said."""
        if (gate := self._here) is not None:
            line = self._desk.called(self._desk.known([gate.line], soft=soft))
            self._stage.say([*self._stage.waiting, line], Then.WAIT)

    def remind(self, now: float) -> None:
        """Say the line softly once it is time: once, at an open gate again and again."""
        gate = self._here
        if gate is None or not self._stage.silent or (self._reminded and gate.wait != "open"):
            return
        if (now - self.since) * RATE >= gate.repeat_after:
            self._reminded += 1
            self.say(soft=True)

    @property
    def _here(self) -> GateSpan | None:
        step = spot.gate_at(self._stage.timeline, self._stage.position)
        return None if step is None else step.gate

    @property
    def _step(self) -> StepSpan:
        timeline = self._stage.timeline
        return timeline.steps[spot.step_at(timeline, self._stage.position)]


__all__ = ["Gate"]
