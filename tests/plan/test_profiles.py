"""Profiles: what goes, goes on both sides and is told; what may not be done is refused."""

from __future__ import annotations

import pytest

from coach.errors import RoutineError
from coach.lint.examine import lint_plan
from coach.plan.options import Options
from coach.plan.planner import plan
from coach.plan.timeline import Timeline
from coach.problem import Severity
from coach.routine.library import find, shelves
from coach.routine.load import load_routine, load_tables, open_routine
from coach.routine.profiles import PROFILES, adapted, suitable
from coach.routine.routine import Routine
from coach.routine.tables import Profile
from coach.speech.silent import silent_measure
from coach.units import RATE

NAMES = sorted(path.stem for path in shelves("routines")[0][1].glob("*.yaml"))
SEATED = ["desk-8", "ears-scalp-5", "first-time-20", "hands-10"]
PAIRS = [(name, profile) for profile in PROFILES for name in (NAMES if profile != "pregnant" else SEATED)]
"""Every routine with every profile it is for."""
TABLES = load_tables()


def timeline(routine: Routine, profile: Profile, seconds: int | None = None) -> Timeline:
    """Return a plan for a profile."""
    return plan(routine, Options(profile=profile, seconds=seconds), silent_measure)


def techniques(routine: Routine) -> set[str]:
    """Return the techniques of a routine."""
    return {step.technique for step in routine.steps}


@pytest.mark.parametrize("name", NAMES)
def test_in_pregnancy_nobody_lies_flat_and_no_point_is_held(name: str) -> None:
    written = load_routine(name, TABLES)
    if name not in SEATED:
        with pytest.raises(RoutineError, match=r"not for the profile pregnant.*another position") as refused:
            adapted(written, TABLES, "pregnant")
        assert refused.value.exit_code == 3
        return
    routine = adapted(written, TABLES, "pregnant")
    assert not techniques(routine) & {"wrist.inner_point", "hand.tender_hold", "foot.ankle_circles"}
    gone = {step.id for step in written.steps} - {step.id for step in routine.steps}
    told = {change.step: change.reason for change in timeline(routine, "pregnant").fit.dropped}
    assert all("left out for pregnant: " in told[step] for step in gone)


def test_who_is_refused_is_told_what_there_is_instead() -> None:
    assert suitable("pregnant") == SEATED
    assert suitable("no_traction") == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_light_hands_are_light_and_hold_no_point_and_pull_no_joint(name: str) -> None:
    routine = adapted(load_routine(name, TABLES), TABLES, "light_hands")
    assert not techniques(routine) & {"wrist.inner_point", "hand.tender_hold", "hand.traction"}
    assert all(step.pressure.max <= 2 and step.pressure.default <= 1 for step in routine.steps)
    assert all(step.firmest <= 2 for step in timeline(routine, "light_hands").steps)


@pytest.mark.parametrize("name", NAMES)
def test_without_traction_no_joint_is_pulled_and_all_else_stays(name: str) -> None:
    written = load_routine(name, TABLES)
    routine = adapted(written, TABLES, "no_traction")
    assert techniques(written) - techniques(routine) <= {"hand.traction"}
    assert "hand.traction" not in techniques(routine)
    assert ("scalp.hair_pull" in techniques(routine)) == ("scalp.hair_pull" in techniques(written))


@pytest.mark.parametrize("name", NAMES)
def test_an_adult_gets_the_routine_as_it_is_written(name: str) -> None:
    written = load_routine(name, TABLES)
    assert adapted(written, TABLES, "adult") is written


@pytest.mark.parametrize(("name", "profile"), PAIRS)
def test_both_sides_stay_equal_and_the_lint_is_content_at_every_end(name: str, profile: Profile) -> None:
    opened = open_routine(find(name), TABLES)
    assert opened.routine is not None
    routine = adapted(opened.routine, TABLES, profile)
    own = timeline(routine, profile)
    for seconds in (own.fit.shortest // RATE, own.frames // RATE, own.fit.longest // RATE):
        made = timeline(routine, profile, seconds)
        assert made.frames == seconds * RATE
        sides = {
            side: [(s.step, s.end - s.start, s.reps) for s in made.steps if s.side == side] for side in "AB"
        }
        assert sides["A"] == sides["B"]
        assert not [p for p in lint_plan(opened, made) if p.severity is not Severity.NOTE]


def test_a_step_is_replaced_where_the_table_knows_a_lighter_one() -> None:
    routine = adapted(load_routine("first-time-20", TABLES), TABLES, "light_hands")
    assert "learn.pressure_light" in techniques(routine)
    changes = {change.step: change for change in timeline(routine, "light_hands").fit.changed[:1]}
    assert "replaced for light_hands" in changes["2.1"].reason
    assert not [cue for step in routine.steps for cue in step.cues if "level three" in cue.text]


def test_what_depends_on_something_left_out_goes_with_it() -> None:
    written = load_routine("hands-10", TABLES)
    sections = [
        section.model_copy(
            update={
                "steps": tuple(
                    step.model_copy(update={"depends_on": ("2.8",)}) if step.id == "2.7" else step
                    for step in section.steps
                )
            }
        )
        for section in written.sections
    ]
    routine = adapted(written.model_copy(update={"sections": tuple(sections)}), TABLES, "pregnant")
    assert not {"2.7", "2.8"} & {step.id for step in routine.steps}
    assert {"2.7", "2.8"} <= {note.step for note in routine.adapted if note.what == "left out"}
