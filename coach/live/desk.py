"""The desk: where plans are made and sentences spoken for a session. Slow work, never on the way to the ear.

Everything a session may say is spoken here before the first word sounds. What comes later (a changed
plan, a sentence nobody foresaw) is an errand: it runs on the thread of errands, one at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from coach.errors import InputError, UsageError
from coach.live import spot
from coach.live.aside import Aside, words_of
from coach.live.two import for_two, joined
from coach.live.voice import Speaker, Voice
from coach.plan.asides import aside, asides, time_left, too_soon, welcome_back
from coach.plan.options import Counting
from coach.plan.request import BedOf, PaceOf
from coach.plan.timeline import Line
from coach.routine.locales import language
from coach.sound.chimes import load_chimes
from coach.sound.score import MIXES, Lay, Score, arrange
from coach.units import Frames, to_frames, to_seconds

if TYPE_CHECKING:
    from coach.live.asked import Asked
    from coach.plan.course import Course
    from coach.plan.options import Options
    from coach.plan.request import Request
    from coach.plan.timeline import Timeline
    from coach.routine.routine import Routine


@dataclass(frozen=True, slots=True)
class Take:
    """A plan with its sound."""

    course: Course
    score: Score
    changes: tuple[Asked, ...] = ()
    """What was asked so far."""

    @property
    def timeline(self) -> Timeline:
        """Return the plan."""
        return self.course.timeline


class Desk:
    """One routine, one way it is wanted, and a voice."""

    def __init__(
        self,
        routine: Routine,
        options: Options,
        booth: Speaker,
        *,
        channels: int = 1,
        other: Callable[[int], Speaker] | None = None,
        promised: bool = False,
        two: bool = False,
        lays: Callable[[Options], Lay | None] = lambda _: None,
        ears: bool = False,
    ) -> None:
        """``other`` gives the voice at another pace, in words a minute; without it there is one pace only.

        ``promised`` says that the session has to be over when it was planned to be;
        ``two`` that the receiver has a speaker of their own and hears only what they are told; the bed that
        ``lays`` gives for options lies under that. ``ears`` puts the coach on the left, and the bed on both
        sides.
        """
        self.routine, self.options, self.channels = routine, options, channels
        self.chimes = load_chimes()
        self.approach, self.units = _rhythm(routine)
        self._voice = Voice(booth, {})
        self._paces: dict[int, Voice] = {options.pace: self._voice}
        self._other, self._promised, self._two = other, promised, two
        self._lays, self._ears = lays, ears
        self._away: frozenset[str] = frozenset()
        """Ambiences that were heard before: nothing lies where they did if they cannot be had any more."""
        self._told: set[str] = set()
        """Lines that the receiver hears too, by id."""
        self._asides = {name: aside(name, options.locale) for name in language(options.locale).asides}

    def begin(self, changes: tuple[Asked, ...] = (), *, resumed: bool = False) -> Take:
        """Plan, and speak everything; ``changes`` are made again. Raises CoachError.

        In a session that is ``resumed`` an ambience that cannot be had any more makes no sound; the plan is
        as it was.
        """
        from coach.plan.course import begin

        if resumed:
            beds = (asked.request.ambience for asked in changes if isinstance(asked.request, BedOf))
            self._away = frozenset({self.options.ambience, *beds})
        voice = self._voice = self._paces[self.options.pace]
        course = begin(self.routine, self.options, voice.booth.measure, promised=self._promised)
        voice.speak([cue.line for cue in course.timeline.cues])
        score = self._arranged(course.timeline, voice)
        voice.speak(_foreseen(course))
        take = Take(course, score)
        for asked in changes:
            take = self._changed(take, asked)
        return take

    def change(self, take: Take, asked: Asked) -> Take:
        """Return the plan as it goes on after what was asked, with its sound; raise CoachError.

        What begins before the swap keeps the sound it has: the voice may have another pace from there.
        """
        request = asked.request
        if isinstance(request, BedOf):  # whoever asks for one now has to have it
            self._lays(replace(take.course.options, ambience=request.ambience))
        if isinstance(request, PaceOf) and self._other is None:
            raise UsageError("This voice has only one pace.")
        return self._changed(take, asked)

    def _changed(self, take: Take, asked: Asked) -> Take:
        voice = self._heard(asked.request, take)
        course, left = voice.replanned(take.course, asked)
        timeline, swap = course.timeline, course.swap
        cues = tuple(cue for cue in timeline.cues if cue.start >= swap)
        chimes = tuple(strike for strike in timeline.chimes if strike.start >= swap)
        voice.speak([cue.line for cue in cues])
        voice.speak(_foreseen(course))
        rest = replace(timeline, cues=cues, chimes=chimes)
        after = self._arranged(rest, voice, take.score.gain)
        score = joined(take.score, after, swap, heard=asked.ahead > 0)
        self._voice = voice
        if left:  # told together with what becomes of the plan
            voice.notices.append(f"Left out, for want of a recording with these words: {', '.join(left)}.")
        return Take(course, score, (*take.changes, asked))

    def spoken(self, lines: Sequence[Line], *, soft: bool = False) -> Aside:
        """Return lines as an aside, spoken now if they never were; raise VoiceError."""
        self._voice.speak(lines)
        return self.known(lines, soft=soft)

    def known(self, lines: Sequence[Line], *, soft: bool = False) -> Aside:
        """Return lines as an aside; those that were never spoken are shown, not heard. Never waits."""
        there = self._voice.clips
        known = [line for line in lines if line in there]
        told = tuple(line.id.removesuffix("-short") in self._told for line in known)
        clips = tuple(there[line] for line in known)
        return Aside(clips, words_of(line.text for line in lines), soft, told)

    def aside(self, *names: str, soft: bool = False) -> Aside:
        """Return sentences of the language by their names; those it does not have are left out."""
        return self.known([self._asides[name] for name in names if name in self._asides], soft=soft)

    def called(self, aside: Aside) -> Aside:
        """Return an aside that asks somebody to act, with a chime for its sound if the voice lacks it all."""
        return aside if aside.clips else replace(aside, clips=(self.chimes["switch"],))

    def lesson(self) -> Aside:
        """Return the two chimes of a hold with their meanings: about nine seconds."""
        told = [self.aside("bell_hold"), self.aside("bell_go")]
        rung = [self.chimes["hold_start"], self.chimes["hold_end"]]
        clips = [clip for aside, bell in zip(told, rung, strict=True) for clip in (*aside.clips, bell)]
        return Aside(tuple(clips), words_of(aside.words for aside in told))

    @property
    def needs_no_lesson(self) -> bool:
        """Return whether nobody has to be told of the chimes of a hold before the session.

        The routine teaches them itself, counts aloud, or has no holds.
        """
        steps, heard = self.routine.steps, self.options.talk.levels
        if self.options.count is not Counting.CHIME:
            return True
        if any(cue.chime_after is not None and cue.level in heard for step in steps for cue in step.cues):
            return True
        return not any(step.duration.reps and step.duration.reps.unit.hold_s for step in steps)

    def recap(self, timeline: Timeline, frame: Frames) -> tuple[Line, ...]:
        """Return what is said on coming back at ``frame``, before the start cue."""
        return (welcome_back(timeline, frame),)

    def shortest(self, seconds: float) -> tuple[Line, ...]:
        """Return the answer to an end that comes too soon."""
        return (too_soon(seconds, self.options.locale),)

    def how_long(self, left: Frames) -> tuple[Line, ...]:
        """Return the answer to "how long"."""
        return (time_left(to_seconds(left), self.options.locale),)

    def take_notice(self) -> str:
        """Return what the voice has to say of itself, such as that another one steps in; once."""
        notices = self._voice.notices
        text = " ".join(notices)
        notices.clear()
        return text

    def _arranged(self, timeline: Timeline, voice: Voice, gain: float | None = None) -> Score:
        """Return the sound of ``timeline`` for everybody who listens."""
        lay = self._lay(timeline.options)
        if not self._two:
            score = arrange(timeline, voice.clips, self.chimes, channels=self.channels, gain=gain, lay=lay)
            return replace(score, ears=self._ears)
        addressees, _ = MIXES["receiver"]
        self._told |= {cue.line.id for cue in timeline.cues if cue.addressee in addressees}
        score = arrange(timeline, voice.clips, self.chimes, gain=gain, mix="giver")
        own = arrange(timeline, voice.clips, self.chimes, gain=score.gain, mix="receiver", lay=lay)
        return for_two(score, own.placed, own.bed)

    def _lay(self, options: Options) -> Lay | None:
        try:
            return self._lays(options)
        except (InputError, UsageError):
            if options.ambience not in self._away:
                raise
            return None

    def _heard(self, request: Request, take: Take) -> Voice:
        """Return the voice that speaks after ``request``; raise UsageError for a pace it cannot have."""
        if self._other is None:
            return self._voice
        pace = request.pace if isinstance(request, PaceOf) else take.course.options.pace
        if pace not in self._paces:
            self._paces[pace] = Voice(self._other(pace), {})
        return self._paces[pace]


def _foreseen(course: Course) -> list[Line]:
    """Return the lines that a session may need, beside its cues: asides, and start cues said again."""
    timeline = course.timeline
    again = [line for step in timeline.steps for line in spot.start_lines(timeline, step.start)]
    return [*asides(course), *again]


def _rhythm(routine: Routine) -> tuple[dict[str, Frames], dict[str, Frames]]:
    """Return the approach to a hold and the length of a repetition, by step."""
    approach: dict[str, Frames] = {}
    units: dict[str, Frames] = {}
    for section in routine.sections:
        for step in (*section.steps, *section.between):
            if reps := step.duration.reps:
                units[step.id] = to_frames(reps.unit.seconds)
                approach[step.id] = to_frames(reps.unit.approach_s)
    return approach, units


__all__ = ["Desk", "Take"]
