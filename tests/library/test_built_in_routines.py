"""The built-in routines: exact sums, sides treated alike, words that fit, every protection in its place."""

from __future__ import annotations

import itertools

import pytest

from coach.plan.options import Options, Talk
from coach.plan.planner import plan
from coach.routine.cue import PROTECTED, Kind, Level
from coach.routine.lengths import default_s
from coach.routine.library import routine_files
from coach.routine.load import check_file, load_routine
from coach.speech.silent import silent_measure
from coach.units import RATE

LENGTHS = {"feet-15": 900, "hands-10": 600, "head-15": 900}
"""Default lengths, in seconds."""

PACE = 135
"""Words a minute that the texts are written for."""

GRACE_S = 0.5
"""Half a second more than seven tenths is allowed: short words are spoken faster than the pace."""

CODES = {
    "P": {"preview"},
    "S": {"setup", "welcome", "agreement"},
    "A": {"start"},
    "D": {"detail"},
    "M": {"encourage", "posture"},
    "W": {"switch"},
    "Q": {"check_in"},
    "C": {"caution"},
    "N": {"hold"},
    "X": {"silence", "breath", "intention"},
    "E": {"last", "aftercare", "end"},
}
"""What a code asks for: one cue of any of these kinds."""

STEPS = {
    "feet-15": """
        1.1 prep.position      55  40  80 1 SSC
        1.2 prep.agreement     35  30  45 1 S
        1.3 prep.warm_hands    35  20  60 1 SX
        2.1 still.contact      15  10  30 2 AX
        2.2 foot.spread_glide  25  10  45 2 A
        2.3 foot.sole_thumbs   82  45 150 1 PADM
        2.4 foot.toe_roll      60  30 100 1 PAD
        2.5 check.pressure     15  12  20 1 Q
        2.6 leg.calf_knead     55  30 100 2 PCA
        2.7 leg.long_sweep     78  50 120 1 PCAE
        2.T tr.side            15  10  20 1 W
        3.1 close.still        55  20  90 2 AX
        3.2 close.words        45  30  60 1 E
    """,
    "hands-10": """
        1.1 prep.position      40  28  60 1 SC
        1.2 prep.agreement     25  20  35 1 S
        1.3 prep.warm_hands    15  10  25 1 S
        2.1 still.contact       8   5  20 3 A
        2.2 hand.spread_glide  16  10  40 2 A
        2.3 hand.thumb_circles 46  30  90 1 PAD
        2.4 hand.tender_hold   36  22  78 1 ACN
        2.5 check.pressure     15  12  20 1 Q
        2.6 arm.forearm_knead  38  25  80 1 PA
        2.7 hand.traction      36  24  60 2 PACN
        2.8 wrist.inner_point  40  32  56 2 PADN
        2.T tr.side            10   8  15 1 W
        3.1 close.still        20  10  40 2 AX
        3.2 close.words        20  15  30 1 E
    """,
}
"""One step a line: id, technique, default, shortest and longest in seconds, priority, codes of its cues."""


@pytest.fixture(params=sorted(LENGTHS))
def routine(request):
    return load_routine(request.param)


def spoken(text: str) -> int:
    """Return the number of words of a text, its braces counted as they are usually filled."""
    usual = {"{n_words|last draw|last draws}": "two last draws", "{breaths_words}": "two slow breaths"}
    for brace, words in {
        **usual,
        "{minutes_words}": "fifteen minutes",
        "{quiet_words}": "half a minute",
    }.items():
        text = text.replace(brace, words)
    return len(text.split())


def reference_s(text: str) -> float:
    return spoken(text) * 60 / PACE


@pytest.mark.parametrize("name", sorted(LENGTHS))
def test_a_routine_loads_without_a_single_problem_and_lasts_what_it_says(name):
    assert check_file(routine_files()[name][1]) == ()
    routine = load_routine(name)
    assert default_s(routine) == routine.target_s == LENGTHS[name]
    assert routine.reviewed is None
    assert routine.license == "Apache-2.0"


@pytest.mark.parametrize("name", sorted(STEPS))
def test_every_step_stands_as_in_the_table_of_its_routine(name):
    steps = load_routine(name).steps
    table = [line.split() for line in STEPS[name].strip().splitlines()]
    assert [s.id for s in steps] == [row[0] for row in table]
    for step, (_, technique, default, low, high, priority, codes) in zip(steps, table, strict=True):
        length = step.duration
        assert (step.technique, length.default_s, length.min_s, length.max_s, step.priority) == (
            technique,
            int(default),
            int(low),
            int(high),
            int(priority),
        ), step.id
        assert not step.droppable
        for code in codes:
            assert {cue.kind for cue in step.cues} & CODES[code], f"{step.id} lacks {code}"


def test_mandatory_words_take_at_most_seven_tenths_of_the_shortest_step(routine):
    for step in routine.steps:
        words = sum(reference_s(cue.text) for cue in step.cues if cue.level is Level.MUST)
        assert words <= 0.7 * step.duration.min_s + GRACE_S, step.id


def test_the_words_before_the_first_hold_end_half_a_second_before_it(routine):
    holding = [s for s in routine.steps if s.duration.reps is not None and s.duration.reps.unit.hold_s]
    for step in holding:
        reps = step.duration.reps
        room = reps.lead_in_s + reps.unit.approach_s - 0.5
        early = [
            cue
            for cue in step.cues
            if cue.level is Level.MUST
            and (cue.anchor == "step_start" or (cue.anchor in ("rep_start", "hold_start") and cue.k == 1))
        ]
        gaps = 0.3 * (len(early) - 1)
        assert sum(reference_s(cue.text) for cue in early) + gaps <= room, step.id


def test_cautions_agreements_and_changes_are_always_spoken_on_steps_that_stay(routine):
    for step in routine.steps:
        for cue in step.cues:
            if cue.kind in PROTECTED:
                assert cue.level is Level.MUST, cue.id
                assert cue.sides == "both", cue.id
                assert not step.droppable, step.id


def test_positions_wait_and_previews_begin_with_next(routine):
    for step in routine.steps:
        assert (step.gate is not None) is (step.technique == "prep.position"), step.id
        for cue in step.cues:
            assert (cue.kind is Kind.PREVIEW) is cue.text.startswith("Next"), cue.text
            if cue.kind is Kind.LAST:
                assert cue.text.startswith("Last"), cue.text


def test_sides_are_titled_and_parted_by_a_bell_and_words():
    for name, thing in (("feet-15", "foot"), ("hands-10", "hand")):
        (section,) = [s for s in load_routine(name).sections if s.repeat == "per_side"]
        assert section.side_titles == (f"First {thing}", f"The other {thing}")
        assert section.between_title == f"Change {thing}"
        (change,) = section.between
        assert (change.chime_at_start, change.cues[0].kind, change.cues[0].offset_s) == (
            "switch",
            "switch",
            1.2,
        )


def test_the_second_side_hears_every_must_every_protection_whole_and_far_fewer_words():
    for name in ("feet-15", "hands-10"):
        timeline = plan(load_routine(name), Options(), silent_measure)
        first, second = ([cue for cue in timeline.cues if cue.side == side] for side in "AB")
        musts = [[c.id.rstrip("b") for c in side if c.level is Level.MUST] for side in (first, second)]
        assert musts[0] == musts[1]
        whole = [[c.line.text for c in side if c.kind in PROTECTED] for side in (first, second)]
        assert whole[0] == whole[1]
        assert sum(spoken(c.line.text) for c in second) <= 0.75 * sum(spoken(c.line.text) for c in first)


def test_face_down_a_turn_of_the_head_is_offered_in_time():
    timeline = plan(load_routine("feet-15"), Options(talk=Talk.LIGHT), silent_measure)
    offers = [cue.start for cue in timeline.cues if cue.line.text.startswith("Offer")]
    settled = next(step.end for step in timeline.steps if step.step == "1.1")
    moments = [settled, *offers, timeline.frames]
    assert len(offers) == 3
    assert max(b - a for a, b in itertools.pairwise(moments)) <= 300 * RATE


@pytest.mark.parametrize(("name", "seconds"), [("feet-15", 530), ("hands-10", 420), ("head-15", 480)])
def test_short_lengths_keep_every_protection(name, seconds):
    routine = load_routine(name)
    whole, short = (
        plan(routine, Options(seconds=s, talk=Talk.CHIMES), silent_measure) for s in (None, seconds + 60)
    )
    assert [c.line.text for c in short.cues] == [c.line.text for c in whole.cues]
