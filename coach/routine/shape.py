"""Finding one's way in the models: which model, and which field, a path leads to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from coach.routine.finding import Path
from coach.routine.kind import PLANNED

if TYPE_CHECKING:
    from pydantic.fields import FieldInfo

NOUNS = {
    "AreaLimit": "an area of a step",
    "Continuous": "a continuous duration",
    "ContinuousPatch": "a continuous duration",
    "CuePatch": "a cue",
    "DurationPatch": "a duration",
    "EndPoint": "an end_point",
    "Fixed": "a fixed duration",
    "FixedPatch": "a fixed duration",
    "LintOverride": "a lint_override",
    "PropUse": "a prop of a routine",
    "Reps": "a reps duration",
    "RepsPatch": "a reps duration",
    "RoutineEntry": "a routine",
    "SectionEntry": "a section",
    "StepEntry": "a step",
    "StepPatch": "a step",
    "StepPressure": "a pressure",
    "Tables": "a table file",
    "Unit": "the unit of a reps duration",
    "UnitPatch": "the unit of a reps duration",
    "VoiceHints": "a voice_hints block",
}
"""What a model is called in messages; others by their own name."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a path leads: the innermost model around it and the field of that model."""

    model: type[BaseModel]
    field: str | None
    """Name in the file; None if the path ends at the model itself."""
    info: FieldInfo | None
    kind: Any
    """Type of the value."""

    @property
    def inner(self) -> type[BaseModel]:
        """The model that the value itself is, or else the one around it."""
        kinds = (
            kind for kind in members(self.kind) if isinstance(kind, type) and issubclass(kind, BaseModel)
        )
        return next(kinds, self.model)

    @property
    def noun(self) -> str:
        """What the inner model is called, with its article."""
        return noun(self.inner)


def noun(model: type[BaseModel]) -> str:
    """Return what a model is called, with its article."""
    name = model.__name__
    return NOUNS.get(name) or f"{'an' if name[0] in 'AEIOU' else 'a'} {name.lower()}"


def names(model: type[BaseModel]) -> list[str]:
    """Return the field names of a model as a file writes them."""
    return [info.alias or name for name, info in model.model_fields.items()]


def spot(model: type[BaseModel], path: Path) -> Spot:
    """Return where ``path`` leads from ``model``; parts that pydantic adds for unions lead nowhere."""
    here = Spot(model, None, None, model)
    for part in path:
        for kind in members(here.kind):
            if (deeper := _into(here, kind, part)) is not None:
                here = deeper
                break
    return here


def words(kind: Any) -> list[str]:  # noqa: ANN401 - any annotation
    """Return the words a value of this type may be, in order; empty if it is not a choice of words."""
    found: list[str] = []
    for member in members(kind):
        if get_origin(member) is Literal:
            found += [str(word) for word in get_args(member)]
        elif isinstance(member, type) and issubclass(member, Enum):
            found += [str(word.value) for word in member if word not in PLANNED]
    return found


def members(kind: Any) -> Iterator[Any]:  # noqa: ANN401
    """Yield the types a value may have, without None and without annotations."""
    origin = get_origin(kind)
    if origin is Annotated:
        yield from members(get_args(kind)[0])
    elif origin in (Union, UnionType):
        for member in get_args(kind):
            if member is not NoneType:
                yield from members(member)
    else:
        yield kind


def _into(here: Spot, kind: Any, part: str | int) -> Spot | None:  # noqa: ANN401
    origin, inner = get_origin(kind), get_args(kind)
    if isinstance(kind, type) and issubclass(kind, BaseModel) and isinstance(part, str):
        for name, info in kind.model_fields.items():
            if part in (name, info.alias):
                return Spot(kind, info.alias or name, info, info.annotation)
        return None
    if origin is dict and isinstance(part, str) and part != "[key]":
        return _within(here, inner[1])
    if origin is tuple and isinstance(part, int):
        every = len(inner) == 2 and inner[1] is Ellipsis
        return _within(here, inner[0] if every else inner[min(part, len(inner) - 1)])
    return None


def _within(here: Spot, kind: Any) -> Spot:  # noqa: ANN401
    for member in members(kind):
        if isinstance(member, type) and issubclass(member, BaseModel):
            return Spot(member, None, None, member)
    return Spot(here.model, here.field, here.info, kind)
