"""Composed routines: whatever is asked for in reason is safe, fair, clean, and exactly as long as asked."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace

import pytest

from coach.composing.choice import AREAS, FACE_DOWN, HANDS, HEAD, SEATED, Choice, areas_of
from coach.composing.compose import compose
from coach.errors import LengthError, RoutineError, UsageError
from coach.lint.examine import lint
from coach.lint.lengths import lint_lengths
from coach.plan.options import Options, Talk
from coach.plan.planner import plan
from coach.problem import Severity
from coach.routine.compose import compose as read
from coach.routine.lengths import default_s
from coach.routine.load import Opened, load_tables, open_document
from coach.speech.silent import silent_measure
from coach.units import RATE

TABLES = load_tables()

SUBSETS = [
    tuple(area for area, taken in zip(AREAS, bits, strict=True) if taken)
    for bits in itertools.product((False, True), repeat=len(AREAS))
    if any(bits)
]
"""Every choice of areas there is."""

ON_THE_HEAD = {"ear", "scalp", "hair", "neck", "head"}

MINUTES = (8, 15, 25, 40, 60, 5, 90)
PROFILES = ("adult", "light_hands", "adult", "no_traction", "adult", "pregnant")


def choices(step: int) -> list[Choice]:
    """Return every ``step``-th set of areas, at many lengths, with and without oil, lying and seated."""
    found = []
    for number, areas in enumerate(SUBSETS[::step]):
        minutes, profile = MINUTES[number % 7], PROFILES[number % 6]
        lying = Choice("mine", areas, minutes * 60, bool(number % 2), short_hair=number % 3 == 0)
        if profile != "pregnant":
            found.append(replace(lying, profile=profile))
        seated = tuple(area for area in areas if area in SEATED)
        if seated and number % 3 == 0:
            found.append(replace(lying, areas=seated, seated=True, profile=profile))
    return found


def opened(choice: Choice) -> tuple[Choice, Opened]:
    """Return a composed routine as it is read; a length that cannot be becomes the nearest that can."""
    try:
        text = compose(choice, silent_measure, TABLES)
    except LengthError as error:
        low, high = ends(str(error))
        choice = replace(choice, seconds=low if choice.seconds < low else high)
        text = compose(choice, silent_measure, TABLES)
    document, found = read(text, "mine.yaml")
    assert not found
    return choice, open_document(document, TABLES)


def ends(message: str) -> tuple[int, int]:
    match = re.search(r"can be ([\d:]+) to ([\d:]+);", message)
    assert match is not None, message
    low, high = (
        sum(int(part) * 60**n for n, part in enumerate(reversed(t.split(":")))) for t in match.groups()
    )
    return low, high


def keeps_its_promises(choice: Choice) -> None:
    choice, routine_file = opened(choice)
    routine = routine_file.routine
    assert routine is not None, [p.message for p in routine_file.problems]
    assert routine.audience_profile == choice.profile
    options = Options(profile=choice.profile)
    problems = [
        *routine_file.problems,
        *lint(routine_file),
        *lint_lengths(routine_file, silent_measure, options=options),
    ]
    assert [p.full() for p in problems if p.severity is not Severity.NOTE] == []
    assert default_s(routine) == routine.target_s == choice.seconds
    timeline = plan(routine, options, silent_measure)
    assert timeline.frames == choice.seconds * RATE
    assert timeline.fit.dropped == ()
    assert [c.what for c in timeline.fit.changed] == []
    for section in routine.sections:
        one, other = (
            sum(s.end - s.start for s in timeline.steps if s.section == section.id and s.side == side)
            for side in "AB"
        )
        assert one == other
    if not choice.oil:
        assert all(step.lubricant == "none" for step in routine.steps if step.stroke not in ("none",))
        said = " ".join(cue.line.text for cue in timeline.cues)
        assert not re.search(r"\b(?:oil|gel|lotion|allerg\w+)\b", said)
    worked = [s.technique.split(".")[0] for s in timeline.steps]
    order = [{"back": 0, "foot": 1, "leg": 1, "hand": 2, "arm": 2, "wrist": 2}.get(w, 3) for w in worked]
    kept = [o for o, w in zip(order, worked, strict=True) if o < 3 or w in ("neck", "scalp", "hair", "ear")]
    assert kept == sorted(kept)
    if choice.profile != "adult":
        cards = [TABLES.techniques[step.technique] for step in routine.steps]
        assert not [card.name for card in cards if choice.profile in card.excluded_profiles]


@pytest.mark.parametrize(
    "choice", choices(17), ids=lambda c: f"{'-'.join(c.areas)}-{c.seconds // 60}-{c.profile}"
)
def test_a_composed_routine_keeps_its_promises(choice: Choice) -> None:
    keeps_its_promises(choice)


@pytest.mark.slow
def test_every_set_of_areas_keeps_its_promises() -> None:
    for choice in choices(1):
        keeps_its_promises(choice)


def test_the_shortest_and_the_longest_are_named_and_can_be_had() -> None:
    choice = Choice("mine", ("feet", "ears"), 60)
    with pytest.raises(
        LengthError, match=r"^feet, ears can be .* 1:00 is too short\. Write --minutes"
    ) as short:
        compose(choice, silent_measure, TABLES)
    low, high = ends(str(short.value))
    for seconds in (low, high):
        compose(replace(choice, seconds=seconds), silent_measure, TABLES)
    for seconds, word in ((low - 1, "short"), (high + 1, "long")):
        with pytest.raises(LengthError, match=f"is too {word}"):
            compose(replace(choice, seconds=seconds), silent_measure, TABLES)


@pytest.mark.parametrize("profile", ["adult", "light_hands"])
def test_the_bells_are_taught_only_where_they_ring(profile: str) -> None:
    for areas in (("feet",), ("ears",), ("hands",), ("neck",)):
        choice = Choice("mine", areas, 600, profile=profile)  # type: ignore[arg-type]
        _, file = opened(choice)
        assert file.routine is not None
        timeline = plan(file.routine, Options(profile=profile), silent_measure)
        taught = any("bell" in cue.line.text for cue in timeline.cues)
        assert taught == bool(timeline.holds), areas


def test_glasses_and_earrings_come_off_before_the_head_is_touched() -> None:
    for areas, seated in (
        (("feet", "ears"), False),
        (("legs", "scalp"), False),
        (("back", "hands", "neck"), False),
        (("hands", "ears"), True),
        (("hands", "ears"), False),
        (("scalp",), False),
        (("hands",), False),
    ):
        _, file = opened(Choice("mine", areas, 1500, seated=seated))  # type: ignore[arg-type]
        assert file.routine is not None
        timeline = plan(file.routine, Options(talk=Talk.MINIMAL), silent_measure)
        said = [cue.start for cue in timeline.cues if "earrings" in cue.line.text]
        head = [step.start for step in timeline.steps if step.technique.split(".")[0] in ON_THE_HEAD]
        assert len(said) == bool(head), areas
        assert not head or said[0] < head[0], areas


def test_nobody_turns_over_unless_something_needs_it() -> None:
    for areas in (("feet", "ears"), ("feet", "hands", "neck"), ("hands", "scalp")):
        _, file = opened(Choice("mine", areas, 1500))
        assert file.routine is not None
        assert {section.receiver for section in file.routine.sections} == {"face_up"}
    for areas in (("legs", "ears"), ("back", "hands")):
        _, file = opened(Choice("mine", areas, 1800))
        assert file.routine is not None
        assert [step.technique for step in file.routine.steps].count("tr.turn") == 1


def test_names_are_understood_as_people_write_them() -> None:
    assert areas_of("ears,feet") == ("feet", "ears")
    assert areas_of(" Foot , EAR,calves") == ("feet", "legs", "ears")
    assert areas_of("head") == ("neck", "scalp", "ears")
    assert areas_of("head", seated=True) == ("scalp", "ears")
    assert areas_of("all") == tuple(AREAS)
    assert {*FACE_DOWN, *HANDS, *HEAD, *SEATED} <= set(AREAS)
    for text, told in (
        ("feat", 'Did you mean "feet"'),
        ("knees", "Areas are back, feet"),
        (",", "Write --areas feet,ears"),
        ("", "Write --areas feet,ears"),
    ):
        with pytest.raises(UsageError, match=re.escape(told)):
            areas_of(text)
    with pytest.raises(UsageError, match="On a chair there is nothing here for the feet and the neck"):
        areas_of("feet,neck,ears", seated=True)


def test_an_own_card_that_lost_its_caution_is_refused() -> None:
    card = TABLES.techniques["hand.traction"]
    cues = tuple(cue for cue in card.step.cues if cue.id != "even")
    changed = card.model_copy(update={"step": card.step.model_copy(update={"cues": cues})})
    tables = TABLES.model_copy(update={"techniques": {**TABLES.techniques, "hand.traction": changed}})
    with pytest.raises(RoutineError, match="MS104"):
        compose(Choice("mine", ("hands",), 900), silent_measure, tables)
