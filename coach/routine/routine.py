"""Sections and routines: as a file writes them, and complete."""

from __future__ import annotations

from typing import Annotated, Literal, NamedTuple

from pydantic import AfterValidator, Field

from coach.routine.base import Id, Length, Model, RoutineId, Text, YesNo
from coach.routine.step import Gate, Step, StepEntry
from coach.routine.tables import Profile

BedSound = Literal["rain", "ocean", "brown", "bowl", "fire", "night"]
"""The sounds that can lie under the words."""

Repeat = Literal["once", "per_side", "per_receiver", "per_receiver_and_side"]
"""How often a section is played."""


def _whole(seconds: float) -> float:
    if seconds != int(seconds):
        raise ValueError("a routine lasts whole seconds; write 60 or 1:00")
    return seconds


class Preflight(Model):
    """What to do before the clock starts."""

    fetch: tuple[Text, ...] = ()
    """Things to bring within reach."""
    clothes: Text | None = None
    """What is worn, what comes off."""
    seats: Text | None = None
    """Where both people are."""
    lines: tuple[Text, ...] = ()
    """What the coach says before the start."""
    headboard: dict[Literal["foot_end", "lap"], tuple[Text, ...]] = Field(default_factory=dict)
    """What it says of a bed with a headboard, by where the head then lies: at the foot end, or in the lap."""


class PropUse(Model):
    """A prop of this routine."""

    prop: Id
    """Key of the prop."""
    place: Text | None = None
    """Where it goes."""
    required: YesNo = True
    """Whether the routine cannot do without."""


class LintOverride(Model):
    """A rule that is silenced on one step, with a reason."""

    rule: Annotated[str, Field(pattern=r"^MS\d{3}$")]
    """The rule, such as MS011."""
    step: Id
    """The step."""
    reason: Annotated[Text, Field(min_length=10)]
    """Why it is fine here."""


class VoiceHints(Model):
    """Wishes for the voice."""

    rate: Annotated[int, Field(strict=True, ge=80, le=220)] | None = None
    """Words a minute."""
    pitch: Annotated[int, Field(strict=True, ge=-12, le=12)] | None = None
    """Semitones up or down."""
    pause_s: Length | None = None
    """Silence between sentences, in seconds."""


class _SectionHead(Model):
    id: Id
    """Name of the section, unique in the routine."""
    title: Text
    """Title of its chapter."""
    repeat: Repeat = "once"
    """Played once, for each side, for each receiver, or both."""
    side_titles: tuple[Text, Text] | None = None
    """Chapter titles of the first and the second side."""
    areas: tuple[Id, ...] = ()
    """Areas the section is about."""
    position: Id | None = None
    """Key of the position; the one before if left out."""
    optional: YesNo = False
    """May be left out as a whole."""
    gate: Gate | None = None
    """Waits before the section in a live session."""
    requires_section: Id | None = None
    """Another section without which this one makes no sense."""
    agreements: tuple[Text, ...] = ()
    """Extra consents that this section needs."""


class SectionEntry(_SectionHead):
    """A section as a routine file writes it."""

    steps: Annotated[tuple[StepEntry, ...], Field(min_length=1, max_length=200)]
    """What is done, in order."""
    between: tuple[StepEntry, ...] = ()
    """Played once between the two sides: the change itself, with a cue of kind switch."""
    between_title: Text | None = None
    """Chapter title of the change; it belongs to the second side if left out."""


class Section(_SectionHead):
    """A section, complete."""

    steps: tuple[Step, ...]
    between: tuple[Step, ...] = ()
    between_title: Text | None = None
    receiver: Literal["face_up", "face_down", "side_lying", "seated"] | None = None
    """How the receiver is while it is played."""


class _RoutineHead(Model):
    id: RoutineId
    """Name of the routine: small letters, digits, hyphens; the file has the same name."""
    title: Text
    """Title for people."""
    version: Annotated[str, Field(strict=True, pattern=r"^\d+\.\d+(\.\d+)?$")] = "1.0"
    """Version of the content."""
    schema_version: Literal[1] = 1
    """Version of this file format."""
    locale: Annotated[str, Field(strict=True, pattern=r"^[a-z]{2}(-[A-Z]{2})?$")] = "en"
    """Language of the words."""
    summary: Text
    """One or two sentences about it."""
    author: Text | None = None
    """Who wrote it."""
    license: Text | None = None
    """Licence of the words."""
    provenance: Literal["article", "added", "user"] = "user"
    """Where the content comes from."""
    reviewed: Text | None = None
    """Who with a licence has checked the safety wording; nobody if left out."""
    tags: tuple[Id, ...] = ()
    """Words to find it by, such as bedtime."""
    level: Literal["first_time", "easy", "regular"] = "easy"
    """How much the giver should have done before."""
    audience_profile: Profile = "adult"
    """Whom it is written for."""
    target_s: Annotated[Length, Field(gt=0), AfterValidator(_whole)]
    """Default length, in seconds."""
    start_position: Id
    """Key of the position it starts in."""
    roles: Literal["one_way", "swap"] = "one_way"
    """Whether giver and receiver change."""
    side_policy: Literal["finish_one_side", "alternate", "together"] = "finish_one_side"
    """In which order two sides are worked."""
    first_side: Literal["giver_chooses", "left", "right"] = "giver_chooses"
    """Which side is first."""
    props: tuple[PropUse, ...] = ()
    """Things it uses."""
    screening: Id | None = None
    """Key of the screening questions."""
    preflight: Preflight = Field(default_factory=Preflight)
    """What to do before the clock starts."""
    head_place: Literal["open", "foot_end", "lap"] = "open"
    """Where the head lies when there is a headboard."""
    hair: Literal["long", "short_or_covered"] = "long"
    """Chooses how the scalp is worked."""
    areas_off: tuple[Id, ...] = ()
    """Areas to leave out."""
    closing_style: Literal["words_and_chime", "fade"] = "words_and_chime"
    """How it ends."""
    verbosity_default: Literal["full", "light", "minimal", "chimes"] = "full"
    """How much is spoken unless something else is asked for."""
    voice_hints: VoiceHints = Field(default_factory=VoiceHints)
    """Wishes for the voice."""
    chime_set: Id = "bowl"
    """Which chimes."""
    bed_sound: BedSound | None = None
    """Which sound lies under the words unless something else is asked for."""
    claims_profile: Literal["default", "published"] = "default"
    """How strictly claims are checked."""
    lint_overrides: tuple[LintOverride, ...] = ()
    """Rules silenced on a step, each with its reason."""


class RoutineEntry(_RoutineHead):
    """A routine as a file writes it."""

    sections: Annotated[tuple[SectionEntry, ...], Field(min_length=1, max_length=100)]
    """What is done, in order."""


class Adaptation(NamedTuple):
    """One thing that was changed for a profile."""

    step: str
    what: Literal["left out", "changed"]
    """Whether the step is still there."""
    text: str
    """What was left out, or what became of it."""
    reason: str
    """For whom, and why."""


class Routine(_RoutineHead):
    """A routine, complete: every step has its technique's words and times."""

    sections: tuple[Section, ...]
    adapted: tuple[Adaptation, ...] = ()
    """What was changed for a profile; nothing for the one it is written for."""

    @property
    def steps(self) -> tuple[Step, ...]:
        """All steps in file order, each once."""
        return tuple(s for section in self.sections for s in (*section.steps, *section.between))
