"""From the words of a command line to a plan, and from a plan to its sound: the way all commands go."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from coach.cli.choices import REFERENCE, options
from coach.cli.progress import Progress
from coach.cli.terminal import Styled, note
from coach.units import RATE, clock

if TYPE_CHECKING:
    from coach.plan.options import Options
    from coach.plan.timeline import Measure, Timeline
    from coach.routine.person import Person
    from coach.routine.routine import Routine
    from coach.sound.score import Lay, Score
    from coach.speech.booth import Booth


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a command was asked for, as it was typed."""

    routine: str
    minutes: str | None = None
    talk: str | None = None
    count: str = "chime"
    voice: str = REFERENCE
    pace: int = 135
    seed: int = 0
    profile: str | None = None
    person: str | None = None
    """Who is massaged, as it is kept in the people file: a name, or two with a comma, in order."""
    answers: Person | None = None
    """What follows from the questions before a first session, where they were asked."""
    locale: str | None = None
    ambience: str | None = None
    """What sounds under the words; None for what the routine says."""
    bed: str = "-18"
    pulse: bool = True
    room: str = "none"
    alone: bool = False
    """Only the giver hears the words."""
    guess: bool = False
    """Plan lines that the voice lacks as the reference voice would say them; they cannot be heard then."""

    @property
    def silent(self) -> bool:
        """Whether times come from the reference voice, which makes no sound."""
        return self.voice == REFERENCE


@dataclass(frozen=True, slots=True)
class Session:
    """A plan, and the booth that measured it."""

    timeline: Timeline
    booth: Booth
    routine: Callable[[], Routine]
    """The routine that was planned, loaded at most once."""
    measure: Measure
    """Says how long lines take, as they were planned."""


@contextlib.contextmanager
def session(wanted: Wanted, progress: Progress) -> Iterator[Session]:
    """Load, speak and plan what is ``wanted``, or take up the plan that was made before.

    The booth is open inside the block. Whatever the voices had to say about themselves is
    written on standard error.
    """
    choice = options_of(wanted)
    from coach.cli.rehearsal import Listener, keep, name_of, recall
    from coach.speech.booth import open_booth
    from coach.speech.voice import Settings

    @cache
    def script() -> tuple[Routine, Options]:
        return _load(wanted, choice)

    name = name_of(wanted)
    known = recall(name)
    locale = known.timeline.options.locale if known else script()[1].locale
    settings = Settings(pace=wanted.pace, seed=0, locale=locale)
    with open_booth(wanted.voice, settings, room=choice.room) as booth:
        booth.progress = progress.counted("speaking")
        measure = _guessing(booth.measure) if wanted.guess else booth.measure
        if known is not None and booth.name == known.timeline.options.voice and known.holds(measure):
            timeline = known.timeline
        else:
            from coach.plan.planner import plan

            routine, asked = script()
            listener = Listener(measure)
            timeline = plan(routine, replace(asked, voice=booth.name), listener)
            keep(name, timeline, listener)
        tell_notices(booth)
        if not wanted.guess:
            from coach.cli.lacking import heed_missing

            heed_missing(timeline, booth)
        yield Session(timeline, booth, lambda: script()[0], measure)


def _guessing(measure: Measure) -> Measure:
    """Return ``measure`` with an answer for every line."""
    from coach.speech.silent import silent_measure

    return lambda lines: {**silent_measure(lines), **measure(lines)}


def loaded(wanted: Wanted) -> tuple[Routine, Options]:
    """Return the routine that is ``wanted``, and the options, with its own where nothing was asked for."""
    return _load(wanted, options_of(wanted))


def options_of(wanted: Wanted) -> Options:
    """Return what was typed, and the usual for what was not. Raises UsageError or InputError."""
    asked = options(
        minutes=wanted.minutes,
        talk=wanted.talk,
        count=wanted.count,
        voice=wanted.voice,
        pace=wanted.pace,
        seed=wanted.seed,
        ambience=wanted.ambience,
        bed=wanted.bed,
        pulse=wanted.pulse,
        room=wanted.room,
    )
    return replace(asked, alone=wanted.alone)


def _load(wanted: Wanted, choice: Options) -> tuple[Routine, Options]:
    """Return the routine, and the options with what it says where nothing was asked for."""
    from coach.plan.options import NO_BED, Talk

    routine = _examined(wanted.routine, wanted.locale)
    if wanted.talk is None:
        choice = replace(choice, talk=Talk(routine.verbosity_default))
    if wanted.ambience is None:
        choice = replace(choice, ambience=routine.bed_sound or NO_BED)
    from coach.cli.receiver import received

    found = received(routine, wanted.profile, wanted.person, wanted.answers)
    if found.longest_s is not None and choice.seconds is not None and choice.seconds > found.longest_s:
        note(f"It will be {clock(found.longest_s * RATE)} long at most.")
        choice = replace(choice, seconds=found.longest_s)
    refuse_foreign(found.routine)
    return found.routine, replace(choice, locale=routine.locale, profile=found.profile)


def refuse_foreign(routine: Routine) -> None:
    """Raise RoutineError if a routine that was changed says something in another language than its own."""
    from coach.routine.locales import SOURCE, same

    if same(routine.locale, SOURCE):
        return
    from coach.errors import RoutineError
    from coach.routine.gaps import foreign
    from coach.routine.load import load_tables
    from coach.routine.profiles import MOST_NAMED

    if found := foreign(routine, load_tables(), load_tables(routine.locale)):
        raise RoutineError(
            f"{routine.id} would say words that are not {routine.locale}: {', '.join(found[:MOST_NAMED])}. "
            "Write them into the locale, or leave the change of the routine out."
        )


def _examined(source: str, locale: str | None) -> Routine:
    """Return a routine in which no rule finds an error as it is written; nobody is led through another.

    What was found in order is remembered, until the file, a table or a rule changes. Raises RoutineError.
    """
    from coach.cli.rehearsal import name_of
    from coach.routine import memo

    name = name_of(Wanted(source, locale=locale))
    if name is not None and memo.recall(name, "checked") is True:
        from coach.routine.load import load_routine

        return load_routine(source, locale=locale)
    from coach.lint.examine import require

    routine = require(source, locale)
    if name is not None:
        memo.keep(name, True, "checked")
    return routine


def laid(options: Options) -> Lay | None:
    """Return what lays the bed of ``options``; None without one. Raises UsageError or InputError."""
    from coach.plan.options import NO_BED

    if options.ambience == NO_BED:
        return None
    from coach.sound.laying import laying

    return laying(options)


def arranged(
    made: Session,
    *,
    levels: Mapping[int, float] | None = None,
    mix: str = "full",
    lay: Lay | None = None,
) -> Score:
    """Return the score of a session in its voice, or of one of its mixes: in stereo if it has a bed.

    ``levels`` are the loudness to bring it to by the number of channels, in LUFS. A bed lies under the
    receiver's mix, not under that of the giver, who hears it in the room.
    """
    from coach.sound.chimes import load_chimes
    from coach.sound.score import TARGET_LUFS, arrange

    under = None if mix == "giver" else lay
    channels = 2 if under else 1
    clips = made.booth.shelf({cue.line for cue in made.timeline.cues})
    target = (levels or TARGET_LUFS)[channels]
    score = arrange(
        *(made.timeline, clips, load_chimes()), channels=channels, target_lufs=target, mix=mix, lay=under
    )
    tell_notices(made.booth)
    return score


def tell_notices(booth: Booth) -> None:
    """Write what the voices had to say about themselves on standard error."""
    for notice in booth.notices:
        note(Styled("note: ", "yellow"), notice)
    booth.notices.clear()
