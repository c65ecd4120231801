"""The tables a routine refers to: techniques, areas, positions, props, cautions, chimes.

They ship as YAML beside the built-in routines (``coach/library/tables``); a user's own tables of
the same shape are laid over them, entry by entry.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from coach.routine.base import Decimal, Id, Length, Model, Pressure, Text, YesNo
from coach.routine.kind import Kind
from coach.routine.step import StepPatch, Stroke

Profile = Literal["adult", "light_hands", "pregnant", "no_traction"]
"""Who the routine is for."""


class Area(Model):
    """A place on the body."""

    name: Text
    """What the coach calls it aloud."""
    pressure_max: Pressure
    """Firmest pressure allowed here (0 to 5)."""
    words: tuple[Text, ...] = ()
    """Other words that name this place in a cue."""
    parts: tuple[Text, ...] = ()
    """Larger parts of the body that it belongs to: who leaves one of them out leaves this out."""
    side: Literal["single", "pair"] = "pair"
    """Whether a body has one or two of it."""
    private: YesNo = False
    """Needs a question of its own before it is touched."""
    never: YesNo = False
    """Never worked on by these routines."""
    towards_heart: Id | None = None
    """The neighbouring area that lies nearer the heart."""
    caution: Text | None = None
    """What to mind here."""
    sources: tuple[str, ...] = ()
    """Keys into docs/sources.md."""


class Support(Model):
    """A prop at its place in a position."""

    prop: Id
    """Key of the prop."""
    place: Text
    """Where it goes, such as "under the knees"."""
    required: YesNo = False
    """Whether the position is not right without it."""


class Position(Model):
    """How the receiver lies or sits, and where the giver is."""

    name: Text
    """Plain name, such as "face up, giver beyond the head"."""
    receiver: Literal["face_up", "face_down", "side_lying", "seated"]
    """How the receiver is."""
    giver: Literal["beyond_feet", "beside", "beyond_head", "behind", "table_corner"]
    """Where the giver is."""
    supports: tuple[Support, ...] = ()
    """What is put where."""
    allowed_areas: tuple[Id, ...]
    """Areas that can be reached in this position."""
    blocked_profiles: tuple[Profile, ...] = ()
    """Profiles this position is not for."""
    max_continuous_s: Length | None = None
    """Longest comfortable stay without a change, in seconds."""


class Prop(Model):
    """A thing to have within reach."""

    name: Text
    """What it is called."""
    kind: Literal[
        "bolster", "towel", "lubricant", "gel", "blanket", "pillow", "cloth", "heat", "chair", "water"
    ]
    """What sort of thing it is."""
    substitutes: tuple[Text, ...] = ()
    """What does as well."""
    question: Literal["allergy", "temperature"] | None = None
    """What has to be asked before it is used."""
    caution: Text | None = None
    """What to mind."""


Outcome = Literal["not_today", "ask_first", "leave_area", "light_hands", "no_traction"]
"""What may follow from an answer: no massage today, a word with a professional before it, places that are
left alone, little pressure, no pulling."""


class Caution(Model):
    """A limit that must be spoken, and whom it concerns."""

    severity: Outcome
    """What follows if it applies."""
    text: Text
    """The limit in one sentence."""
    areas: tuple[Id, ...] = ()
    """Areas it is about."""
    profiles: tuple[Profile, ...] = ()
    """Profiles it is about; all if empty."""
    sources: tuple[str, ...] = ()
    """Keys into docs/sources.md."""


class Question(Model):
    """A question that is answered with yes or no, and what follows from a yes."""

    id: Id
    """Name by which other languages give it words."""
    text: Text
    """What is asked."""
    outcomes: tuple[Outcome, ...] = ()
    """What follows from a yes."""
    profile: Profile | None = None
    """The profile that follows from a yes."""
    says: Text | None = None
    """What is said after a yes."""
    then: tuple[Question, ...] = ()
    """What is asked after a yes, in order."""


class Screening(Model):
    """The questions before a first session."""

    questions: Annotated[tuple[Question, ...], Field(min_length=1)]
    """What is asked, in order."""
    asked_first: Text
    """The question after which somebody who had to ask a professional may go on, with a yes."""
    where: Text
    """What is asked where a place is left alone: which one."""
    sources: tuple[str, ...] = ()
    """Keys into docs/sources.md."""


class Chime(Model):
    """A sound with one meaning; its file in ``audio/`` has the same name."""

    meaning: Text
    """What it says to the listener."""
    gain_db: Annotated[Decimal, Field(ge=-40, le=0)]
    """Level of its file against the voice, in dB; writing another changes no sound."""
    duration_s: Annotated[Decimal, Field(gt=0, le=15)]
    """Length of its file, in seconds; writing another changes no sound."""


class Tempo(Model):
    """How fast the hand travels."""

    min: Annotated[Decimal, Field(gt=0)]
    """Slowest, in centimetres a second."""
    max: Annotated[Decimal, Field(gt=0)]
    """Fastest, in centimetres a second."""


class Technique(Model):
    """One way of touching: what it is, what it needs, and how it is spoken if a step says nothing else."""

    name: Text
    """Plain name."""
    origin: Literal["article", "added"]
    """Whether it comes from the article that the first routines follow."""
    description: Text
    """What the hands do, in one or two sentences."""
    feels: Text | None = None
    """How it should feel to the receiver."""
    stroke: Stroke
    """The standard stroke."""
    areas: tuple[Id, ...] = ()
    """Where it is done."""
    both_sided: YesNo = False
    """Done on each of two sides (feet, hands, arms)."""
    contact: Literal["thumbs", "fingertips", "palms", "whole_hand", "none"] = "none"
    """What of the hand touches."""
    hands: Literal[0, 1, 2] = 2
    """How many hands are needed."""
    positions: tuple[Id, ...] = ()
    """Positions it can be done in; any if empty."""
    tempo_cm_s: Tempo | None = None
    """Speed of the hand."""
    frame: YesNo = False
    """Part of the frame (preparing, moving, closing) rather than of the massage."""
    contactless: YesNo = False
    """Nobody is touched in it."""
    required_kinds: tuple[Kind, ...] = ()
    """Kinds of cue a step with this technique must have."""
    required_cautions: tuple[Id, ...] = ()
    """Cautions a step with this technique must give."""
    cautions: tuple[Id, ...] = ()
    """Further cautions that concern it: on its card, to be known before, not spoken in every step."""
    excluded_profiles: tuple[Profile, ...] = ()
    """Profiles that leave it out."""
    substitutions: dict[Literal["short_or_covered", "light_hands", "pregnant", "no_traction"], Id] = Field(
        default_factory=dict
    )
    """What is done instead, by condition."""
    because: Text | None = None
    """Why, where the reason of the profile itself is another."""
    narrower: tuple[Id, ...] = ()
    """Variants that touch less, the widest first: done where one of the areas is left alone."""
    sources: tuple[str, ...] = ()
    """Keys into docs/sources.md."""
    step: StepPatch = Field(default_factory=StepPatch)
    """What a step has if it says nothing else."""
    variants: dict[Id, StepPatch] = Field(default_factory=dict)
    """Named forms, such as "temples" or "foot", laid over ``step``."""


class Tables(Model):
    """All tables together; keys are the names used in routines."""

    techniques: dict[Id, Technique] = Field(default_factory=dict)
    """Ways of touching."""
    areas: dict[Id, Area] = Field(default_factory=dict)
    """Places on the body."""
    positions: dict[Id, Position] = Field(default_factory=dict)
    """Where both people are."""
    props: dict[Id, Prop] = Field(default_factory=dict)
    """Things to fetch."""
    cautions: dict[Id, Caution] = Field(default_factory=dict)
    """Limits that are spoken."""
    chimes: dict[Id, Chime] = Field(default_factory=dict)
    """Sounds with a meaning."""
    screenings: dict[Id, Screening] = Field(default_factory=dict)
    """Questions before a first session."""
