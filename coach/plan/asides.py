"""Asides: what a live session says beside its plan, as lines that a voice can prepare before the start."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

from coach.plan.timeline import Line, Timeline
from coach.plan.wording import PLAIN, Manner, Numbers, fill, line, wishes
from coach.routine.locales import language
from coach.units import RATE, to_seconds

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from coach.plan.course import Course
    from coach.units import Frames


def aside(name: str, locale: str = "en") -> Line:
    """Return one of the sentences that every session has, such as ``stop`` or ``oil``."""
    return Line(f"aside-{name}", language(locale).asides[name])


def time_left(seconds: float, locale: str = "en") -> Line:
    """Return the answer to "how long", in whole minutes."""
    minutes = round(seconds / 60) if seconds >= 60 else 0
    if not minutes:
        return aside("almost_over", locale)
    return Line(f"aside-left-{minutes}", language(locale).how_long(60 * minutes))


def too_soon(seconds: float, locale: str = "en") -> Line:
    """Return the answer to an end that cannot be so soon: the shortest, rounded up to whole minutes."""
    minutes = max(1, -(-int(-(-seconds // 1)) // 60))
    return Line(f"aside-shortest-{minutes}", language(locale).shortest(60 * minutes))


def recap(timeline: Timeline, at: Frames) -> tuple[str | None, str | None]:
    """Return the title of the part that is done and of the one that comes, or goes on, at ``at``.

    None for what there is not: nothing is done in the first part, nothing comes after the end.
    """
    return _around([title for title, _ in _parts(timeline)], _number(timeline, at))


def welcome_back(timeline: Timeline, at: Frames) -> Line:
    """Return what is said when a session goes on at ``at`` after a long time."""
    return _welcome(timeline, _number(timeline, at))


def asides(course: Course) -> tuple[Line, ...]:
    """Return every line that may be needed on the way, each once: to be spoken before the first sound.

    The fixed sentences, the time left for every minute, the shortest end for every minute, the lines of
    the gates, and what is said on coming back, at every part.
    """
    timeline, locale = course.timeline, course.options.locale
    minutes = range(1, -(-int(to_seconds(timeline.frames)) // 60) + 1)
    lines = [
        *_standing(timeline),
        *(time_left(60 * n, locale) for n in minutes),
        *(too_soon(60 * n, locale) for n in minutes),
    ]
    return tuple(dict.fromkeys(lines))


def recordable(course: Course) -> tuple[Line, ...]:
    """Return every line that only a live session may need and whose words are known now, each once.

    The lines of the gates, the fixed sentences, what is said on coming back, and the cues in the wordings
    that they take once lighter work is asked for, for a receiver asleep, and for a giver who hears alone.
    What names the time that is left is not among them.
    """
    return tuple(dict.fromkeys([*_forms(course), *_standing(course.timeline)]))


def _standing(timeline: Timeline) -> Iterator[Line]:
    locale = timeline.options.locale
    yield from (step.gate.line for step in timeline.steps if step.gate is not None)
    yield from (aside(name, locale) for name in language(locale).asides)
    yield from (_welcome(timeline, number) for number in range(len(_parts(timeline)) + 1))


def _forms(course: Course) -> Iterator[Line]:
    words, seconds = language(course.options.locale), course.timeline.frames // RATE
    reps = {item.play.key: item.reps for item in course.laid}
    manners = [
        (course.options, Manner(lighter=1)),
        (course.options, Manner(hush=True)),
        (replace(course.options, alone=True), PLAIN),
    ]
    for options, manner in manners:
        for wish in wishes(course.plays, options, manner):
            if wish.form and wish.play.key in reps:
                text = fill(wish.text, Numbers(seconds, reps[wish.play.key]), words)
                if text is not None:
                    yield line(wish, text)


def _parts(timeline: Timeline) -> list[tuple[str, Frames]]:
    """Return the parts in order: the title of each, and its end."""
    groups = groupby(timeline.steps, key=lambda step: step.part)
    return [(title, list(steps)[-1].end) for title, steps in groups]


def _number(timeline: Timeline, at: Frames) -> int:
    """Return the number of the part at ``at``, from 0; one more than the last after the end."""
    return sum(end <= at for _, end in _parts(timeline))


def _around(titles: Sequence[str], number: int) -> tuple[str | None, str | None]:
    done = titles[number - 1] if number else None
    return done, titles[number] if number < len(titles) else None


def _welcome(timeline: Timeline, number: int) -> Line:
    done, following = _around([title for title, _ in _parts(timeline)], number)
    return Line(f"aside-back-{number + 1}", language(timeline.options.locale).recap(done, following))
