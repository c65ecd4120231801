"""What is asked at the terminal around a session: who should wait before it, what to remember after it.

Answers are kept nowhere unless that is asked for too, and answered with yes.
"""

from __future__ import annotations

import shlex
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import typer

from coach.cli.session import Wanted
from coach.cli.terminal import Styled, asked, note, said_yes
from coach.errors import CoachError, InputError, RoutineError, UsageError

if TYPE_CHECKING:
    from coach.live.record import Record
    from coach.routine.person import Person
    from coach.routine.screening import Screened
    from coach.routine.shown_words import QuestionWord
    from coach.routine.tables import Tables


BOTH: tuple[QuestionWord, QuestionWord] = ("first_receiver", "second_receiver")
"""Whom the questions are about where two people trade places: each, in order."""


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
    from coach.routine.people import find_person, names_in

    if names := names_in(wanted.person):
        return not all(find_person(name)[1].asked for name in names)
    from coach.live.history import sessions, told

    return sessions() == 0 and not told("questions")


def _asked(wanted: Wanted, *, resumed: bool) -> Wanted:
    from coach.routine.load import load_routine, load_tables
    from coach.routine.people import names_in
    from coach.routine.person import Person, together
    from coach.routine.screening import USUAL, screen

    routine = load_routine(wanted.routine, locale=wanted.locale)
    tables, words = load_tables(routine.locale), _Words(routine.locale)
    screening = tables.screenings[routine.screening or USUAL]
    words.tell("why")
    found = []
    for whose in BOTH if routine.roles == "swap" else (None,):
        if whose is not None:
            words.tell(whose, "bold")
        screened = screen(screening, words.affirm, lambda question: words.places(question, tables))
        if screened.stops:
            _wait(screened, wanted, tables, words)
            raise typer.Exit
        found.append(screened.person)
    person = together(found)
    for line in _follows(person, tables, words):
        note(Styled(line, "bold"))
    if not resumed:
        for name, mine in zip(names_in(wanted.person), found, strict=False):
            _offer_to_keep(name, mine, words)
    if person == Person(asked=True):
        return wanted
    wanted = replace(wanted, answers=person)
    return wanted if resumed else _fitting(wanted, words)


class _Words:
    """Asks and tells in one language."""

    def __init__(self, locale: str) -> None:
        from coach.routine.locales import SOURCE, same
        from coach.routine.shown_words import shown_words

        self._words = shown_words(locale)
        self.translated = not same(locale, SOURCE)

    def line(self, name: QuestionWord, /, **gaps: str) -> str:
        """Return a line with its gaps filled."""
        from coach.routine.shown_words import filled

        return filled(self._words.questions[name], **gaps)

    def tell(self, name: QuestionWord, style: str = "", /, **gaps: str) -> None:
        """Write a line for people."""
        line = self.line(name, **gaps)
        note(Styled(line, style) if style else line)

    def affirm(self, question: str) -> bool:
        """Ask until the answer is yes or no, and return whether it is yes."""
        yes, no = self.line("yes").split(), self.line("no").split()
        return said_yes(f"{question} {self.line('choice')}", yes, no, self.line("again"))

    def places(self, question: str, tables: Tables) -> tuple[str, ...]:
        """Return the places that are named, once all of them are places on the body.

        In a translation they are the names of the areas that are meant, so that every language knows them.
        """
        from coach.routine.anatomy import LITTLE, NoPlaceError, areas_of

        while True:
            named = tuple(part.strip() for part in asked(question).split(",") if part.strip())
            try:
                areas = areas_of(tables, named, LITTLE | set(self._words.which))
            except NoPlaceError as error:
                hint = self.line("near", near=error.near) if error.near else self.line("name_one")
                note(f"{self.line('no_place', place=error.place)} {hint}")
                continue
            if named:
                return tuple(sorted(areas)) if self.translated else named


def _wait(screened: Screened, wanted: Wanted, tables: Tables, words: _Words) -> None:
    """Say kindly why there is no massage now."""
    from coach.routine.screening import exit_line

    if screened.told:
        words.tell("not_today", "bold")
        for line in screened.says or (exit_line(tables),):
            note(line)
    else:
        words.tell("ask_first", "bold")
        locale = () if wanted.locale is None else ("--locale", wanted.locale)
        words.tell("come_back", command=shlex.join(("coach", "play", wanted.routine, *locale)))


def _follows(person: Person, tables: Tables, words: _Words) -> list[str]:
    """Return what follows from the answers, in sentences."""
    lines = [words.line(profile) for profile in person.profiles if profile != "adult"]
    if person.short_and_light:
        lines.append(words.line("short"))
    if person.off:
        names = dict.fromkeys(tables.areas[key].name if words.translated else key for key in person.off)
        lines.append(words.line("left_alone", places=", ".join(names)))
    return lines


def _offer_to_keep(name: str, person: Person, words: _Words) -> None:
    """Keep what follows from the answers, if that is wanted."""
    from coach.output.register import keep
    from coach.routine.people import find_person, people_file

    key, known = find_person(name)
    if not words.affirm(words.line("keep", name=key, file=str(people_file()))):
        words.tell("not_kept")
        return
    kept = known.model_copy(
        update={
            "off": tuple(dict.fromkeys((*known.off, *person.off))),
            "profiles": tuple(dict.fromkeys((*known.profiles, *person.profiles))),
            "short_and_light": known.short_and_light or person.short_and_light,
            "asked": True,
        }
    )
    words.tell("kept", file=str(keep(key, kept)), command=f"coach people forget {key}")


def _fitting(wanted: Wanted, words: _Words) -> Wanted:
    """Return what is ``wanted`` with a routine that is for this receiver; one is offered if this is not."""
    from coach.cli.receiver import needs_for, received
    from coach.routine.load import load_routine
    from coach.routine.profiles import suitable
    from coach.routine.translation import translated_routines

    routine = load_routine(wanted.routine, locale=wanted.locale)
    try:
        received(routine, wanted.profile, wanted.person, wanted.answers)
    except RoutineError as error:
        others = suitable(needs_for(routine, wanted.profile, wanted.person, wanted.answers))
        if words.translated:
            spoken = translated_routines(routine.locale)
            others = [name for name in others if name in spoken]
        if not others:
            raise
        note(str(error))
        if not words.affirm(words.line("instead", routine=others[0])):
            words.tell("not_begun")
            raise typer.Exit from None
        return replace(wanted, routine=others[0], minutes=None)
    return wanted


def remember_lighter(name: str, times: int, locale: str, *, here: bool) -> None:
    """Ask whether sessions for a person begin lighter from now on, after they asked for it; keep a yes."""
    from coach.output.register import keep
    from coach.routine.people import find_person

    words = _Words(locale)
    try:
        key, known = find_person(name)
        before = known.firmest or USUAL_FIRMEST
        firmest = max(1, before - times)
        if firmest == before:
            return
        if not (here and sys.stderr.isatty()):
            words.tell("lighter_later", name=key, command=f"coach people add {key} --firmest {firmest}")
        elif words.affirm(words.line("lighter", name=key)):
            words.tell("lighter_kept", file=str(keep(key, known.model_copy(update={"firmest": firmest}))))
        else:
            words.tell("not_kept")
    except EOFError:
        words.tell("not_kept")
    except CoachError as error:  # the session is over, and was a good one
        note(Styled("note: ", "yellow"), str(error))


USUAL_FIRMEST = 3
"""Firmest pressure of the routines that come with coach."""

__all__ = ["remember_lighter", "whom"]
