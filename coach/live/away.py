"""A speaker that is away while the plan should sound: after a while it is told when it is back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.speaker.outlet import Flow

if TYPE_CHECKING:
    from coach.live.desk import Desk
    from coach.live.stage import Stage

AWAY_S = 10.0
"""After a longer absence of the speaker a line is said when it is back, in seconds."""


class Away:
    """Watches one stage; after a while the plan comes back with a line before it."""

    def __init__(self, stage: Stage, desk: Desk) -> None:
        self._stage, self._desk = stage, desk
        self._since: float | None = None

    def look(self, now: float, *, playing: bool) -> None:
        """See whether the speaker is there at ``now`` (seconds), if the plan should sound."""
        stage = self._stage
        if not playing or stage.player.flow is not Flow.WAITING:
            self._since = None
            return
        if self._since is None:
            self._since = now
        if now - self._since > AWAY_S and stage.moving:
            stage.rest()
            stage.go(stage.position, [self._desk.aside("speaker_back")])


__all__ = ["Away"]
