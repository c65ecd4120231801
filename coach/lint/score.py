"""A routine as the rules see it: every step where it stands, with its technique, and the order of play."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from coach.plan.density import teaches
from coach.plan.expand import expand
from coach.routine.kind import Kind
from coach.routine.locales import SOURCE, same, word_lists
from coach.routine.texts import SPOKEN, plain

if TYPE_CHECKING:
    from coach.plan.expand import Play
    from coach.routine.cue import Cue
    from coach.routine.finding import Path
    from coach.routine.routine import Routine, RoutineEntry, Section
    from coach.routine.step import Step
    from coach.routine.tables import Position, Tables, Technique
    from coach.routine.wordlists import WordLists

_BREAK = re.compile(r"(?<=[.!?])\s+")


@dataclass(frozen=True, slots=True)
class Here:
    """A step where it stands in its file."""

    path: Path
    section: Section
    step: Step
    technique: Technique
    position: Position | None
    own: dict[str, int]
    """Which cues the file itself writes, by name, and where in the list."""

    @property
    def areas(self) -> list[str]:
        """Areas of the step."""
        return [area.area for area in self.step.areas]

    @property
    def touches(self) -> bool:
        """Whether somebody is touched in it."""
        return self.step.stroke != "none" and not self.technique.contactless

    @property
    def moves(self) -> bool:
        """Whether the hands move on somebody."""
        return self.touches and self.step.stroke != "still"

    def at(self, cue: Cue) -> Path:
        """Return where a cue stands: at its own entry, or at the technique that brings it."""
        index = self.own.get(cue.id)
        return (*self.path, "technique") if index is None else (*self.path, "cues", index)

    def kinds(self, *kinds: Kind) -> list[Cue]:
        """Return the cues of these kinds."""
        return [cue for cue in self.step.cues if cue.kind in kinds]


class Said(NamedTuple):
    """One form of a cue, as it is spoken."""

    here: Here
    cue: Cue
    path: Path
    text: str
    """The words; generated ones are replaced by "some"."""

    @property
    def sentences(self) -> list[str]:
        """The sentences of the text."""
        return _BREAK.split(self.text)


@dataclass(frozen=True)
class Score:
    """A routine with everything the rules want to know of it."""

    entry: RoutineEntry
    routine: Routine
    tables: Tables
    steps: tuple[Here, ...] = field(init=False)
    """All steps in the order of the file."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "steps", tuple(self._steps()))

    def _steps(self) -> Iterator[Here]:
        written = dict(self._written())
        key = self.routine.start_position
        for section in self.routine.sections:
            key = section.position or key
            for step in (*section.steps, *section.between):
                # A question that a need made necessary stands at the step before it.
                added = step.id not in written
                path, own = written[step.id.removesuffix(".check") if added else step.id]
                own = {} if added else own
                technique = self.tables.techniques[step.technique]
                yield Here(path, section, step, technique, self.tables.positions.get(key), own)

    def _written(self) -> Iterator[tuple[str, tuple[Path, dict[str, int]]]]:
        """Yield where the file has every step, and which cues it writes itself, by the step's name."""
        for number, section in enumerate(self.entry.sections):
            for part in ("steps", "between"):
                for index, entry in enumerate(getattr(section, part)):
                    own = {cue.id: place for place, cue in enumerate(entry.cues)}
                    yield entry.id, (("sections", number, part, index), own)

    @cached_property
    def at(self) -> dict[str, Here]:
        """Steps by their id."""
        return {here.step.id: here for here in self.steps}

    @cached_property
    def order(self) -> tuple[tuple[Play, Here], ...]:
        """Every step as often as it is played, in the order of play, as written."""
        return tuple((play, self.at[play.step.id]) for play in expand(self.routine))

    @property
    def receivers(self) -> tuple[int, ...]:
        """Who is massaged in turn: 1, or 1 and 2 where roles change."""
        return tuple(sorted({play.receiver for play, _ in self.order}))

    def turn(self, receiver: int) -> list[Here]:
        """Return the steps in which ``receiver`` is the one who lies or sits, in the order of play."""
        return [here for play, here in self.order if play.receiver == receiver]

    def before_touch(self, receiver: int = 1) -> list[Here]:
        """Return the steps before the first touch of a receiver."""
        found: list[Here] = []
        for here in self.turn(receiver):
            if here.touches:
                break
            found.append(here)
        return found

    @cached_property
    def said(self) -> tuple[Said, ...]:
        """Every form of every cue."""
        return tuple(self._said())

    def _said(self) -> Iterator[Said]:
        translated = not same(self.routine.locale, SOURCE)

        def inside(at: Path, cue: Cue, *field: str | int) -> Path:
            return (*at, cue.id, *field) if translated else at

        for here in self.steps:
            for cue in here.step.cues:
                at = here.at(cue)
                own = cue.id in here.own
                for name in SPOKEN:
                    if text := getattr(cue, name):
                        yield Said(here, cue, (*at, name) if own else inside(at, cue, name), plain(text))
                for index, text in enumerate(cue.alternatives):
                    path = (*at, "alternatives", index) if own else inside(at, cue, "alternatives", index)
                    yield Said(here, cue, path, plain(text))

    @cached_property
    def lists(self) -> WordLists:
        """The lists of words of its language."""
        return word_lists(self.routine.locale)

    @property
    def bedtime(self) -> bool:
        """Whether the receiver may fall asleep in it."""
        return "bedtime" in self.routine.tags

    @property
    def tutorial(self) -> bool:
        """Whether it teaches."""
        return teaches(self.routine)

    @property
    def start(self) -> Path:
        """Where the first step stands."""
        return self.steps[0].path


EXEMPT = frozenset({Kind.CAUTION, Kind.AGREEMENT})
"""Kinds that most lists of words leave alone: they have to name what they warn of."""
