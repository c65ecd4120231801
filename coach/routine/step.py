"""Steps: what a routine file may say of one, and what one is once its technique has filled the rest in."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from coach.routine.base import Decimal, Id, Length, Model, Pressure, Text, YesNo
from coach.routine.cue import Anchor, Cue, Kind
from coach.routine.duration import Duration, DurationPatch
from coach.routine.kind import PLANNED


class Gate(Model):
    """A place where a live session waits until the giver says so; an export has the fixed length."""

    wait: Literal["ready", "open"] = "ready"
    """ready: until both are settled; open: the step lasts until the giver says to go on."""
    repeat_after_s: Length | None = None
    """The line is said again after so many seconds: once, by default after 30, at a gate that is ready;
    every so often, by default every 60, at an open one."""
    text: Text = "When both of you are settled, go on."
    """What is said at the gate."""

    @property
    def again_s(self) -> float:
        """Seconds until the line is said again."""
        if self.repeat_after_s is not None:
            return self.repeat_after_s
        return 60.0 if self.wait == "open" else 30.0


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


def _written(kind: Kind) -> Kind:
    if kind in PLANNED:
        raise ValueError('counts are made by the plan (--count voice); write "hold" for words in a hold')
    return kind


class CuePatch(Model):
    """A cue of the technique, changed in part, or (with kind and text) a new one."""

    id: Id
    """Name of the cue in the technique, or a new name."""
    kind: Annotated[Kind, AfterValidator(_written)] | None = None
    """What the cue is for."""
    level: Literal["must", "light", "full", "M", "L", "F"] | None = None
    """must, light or full (M, L, F for short)."""
    text: Text | None = None
    """The words, at most 20."""
    short_text: Text | None = None
    """A shorter way to say it, where time is short."""
    giver_text: Text | None = None
    """The words for a mix that only the giver hears."""
    whisper_text: Text | None = None
    """The words for a session in which the receiver may be asleep."""
    lighter_text: Text | None = None
    """The words once lighter work was asked for; other words are kept as they are."""
    second_receiver_text: Text | None = None
    """The words for whoever is massaged second, where giver and receiver change places."""
    alternatives: tuple[Text, ...] | None = None
    """Other wordings, taken in turn."""
    addressee: Literal["giver", "receiver", "both"] | None = None
    """Who is spoken to."""
    anchor: Anchor | None = None
    """The moment of the step the cue is tied to."""
    k: Annotated[int, Field(strict=True, ge=-1, le=999)] | None = None
    """Which repetition or hold the anchor means, from 1; -1 is the last."""
    offset_s: Length | None = None
    """Start so many seconds after the anchor."""
    lead_s: Length | None = None
    """Start so many seconds before the anchor; from the start of a step only a preview may."""
    ends_before_s: Length | None = None
    """End so many seconds before the anchor, however long the voice takes."""
    joined: YesNo | None = None
    """Part of the same action as the cue before: 0.3 s between them is enough."""
    sides: Literal["both", "first", "second", "second_short"] | None = None
    """On which side of a two-sided section it is spoken; second_short takes short_text there."""
    caution: Id | None = None
    """The caution of the table that these words give."""
    offers: Literal["head_turn", "oil", "stop_word"] | None = None
    """What the words offer, counted by the checks."""
    chime_after: Id | None = None
    """A chime that rings 0.7 s after the words."""


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
    count_reps: tuple[ChimeRep, ...] | None = None
    """Which holds are counted aloud the first time the step is done, whatever was chosen, such as [1]."""
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


Stroke = Literal[
    "still", "glide", "squeeze", "circle", "press", "tap", "shake", "pull", "roll", "point", "none"
]
"""The standard strokes; still rests, none touches nobody."""


class Step(Model):
    """A step, complete: its technique and variant have filled in what the file left out."""

    id: Id
    """Number of the step, unique in the routine."""
    technique: Id
    """Key of the technique."""
    label: Text
    """Name of the step, for lists and pictures."""
    stroke: Stroke = "none"
    """What the hands do; the technique's."""
    areas: tuple[StepArea, ...] = ()
    """Where it is done."""
    sides: Literal["none", "both_at_once", "each"] = "none"
    """Once, on both sides at once, or on each side in turn."""
    single_side_reason: Text | None = None
    """Why a two-sided technique is done on one side only."""
    duration: Duration
    """How long it takes."""
    pressure: StepPressure = Field(default_factory=StepPressure)
    """How firm it is."""
    direction: Literal["towards_heart", "away", "none", "in_place"] = "none"
    """Which way the hand goes with weight."""
    path_cm: float | None = None
    """Length of the stroke, in centimetres."""
    stroke_s: float | None = None
    """Time for one stroke, in seconds."""
    lubricant: Literal["none", "light", "normal"] = "none"
    """How much oil or gel."""
    priority: Annotated[int, Field(strict=True, ge=1, le=4)] = 1
    """1 essential, 2 core, 3 nice to have, 4 filler."""
    droppable: YesNo = False
    """May vanish when time is short."""
    frame: YesNo = False
    """Part of the frame (preparing, moving, closing) rather than of the massage."""
    gate: Gate | None = None
    """Waits here in a live session."""
    end_point: EndPoint | None = None
    """How far the stroke goes."""
    chime_reps: Literal["all"] | tuple[ChimeRep, ...] = "all"
    """Which holds ring: all, or a list such as [1, 2, last]."""
    count_reps: tuple[ChimeRep, ...] = ()
    """Which holds are counted aloud the first time the step is done, whatever was chosen."""
    chime_at_start: Id | None = None
    """A chime on the first frame of the step."""
    depends_on: tuple[Id, ...] = ()
    """Steps without which it goes too."""
    conflicts_with: tuple[Id, ...] = ()
    """Steps that may not stand in the same plan."""
    substitutions: dict[str, Id] = Field(default_factory=dict)
    """What is done instead, by condition."""
    cautions: tuple[Id, ...] = ()
    """Cautions it gives, beside those of its cues."""
    cues: tuple[Cue, ...] = ()
    """What is said, in order."""
    notes: Text | None = None
    """For the author; never spoken."""

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
