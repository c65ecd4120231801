"""Steps: what a routine file may say of one, and what one is once its technique has filled the rest in."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from coach.routine.base import Count, Decimal, Id, Length, Model, Pressure, Text, YesNo
from coach.routine.cue import Anchor, Cue, Kind
from coach.routine.duration import Duration


class Gate(Model):
    """A place where a live session waits until the giver says so; an export has the fixed length."""

    wait: Literal["ready"] = "ready"
    """What is waited for."""
    repeat_after_s: Length = 30.0
    """The line is said once more after so many seconds."""
    text: Text = "When you are both settled, go on."
    """What is said at the gate."""


class StepPressure(Model):
    """How firm a step is."""

    default: Pressure = 2
    """Where to begin (0 to 5)."""
    max: Pressure = 3
    """Firmest the receiver may ask for (0 to 5)."""
    returning: Annotated[Pressure, Field(alias="return")] = 0
    """On the way back (0 to 5)."""


class AreaLimit(Model):
    """An area of a step with a limit of its own."""

    area: Id
    """Key of the area."""
    pressure_max: Pressure
    """Firmest here, in this step."""


def _area(value: Any) -> Any:  # noqa: ANN401
    return {"area": value, "pressure_max": 5} if isinstance(value, str) else value


StepArea = Annotated[AreaLimit, BeforeValidator(_area, json_schema_input_type=str | AreaLimit)]
"""An area key, or ``{area, pressure_max}``; 5 means the area's own limit decides."""


class EndPoint(Model):
    """How far a stroke goes."""

    default: Text
    """Where it ends unless something else was agreed."""
    agreed_in: Id | None = None
    """The step in which the two people agree on it."""


ChimeRep = Annotated[int, Field(strict=True, ge=1)] | Literal["last"]


class CuePatch(Model):
    """A cue of the technique, changed in part, or (with kind and text) a new one."""

    id: Id
    """Name of the cue in the technique, or a new name."""
    kind: Kind | None = None
    level: Literal["must", "light", "full", "M", "L", "F"] | None = None
    text: Text | None = None
    short_text: Text | None = None
    giver_text: Text | None = None
    whisper_text: Text | None = None
    alternatives: tuple[Text, ...] | None = None
    addressee: Literal["giver", "receiver", "both"] | None = None
    anchor: Anchor | None = None
    k: Annotated[int, Field(strict=True, ge=-1, le=999)] | None = None
    offset_s: Length | None = None
    lead_s: Length | None = None
    ends_before_s: Length | None = None
    joined: YesNo | None = None
    sides: Literal["both", "first", "second", "second_short"] | None = None
    caution: Id | None = None
    offers: Literal["head_turn", "oil", "stop_word"] | None = None
    chime_after: Id | None = None


class StepPatch(Model):
    """What a technique, a variant or a routine file says of a step; everything may be left out."""

    label: Text | None = None
    """A line for people: what happens."""
    areas: tuple[StepArea, ...] | None = None
    """Where; the technique's areas if left out."""
    sides: Literal["none", "both_at_once", "each"] | None = None
    """Whether it is done once, on both sides at once, or on each side in turn."""
    single_side_reason: Text | None = None
    """Why a two-sided technique is done on one side only."""
    duration: DurationPatch | None = None
    """How long; what is written here is laid over the technique's own."""
    pressure: StepPressure | None = None
    """How firm."""
    direction: Literal["towards_heart", "away", "none", "in_place"] | None = None
    """Which way the hand goes with weight."""
    path_cm: Annotated[Decimal, Field(gt=0)] | None = None
    """Length of the stroke, in centimetres."""
    stroke_s: Annotated[Decimal, Field(gt=0)] | None = None
    """Time for one stroke, in seconds."""
    lubricant: Literal["none", "light", "normal"] | None = None
    """How much oil or gel."""
    priority: Annotated[int, Field(strict=True, ge=1, le=4)] | None = None
    """1 essential, 2 core, 3 nice to have, 4 filler."""
    droppable: YesNo | None = None
    """May vanish when time is short."""
    gate: Gate | None = None
    """Waits here in a live session."""
    end_point: EndPoint | None = None
    """How far the stroke goes."""
    chime_reps: Literal["all"] | tuple[ChimeRep, ...] | None = None
    """Which holds ring: all, or a list such as [1, 2, last]."""
    chime_at_start: Id | None = None
    """A chime on the first frame of the step, such as switch."""
    cautions: tuple[Id, ...] | None = None
    """Cautions of the table that this step gives, beside those of its cues."""
    without: tuple[Id, ...] = ()
    """Cues of the technique that this step leaves out, by name."""
    cues: tuple[CuePatch, ...] = ()
    """New cues, and changes to the technique's cues by name."""
    notes: Text | None = None
    """For the author; never spoken."""


class ContinuousPatch(Model):
    """Changes to a stretch."""

    min_s: Length | None = None
    default_s: Length | None = None
    max_s: Length | None = None
    quantum_s: Length | None = None


class UnitPatch(Model):
    """Changes to one repetition."""

    approach_s: Length | None = None
    hold_s: Length | None = None
    release_s: Length | None = None
    count: Count | None = None
    voice_inside: YesNo | None = None


class RepsPatch(Model):
    """Changes to the repetitions."""

    n_min: Count | None = None
    n: Count | None = None
    n_max: Count | None = None
    lead_in_s: Length | None = None
    unit: UnitPatch | None = None


class FixedPatch(Model):
    """Another fixed length."""

    seconds: Length


class DurationPatch(Model):
    """What a file says of a duration: one kind, in whole or in part."""

    continuous: ContinuousPatch | None = None
    reps: RepsPatch | None = None
    fixed: FixedPatch | None = None

    @model_validator(mode="after")
    def _one(self) -> DurationPatch:
        if sum(x is not None for x in (self.continuous, self.reps, self.fixed)) > 1:
            raise ValueError("a duration is one of continuous, reps or fixed")
        return self


StepPatch.model_rebuild()


class StepEntry(StepPatch):
    """A step as a routine file writes it: a technique, and only what differs."""

    id: Id
    """Number of the step, such as 2.1; unique in the routine."""
    technique: Id
    """Key of the technique."""
    variant: Id | None = None
    """Which named form of the technique."""
    depends_on: tuple[Id, ...] = ()
    """Steps without which this one makes no sense; it goes when they go."""
    conflicts_with: tuple[Id, ...] = ()
    """Steps that may not stand in the same plan."""
    substitutions: dict[Literal["short_or_covered", "light_hands", "pregnant", "no_traction"], Id] = Field(
        default_factory=dict
    )
    """What is done instead, by condition."""


class Step(Model):
    """A step, complete: its technique and variant have filled in what the file left out."""

    id: Id
    technique: Id
    label: Text
    areas: tuple[StepArea, ...] = ()
    sides: Literal["none", "both_at_once", "each"] = "none"
    single_side_reason: Text | None = None
    duration: Duration
    pressure: StepPressure = StepPressure()
    direction: Literal["towards_heart", "away", "none", "in_place"] = "none"
    path_cm: float | None = None
    stroke_s: float | None = None
    lubricant: Literal["none", "light", "normal"] = "none"
    priority: Annotated[int, Field(strict=True, ge=1, le=4)] = 1
    droppable: YesNo = False
    frame: YesNo = False
    gate: Gate | None = None
    end_point: EndPoint | None = None
    chime_reps: Literal["all"] | tuple[ChimeRep, ...] = "all"
    chime_at_start: Id | None = None
    depends_on: tuple[Id, ...] = ()
    conflicts_with: tuple[Id, ...] = ()
    substitutions: dict[str, Id] = Field(default_factory=dict)
    cautions: tuple[Id, ...] = ()
    cues: tuple[Cue, ...] = ()
    notes: Text | None = None

    @model_validator(mode="after")
    def _sound(self) -> Step:
        if self.priority <= 2 and self.droppable:
            raise ValueError(
                "a step of priority 1 or 2 is never dropped; write droppable: false or priority: 3"
            )
        names = [cue.id for cue in self.cues]
        if twice := {name for name in names if names.count(name) > 1}:
            raise ValueError(f"two cues have the name {min(twice)!r}; every cue of a step has its own")
        return self
