"""What is asked at the terminal around a session: who should wait before it, what to remember after it.

Answers are kept nowhere unless that is asked for too, and answered with yes.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import typer

from coach.cli.session import Wanted
from coach.cli.terminal import Styled, asked, note, said_yes
from coach.errors import CoachError, InputError, RoutineError, UsageError

if TYPE_CHECKING:
    from coach.live.journal import Record
    from coach.routine.person import Person
    from coach.routine.screening import Screened
    from coach.routine.tables import Tables

WHY = (
    "A few questions before a first session, about the one who is massaged. Answers are not kept,"
    " unless you ask for it."
)

FOLLOWS = {
    "light_hands": "Light hands: little pressure, no points and no pulls.",
    "no_traction": "No joint is pulled.",
    "pregnant": "For somebody pregnant: seated, without points.",
}
"""What follows from a profile, in words."""

SHORT = "Short and light: a quarter of an hour at most, with no more than the weight of a hand."


def whom(wanted: Wanted, record: Record | None, *, here: bool, again: bool) -> Wanted:
    """Return what is ``wanted`` with what follows from the questions, if it is time to ask them.

    That is before a first session: of the one who is named, or the first that is led here; ``again`` asks
    in any case. ``here`` says that somebody is at the terminal; nobody is asked otherwise, and who should
    wait is only said in the session. A session that answers had changed (``record``) asks once more.

    Raises typer.Exit if there is no massage now, CoachError as loading does.
    """
    here = here and sys.stderr.isatty()
    if again and not here:
        raise UsageError("--ask asks questions, so it needs a terminal and somebody to answer.")
    if record is not None:
        if not record.script.asked:
            return wanted
        if not here:
            raise InputError(
                "The session that was left went by answers, which are not kept, so they have to be given"
                " again. Type coach play --resume in a terminal, without --no-wait."
            )
    elif not here or not (again or _first(wanted)):
        return wanted
    try:
        return _asked(wanted, resumed=record is not None)
    except EOFError:
        raise KeyboardInterrupt from None


def _first(wanted: Wanted) -> bool:
    """Return whether this is a first session."""
    if wanted.person is not None:
        from coach.routine.people import find_person

        return not find_person(wanted.person)[1].asked
    from coach.live.history import sessions

    return sessions() == 0


def _asked(wanted: Wanted, *, resumed: bool) -> Wanted:
    from coach.routine.load import load_routine, load_tables
    from coach.routine.person import Person
    from coach.routine.screening import USUAL, screen

    tables = load_tables()
    screening = tables.screenings[load_routine(wanted.routine, tables).screening or USUAL]
    note(WHY)
    screened = screen(screening, said_yes, lambda question: _places(question, tables))
    if screened.stops:
        _wait(screened, wanted, tables)
        raise typer.Exit
    for line in _follows(screened.person):
        note(Styled(line, "bold"))
    if wanted.person is not None and not resumed:
        _offer_to_keep(wanted.person, screened.person)
    if screened.person == Person(asked=True):
        return wanted
    wanted = replace(wanted, answers=screened.person)
    return wanted if resumed else _fitting(wanted)


def _places(question: str, tables: Tables) -> tuple[str, ...]:
    """Return the places that are named, once all of them are places on the body."""
    from coach.routine.anatomy import areas_of

    while True:
        places = tuple(part.strip() for part in asked(question).split(",") if part.strip())
        try:
            if places:
                areas_of(tables, places)
                return places
        except UsageError as error:
            note(str(error))


def _wait(screened: Screened, wanted: Wanted, tables: Tables) -> None:
    """Say kindly why there is no massage now."""
    from coach.routine.screening import exit_line

    if screened.told:
        note(Styled("Not today: massage is for another day.", "bold"))
        for line in screened.says or (exit_line(tables),):
            note(line)
    else:
        note(Styled("Ask a professional first.", "bold"))
        note(f"When the answer is yes, come back: coach play {wanted.routine}")


def _follows(person: Person) -> list[str]:
    """Return what follows from the answers, in sentences."""
    lines = [FOLLOWS[profile] for profile in person.profiles]
    if person.short_and_light:
        lines.append(SHORT)
    if person.off:
        lines.append(f"Left alone, on both sides: {', '.join(person.off)}.")
    return lines


def _offer_to_keep(name: str, person: Person) -> None:
    """Keep what follows from the answers, if that is wanted."""
    from coach.output.register import keep
    from coach.routine.people import find_person, people_file

    key, known = find_person(name)
    if not said_yes(f"Keep this for {key} in {people_file()}, so that nobody is asked again?"):
        note("Nothing is kept.")
        return
    kept = known.model_copy(
        update={
            "off": tuple(dict.fromkeys((*known.off, *person.off))),
            "profiles": tuple(dict.fromkeys((*known.profiles, *person.profiles))),
            "short_and_light": known.short_and_light or person.short_and_light,
            "asked": True,
        }
    )
    note(f"Kept in {keep(key, kept)}. To forget it: coach people forget {key}")


def _fitting(wanted: Wanted) -> Wanted:
    """Return what is ``wanted`` with a routine that is for this receiver; one is offered if this is not."""
    from coach.cli.receiver import needs_for, received
    from coach.routine.load import load_routine
    from coach.routine.profiles import suitable

    routine = load_routine(wanted.routine)
    try:
        received(routine, wanted.profile, wanted.person, wanted.answers)
    except RoutineError as error:
        others = suitable(needs_for(routine, wanted.profile, wanted.person, wanted.answers))
        if not others:
            raise
        note(str(error))
        if not said_yes(f"Begin {others[0]} instead?"):
            note("Nothing was begun.")
            raise typer.Exit from None
        return replace(wanted, routine=others[0], minutes=None)
    return wanted


def remember_lighter(name: str, times: int, *, here: bool) -> None:
    """Ask whether sessions for a person begin lighter from now on, after they asked for it; keep a yes."""
    from coach.output.register import keep
    from coach.routine.people import find_person

    try:
        key, known = find_person(name)
        before = known.firmest or USUAL_FIRMEST
        firmest = max(1, before - times)
        if firmest == before:
            return
        if not (here and sys.stderr.isatty()):
            note(f"To begin lighter for {key} from now on: coach people add {key} --firmest {firmest}")
        elif said_yes(f"Lighter was asked for. Begin lighter for {key} from now on?"):
            note(f"Kept in {keep(key, known.model_copy(update={'firmest': firmest}))}.")
        else:
            note("Nothing is kept.")
    except EOFError:
        note("Nothing is kept.")
    except CoachError as error:  # the session is over, and was a good one
        note(Styled("note: ", "yellow"), str(error))


USUAL_FIRMEST = 3
"""Firmest pressure of the routines that come with coach."""

__all__ = ["remember_lighter", "whom"]
