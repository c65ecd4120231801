"""Who is massaged: everything that was asked for, kept or answered becomes one list of needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, cast

from coach.cli.choices import PROFILES, chosen
from coach.errors import RoutineError, UsageError

if TYPE_CHECKING:
    from coach.routine.need import Need
    from coach.routine.person import Person
    from coach.routine.routine import Routine
    from coach.routine.tables import Profile


class Received(NamedTuple):
    """A routine as it is for whoever is massaged."""

    routine: Routine
    profile: Profile
    longest_s: int | None = None
    """Longest session, in seconds, if there is a limit."""


def received(
    routine: Routine, profile: str | None, person: str | None, answers: Person | None = None
) -> Received:
    """Return ``routine`` for a profile, a person of the people file, and answers to the questions.

    Raises UsageError for an unknown profile, InputError for an unknown person, RoutineError, naming other
    routines, if it is not for this receiver.
    """
    asked = _profile(routine, profile)
    if asked == routine.audience_profile and not person and not answers and _plain(routine):
        return Received(routine, asked)
    from coach.routine.adapt import adapt
    from coach.routine.lengths import longest_s
    from coach.routine.load import load_tables
    from coach.routine.need import profile_of
    from coach.routine.profiles import MOST_NAMED, suitable

    tables = load_tables(routine.locale)
    needs = needs_for(routine, asked, person, answers)
    try:
        fit = adapt(routine, tables, needs)
    except RoutineError as error:
        others = ", ".join(suitable(needs)[:MOST_NAMED])
        raise RoutineError(f"{error} For it there are: {others}." if others else str(error)) from None
    limits = [need.longest_s for need in needs if need.longest_s is not None]
    if answers is not None:  # nobody answers questions to hear that another length was wanted
        limits.append(longest_s(fit))
    return Received(fit, profile_of(needs, asked), min(limits, default=None))


def _profile(routine: Routine, profile: str | None) -> Profile:
    """Return the profile that was asked for, or the one a routine is written for."""
    if not profile:
        return routine.audience_profile
    return cast("Profile", chosen("--profile", profile, PROFILES))


def _plain(routine: Routine) -> bool:
    """Return whether a routine states no needs itself."""
    return routine.hair == "long" and not routine.areas_off


def needs_for(
    routine: Routine, profile: str | None, person: str | None, answers: Person | None
) -> tuple[Need, ...]:
    """Return all needs, each once; raise as ``received`` does, but for the routine.

    Of two people who trade places, each entry is the stricter: both halves go by it.
    """
    from coach.routine.load import load_tables
    from coach.routine.need import profile_needs
    from coach.routine.people import find_person, names_in
    from coach.routine.person import needs_of, together
    from coach.routine.profiles import own_needs

    tables = load_tables()  # people are kept in its words, whatever language they are led in
    asked = _profile(routine, profile)
    needs = list(profile_needs(asked)) if asked != routine.audience_profile else []
    needs += own_needs(routine)
    names = names_in(person)
    if len(names) > (2 if routine.roles == "swap" else 1):
        raise UsageError(
            f"{routine.id} massages {'two people, who trade places' if routine.roles == 'swap' else 'one'}. "
            "Give --for once for each of them."
        )
    if names:
        needs += needs_of(together([find_person(name)[1] for name in names]), tables)
    if answers is not None:
        needs += needs_of(answers, tables)
    return tuple(dict.fromkeys(needs))


__all__ = ["Received", "needs_for", "received"]
