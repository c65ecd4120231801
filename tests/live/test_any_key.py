"""Any key: what begins, what opens a gate, what two quick presses do, and what ends a step without an end."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from coach.errors import UsageError
from coach.live import spot
from coach.live.command import WORDED, Command, Verb, command
from coach.live.manner import Manner
from coach.live.status import State
from coach.routine.template import new_routine
from coach.units import RATE, to_gain

from .stand import Stand, rendered

WAITING = Manner(wait=True)
LEVELS = {Verb.LOUDER, Verb.QUIETER}
LATER = {Verb.PAUSE, *WORDED}
STAYING = (Verb.BACK, Verb.AGAIN, Verb.HOW_LONG, *sorted(LEVELS | set(WORDED)))


def words(verb: Verb) -> str:
    return {**dict.fromkeys(WORDED, f"{verb} 120"), Verb.BED: "bed brown"}.get(verb, str(verb))


def toggle(stand: Stand) -> None:
    stand.tell("toggle")


def twice(stand: Stand) -> None:
    """Press a switch two times within 0.3 s: the second press is certain a moment later."""
    toggle(stand)
    stand.run(0.4)
    stand.session.tell(Command(Verb.AGAIN, undoes=True))
    stand.session.step()


def at_gate() -> tuple[Stand, int]:
    stand = Stand("head-15", WAITING).begin()
    gate = next(step for step in stand.take.timeline.steps if step.gate is not None)
    stand.run_to(gate.end)
    stand.run(8)
    assert stand.status.state is State.GATE
    return stand, gate.end


@pytest.mark.parametrize("verb", [verb for verb in Verb if verb not in {Verb.STOP, *LEVELS, *LATER}])
def test_after_the_sound_check_every_command_begins(verb: Verb) -> None:
    stand = Stand("head-15", Manner(sound_check=True)).begin()
    stand.run(3)
    assert stand.tell(words(verb)).state is State.PLAYING
    stand.run(5)
    assert stand.status.revision == 0
    assert np.array_equal(
        stand.sound[-RATE:], rendered(stand.take.score, stand.status.position - RATE, stand.status.position)
    )


def test_before_the_first_cue_the_volume_and_stop_keep_their_meaning() -> None:
    stand = Stand("head-15", Manner(sound_check=True)).begin()
    for verb in sorted(LEVELS):
        assert stand.tell(words(verb)).state is State.OPENING
    for verb in sorted(LATER):
        assert stand.tell(words(verb)).state is State.OPENING
        assert "not begun" in stand.status.notice
    assert stand.status.refused == len(LATER)
    assert stand.tell("stop").state is State.STOPPED


@pytest.mark.parametrize(
    ("verb", "state"),
    [
        *((verb, State.GATE) for verb in STAYING),
        (Verb.STOP, State.STOPPED),
        (Verb.PAUSE, State.PAUSED),
        *((verb, State.PLAYING) for verb in (Verb.OIL, Verb.HUSH, Verb.LONGER, Verb.TOGGLE, Verb.NEXT)),
        *((verb, State.PLAYING) for verb in (Verb.PHONE, Verb.MORE_TALK, Verb.LIGHTER, Verb.READY)),
    ],
)
def test_at_a_gate_what_is_no_answer_opens_it(verb: Verb, state: State) -> None:
    stand, _ = at_gate()
    assert stand.tell(words(verb)).state is state
    if state is State.PLAYING:
        stand.run(2)
        assert stand.status.revision == 0


def test_at_a_gate_twice_says_its_line_again_and_the_gate_stays() -> None:
    stand, end = at_gate()
    line = stand.desk.known([stand.take.timeline.steps[spot.step_at(stand.take.timeline, end - 1)].gate.line])
    assert stand.heard(line) == 1
    twice(stand)
    assert stand.status.state is State.GATE
    stand.run(8)
    assert stand.status.state is State.GATE
    assert stand.status.position == end
    assert stand.heard(line) == 2
    stand.tell("ready")
    stand.run(20)
    assert stand.outlet.whole(end, end + 19 * RATE)


@pytest.mark.parametrize("paused", [False, True])
def test_in_a_sentence_twice_is_the_sentence_once_from_its_start(paused: bool) -> None:
    stand = Stand("head-15").begin()
    timeline = stand.take.timeline
    cue = next(cue for cue in timeline.cues[5:] if cue.end - cue.start > 2 * RATE)
    stand.run_to(cue.start + RATE)
    if paused:
        stand.tell("pause")
        stand.run(5)
    before = len(stand.outlet.asides)
    twice(stand)
    assert stand.status.state is State.PLAYING
    stand.run_to(cue.end + RATE)
    assert [len(pcm) for pcm in stand.outlet.asides[before:] if len(pcm) > RATE // 2] == []
    assert stand.outlet.whole(cue.start, cue.end)
    plan = [each for each in stand.outlet.everything if each.plan and each.pcm]
    assert sum(each.start <= cue.start < each.stop for each in plan) == 2


@pytest.mark.parametrize("paused", [False, True])
def test_between_sentences_twice_says_the_last_one_once_and_goes_on(paused: bool) -> None:
    stand = Stand("head-15").begin()
    timeline = stand.take.timeline
    last = next(
        one
        for one, two in pairwise(timeline.cues)
        if one.start > 100 * RATE
        and two.start - one.end > 6 * RATE
        and not any(one.end - RATE < h.end and h.start < two.start for h in timeline.holds)
    )
    stand.run_to(last.end + RATE)
    if paused:
        stand.tell("pause")
        stand.run(5)
    lines = stand.desk.known(spot.again_lines(timeline, stand.status.position))
    twice(stand)
    assert stand.status.state is State.PLAYING
    stand.run(20)
    assert stand.heard(lines) == 1
    assert stand.status.position > last.end + 5 * RATE


def test_an_answer_that_was_interrupted_is_what_is_said_again() -> None:
    stand = Stand("head-15").begin()
    stand.run(200)
    left = stand.desk.how_long(spot.Frames(stand.take.timeline.frames - stand.status.position))
    stand.tell("how long")
    while stand.session._stage.saying is None:
        stand.run(0.1)
    stand.run(0.5)
    before = len(stand.outlet.asides)
    twice(stand)
    stand.run(20)
    length = len(rendered(stand.desk.known(left).score(1.0, 1)))
    assert [len(pcm) for pcm in stand.outlet.asides[before:] if len(pcm) > RATE] == [length]


def test_two_quick_presses_begin_once() -> None:
    stand = Stand("head-15", Manner(sound_check=True)).begin()
    stand.run(3)
    twice(stand)
    assert stand.status.state is State.PLAYING
    stand.run(5)
    assert stand.status.position > 4 * RATE


@pytest.fixture(scope="module")
def untimed(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return a routine that begins with a step without an end of its own."""
    path: Path = tmp_path_factory.mktemp("routines") / "settling.yaml"
    text = new_routine("settling")
    assert text.count("gate: {wait: ready}") == 1
    path.write_text(
        text.replace("gate: {wait: ready}", "gate: {wait: open, text: Stay as long as you like.}")
    )
    return str(path)


@pytest.mark.parametrize("text", ["go on", "ready", "toggle", "next"])
@pytest.mark.parametrize("paused", [False, True])
def test_a_step_without_an_end_ends_when_somebody_says_so(text: str, paused: bool, untimed: str) -> None:
    stand = Stand(untimed, WAITING).begin()
    step = stand.take.timeline.steps[0]
    assert step.gate is not None
    assert step.gate.wait == "open"
    stand.run(30)
    if paused:
        stand.tell("pause")
        stand.run(3)
        stand.tell("go on")
        assert stand.session.timeline.steps[0].end == step.end
    stand.tell(text)
    assert stand.status.state is State.PLAYING
    ended = stand.session.timeline.steps[0].end
    assert ended < step.end
    stand.run_to(ended + RATE)
    stand.run(3)
    assert stand.status.state is State.PLAYING
    assert stand.status.position > ended
    assert stand.heard(stand.desk.known([step.gate.line])) == 0


def test_a_step_without_an_end_goes_on_past_its_written_length(untimed: str) -> None:
    stand = Stand(untimed, WAITING).begin()
    step = stand.take.timeline.steps[0]
    assert step.gate is not None
    stand.run_to(step.end)
    soft = stand.desk.known([step.gate.line], soft=True)
    stand.run(5)
    stand.run(190, 1.0)
    assert stand.status.state is State.GATE
    assert stand.heard(soft) >= 2
    assert stand.tell("toggle").state is State.PLAYING


def test_without_waiting_a_switch_pauses_in_it_too(untimed: str) -> None:
    stand = Stand(untimed, Manner(wait=False)).begin()
    stand.run(30)
    assert stand.tell("toggle").state is State.PAUSED


def test_more_talk_after_hush_is_as_loud_as_before() -> None:
    stand = Stand("head-15").begin()
    stand.run(200)
    before = stand.session._stage.gain
    stand.tell("hush")
    assert stand.session._stage.gain == pytest.approx(before * to_gain(-6))
    stand.tell("more talk")
    assert stand.session._stage.gain == pytest.approx(before)
    stand.tell("hush")
    stand.tell("less talk")
    assert stand.session._stage.gain == pytest.approx(before * to_gain(-6))


@pytest.mark.parametrize("verb", ["louder", "quieter"])
def test_the_volume_is_that_of_everything_or_of_the_bed(verb: str) -> None:
    assert command(verb).sound is None
    assert command(f"{verb} bed").sound == "bed"
    with pytest.raises(UsageError, match="turns everything"):
        command(f"{verb} coach")


def test_the_sound_check_says_only_what_the_keys_do() -> None:
    for arrows, name in ((True, "volume"), (False, "any_key")):
        stand = Stand("head-15", Manner(sound_check=True, arrows=arrows)).begin()
        stand.run(20)
        assert stand.heard(stand.desk.aside("sound_check", name)) == 1
        assert ("up and down" in stand.status.words) is arrows
        assert "key begins" in stand.status.words
