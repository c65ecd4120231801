"""How long a step takes: a stretch that may grow and shrink, repetitions that may not, or a fixed time."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from coach.routine.base import Count, Length, Model, YesNo


class Continuous(Model):
    """One unbroken stretch; fitting may choose any length between ``min_s`` and ``max_s``."""

    min_s: Annotated[Length, Field(gt=0)]
    """Shortest, in seconds."""
    default_s: Annotated[Length, Field(gt=0)]
    """As written for the default length of the routine, in seconds."""
    max_s: Annotated[Length, Field(gt=0)]
    """Longest, in seconds."""
    quantum_s: Annotated[Length, Field(gt=0)] = 1.0
    """Fitting moves in jumps of so many seconds: 1, or 5 where five fingers or toes share the time."""

    @model_validator(mode="after")
    def _ordered(self) -> Continuous:
        if not self.min_s <= self.default_s <= self.max_s:
            raise ValueError("write min_s <= default_s <= max_s")
        if any(s != int(s) for s in (self.min_s, self.default_s, self.max_s, self.quantum_s)):
            raise ValueError("the length of a step is a whole number of seconds")
        if any(s % self.quantum_s for s in (self.min_s, self.default_s, self.max_s)):
            jump = f"{self.quantum_s:g}"
            raise ValueError(f"quantum_s is {jump}, so min_s, default_s and max_s are multiples of {jump}")
        return self


class Unit(Model):
    """One repetition; its parts are never scaled."""

    approach_s: Length = 0.0
    """Before the hold: placing, sliding, pulling in; seconds."""
    hold_s: Annotated[Length, Field(le=60)] = 0.0
    """Staying still, in seconds; a start chime opens it and an end chime closes it. 0 for no hold."""
    release_s: Length = 0.0
    """After the hold: letting go, coming back; seconds."""
    count: Annotated[int, Field(strict=True, ge=1, le=60)] | None = None
    """How many counts the hold has, one a second; its whole seconds if left out."""
    voice_inside: YesNo = False
    """One word may be spoken in the middle; only in holds longer than ten seconds."""

    @property
    def seconds(self) -> float:
        """Length of one repetition, in seconds."""
        return self.approach_s + self.hold_s + self.release_s

    @property
    def counts(self) -> int:
        """Number of counts in the hold."""
        return self.count if self.count is not None else int(self.hold_s)

    @model_validator(mode="after")
    def _whole(self) -> Unit:
        if self.seconds <= 0 or self.seconds != int(self.seconds):
            raise ValueError("one repetition is a whole number of seconds, at least one")
        if self.count is not None and self.count > self.hold_s:
            raise ValueError("one count a second: count may not be above hold_s")
        return self


class Reps(Model):
    """Whole repetitions of a unit after a lead-in in which the words are said and the hands are placed."""

    n_min: Count
    """Fewest repetitions."""
    n: Count
    """Repetitions at the default length."""
    n_max: Count
    """Most repetitions."""
    lead_in_s: Length = 0.0
    """Before the first repetition, in seconds; never scaled."""
    unit: Unit
    """One repetition; never scaled."""

    @model_validator(mode="after")
    def _ordered(self) -> Reps:
        if not self.n_min <= self.n <= self.n_max:
            raise ValueError("write n_min <= n <= n_max")
        if self.lead_in_s != int(self.lead_in_s):
            raise ValueError("a lead-in is a whole number of seconds")
        return self


class Fixed(Model):
    """A time that is what it is: a physical change that bodies need."""

    seconds: Annotated[Length, Field(gt=0)]
    """The length, in whole seconds."""

    @model_validator(mode="after")
    def _whole(self) -> Fixed:
        if self.seconds != int(self.seconds):
            raise ValueError("the length of a step is a whole number of seconds")
        return self


class Duration(Model):
    """How long a step takes: exactly one of continuous, reps or fixed."""

    continuous: Continuous | None = None
    """One stretch between two bounds."""
    reps: Reps | None = None
    """Whole repetitions."""
    fixed: Fixed | None = None
    """One length only."""

    @model_validator(mode="after")
    def _one(self) -> Duration:
        if sum(x is not None for x in (self.continuous, self.reps, self.fixed)) != 1:
            raise ValueError("a duration is exactly one of continuous, reps or fixed")
        return self

    @property
    def default_s(self) -> int:
        """Length at the routine's default length, in whole seconds."""
        return self._at("default_s", "n", "seconds")

    @property
    def min_s(self) -> int:
        """Shortest length as written, in whole seconds."""
        return self._at("min_s", "n_min", "seconds")

    @property
    def max_s(self) -> int:
        """Longest length as written, in whole seconds."""
        return self._at("max_s", "n_max", "seconds")

    def _at(self, stretch: str, repetitions: str, fixed: str) -> int:
        if self.reps is not None:
            return int(self.reps.lead_in_s + getattr(self.reps, repetitions) * self.reps.unit.seconds)
        if self.continuous is not None:
            return int(getattr(self.continuous, stretch))
        return int(getattr(self.fixed, fixed))


class ContinuousPatch(Model):
    """Changes to a stretch."""

    min_s: Length | None = None
    """Shortest, in seconds."""
    default_s: Length | None = None
    """At the default length of the routine, in seconds."""
    max_s: Length | None = None
    """Longest, in seconds."""
    quantum_s: Length | None = None
    """Fitting moves in jumps of so many seconds."""


class UnitPatch(Model):
    """Changes to one repetition."""

    approach_s: Length | None = None
    """Before the hold, in seconds."""
    hold_s: Length | None = None
    """Staying still, in seconds; 0 for no hold."""
    release_s: Length | None = None
    """After the hold, in seconds."""
    count: Count | None = None
    """How many counts the hold has, one a second."""
    voice_inside: YesNo | None = None
    """One word may be spoken in the middle."""


class RepsPatch(Model):
    """Changes to the repetitions."""

    n_min: Count | None = None
    """Fewest repetitions."""
    n: Count | None = None
    """Repetitions at the default length."""
    n_max: Count | None = None
    """Most repetitions."""
    lead_in_s: Length | None = None
    """Before the first repetition, in seconds."""
    unit: UnitPatch | None = None
    """One repetition."""


class FixedPatch(Model):
    """Another fixed length."""

    seconds: Length
    """The length, in whole seconds."""


class DurationPatch(Model):
    """What a file says of a duration: one kind, in whole or in part."""

    continuous: ContinuousPatch | None = None
    """One stretch between two bounds."""
    reps: RepsPatch | None = None
    """Whole repetitions."""
    fixed: FixedPatch | None = None
    """One length only."""

    @model_validator(mode="after")
    def _one(self) -> DurationPatch:
        if sum(x is not None for x in (self.continuous, self.reps, self.fixed)) > 1:
            raise ValueError("a duration is one of continuous, reps or fixed")
        return self
