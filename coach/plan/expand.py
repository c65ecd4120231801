"""From a routine to the order of play: every section, side and receiver in turn.

A step that is done on two sides appears twice; both plays keep the step's id, so that fitting can
give them one length. The change of sides stands between them.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from coach.routine.locales import language
from coach.routine.step import Step

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from coach.routine.routine import Routine, Section
    from coach.words import Language

SWAP = "tr.swap"
"""Technique of the step in which giver and receiver change places."""

POSITIONAL = frozenset({"tr.turn", "tr.move", SWAP})
"""Techniques in which somebody moves; their previews come earlier."""


@dataclass(frozen=True, slots=True)
class Play:
    """One step at one place in the order of play."""

    step: Step
    section: Section
    side: str | None
    """``A`` or ``B`` in a two-sided section, else None."""
    receiver: int
    """1, or 2 after a swap."""
    chapter: str | None
    """Title of the chapter that begins with this step, if one does."""
    part: str = ""
    """Title of the section, or of its side; the change of sides belongs to the other side."""
    take: int = 1
    """2 and so on if a live session went back to it."""

    key: tuple[str, str | None, int, int] = field(init=False, repr=False, compare=False)
    """What makes this play unique: step, side, receiver, take."""

    def __post_init__(self) -> None:
        """Make the key, which is asked for far more often than there are plays."""
        object.__setattr__(self, "key", (self.step.id, self.side, self.receiver, self.take))

    @property
    def name(self) -> str:
        """The step's id; ``b`` on the second side, ``r2`` for the second receiver, ``t2`` for a repeat."""
        return self.said + (f"t{self.take}" if self.take > 1 else "")

    @property
    def said(self) -> str:
        """The same without the take: a repeated step is said in the same words."""
        return self.step.id + ("b" if self.side == "B" else "") + ("r2" if self.receiver == 2 else "")


def expand(routine: Routine) -> tuple[Play, ...]:
    """Return all plays of ``routine`` in the order in which they happen; titles are in its language."""
    words = language(routine.locale)
    plays: list[Play] = []
    sections = list(routine.sections)
    while sections:
        if not sections[0].repeat.startswith("per_receiver"):
            plays += _section(sections.pop(0), 1, words)
            continue
        block: list[Section] = []
        while sections and sections[0].repeat.startswith("per_receiver"):
            block.append(sections.pop(0))
        plays += [play for section in block for play in _section(section, 1, words)]
        if sections and any(step.technique == SWAP for step in sections[0].steps):
            plays += _section(sections.pop(0), 1, words)
        plays += [_again(play, words) for section in block for play in _section(section, 2, words)]
    return tuple(_open_chapters(plays, words))


def _section(section: Section, receiver: int, words: Language) -> Iterator[Play]:
    """Yield the plays of one pass through ``section``."""
    if section.repeat not in ("per_side", "per_receiver_and_side"):
        yield from _plays(section, section.steps, (None, section.title), receiver, section.title)
        return
    first, other = section.side_titles or (section.title, words.other_side(section.title))
    change = section.between_title
    yield from _plays(section, section.steps, ("A", first), receiver, first)
    yield from _plays(section, section.between, (None, other), receiver, change or other)
    title = other if change or not section.between else None
    yield from _plays(section, section.steps, ("B", other), receiver, title)


def _plays(
    section: Section, steps: Sequence[Step], side: tuple[str | None, str], receiver: int, title: str | None
) -> Iterator[Play]:
    for number, step in enumerate(steps):
        yield Play(step, section, side[0], receiver, title if number == 0 else None, side[1])


def _again(play: Play, words: Language) -> Play:
    """Tell the chapters of the second receiver from those of the first, which have the same sections."""
    return replace(play, chapter=play.chapter and words.second_half(play.chapter))


def _open_chapters(plays: Sequence[Play], words: Language) -> Iterator[Play]:
    """Begin a chapter after every gate too, so that a player can be stopped and started there."""
    waited = False
    for play in plays:
        if waited and play.chapter is None:
            subject = play.step.label.split(",")[0].split(";")[0].split(":")[0]
            title = words.second_half(play.section.title) if play.receiver == 2 else play.section.title
            yield replace(play, chapter=f"{title}: {words.inside(subject)}")
        else:
            yield play
        waited = play.step.gate is not None
