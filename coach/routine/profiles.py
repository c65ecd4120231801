"""Profiles: what a routine becomes for somebody who has to be handled differently, by one name."""

from __future__ import annotations

from collections.abc import Sequence

from coach.errors import InputError, RoutineError
from coach.routine.adapt import adapt
from coach.routine.library import routine_files
from coach.routine.load import load_routine, load_tables
from coach.routine.need import PROFILES, SHORT_HAIR, Need, left_alone, profile_needs
from coach.routine.routine import Routine
from coach.routine.tables import Profile, Tables

MOST_NAMED = 6
"""Most routines that a refusal names."""


def adapted(routine: Routine, tables: Tables, profile: Profile) -> Routine:
    """Return ``routine`` as it is for ``profile``; for an adult it is as written.

    Raises RoutineError as ``adapt`` does.
    """
    return adapt(routine, tables, profile_needs(profile))


def own_needs(routine: Routine) -> tuple[Need, ...]:
    """Return the needs that a routine file states itself: short hair, and areas that are left alone."""
    found = [SHORT_HAIR] if routine.hair != "long" else []
    if routine.areas_off:
        found.append(left_alone(frozenset(routine.areas_off), ", ".join(routine.areas_off)))
    return tuple(found)


def suitable(needs: Profile | Sequence[Need]) -> list[str]:
    """Return the ids of the routines that there are for a profile, or for somebody with needs."""
    asked = profile_needs(needs) if isinstance(needs, str) else needs
    tables, found = load_tables(), []
    for name in routine_files():
        try:
            adapt(load_routine(name, tables), tables, asked)
        except (RoutineError, InputError):
            continue
        found.append(name)
    return found


__all__ = ["MOST_NAMED", "PROFILES", "adapted", "own_needs", "suitable"]
