"""Every command at every moment, with devices that go and come: what protects the people holds."""

from __future__ import annotations

from collections import defaultdict

import hypothesis.strategies as st
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from coach.live.command import WORDED, Command, Verb
from coach.live.conductor import Manner
from coach.live.status import OVER, State
from coach.units import RATE

from .stand import Stand

PLAIN = [str(verb) for verb in Verb if verb not in WORDED and verb is not Verb.STOP]


class Anything(RuleBasedStateMachine):
    """A giver who does whatever comes to mind."""

    @initialize(
        name=st.sampled_from(["hands-10", "ears-scalp-5", "head-15"]),
        wait=st.booleans(),
        check=st.booleans(),
        promised=st.booleans(),
        ahead=st.sampled_from([0, 24_000]),
    )
    def begin(self, name: str, wait: bool, check: bool, promised: bool, ahead: int) -> None:
        manner = Manner(wait=wait, sound_check=check, lesson=check)
        self.stand = Stand(name, manner, promised=promised, ahead=ahead).begin()
        self.stopped = False

    @rule(text=st.sampled_from(PLAIN))
    def command(self, text: str) -> None:
        self.stand.tell(text)

    @rule(name=st.sampled_from(["none", "brown", "rain", "roses"]))
    def bed(self, name: str) -> None:
        self.stand.tell(f"bed {name}")

    @rule(text=st.sampled_from(["pace 110", "pace 150", "louder bed", "quieter bed"]))
    def sound(self, text: str) -> None:
        self.stand.tell(text)

    @rule(minutes=st.integers(1, 20))
    def end_in(self, minutes: int) -> None:
        self.stand.tell(f"end in {minutes}")

    @rule(seconds=st.floats(0.06, 0.5))
    def press_twice(self, seconds: float) -> None:
        self.stand.tell("toggle")
        self.stand.run(seconds, 0.1)
        self.stand.session.tell(Command(Verb.AGAIN, undoes=True))
        self.stand.session.step()

    @rule(seconds=st.floats(0.01, 25))
    def play(self, seconds: float) -> None:
        self.stand.run(seconds, 0.5)

    @rule(seconds=st.floats(1, 200))
    def nothing_sounds(self, seconds: float) -> None:
        if self.stand.status.state in {State.PAUSED, State.GATE}:
            self.stand.run(seconds, 1.0)
            self.stand.tell("go on")

    @rule()
    def unplug(self) -> None:
        self.stand.outlet.lose()

    @rule(stuck=st.booleans())
    def hang(self, stuck: bool) -> None:
        self.stand.outlet.stuck_now = stuck

    @rule(seconds=st.floats(0, 30))
    def plug_in(self, seconds: float) -> None:
        self.stand.run(seconds, 1.0)
        self.stand.outlet.restore()

    @rule(text=st.sampled_from(PLAIN))
    def stop_now_and_then(self, text: str) -> None:
        if self.stand.status.position % 7:
            return
        self.stand.tell(text)
        self.stand.tell("stop")
        at = self.stand.status.position
        self.stand.tell(text)
        self.stand.finish()
        self.stand.tell("go on")
        assert self.stand.run(5).state in OVER
        assert self.stand.status.position == at

    @invariant()
    def never_before_the_start_nor_after_the_end(self) -> None:
        if hasattr(self, "stand"):
            status = self.stand.status
            assert 0 <= status.position <= status.frames

    def teardown(self) -> None:
        if not hasattr(self, "stand"):
            return
        stand = self.stand
        stand.outlet.restore()
        stand.outlet.stuck_now = False
        for _ in range(3000):
            if stand.session.over:
                break
            if stand.status.state in {State.PAUSED, State.GATE, State.OPENING}:
                stand.tell("go on")
            stand.run(2.0, 2.0)
        assert stand.session.over
        if stand.session.timeline.options.pace != stand.desk.options.pace:
            stand.desk.begin()  # the desk is shared: give it its pace back
        timeline, end = stand.session.timeline, stand.status.position
        _nothing_is_cut(stand)
        if stand.status.state is State.DONE:
            assert end == timeline.frames
            _sides_are_equal(stand)
            promised = stand.session._stage.take.course.promised
            assert promised is None or promised == timeline.frames


def _nothing_is_cut(stand: Stand) -> None:
    timeline, end = stand.session.timeline, stand.status.position
    for hold in timeline.holds:
        if hold.end <= end:
            assert stand.outlet.whole(hold.start, hold.end), ("a hold was cut", hold)
    for cue in timeline.cues:
        if cue.end <= end:
            assert stand.outlet.whole(cue.start, cue.end), ("a sentence was cut", cue)


def _sides_are_equal(stand: Stand) -> None:
    given: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    times: dict[tuple[str, str], int] = defaultdict(int)
    timeline = stand.session.timeline
    for step in timeline.steps:
        if step.side is not None:
            given[step.section, step.step][step.side] += step.end - step.start
            times[step.section, step.step] += 1
    for (section, step), sides in given.items():
        if times[section, step] == 2 and step not in timeline.uneven:
            assert abs(sides["A"] - sides["B"]) <= RATE, (section, step, sides)


TestAnything = Anything.TestCase
TestAnything.settings = settings(max_examples=20, stateful_step_count=25, deadline=None)
