"""A person who is massaged: what is kept of them because somebody said so, and what follows from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal

from pydantic import Field

from coach.routine.anatomy import areas_of
from coach.routine.base import Model, Text, YesNo
from coach.routine.need import (
    ASKED_FIRST,
    HAIR_LEFT,
    NO_NUTS,
    SHORT_HAIR,
    TICKLISH,
    Need,
    left_alone,
    no_firmer,
    profile_needs,
)
from coach.routine.tables import Profile, Tables


class Person(Model):
    """What is kept of a person; everything may be left out."""

    hair: Literal["long", "short_or_covered"] = "long"
    """How the hair is; short or covered hair is not pulled, the scalp is moved instead."""
    off: Annotated[tuple[Text, ...], Field(max_length=40)] = ()
    """Places that are left alone, in plain words such as "left knee"; on both sides."""
    firmest: Annotated[int, Field(strict=True, ge=1, le=3)] | None = None
    """Firmest pressure, 1 to 3."""
    ticklish: YesNo = False
    """Light strokes tickle: the coach asks for a slow, whole hand."""
    no_nuts: YesNo = False
    """Nuts are not borne: the coach says that no nut oil is opened."""
    profiles: Annotated[tuple[Profile, ...], Field(max_length=4)] = ()
    """Profiles that apply: light_hands, pregnant, no_traction."""
    short_and_light: YesNo = False
    """A professional was asked, and said yes: sessions are short, and as light as can be."""
    asked: YesNo = False
    """The questions before a first session were asked."""
    note: Text | None = None
    """For the giver; never spoken."""


class People(Model):
    """The people file."""

    format: Literal["coach-people/1"] = "coach-people/1"
    """Name and version of the shape."""
    people: dict[str, Person] = Field(default_factory=dict)
    """People by name."""


def together(people: Sequence[Person]) -> Person:
    """Return what is heeded for all of several people: in each entry the stricter."""
    firmest = [person.firmest for person in people if person.firmest is not None]
    return Person(
        hair="short_or_covered" if any(person.hair != "long" for person in people) else "long",
        off=tuple(dict.fromkeys(place for person in people for place in person.off)),
        firmest=min(firmest, default=None),
        ticklish=any(person.ticklish for person in people),
        no_nuts=any(person.no_nuts for person in people),
        profiles=tuple(dict.fromkeys(name for person in people for name in person.profiles)),
        short_and_light=any(person.short_and_light for person in people),
        asked=all(person.asked for person in people),
    )


def needs_of(person: Person, tables: Tables) -> tuple[Need, ...]:
    """Return the needs that follow from what is kept of a person.

    Raises UsageError for a place on the body that there is not.
    """
    needs = [need for profile in person.profiles for need in profile_needs(profile)]
    if person.short_and_light:
        needs += [ASKED_FIRST, HAIR_LEFT]
    if person.off:
        needs.append(left_alone(areas_of(tables, person.off), ", ".join(person.off)))
    if person.hair != "long":
        needs.append(SHORT_HAIR)
    if person.firmest is not None:
        needs.append(no_firmer(person.firmest))
    simple: Mapping[Need, bool] = {TICKLISH: person.ticklish, NO_NUTS: person.no_nuts}
    return (*needs, *(need for need, wanted in simple.items() if wanted))


__all__ = ["People", "Person", "needs_of", "together"]
