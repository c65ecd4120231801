"""Findings as a whole: where they are, what silences them, what a stricter profile makes of them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from coach.errors import RoutineError
from coach.lint.book import FOUNDATIONS, RULES, family
from coach.lint.examine import lint, lint_plan, require
from coach.lint.lengths import lint_lengths
from coach.lint.pairs import pair
from coach.plan.options import Options, Talk
from coach.plan.planner import plan
from coach.problem import Severity
from coach.routine.adapt import adapt
from coach.routine.cue import Cue, Kind, Level
from coach.routine.library import routine_files
from coach.routine.load import open_routine
from coach.routine.need import PROFILES
from coach.speech.silent import silent_measure
from tests.lint.changed import opened, tables

BUILTIN = sorted(name for name, (source, _) in routine_files().items() if source == "builtin")


def codes(problems):
    return [problem.code for problem in problems]


@pytest.mark.parametrize("name", BUILTIN)
def test_built_in_routines_have_neither_errors_nor_warnings_at_three_lengths(name):
    found = open_routine(name, tables())
    told = [*found.problems, *lint(found), *lint_lengths(found, silent_measure)]
    assert [p.headline() for p in told if p.severity is not Severity.NOTE] == []


@pytest.mark.parametrize("talk", list(Talk))
@pytest.mark.parametrize("name", ["head-15", "feet-15", "hands-10"])
def test_at_every_talk_level_nothing_that_protects_is_missing(name, talk):
    found = open_routine(name, tables())
    timeline = plan(found.routine, Options(talk=talk), silent_measure)
    assert [p.headline() for p in lint_plan(found, timeline) if p.severity is Severity.ERROR] == []


def test_a_finding_stands_at_its_line_with_its_reason_and_source(tmp_path):
    found = opened({"say": "Perfect. Well done."}, "head-15", tmp_path)
    (problem,) = [p for p in lint(found) if p.code == "MS409"]
    lines = (tmp_path / "head-15.yaml").read_text().splitlines()
    assert "Perfect" in lines[problem.place.line - 1]
    assert lines[problem.place.line - 1][problem.place.column - 1] == '"'
    assert problem.reason == RULES["MS409"].reason
    assert "sees nothing" in problem.message


def test_a_finding_on_a_plan_stands_at_the_step_of_the_file(tmp_path):
    long = {"step 3.2": {"duration": {"continuous": {"default_s": 250, "max_s": 260}}}}
    found = opened(long, "head-15", tmp_path)
    (problem,) = [p for p in lint_lengths(found, silent_measure) if p.code == "MS011"]
    lines = (tmp_path / "head-15.yaml").read_text().splitlines()
    around = "\n".join(lines[problem.place.line - 1 : problem.place.line + 3])
    assert '"3.2"' in around


SILENCED = {"rule": "MS409", "step": "3.2", "reason": "The author wants exactly these words."}


def test_a_rule_is_silenced_on_one_step_with_a_reason(tmp_path):
    change = {"say": "Perfect. Well done.", "routine": {"lint_overrides": [SILENCED]}}
    assert "MS409" not in codes(lint(opened(change, "head-15", tmp_path)))
    elsewhere = {**change, "in": "3.3"}
    assert "MS409" in codes(lint(opened(elsewhere, "head-15", tmp_path)))


def test_a_rule_on_plans_is_silenced_too(tmp_path):
    wish = {"rule": "MS011", "step": "3.2", "reason": "This receiver asked for it."}
    long = {"step 3.2": {"duration": {"continuous": {"default_s": 250, "max_s": 260}}}}
    found = opened({**long, "routine": {"lint_overrides": [wish]}}, "head-15", tmp_path)
    assert "MS011" not in codes(lint_lengths(found, silent_measure))


def test_what_protects_somebody_is_never_silenced(tmp_path):
    wish = {"rule": "MS104", "step": "2.7", "reason": "We know what we are doing."}
    lame = {"step 2.7": {"cues": [{"id": "even", "text": "Hold on for a while."}]}}
    found = opened({**lame, "routine": {"lint_overrides": [wish]}}, "hands-10", tmp_path)
    told = lint(found)
    assert "MS104" in codes(told)
    (vain,) = [p for p in told if p.code == "M081"]
    assert "never silenced" in vain.message
    assert vain.severity is Severity.ERROR


@pytest.mark.parametrize("code", sorted(FOUNDATIONS))
def test_what_every_plan_stands_on_is_never_silenced(code, tmp_path):
    wish = {"rule": code, "step": "3.2", "reason": "The author wants it so."}
    told = lint(opened({"routine": {"lint_overrides": [wish]}}, "head-15", tmp_path))
    (vain,) = [p for p in told if p.code == "M081"]
    assert "never silenced" in vain.message


def test_a_question_that_is_not_always_asked_is_none(tmp_path):
    """Where little is said nobody would be asked: no plan may rely on it."""
    only = {"drop": ["2.2"], "step 3.4": {"cues": [{"id": "check", "level": "light"}]}}
    found = opened(only, "head-15", tmp_path)
    made = plan(found.routine, Options(talk=Talk.MINIMAL), silent_measure)
    assert not [cue for cue in made.cues if cue.kind is Kind.CHECK_IN]
    assert "MS101" in codes(lint_plan(found, made))


def test_a_question_of_one_side_is_none_of_the_other():
    cue = Cue(id="check", kind=Kind.CHECK_IN, level=Level.MUST, text="Lighter?", sides="first")
    assert [cue.asks(side) for side in ("A", "B", None)] == [True, False, True]
    both = cue.model_copy(update={"sides": "second_short", "short_text": "Lighter?"})
    assert [both.asks(side) for side in ("A", "B", None)] == [True, True, True]


def test_the_rules_look_at_a_routine_as_it_is_for_somebody(tmp_path):
    found = opened({}, "hands-10", tmp_path)
    light = adapt(found.routine, tables(), (PROFILES["light_hands"],))
    assert lint(replace(found, routine=light)) == lint(found)
    steps = [step.model_copy(update={"cues": ()}) for step in light.sections[0].steps]
    bare = light.sections[0].model_copy(update={"steps": tuple(steps)})
    bare = light.model_copy(update={"sections": (bare, *light.sections[1:])})
    assert "MS119" in codes(lint(replace(found, routine=bare)))


def test_a_rule_that_does_not_exist_cannot_be_silenced(tmp_path):
    wish = {**SILENCED, "rule": "MS999"}
    told = lint(opened({"routine": {"lint_overrides": [wish]}}, "head-15", tmp_path))
    assert "M080" in codes(told)


def test_a_routine_to_be_published_has_errors_where_others_have_warnings(tmp_path):
    hot = {"say": "Lay a warm towel over the shoulders."}
    (mild,) = [p for p in lint(opened(hot, "head-15", tmp_path)) if p.code == "MS120"]
    strict = {**hot, "routine": {"claims_profile": "published"}}
    (hard,) = [p for p in lint(opened(strict, "head-15", tmp_path)) if p.code == "MS120"]
    assert (mild.severity, hard.severity) == (Severity.WARNING, Severity.ERROR)


def test_a_profile_of_the_session_is_looked_at_as_well():
    found = open_routine("head-15", tables())
    timeline = plan(found.routine, Options(), silent_measure)
    from dataclasses import replace

    for_her = replace(timeline, options=replace(timeline.options, profile="pregnant"))
    assert "MS117" in codes(lint_plan(found, for_her))
    assert "MS117" not in codes(lint_plan(found, timeline))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("This helps against migraine.", "MS501"),
        ("People with arthritis like it.", "MS501"),
        ("Long strokes cleanse.", "MS502"),
        ("It wakes the hormones.", "MS503"),
        ("Feel the chi.", "MS504"),
        ("The arch is linked to the kidney.", "MS505"),
        ("Clinically proven.", "MS507"),
        ("Skip your medicine today.", "MS508"),
    ],
)
def test_claims_are_found_in_their_many_forms(text, code, tmp_path):
    assert code in codes(opened({"say": text}, "head-15", tmp_path).problems)


@pytest.mark.parametrize(
    "text",
    [
        "The shoulders stay low.",
        "Touching is enough.",
        "Nothing here is twisted.",
        "Never force it.",
        "Let the arm grow long, towards the heart.",
        "Press as far as is easy.",
        "That is all right there.",
        "Go on without words for {quiet_words}.",
        "Rest here for one breath.",
    ],
)
def test_words_inside_words_and_words_denied_are_left_alone(text, tmp_path):
    found = opened({"say": text}, "head-15", tmp_path)
    mine = [p for p in (*found.problems, *lint(found)) if "3.2" in p.excerpt or text[:12] in p.excerpt]
    assert [p.headline() for p in mine if p.severity is not Severity.NOTE] == []


def test_illness_without_a_promise_is_only_a_note(tmp_path):
    (found,) = opened({"say": "People with arthritis like it."}, "head-15", tmp_path).problems
    assert (found.code, found.severity) == ("MS501", Severity.NOTE)


def test_a_claim_on_paper_is_a_warning(tmp_path):
    change = {"routine": {"summary": "It heals the neck."}}
    (found,) = [p for p in lint(opened(change, "head-15", tmp_path)) if p.code == "MS501"]
    assert found.severity is Severity.WARNING


def test_in_other_languages_lists_of_english_words_say_nothing(tmp_path):
    change = {"say": "Perfect. Well done.", "routine": {"locale": "de"}}
    assert "MS409" not in codes(lint(opened(change, "head-15", tmp_path)))


def test_a_routine_with_an_error_of_a_rule_is_not_built(tmp_path):
    lame = {"step 2.7": {"cues": [{"id": "even", "text": "Hold on for a while."}]}}
    opened(lame, "hands-10", tmp_path)
    with pytest.raises(RoutineError) as caught:
        require(tmp_path / "hands-10.yaml")
    assert codes(caught.value.problems) == ["MS104"]
    assert require("hands-10").id == "hands-10"


def test_every_rule_says_why_and_belongs_to_a_family():
    for rule in RULES.values():
        assert rule.title
        assert rule.reason
        assert family(rule)
        assert not rule.title.endswith(".")
        assert pair(rule.code).fires


def test_the_sources_of_rules_are_on_the_page_of_sources():
    from pathlib import Path

    page = (Path(__file__).parents[2] / "docs" / "sources.md").read_text(encoding="utf-8")
    keys = {key for rule in RULES.values() for key in rule.source.split()}
    assert [key for key in sorted(keys) if f"| {key} |" not in page] == []


@pytest.mark.parametrize("name", ["feet-15", "feet-30", "trio-45", "full-60"])
def test_a_sweep_that_goes_as_far_as_was_agreed_needs_the_agreement(name, tmp_path):
    whole = open_routine(name, tables())
    (sweep,) = [step for step in whole.routine.steps if step.end_point is not None]
    agreed = sweep.end_point.agreed_in
    change = {"cues": [{"id": "leg", "text": "Agree how far that may go."}]}
    found = opened({f"step {agreed}": change}, name, tmp_path)
    (problem,) = [p for p in lint(found) if p.code == "MS002"]
    assert problem.severity is Severity.ERROR
    assert f'as far as was agreed in "{agreed}"' in problem.message


def test_a_leg_that_is_only_stroked_is_asked_about_too(tmp_path):
    found = opened({"step 1.1": {"without": ["clot"]}}, "bedtime-20", tmp_path)
    told = [problem.message for problem in lint(found) if problem.code == "MS118"]
    assert told
    assert all("stroked" in message for message in told)
