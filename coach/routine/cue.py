"""Cues: what is said, when, and how much it matters."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from coach.routine.base import Id, Length, Model, Text, YesNo
from coach.routine.kind import LEVEL_OF, PROTECTED, Anchor, Kind, Level

__all__ = ["LEVEL_OF", "PROTECTED", "Anchor", "Cue", "Kind", "Level"]

_SHORT_LEVELS = {"M": "must", "L": "light", "F": "full"}


def _level(value: Any) -> Any:  # noqa: ANN401 - whatever the file says
    return _SHORT_LEVELS.get(value, value) if isinstance(value, str) else value


class Cue(Model):
    """One thing the coach says, tied to a moment of its step."""

    id: Id
    """Name of the cue, unique in its step; a step overrides a cue of its technique by this name."""
    kind: Kind
    """What the cue is for."""
    level: Annotated[Level, BeforeValidator(_level)] = None  # type: ignore[assignment]
    """must, light or full (M, L, F for short); the usual level of the kind if left out."""
    text: Text
    """The words, at most 20; numbers come from {n_words}, {minutes_words}, {quiet_words}, {breaths_words}."""
    short_text: Text | None = None
    """A shorter way to say it, used where time is short and, if ``sides`` says so, on the second side."""
    giver_text: Text | None = None
    """The words for a mix that only the giver hears."""
    whisper_text: Text | None = None
    """The words for a session in which the receiver may be asleep."""
    lighter_text: Text | None = None
    """The words once lighter work was asked for; other words are kept as they are."""
    second_receiver_text: Text | None = None
    """The words for whoever is massaged second, where giver and receiver change places."""
    alternatives: tuple[Text, ...] = ()
    """Other wordings of the same length, taken in turn so that a repeated line does not nag."""
    addressee: Literal["giver", "receiver", "both"] = "giver"
    """Who is spoken to."""
    anchor: Anchor = Anchor.STEP_START
    """The moment of the step the cue is tied to."""
    k: Annotated[int, Field(strict=True, ge=-1, le=999)] = 1
    """Which repetition or hold the anchor means, from 1; -1 is the last."""
    offset_s: Length | None = None
    """Start so many seconds after the anchor (0 if nothing else is given)."""
    lead_s: Length | None = None
    """Start so many seconds before the anchor; only a preview may reach back into the step before."""
    ends_before_s: Length | None = None
    """End so many seconds before the anchor, however long the voice takes."""
    joined: YesNo = False
    """Part of the same action as the cue before: 0.3 s between them is enough."""
    sides: Literal["both", "first", "second", "second_short"] = "both"
    """On which side of a two-sided section it is spoken; second_short takes ``short_text`` there."""
    caution: Id | None = None
    """The caution of the table that these words give."""
    offers: Literal["head_turn", "oil", "stop_word"] | None = None
    """What the words offer, counted by the checks."""
    chime_after: Id | None = None
    """A chime that rings 0.7 s after the words, for the lesson of the chimes."""

    @model_validator(mode="before")
    @classmethod
    def _fill_level(cls, data: Any) -> Any:  # noqa: ANN401
        if isinstance(data, dict) and data.get("level") is None and data.get("kind") in set(Kind):
            return {**data, "level": LEVEL_OF[Kind(data["kind"])]}
        return data

    @model_validator(mode="after")
    def _one_place(self) -> Cue:
        ways = [w for w in ("offset_s", "lead_s", "ends_before_s") if getattr(self, w) is not None]
        if len(ways) > 1:
            raise ValueError(f"a cue is placed in one way only; keep one of {', '.join(ways)}")
        if self.k == 0:
            raise ValueError("k counts from 1; write 1 for the first or -1 for the last")
        if self.kind in PROTECTED and self.level is not Level.MUST:
            raise ValueError(f"a cue of kind {self.kind} protects somebody; write level: must")
        if self.sides == "second_short" and self.short_text is None:
            raise ValueError("sides: second_short needs a short_text; add one or write sides: both")
        return self

    def on(self, side: str | None) -> bool:
        """Return whether it is spoken on side ``A``, on side ``B``, or where there is one side only."""
        return self.sides != {"A": "second", "B": "first"}.get(side or "")

    def asks(self, side: str | None) -> bool:
        """Return whether it is a question about pressure that is asked on ``side`` however little is said."""
        return self.kind is Kind.CHECK_IN and self.level is Level.MUST and self.on(side)
