"""Needs: in what a receiver differs from whom a routine is written for, each one value with its reason.

A profile, an entry of a person and an answer to the questions before a first session are all the same
kind of thing: something is left alone, done in another way, done more lightly, or said. ``adapt`` makes
of a routine what it is for somebody with any number of needs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from coach.routine.tables import Profile

Condition = Literal["short_or_covered", "light_hands", "pregnant", "no_traction"]
"""Under which a technique may be replaced by another; all but the first are profiles too."""

Saying = Literal["tickle", "no_nuts"]
"""What a need has said: that ticklish skin wants a slow, whole hand; that no nut oil may be opened."""

FIRMEST = 5
"""No pressure is firmer."""

SHORT_S = 15 * 60
"""A short session is no longer than this, in seconds."""


@dataclass(frozen=True, slots=True)
class Need:
    """One thing in which a receiver differs."""

    name: str
    """What a change is told to be for: "left out for light_hands"."""
    reason: str
    """Why something is left out."""
    condition: Condition | None = None
    """What excludes a technique, or replaces it, by the tables."""
    most: int = FIRMEST
    """Firmest pressure."""
    usual: int = FIRMEST
    """Firmest pressure that is used unless more is asked for."""
    areas: frozenset[str] = frozenset()
    """Keys of areas that are left alone: nothing that touches one of them is done."""
    lying: str = "it strains"
    """Why positions are not for this receiver."""
    says: Saying | None = None
    """What is said more, or in other words."""
    longest_s: int | None = None
    """Longest session, in seconds."""

    @property
    def preference(self) -> bool:
        """Whether this way will do where there is no other."""
        return self.condition is not None and self.profile is None and not self.areas

    @property
    def profile(self) -> Profile | None:
        """The profile that this need is, if it is one."""
        return self.condition if self.condition in PROFILES else None


PROFILES: dict[Profile, Need] = {
    "pregnant": Need(
        "pregnant",
        "deep or lasting pressure on points is avoided in pregnancy",
        "pregnant",
        most=2,
        usual=2,
        lying="lying face down or flat on the back is not for pregnancy",
    ),
    "light_hands": Need(
        "light_hands",
        "skin that is thin, sore or numb takes no points and no pull on a joint",
        "light_hands",
        most=2,
        usual=1,
    ),
    "no_traction": Need(
        "no_traction",
        "joints that slip out, are inflamed or were replaced are not pulled",
        "no_traction",
    ),
}
"""What each profile asks for, the one that asks most first; a healthy adult asks for nothing."""

SHORT_HAIR = Need("short or covered hair", "there is no hair to take hold of", "short_or_covered")

TICKLISH = Need("ticklish skin", "light fingertips tickle", says="tickle")

NO_NUTS = Need("an allergy to nuts", "oil of nuts may harm", says="no_nuts")

ASKED_FIRST = Need(
    "a short light session",
    "after a word with a professional there are no points, no pulls and hardly any pressure",
    "light_hands",
    most=1,
    usual=1,
    longest_s=SHORT_S,
)
"""For whoever had to ask a professional first, and has."""

HAIR_LEFT = Need(
    "a short light session",
    "a treatment may loosen the hair",
    "short_or_covered",
    areas=frozenset({"hair"}),
)
"""For the same receiver: no hair is pulled, whether or not something else can be done there."""


def profile_needs(profile: Profile) -> tuple[Need, ...]:
    """Return what a profile asks for."""
    return (PROFILES[profile],) if profile in PROFILES else ()


def left_alone(areas: frozenset[str], named: str) -> Need:
    """Return the need that ``areas`` are left alone; ``named`` is what people call them."""
    return Need(f"an area that is off ({named})", "it is touched there", areas=areas)


def no_firmer(most: int) -> Need:
    """Return the need for pressure of ``most`` (1 to 5) at the firmest, and one level less to begin with."""
    return Need("a light touch", "it is too firm", most=most, usual=max(1, most - 1))


def profile_of(needs: Sequence[Need], usual: Profile) -> Profile:
    """Return the profile that a session with these needs goes by: the one that asks most."""
    found = {need.profile for need in needs}
    return next((profile for profile in PROFILES if profile in found), usual)


__all__ = [
    "ASKED_FIRST",
    "HAIR_LEFT",
    "NO_NUTS",
    "PROFILES",
    "SHORT_HAIR",
    "SHORT_S",
    "TICKLISH",
    "Condition",
    "Need",
    "Saying",
    "left_alone",
    "no_firmer",
    "profile_needs",
    "profile_of",
]
