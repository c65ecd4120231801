"""What the files of a locale may say: the words of a language, and those of routines and tables."""

from __future__ import annotations

from typing import Annotated, Any, Literal, get_args

from pydantic import AfterValidator, BeforeValidator, Field

from coach.routine.base import Id, Length, Model, RoutineId, Text

Form = Literal["zero", "one", "two", "few", "many", "other"]
"""Plural forms of CLDR."""

Line = Literal[
    "quiet",
    "quiet_again",
    "head_turn",
    "gate",
    "time_left",
    "shortest",
    "back",
    "done",
    "next",
    "done_and_next",
]
Said = Literal["no_nuts", "no_nuts_short", "tickle", "tickle_short", "meet"]
Heading = Literal["before", "fetch", "clothes", "places", "foot_end", "lap"]


def _complete(words: dict[Any, str], kind: Any) -> dict[Any, str]:  # noqa: ANN401 - a Literal
    if missing := [name for name in get_args(kind) if name not in words]:
        raise ValueError(f"{', '.join(missing)} is missing; write it as in the English file")
    return words


def _with_other(forms: dict[Any, str]) -> dict[Any, str]:
    if "other" not in forms:
        raise ValueError("the form other is missing; every language has it")
    return forms


Forms = Annotated[dict[Form, Text], AfterValidator(_with_other)]
"""A number with its noun, by plural form; ``{n}`` is the number in words."""


class Numbers(Model):
    """How numbers become words."""

    counting: Text
    """Rule of CLDR for numbers that are counted aloud, such as spellout-numbering."""
    before_noun: Text
    """Rule of CLDR for numbers before a noun."""


class Words(Model):
    """A file ``words.yaml``: everything said in a language that stands in no routine."""

    name: Text
    """Name of the language, in the language."""
    code: Annotated[str, Field(strict=True, pattern=r"^[a-z]{3}$")]
    """Its three letters in ISO 639-2, such as deu: files name their language so."""
    numbers: Numbers
    """How numbers become words."""
    seconds: Forms
    """Seconds."""
    minutes: Forms
    """Minutes; the order of their forms is that of {n_words|one|many}."""
    breaths: Forms
    """Slow breaths."""
    silences: dict[Annotated[str, Field(pattern=r"^\d{1,3}$")], Text] = Field(default_factory=dict)
    """Silences that are called by another name, by their seconds."""
    lines: Annotated[dict[Line, Text], AfterValidator(lambda words: _complete(words, Line))]
    """Sentences of the plan and of a session."""
    second_half: Text
    """Title of a chapter of the second receiver."""
    other_side: Text
    """Title of the second side of a section."""
    titles: dict[str, Text] = Field(default_factory=dict)
    """How titles are called inside a sentence, by the title in small letters."""
    asides: dict[Id, Text]
    """What a live session says beside the routine, by name."""
    said: Annotated[dict[Said, Text], AfterValidator(lambda words: _complete(words, Said))]
    """What is said because a receiver has needs, or because something was left out for them."""
    card: Annotated[dict[Heading, Text], AfterValidator(lambda words: _complete(words, Heading))]
    """Headings of the card before a session."""


class CueWords(Model):
    """The words of a cue; its time only where the language needs another."""

    text: Text | None = None
    """The words, at most 20."""
    short_text: Text | None = None
    """A shorter way to say it."""
    giver_text: Text | None = None
    """The words for a mix that only the giver hears."""
    whisper_text: Text | None = None
    """The words for a session in which the receiver may be asleep."""
    lighter_text: Text | None = None
    """The words once lighter work was asked for."""
    second_receiver_text: Text | None = None
    """The words for whoever is massaged second."""
    alternatives: tuple[Text, ...] | None = None
    """Other wordings, taken in turn."""
    offset_s: Length | None = None
    """Start so many seconds after the anchor."""
    lead_s: Length | None = None
    """Start so many seconds before the anchor."""
    ends_before_s: Length | None = None
    """End so many seconds before the anchor."""


def _cue(value: Any) -> Any:  # noqa: ANN401 - whatever the file says
    return {"text": value} if isinstance(value, str) else value


class StepWords(Model):
    """The words of a step, or of one form of a technique."""

    label: Text | None = None
    """A line for people: what happens."""
    gate: Text | None = None
    """What is said at its gate."""
    single_side_reason: Text | None = None
    """Why it is done on one side only."""
    end_point: Text | None = None
    """Where its stroke ends."""
    cues: dict[Id, Annotated[CueWords, BeforeValidator(_cue, json_schema_input_type=str | CueWords)]] = Field(
        default_factory=dict
    )
    """The words of its cues by their names; a text alone stands for its text."""


class TechniqueWords(Model):
    """The words of a technique."""

    name: Text | None = None
    """Plain name."""
    description: Text | None = None
    """What the hands do."""
    feels: Text | None = None
    """How it should feel."""
    step: StepWords = Field(default_factory=StepWords)
    """The words of its step."""
    variants: dict[Id, StepWords] = Field(default_factory=dict)
    """The words of its named forms."""


class AreaWords(Model):
    """The words of a place on the body."""

    name: Text
    """What the coach calls it aloud."""
    words: tuple[Text, ...] = ()
    """Other words that name this place in a cue."""
    parts: tuple[Text, ...] = ()
    """Larger parts of the body that it belongs to."""
    caution: Text | None = None
    """What to mind here."""


class PositionWords(Model):
    """The words of a position."""

    name: Text
    """Plain name."""
    supports: dict[Id, Text] = Field(default_factory=dict)
    """Where each prop goes."""


class PropWords(Model):
    """The words of a prop."""

    name: Text
    """What it is called."""
    substitutes: tuple[Text, ...] = ()
    """What does as well."""
    caution: Text | None = None
    """What to mind."""


class QuestionWords(Model):
    """The words of a question before a first session."""

    text: Text | None = None
    """What is asked."""
    says: Text | None = None
    """What is said after a yes."""


class ScreeningWords(Model):
    """The words of the questions before a first session."""

    questions: dict[
        Id, Annotated[QuestionWords, BeforeValidator(_cue, json_schema_input_type=str | QuestionWords)]
    ] = Field(default_factory=dict)
    """The words of the questions by their names; a text alone stands for its text."""
    asked_first: Text | None = None
    """The question after which somebody who had to ask a professional may go on."""
    where: Text | None = None
    """What is asked where a place is left alone: which one."""


class TableWords(Model):
    """A file of ``tables``: words of the tables in another language, by the same keys."""

    techniques: dict[Id, TechniqueWords] = Field(default_factory=dict)
    """Ways of touching."""
    areas: dict[Id, AreaWords] = Field(default_factory=dict)
    """Places on the body."""
    positions: dict[Id, PositionWords] = Field(default_factory=dict)
    """Where both people are."""
    props: dict[Id, PropWords] = Field(default_factory=dict)
    """Things to fetch."""
    cautions: dict[Id, Text] = Field(default_factory=dict)
    """Limits, each in one sentence."""
    chimes: dict[Id, Text] = Field(default_factory=dict)
    """What each chime says to the listener."""
    screenings: dict[Id, ScreeningWords] = Field(default_factory=dict)
    """Questions before a first session."""


class PreflightWords(Model):
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
    """What it says of a bed with a headboard."""


class SectionWords(Model):
    """The words of a section."""

    title: Text
    """Title of its chapter."""
    side_titles: tuple[Text, Text] | None = None
    """Chapter titles of the first and the second side."""
    between_title: Text | None = None
    """Chapter title of the change."""
    agreements: tuple[Text, ...] = ()
    """Extra consents that this section needs."""
    gate: Text | None = None
    """What is said at its gate."""


class RoutineWords(Model):
    """A file of ``routines``: the words of one routine in another language."""

    id: RoutineId
    """The routine."""
    title: Text
    """Title for people."""
    summary: Text
    """One or two sentences about it."""
    preflight: PreflightWords = Field(default_factory=PreflightWords)
    """What to do before the clock starts."""
    props: dict[Id, Text] = Field(default_factory=dict)
    """Where each prop goes."""
    sections: dict[Id, SectionWords] = Field(default_factory=dict)
    """The words of its sections."""
    steps: dict[Id, StepWords] = Field(default_factory=dict)
    """The words of its steps, where they are its own."""
