"""The built-in routines: exact sums, sides treated alike, words that fit, every protection in its place."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from coach.lint.lengths import lint_lengths
from coach.plan.options import Options, Talk
from coach.plan.planner import plan
from coach.routine.cue import PROTECTED, Kind, Level
from coach.routine.lengths import default_s
from coach.routine.library import routine_files
from coach.routine.load import check_file, load_routine, open_routine
from coach.speech.silent import silent_measure
from coach.units import RATE

LENGTHS = {
    "bedtime-20": 1200,
    "desk-8": 480,
    "ears-scalp-5": 300,
    "feet-15": 900,
    "feet-30": 1800,
    "first-time-20": 1200,
    "full-60": 3600,
    "hands-10": 600,
    "head-15": 900,
    "swap-2x20": 2400,
    "trio-45": 2700,
}
"""Default lengths, in seconds."""

DOCS = (Path(__file__).parents[2] / "docs" / "routines.md").read_text(encoding="utf-8")

PACE = 135
"""Words a minute that the texts are written for."""

GRACE_S = 0.5
"""Half a second more than seven tenths is allowed: short words are spoken faster than the pace."""

CODES = {
    "P": {"preview"},
    "S": {"setup", "welcome", "agreement", "start"},
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


def _steps() -> dict[str, list[list[str]]]:
    rows: dict[str, list[list[str]]] = {}
    for line in (Path(__file__).parent / "steps.txt").read_text(encoding="utf-8").splitlines():
        words = line.split()
        if len(words) == 1:
            name = words[0]
        elif words and words[0] != "#":
            rows.setdefault(name, []).append(words)
    return rows


STEPS = _steps()
"""The table of each routine; the first line of the file says what stands in a row."""


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
    assert [s.id for s in steps] == [row[0] for row in STEPS[name]]
    for step, (_, technique, default, low, high, priority, codes) in zip(steps, STEPS[name], strict=True):
        length = step.duration
        assert (step.technique, length.default_s, length.min_s, length.max_s, step.priority) == (
            technique,
            int(default),
            int(low),
            int(high),
            int(priority[0]),
        ), step.id
        assert step.droppable is priority.endswith("!"), step.id
        for code in codes:
            assert {cue.kind for cue in step.cues} & CODES[code], f"{step.id} lacks {code}"


def test_mandatory_words_take_at_most_seven_tenths_of_the_shortest_step(routine):
    for step in routine.steps:
        musts = [cue for cue in step.cues if cue.level is Level.MUST and cue.sides != "second"]
        words = sum(reference_s(cue.text) for cue in musts)
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


GATES = {"prep.position", "tr.turn", "tr.move", "tr.swap"}
"""Techniques in which nobody is ready by the clock."""


def test_positions_wait_and_previews_begin_with_next(routine):
    for step in routine.steps:
        assert (step.gate is not None) is (step.technique in GATES), step.id
        for cue in step.cues:
            assert (cue.kind is Kind.PREVIEW) is cue.text.startswith("Next"), cue.text
            if cue.kind is Kind.LAST:
                assert cue.text.startswith("Last"), cue.text


def test_sides_are_titled_and_parted_by_a_bell_and_words(routine):
    for section in routine.sections:
        if "side" not in section.repeat:
            continue
        first, other = section.side_titles
        assert "first" in first.lower()
        assert "the other" in other.lower()
        assert section.between_title.startswith("Change")
        (change,) = section.between
        assert (change.chime_at_start, change.cues[0].kind, change.cues[0].offset_s) == (
            "switch",
            "switch",
            1.2,
        )


def test_the_second_side_hears_every_protection_whole_and_fewer_words(routine):
    timeline = plan(routine, Options(), silent_measure)
    sides = [[cue for cue in timeline.cues if cue.side == side] for side in "AB"]
    first, second = ([c.line.text for c in side if c.kind in PROTECTED] for side in sides)
    assert first == second
    said = [sum(spoken(c.line.text) for c in side) for side in sides]
    assert said[1] <= 0.77 * said[0]


@pytest.mark.parametrize("name", ["feet-15", "hands-10"])
def test_the_second_side_hears_every_must(name):
    timeline = plan(load_routine(name), Options(), silent_measure)
    sides = [[cue for cue in timeline.cues if cue.side == side] for side in "AB"]
    first, second = ([c.id.rstrip("b") for c in side if c.level is Level.MUST] for side in sides)
    assert first == second


def test_both_sides_and_both_receivers_get_the_same_seconds(routine):
    for shift in (-61, 0, 137):
        timeline = plan(routine, Options(seconds=LENGTHS[routine.id] + shift), silent_measure)
        lengths = {}
        for step in timeline.steps:
            lengths.setdefault(step.step, set()).add((step.end - step.start, step.reps))
        assert all(len(found) == 1 for found in lengths.values())
        assert timeline.frames == (LENGTHS[routine.id] + shift) * RATE


def test_an_exit_line_is_heard_at_every_talk_level(routine):
    line = "If there is fever, a fresh injury or any medical worry, leave massage for another day."
    for talk in Talk:
        timeline = plan(routine, Options(talk=talk), silent_measure)
        times = 2 if routine.roles == "swap" else 1
        assert sum(cue.line.text == line for cue in timeline.cues) == times


def test_in_a_swap_and_at_bedtime_who_should_wait_hears_so_before_anybody_settles():
    for name in ("swap-2x20", "bedtime-20"):
        for length in (None, 25 * 60):
            timeline = plan(load_routine(name), Options(seconds=length), silent_measure)
            opening = [cue for cue in timeline.cues if cue.step == "1.1"]
            kinds = [cue.kind for cue in opening]
            assert kinds.count(Kind.WELCOME) == (2 if name == "swap-2x20" else 1)
            for number, kind in enumerate(kinds):
                if kind is Kind.WELCOME:
                    assert opening[number + 1].line.text.startswith("If there is fever")


def test_more_oil_is_offered_at_the_longest_too():
    found = lint_lengths(open_routine("feet-15"), silent_measure)
    assert [problem.full() for problem in found if problem.code == "MS128"] == []


HEADS = ("ear.", "scalp.", "hair.", "neck.", "head.")


def test_glasses_and_earrings_come_off_before_the_head_is_touched(routine):
    timeline = plan(routine, Options(talk=Talk.MINIMAL), silent_measure)
    heads = [step.start for step in timeline.steps if step.technique.startswith(HEADS)]
    off = [cue.start for cue in timeline.cues if "earrings" in cue.line.text]
    times = 2 if routine.roles == "swap" else 1
    assert len(off) == (times if heads else 0)
    assert not heads or off[0] < heads[0]


def test_the_bells_are_taught_before_the_first_hold(routine):
    timeline = plan(routine, Options(), silent_measure)
    taught = [cue.start for cue in timeline.cues if cue.line.text.endswith("bell means hold.")]
    assert bool(taught) is bool(timeline.holds)
    assert not taught or taught[0] < timeline.holds[0].start


def test_bedtime_asks_nothing_once_the_head_is_held_and_ends_without_a_bell():
    routine = load_routine("bedtime-20")
    shortest = plan(routine, Options(), silent_measure).fit.shortest // RATE
    for seconds, talk in itertools.product((shortest, 20 * 60, 26 * 60, 30 * 60), Talk):
        timeline = plan(routine, Options(seconds=seconds, talk=talk), silent_measure)
        head = next(step.start for step in timeline.steps if step.section == "head")
        late = [cue for cue in timeline.cues if cue.start >= head]
        assert not [cue for cue in late if "?" in cue.line.text]
        assert all(cue.level is Level.MUST or cue.kind is Kind.SILENCE for cue in late)
        assert "close" not in {strike.name for strike in timeline.chimes}
        assert timeline.frames - timeline.cues[-1].end >= 14 * RATE


def test_the_back_comes_and_goes_as_a_whole():
    routine = load_routine("full-60")
    whole = {step.id for section in routine.sections if section.id == "back" for step in section.steps}
    for seconds in range(2940, 3600, 60):
        timeline = plan(routine, Options(seconds=seconds), silent_measure)
        played = {step.step for step in timeline.steps if step.section == "back"}
        assert not played or whole - played <= {"2.2", "2.5"}


def test_face_down_a_turn_of_the_head_is_offered_in_time():
    timeline = plan(load_routine("feet-15"), Options(talk=Talk.LIGHT), silent_measure)
    offers = [cue.start for cue in timeline.cues if cue.line.text.startswith("Offer")]
    settled = next(step.end for step in timeline.steps if step.step == "1.1")
    moments = [settled, *offers, timeline.frames]
    assert len(offers) == 3
    assert max(b - a for a, b in itertools.pairwise(moments)) <= 300 * RATE


def test_short_lengths_keep_every_protection(routine):
    whole = plan(routine, Options(talk=Talk.CHIMES), silent_measure)
    short = plan(routine, Options(seconds=whole.fit.shortest // RATE + 60, talk=Talk.CHIMES), silent_measure)
    played = {step.step for step in short.steps}
    assert [c.line.text for c in short.cues] == [c.line.text for c in whole.cues if c.step in played]
    optional = {step.id for section in routine.sections if section.optional for step in section.steps}
    assert {c.step for c in whole.cues} - played <= optional


def test_a_routine_opens_with_a_greeting(routine):
    first = plan(routine, Options(), silent_measure).cues[0]
    assert (first.kind, first.line.text.split()[0]) == (Kind.WELCOME, "Welcome.")


def test_at_bedtime_the_leg_is_spoken_of_once_before_anybody_is_touched():
    timeline = plan(load_routine("bedtime-20"), Options(talk=Talk.CHIMES), silent_measure)
    (told,) = [cue for cue in timeline.cues if "swollen" in cue.line.text]
    assert told.step == "1.1"


def test_the_last_words_of_a_swap_are_for_both():
    timeline = plan(load_routine("swap-2x20"), Options(talk=Talk.CHIMES), silent_measure)
    ends = [cue.line.text for cue in timeline.cues if cue.step == "5.2"]
    assert ends[-1].startswith("That is all.")
    assert sum("half is done" in text for text in ends) == 1


@pytest.mark.parametrize("name", sorted(LENGTHS))
def test_the_documented_range_is_the_one_that_is_planned(name):
    fit = plan(load_routine(name), Options(), silent_measure).fit
    low, high = (f"{s // 60}:{s % 60:02d}" for s in (fit.shortest // RATE, fit.longest // RATE))
    assert f"| `{name}` | " in DOCS
    assert f" | {low}–{high} | " in next(line for line in DOCS.splitlines() if f"`{name}`" in line)
