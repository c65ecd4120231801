"""The pieces of a composed routine: steps and sections, before they have numbers and lengths."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Plain = dict[str, Any]
"""Plain values, as a routine file holds them."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Between two bounds, in whole seconds."""

    least: int
    usual: int
    most: int

    def plain(self) -> Plain:
        """Return what the file says."""
        return {"continuous": {"min_s": self.least, "default_s": self.usual, "max_s": self.most}}


@dataclass(frozen=True, slots=True)
class Times:
    """So many repetitions."""

    least: int
    usual: int
    most: int
    lead_in: int | None = None
    """Seconds before the first one; the card's own if None."""

    def plain(self) -> Plain:
        """Return what the file says."""
        found: Plain = {"n_min": self.least, "n": self.usual, "n_max": self.most}
        return {"reps": found if self.lead_in is None else {**found, "lead_in_s": self.lead_in}}


@dataclass(frozen=True, slots=True)
class Piece:
    """One step."""

    technique: str
    variant: str | None
    length: Stretch | Times
    without: tuple[str, ...] = ()
    extra: Plain = field(default_factory=dict)
    """Other fields of the step."""
    number: str = ""
    """Id of the step, once it has one."""

    def plain(self) -> Plain:
        """Return what the file says of it."""
        found: Plain = {"id": self.number, "technique": self.technique}
        if self.variant is not None:
            found["variant"] = self.variant
        found["duration"] = self.length.plain()
        if self.without:
            found["without"] = list(self.without)
        return found | self.extra


@dataclass(frozen=True, slots=True)
class Part:
    """One section."""

    name: str
    title: str
    steps: tuple[Piece, ...]
    position: str | None = None
    areas: tuple[str, ...] = ()
    between: Piece | None = None
    """The change of side, in a section that is played for one side and then for the other."""
    side_titles: tuple[str, str] | None = None

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """All steps."""
        return self.steps if self.between is None else (*self.steps, self.between)

    def plain(self) -> Plain:
        """Return what the file says of it, its steps included."""
        found: Plain = {"id": self.name, "title": self.title}
        if self.side_titles is not None:
            found |= {"repeat": "per_side", "side_titles": list(self.side_titles)}
        if self.position is not None:
            found["position"] = self.position
        if self.areas:
            found["areas"] = list(self.areas)
        found["steps"] = [piece.plain() for piece in self.steps]
        if self.between is not None:
            found |= {"between_title": f"Change {self.name}", "between": [self.between.plain()]}
        return found


@dataclass(frozen=True, slots=True)
class Draft:
    """A whole routine: what stands above its sections, and the sections."""

    head: Plain
    parts: tuple[Part, ...]

    def plain(self) -> Plain:
        """Return the routine as plain values."""
        return {**self.head, "sections": [part.plain() for part in self.parts]}
