"""The questions before a first session: who waits, who asks first, what is left alone, how light it is.

Nothing here shows or stores anything: ``screen`` is given who asks, and returns what follows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from coach.routine.person import Person
from coach.routine.tables import Outcome, Profile, Question, Screening, Tables

USUAL = "usual"
"""The questions that are asked unless a routine names others."""

EXIT_LINE = "exit_line"
"""The caution that says who should wait."""


@dataclass(frozen=True, slots=True)
class Screened:
    """What follows from the answers."""

    person: Person
    """What to heed; as any healthy adult if all was answered with no."""
    outcomes: frozenset[Outcome] = frozenset()
    says: tuple[str, ...] = ()
    """What the one who answers is told, when there is no massage."""
    told: bool = True
    """Whether a professional, who had to be asked first, said yes."""

    @property
    def stops(self) -> bool:
        """Return whether there is no massage now."""
        return "not_today" in self.outcomes or not self.told


def screen(
    screening: Screening, ask: Callable[[str], bool], where: Callable[[str], tuple[str, ...]]
) -> Screened:
    """Ask, and return what follows; no more is asked once it is clear that there is no massage.

    ``ask`` returns whether a question was answered with yes, ``where`` the places that are left alone.
    """
    outcomes: set[Outcome] = set()
    profiles: list[Profile] = []
    says: list[str] = []
    for question in _affirmed(screening.questions, ask):
        outcomes.update(question.outcomes)
        if question.profile is not None:
            profiles.append(question.profile)
        if question.says is not None:
            says.append(question.says)
        if "not_today" in question.outcomes:
            return Screened(Person(), frozenset(outcomes), tuple(says))
    off = where(screening.where) if "leave_area" in outcomes else ()
    told = "ask_first" not in outcomes or ask(screening.asked_first)
    profiles += [profile for profile in ("light_hands", "no_traction") if profile in outcomes]
    person = Person(
        off=off, profiles=tuple(dict.fromkeys(profiles)), short_and_light="ask_first" in outcomes, asked=True
    )
    return Screened(person, frozenset(outcomes), tuple(says), told)


def _affirmed(questions: tuple[Question, ...], ask: Callable[[str], bool]) -> Iterator[Question]:
    """Yield the questions that are answered with yes, each before those that follow from it."""
    for question in questions:
        if ask(question.text):
            yield question
            yield from _affirmed(question.then, ask)


def every(questions: tuple[Question, ...]) -> Iterator[Question]:
    """Yield all questions, those that follow from others after them."""
    for question in questions:
        yield question
        yield from every(question.then)


def exit_line(tables: Tables) -> str:
    """Return who should wait, in one sentence."""
    return tables.cautions[EXIT_LINE].text


__all__ = ["USUAL", "Screened", "every", "exit_line", "screen"]
