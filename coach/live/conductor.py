"""The conductor: what every command means, in every state.

    opening --ready--> playing --pause, moments--> paused --go on--> playing
                          |--(gate)--> gate --ready--> playing
                          '--(end)--> done            stop, from everywhere: stopped

It runs on one thread, by calls of ``do`` and ``step`` with the time of a monotonic clock. Time is only
asked how long somebody paused; where the plan is, the outlet says.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from coach.errors import CoachError
from coach.live import spot
from coach.live.away import Away
from coach.live.change import Changing
from coach.live.command import Command, Verb
from coach.live.event import Event, Then
from coach.live.gate import Gate
from coach.live.manner import Manner
from coach.live.notice import Notice
from coach.live.rules import GO, LEVELS, MOMENTS, meant, request_of
from coach.live.stage import Stage
from coach.live.status import OVER, State
from coach.plan.options import NO_BED, Talk
from coach.plan.request import EndIn
from coach.speaker.outlet import Flow
from coach.units import RATE, Frames

if TYPE_CHECKING:
    from collections.abc import Callable

    from coach.live.aside import Aside
    from coach.live.desk import Desk
    from coach.live.errand import Done, Runner
    from coach.live.journal import Keeper
    from coach.live.record import Record
    from coach.plan.timeline import Line

ASLEEP_S = 5.0
"""If nobody looked for so long, the whole machine stood still, in seconds."""
SHORT_PAUSE_S, LONG_PAUSE_S = 20.0, 120.0
"""After a longer pause than these the step's start cue is said again, or what is done as well."""


class Conductor:
    """The rules of a session."""

    def __init__(self, stage: Stage, desk: Desk, runner: Runner, manner: Manner) -> None:
        self.state = State.OPENING
        self._notice = Notice()
        self.stage, self._desk, self._runner, self._manner = stage, desk, runner, manner
        self.changing = Changing(stage, desk, runner)
        self._gate, self._away = Gate(stage, desk), Away(stage, desk)
        self._since = 0.0
        """When the pause began."""
        self._again: Frames | None = None
        self._before: tuple[State, Frames] | None = None
        """What there was before the switch was pressed last."""
        self._anew: frozenset[str] | None = frozenset()
        """The cues that are heard again because it went on; None if an aside is."""
        self._time = 0.0
        self._rules: dict[Verb, Callable[[Command], None]] = {
            Verb.STOP: self._stop,
            Verb.PAUSE: self._pause,
            Verb.AGAIN: self._say_again,
            Verb.HOW_LONG: self._how_long,
            Verb.HUSH: self._hush,
            Verb.ASLEEP: self._hush,
            **dict.fromkeys(GO, self._go),
            **dict.fromkeys(LEVELS, self._level),
            **dict.fromkeys(MOMENTS, self._moment),
        }

    def begin(self, now: float) -> None:
        """Start to sound; raise DeviceError."""
        self._time = self._gate.since = now
        start = Frames(self._manner.start)
        if self._manner.resumed:
            timeline = self.stage.timeline
            start = spot.cue_back(timeline, spot.begin_again(timeline, start, self._desk.approach))
        self.stage.seek(start)
        if self._manner.sound_check:
            keys = "volume" if self._manner.arrows else "any_key"
            self.stage.say([self._desk.called(self._desk.aside("sound_check", keys))], Then.WAIT)
        else:
            self._open()

    def do(self, command: Command, now: float) -> None:
        """Carry out one command; one that makes no sense now becomes a notice."""
        self._time = now
        if self.state in OVER:
            return
        if command.verb is Verb.TOGGLE:
            self._before, self._anew = (self.state, self.stage.position), frozenset()
        verb = meant(command.verb, self.state, untimed=self._untimed)
        if verb is None:
            self._refuse("It has not begun yet. Say ready or press any key, and ask again.")
            return
        self._rules.get(verb, self._change)(replace(command, verb=verb))

    def step(self, now: float) -> None:
        """Notice what happened; raise DeviceError if the machine has no sound system."""
        slept, self._time = now - self._time > ASLEEP_S, now
        if slept and self.state is State.PLAYING:
            self.stage.step_back()
        while (done := self._runner.back()) is not None:
            self._back_from(done)
        if (event := self.stage.look()) is not None:
            self._heard(event)
        if self.state is State.GATE:
            self._gate.remind(now)
        if self.state not in OVER:
            self.changing.look()
        self._away.look(now, playing=self.state is State.PLAYING)
        self._notice.look(self.changing.take_notice(), now)

    @property
    def notice(self) -> str:
        """The last thing to show that is not spoken and no trouble."""
        return self._notice.text

    @property
    def over(self) -> bool:
        """Return whether nothing more will be heard; without a speaker nobody waits for a last line."""
        if self.state is State.STOPPED and self.stage.player.flow is Flow.WAITING:
            return True
        return self.state in OVER and self.stage.silent

    def record(self, keeper: Keeper) -> Record:
        """Return what a journal has to know."""
        stage = self.stage
        cue = spot.last_cue(stage.timeline, stage.position)
        where = (stage.position, stage.timeline.frames, cue.id if cue else "", stage.timeline.title)
        return keeper.record(stage.take.changes, where, stage.levels)

    def _open(self) -> None:
        """Begin the plan, after the lesson or after saying where it goes on."""
        first: list[Aside] = []
        at = self.stage.position
        if self._manner.lesson:
            first.append(self._desk.lesson())
        if self._manner.resumed:
            first += self._known(self._desk.recap(self.stage.timeline, at))
            first += self._known(spot.start_lines(self.stage.timeline, at))
        self.state = State.PLAYING
        self.stage.go(at, first)

    def _go(self, _: Command) -> None:
        if self.state is State.OPENING:
            self._open()
        elif self.state is State.GATE:
            self.state = State.PLAYING
            self.stage.rest()
            self.stage.forget()
            self.stage.go(self.stage.position)
        elif self.state is State.PAUSED:
            self._resume()
        elif self._untimed:
            self._change(Command(Verb.NEXT))
        else:
            self.stage.tick()

    @property
    def _untimed(self) -> bool:
        """Return whether a step is heard that has no end of its own."""
        return self._manner.wait and self.state is State.PLAYING and self._gate.open

    def _pause(self, _: Command) -> None:
        self.stage.rest()
        if self.state is State.GATE:
            self.stage.forget()
        if self.state is not State.PAUSED:
            self.state, self._since, self._again = State.PAUSED, self._time, None

    def _resume(self) -> None:
        stage, gap = self.stage, self._time - self._since
        timeline, at = stage.timeline, stage.position
        again = self._again
        if again is None:
            again = spot.begin_again(timeline, at, self._desk.approach)
        first: list[Aside] = []
        if gap > LONG_PAUSE_S:
            first += self._known(self._desk.recap(timeline, at))
        if gap > LONG_PAUSE_S or (gap > SHORT_PAUSE_S and again == at):
            first += self._known(spot.start_lines(timeline, at))
        self._anew = None if stage.waiting else spot.anew(timeline, again, at, start=bool(first))
        self.state = State.PLAYING
        stage.go(again, first)
        if again < at and stage.take.course.promised is not None:
            self.changing.ask(EndIn((timeline.frames - at) // RATE))

    def _stop(self, _: Command) -> None:
        start, at = (0 if self._manner.resumed else self._manner.start), self.stage.position
        uneven = spot.unequal(self.stage.timeline, at, start)
        last = [self._desk.aside("stop"), *([self._desk.aside("uneven")] if uneven else [])]
        self.state = State.STOPPED
        self.stage.say(last, Then.OVER)

    def _level(self, command: Command) -> None:
        stage, bed = self.stage, command.sound == "bed"
        if bed and (stage.take.score.bed is None or stage.timeline.options.ambience == NO_BED):
            self._refuse('There is no ambience now. Choose one: coach control "bed ocean".')
            return
        self._notice.show(stage.add(LEVELS[command.verb], to_bed=bed), self._time)
        stage.tick()

    def _moment(self, command: Command) -> None:
        stage, verb = self.stage, command.verb
        if self.state is State.PLAYING:
            self._again = spot.stroke(stage.timeline, stage.position, self._desk.units, self._desk.approach)
            self.state, self._since = State.PAUSED, self._time
        stage.say([self._desk.aside(verb), self._desk.aside(f"{verb}_on")], Then.WAIT)

    def _hush(self, command: Command) -> None:
        self.stage.hush()
        self._change(command)
        if command.verb is Verb.ASLEEP:
            self.stage.put_in(self._desk.aside("asleep", soft=True))

    def _say_again(self, command: Command) -> None:
        stage, at = self.stage, self.stage.position
        anew: frozenset[str] | None = frozenset()
        if command.undoes and self._before is not None:
            at, anew = self._before[1], self._undone(*self._before)
        stage.tick()
        step = spot.gate_at(stage.timeline, at) if self.state is State.GATE else None
        gate = step and step.gate
        last = (gate.line,) if gate else spot.again_lines(stage.timeline, at)
        if anew is not None and (left := [line for line in last if spot.whole(line) not in anew]):
            stage.put_in(self._desk.known(left))

    def _undone(self, state: State, at: Frames) -> frozenset[str] | None:
        """Be as before the switch was pressed, or go on; return what is heard again by that alone."""
        if state is State.GATE and spot.gate_at(self.stage.timeline, at) is not None:
            self.stage.rest()
            self.stage.forget()
            self.stage.seek(at)
            self.state = State.GATE
        elif self.state is State.PAUSED:
            self._resume()
        return None if state is State.OPENING else self._anew

    def _how_long(self, _: Command) -> None:
        left = Frames(self.stage.timeline.frames - self.stage.position)
        lines = self._desk.how_long(left)
        self._notice.show(lines[0].text, self._time)
        self.stage.tick()
        self._runner.send("say", lambda: self._desk.spoken(lines))

    def _change(self, command: Command) -> None:
        options = self.stage.timeline.options
        if self.stage.levels.hushed and options.talk is not Talk.CHIMES:  # it may still be being planned
            options = replace(options, talk=Talk.MINIMAL)
        request = request_of(command, options)
        if request is None:
            self._refuse("There is no less and no more talk than this.")
            return
        if command.verb is Verb.MORE_TALK:
            self.stage.hush(hushed=False)
        if command.verb in {Verb.NEXT, Verb.BACK}:
            self._gate.end(ended=command.verb is Verb.NEXT and self._manner.wait and self._gate.open)
        self.stage.tick()
        self.changing.ask(request)

    def _refuse(self, why: str) -> None:
        self.stage.tick()
        self.changing.refuse(why)

    def _back_from(self, done: Done) -> None:
        if self.state in OVER and (done.error is None or isinstance(done.error, CoachError)):
            return  # nothing is said or changed any more
        if done.name != "say":
            self.changing.done(done)
        elif done.error is None:
            self.stage.put_in(done.result)
        elif isinstance(done.error, CoachError):
            self._notice.show(str(done.error), self._time)
        else:
            self.changing.faults.append(done.error)

    def _heard(self, event: Event) -> None:
        if event is Event.END:
            self.state = State.DONE
        elif event is Event.GATE and self._gate.passes():
            self.stage.go(self.stage.position)
        elif event is Event.GATE:
            self.state = State.GATE
            self._gate.reach()
        elif event is Event.SAID and self.state is State.GATE:
            self._gate.since = self._time

    def _known(self, lines: tuple[Line, ...]) -> list[Aside]:
        return [self._desk.known(lines)] if lines else []


__all__ = ["Conductor", "Manner"]
