"""Needs of a receiver, in any combination: every routine stays whole, exact and fair, or is refused aloud."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.errors import RoutineError, UsageError
from coach.lint.examine import lint, lint_plan
from coach.plan.options import Options, Talk
from coach.plan.planner import plan
from coach.plan.timeline import Timeline
from coach.problem import Severity
from coach.routine.adapt import adapt
from coach.routine.anatomy import areas_of
from coach.routine.library import find, shelves
from coach.routine.load import Opened, load_tables, open_routine
from coach.routine.need import SHORT_S, Need, profile_of
from coach.routine.person import Person, needs_of
from coach.routine.routine import Routine
from coach.speech.silent import silent_measure
from coach.units import RATE

TABLES = load_tables()
NAMES = sorted(path.stem for path in shelves("routines")[0][1].glob("*.yaml"))
PLACES = (
    "left knee",
    "right foot",
    "toes",
    "scalp",
    "hair",
    "ears",
    "left wrist",
    "hand",
    "neck",
    "back",
    "leg",
)

ALONE = {
    "short hair": Person(hair="short_or_covered"),
    **{f"{place} off": Person(off=(place,)) for place in PLACES},
    **{f"no firmer than {level}": Person(firmest=level) for level in (1, 2, 3)},
    "ticklish": Person(ticklish=True),
    "nuts": Person(no_nuts=True),
    **{name: Person(profiles=(name,)) for name in ("light_hands", "pregnant", "no_traction")},
    "short and light": Person(short_and_light=True),
    **{
        f"short and light, {place} off": Person(short_and_light=True, off=(place,))
        for place in ("scalp", "crown")
    },
    "short hair, scalp off": Person(hair="short_or_covered", off=("scalp",)),
}
"""Everything that can be kept of a person, one by one."""


@cache
def opened(name: str) -> Opened:
    return open_routine(find(name), TABLES)


def written(name: str) -> Routine:
    routine = opened(name).routine
    assert routine is not None
    return routine


def fit(name: str, person: Person) -> Routine | None:
    """Return a routine as it is for a person; None if it is refused in words."""
    try:
        return adapt(written(name), TABLES, needs_of(person, TABLES))
    except RoutineError as error:
        said = str(error)
    assert f"{name} is not for" in said
    assert "Choose a" in said or "choose another" in said
    return None


def plans(routine: Routine, needs: tuple[Need, ...]) -> list[Timeline]:
    """Return the plan as it is, and at both ends."""
    options = Options(profile=profile_of(needs, "adult"))
    own = plan(routine, options, silent_measure)
    ends = {int(own.fit.shortest // RATE), int(own.fit.longest // RATE)}
    return [own, *(plan(routine, Options(end, profile=options.profile), silent_measure) for end in ends)]


def whole_and_fair(name: str, routine: Routine, person: Person) -> None:
    needs = needs_of(person, TABLES)
    off = areas_of(TABLES, person.off)
    most = min(need.most for need in needs) if needs else 5
    for step in routine.steps:
        if not TABLES.techniques[step.technique].contactless:
            assert not [area.area for area in step.areas if area.area in off]
        assert step.pressure.max <= most
        assert step.pressure.default <= step.pressure.max
    kept = {step.id for step in routine.steps}
    told = {note.step for note in routine.adapted if note.what == "left out"}
    assert {step.id for step in written(name).steps} - kept == told
    for made in plans(routine, needs):
        assert made.frames == made.fit.requested or made.options.seconds is None
        assert made.frames % RATE == 0
        sides = {
            side: [(s.step, s.end - s.start, s.reps) for s in made.steps if s.side == side] for side in "AB"
        }
        assert sides["A"] == sides["B"]
        assert not [p for p in lint_plan(opened(name), made) if p.severity is not Severity.NOTE]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("what", ALONE)
def test_one_need_leaves_a_routine_whole_exact_and_fair(name: str, what: str) -> None:
    routine = fit(name, ALONE[what])
    if routine is not None:
        whole_and_fair(name, routine, ALONE[what])


@settings(max_examples=60)
@given(
    name=st.sampled_from(NAMES),
    person=st.builds(
        Person,
        hair=st.sampled_from(["long", "short_or_covered"]),
        off=st.lists(st.sampled_from(PLACES), max_size=3, unique=True).map(tuple),
        firmest=st.sampled_from([None, 1, 2, 3]),
        ticklish=st.booleans(),
        no_nuts=st.booleans(),
        profiles=st.lists(st.sampled_from(["light_hands", "no_traction", "pregnant"]), max_size=2).map(tuple),
        short_and_light=st.booleans(),
    ),
)
def test_any_needs_together_do(name: str, person: Person) -> None:
    routine = fit(name, person)
    if routine is not None:
        whole_and_fair(name, routine, person)


def test_a_knee_that_is_off_takes_the_long_sweeps_of_both_legs_and_gives_their_time_to_the_rest() -> None:
    routine = fit("feet-15", Person(off=("left knee",)))
    assert routine is not None
    assert "leg.long_sweep" not in {step.technique for step in routine.steps}
    made = plan(routine, Options(), silent_measure)
    before = plan(written("feet-15"), Options(), silent_measure)
    longer = {step.step: step.end - step.start for step in made.steps}
    assert sum(longer[step.step] > step.end - step.start for step in before.steps if step.step in longer) >= 4
    (gone,) = [change for change in made.fit.dropped if change.step == "2.7"]
    assert gone.reason == "left out for an area that is off (left knee): it touches the back of the knee"


@pytest.mark.parametrize(
    "name", [n for n in NAMES if any(s.technique == "scalp.hair_pull" for s in written(n).steps)]
)
def test_short_hair_is_not_pulled_and_the_scalp_moves_in_the_same_time(name: str) -> None:
    routine = fit(name, ALONE["short hair"])
    assert routine is not None
    steps = {step.id: step for step in routine.steps}
    for step in written(name).steps:
        if step.technique == "scalp.hair_pull":
            moved = steps[step.id]
            assert moved.technique == "scalp.shift"
            assert moved.duration == step.duration
            assert moved.chime_reps == step.chime_reps
            kinds = [[c.kind for c in s.cues if c.kind == "check_in"] for s in (step, moved)]
            assert kinds[0] == kinds[1]
        elif step.technique == "hair.smooth":
            assert steps[step.id].technique == "scalp.smooth"
            assert not any("hair" in cue.text for cue in steps[step.id].cues)
        else:
            assert steps[step.id] == step


@pytest.mark.parametrize("name", NAMES)
def test_short_and_light_is_short_and_light_or_refused(name: str) -> None:
    routine = fit(name, ALONE["short and light"])
    if routine is None:
        assert name in {"full-60", "swap-2x20", "trio-45"}
        return
    assert routine.target_s <= SHORT_S
    assert all(step.pressure.max <= 1 for step in routine.steps)
    techniques = {step.technique for step in routine.steps}
    assert not techniques & {"wrist.inner_point", "hand.tender_hold", "hand.traction"}


@pytest.mark.parametrize("name", NAMES)
def test_who_bears_no_nuts_hears_it_before_any_oil(name: str) -> None:
    routine = fit(name, ALONE["nuts"])
    assert routine is not None
    made = plan(routine, Options(), silent_measure)
    warned = [cue.start for cue in made.cues if "No nut oil" in cue.line.text]
    opens = ("oil", "gel", "lotion")
    words = [cue for cue in made.cues if "No nut oil" not in cue.line.text]
    first = next(
        (cue.start for cue in words if set(opens) & set(cue.line.text.lower().strip(".").split())), None
    )
    if any(use.prop in opens for use in routine.props):
        assert warned
    if first is not None:
        assert warned
        assert warned[0] < first


def test_a_place_that_nobody_has_is_told_with_one_that_was_meant() -> None:
    with pytest.raises(UsageError, match=r'"left nee".*Did you mean "knee"'):
        areas_of(TABLES, ["left nee"])
    assert areas_of(TABLES, ["Both Knees"]) == areas_of(TABLES, ["left knee"]) == {"kneecap", "knee_back"}
    assert areas_of(TABLES, ["my left foot"]) >= {
        "toes",
        "foot_bottom",
        "foot_arch",
        "foot_top",
        "ankle_back",
    }


def test_without_needs_a_routine_is_as_it_is_written() -> None:
    assert adapt(written("feet-15"), TABLES, ()) is written("feet-15")


def lies(routine: Routine) -> list[str]:
    """Return how the receiver lies in each section in which somebody is touched."""
    key, found = routine.start_position, []
    for section in routine.sections:
        key = section.position or key
        touched = [step for step in section.steps if step.areas and step.stroke != "none"]
        found += [TABLES.positions[key].receiver] if touched else []
    return found


@pytest.mark.parametrize(("name", "off"), [("trio-45", ("foot",)), ("full-60", ("foot", "back"))])
def test_who_is_not_touched_face_down_begins_face_up(name: str, off: tuple[str, ...]) -> None:
    routine = fit(name, Person(off=off))
    assert routine is not None
    assert routine.start_position == "face_up_beside"
    assert set(lies(routine)) == {"face_up"}
    assert not [step for step in routine.steps if step.technique == "tr.turn"]
    said = " ".join(cue.text for step in routine.steps for cue in step.cues)
    assert "face up" in said
    for words in ("face down", "towel under the fronts", "up the leg", "nut allergies"):
        assert words not in said, words
    assert any("nothing is done face down" in note.reason for note in routine.adapted)
    for timeline in plans(routine, needs_of(Person(off=off), TABLES)):
        problems = lint_plan(opened(name), timeline)
        assert not [p for p in problems if p.severity is Severity.ERROR]


def test_with_the_head_alone_nobody_is_sent_anywhere() -> None:
    routine = fit("trio-45", Person(off=("foot", "hand", "forearm")))
    assert routine is not None
    assert routine.start_position == "face_up_beyond_head"
    assert not [step for step in routine.steps if step.technique.startswith("tr.")]


@pytest.mark.parametrize("name", ["trio-45", "full-60"])
def test_without_the_hands_the_receiver_still_turns_over(name: str) -> None:
    routine = fit(name, Person(off=("hand", "forearm")))
    assert routine is not None
    moves = [step.technique for step in routine.steps if step.technique in ("tr.turn", "tr.move")]
    assert moves == ["tr.turn", "tr.move"]
    assert set(lies(routine)) == {"face_down", "face_up"}


@pytest.mark.parametrize("name", NAMES)
def test_a_line_about_ticklish_skin_is_never_said_of_flat_hands_temples_or_ears(name: str) -> None:
    routine = fit(name, Person(ticklish=True))
    assert routine is not None
    for section in routine.sections:
        said = [step for step in section.steps if any(cue.id == "tickle" for cue in step.cues)]
        assert len(said) <= 1
        for step in said:
            assert TABLES.techniques[step.technique].contact != "palms"
            assert not {area.area for area in step.areas} & {"temple", "ear_lobe", "ear_rim"}
            assert not any("flat hand" in cue.text for cue in step.cues if cue.id != "tickle")
        if any(step.technique == "foot.sole_thumbs" for step in section.steps):
            assert [step.technique for step in said] == ["foot.sole_thumbs"]
    made = plan(routine, Options(talk=Talk.MINIMAL), silent_measure)
    lines = [cue.line.text for cue in made.cues if "tickles" in cue.line.text]
    told = [step for step in routine.steps if any(cue.id == "tickle" for cue in step.cues)]
    assert len(lines) == len(told) * (2 if name == "swap-2x20" else 1)


@pytest.mark.parametrize("name", NAMES)
def test_the_rules_find_nothing_in_a_routine_as_it_is_for_somebody(name: str) -> None:
    for who, person in ALONE.items():
        routine = fit(name, person)
        if routine is not None:
            found = lint(replace(opened(name), routine=routine))
            assert [p.headline() for p in found if p.severity is not Severity.NOTE] == [], who


@pytest.mark.parametrize("firmest", [1, 2])
def test_a_lesson_in_pressure_names_no_firmer_level_than_is_wanted(firmest: int) -> None:
    for person in (Person(firmest=firmest), Person(short_and_light=True)):
        routine = fit("first-time-20", person)
        if routine is None:
            continue
        texts = [c.text + (c.short_text or "") for s in routine.steps for c in s.cues]
        assert not any("level three" in text for text in texts)
        light = firmest == 1 or person.short_and_light
        assert any("level two" in text for text in texts) is not light


def test_who_may_lose_hair_by_a_treatment_has_none_of_it_pulled() -> None:
    routine = fit("head-15", Person(short_and_light=True))
    assert routine is not None
    assert not {step.technique for step in routine.steps} & {"scalp.hair_pull", "hair.smooth"}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("hair", ["long", "short_or_covered"])
def test_what_is_left_alone_is_so_whatever_else_is_wanted(name: str, hair: str) -> None:
    for light in (False, True):
        routine = fit(name, Person(short_and_light=light, hair=hair, off=("scalp",)))
        if routine is None:
            continue
        off = areas_of(TABLES, ("scalp",))
        assert not [s.id for s in routine.steps if off.intersection(a.area for a in s.areas)]


def test_an_agreement_stays_that_names_the_hands_of_the_giver() -> None:
    routine = fit("full-60", Person(off=("hand",)))
    assert routine is not None
    assert any("how far up the leg" in cue.text for step in routine.steps for cue in step.cues)


def test_who_lies_face_up_after_all_is_offered_no_turn_of_the_head_and_no_roll_for_the_ankles() -> None:
    routine = fit("trio-45", Person(off=("right foot",)))
    assert routine is not None
    assert {section.receiver for section in routine.sections} == {"face_up"}
    assert not {"ankle_bolster", "face_cushion"} & {use.prop for use in routine.props}
    made = plan(routine, Options(), silent_measure)
    assert not any("turn the head" in cue.line.text for cue in made.cues)


def test_without_nuts_other_allergies_are_asked_about() -> None:
    routine = fit("swap-2x20", Person(no_nuts=True))
    assert routine is not None
    told = [c.text for s in routine.steps for c in s.cues if c.caution == "allergy"]
    assert told
    assert all("nut" in text and "other allergies" in text for text in told)


@pytest.mark.parametrize("profile", ["light_hands", "pregnant"])
def test_the_game_of_pressures_is_changed_for_its_third_level_and_says_so(profile: str) -> None:
    routine = fit("first-time-20", Person(profiles=(profile,)))
    if routine is None:  # in it somebody lies flat
        assert profile == "pregnant"
        return
    (why,) = {note.reason for note in routine.adapted if "levels" in note.text or "level one" in note.text}
    assert why == f"replaced for {profile}: its third level is firmer than is wanted"
