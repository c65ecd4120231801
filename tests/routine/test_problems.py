"""Every problem of a file in one run: the right line and column, and a sentence that says what to write."""

from __future__ import annotations

import pytest

from coach.errors import RoutineError
from coach.problem import Severity
from coach.routine.load import check_file, load_routine

BAD = """\
id: 2.1
title: Bad
target_s: 1:99
start_position: face_up_beyond_haed
level: beginer
colour: red
sections:
  - id: a
    title: A
    repeat: per_sides
    steps:
      - id: 1.1
        technique: prep.positon
      - id: "1.2"
        technique: head.cradle
        variant: rest1
      - id: "1.3"
        technique: head.cradle
        droppable: no
        priority: 9
        chime_reps: [first]
        duration: {continuous: {min_s: 20, second: 20}}
      - id: "1.4"
        technique: head.cradle
        areas: [haed, {area: head, pressure_max: 7}]
        duration: {continuous: {min_s: .nan, default_s: 1e400, max_s: -3}}
        cues:
          - {id: start, txt: hello, kind: strat, level: musst}
          - {id: extra, text: "Heal 5 times."}
      - id: "1.5"
        technique: head.cradle
        without: [sty]
        substitutions: {short: head.cradle}
        cues:
          - {id: start, caution: neck_side, text: "Say {n_word}."}
          - {id: stay, text: 12, chime_after: hold_strat}
          - kind: start
  - title: B
    steps: []
  - foo
"""

EXPECTED = [
    (1, 1, "M002", 'a routine needs "summary". Add it: one or two sentences about it.'),
    (1, 5, "M003", '"id" is text, and 2.1 is not. Put it in quotes.'),
    (3, 11, "M007", "'1:99' is not a length of time"),
    (4, 17, "MS009", 'Did you mean "face_up_beyond_head"?'),
    (5, 8, "M004", '"level" cannot be "beginer". Write one of first_time, easy, regular.'),
    (6, 1, "M001", 'a routine has no field "colour".'),
    (10, 13, "M004", 'Did you mean "per_side"?'),
    (12, 13, "M003", '"id" is text, and 1.1 is not. Put it in quotes.'),
    (13, 20, "MS009", 'Did you mean "prep.position"?'),
    (16, 18, "MS009", 'no variant of "head.cradle" called "rest1". Did you mean "rest"?'),
    (19, 20, "M003", '"droppable" is true or false, not "no".'),
    (20, 19, "M006", '"priority" is at most 4, not 9.'),
    (21, 21, "M003", "chime_reps is all, or a list such as [1, 2, last]."),
    (
        22,
        44,
        "M001",
        'a continuous duration has no field "second". Write one of min_s, default_s, max_s, quantum_s.',
    ),
    (25, 17, "MS009", 'there is no area "haed". Did you mean "head"?'),
    (25, 50, "M006", '"pressure_max" is at most 5, not 7.'),
    (26, 40, "MS004", "a length of time lies between 0 and 24 hours"),
    (26, 57, "MS004", "a length of time lies between 0 and 24 hours"),
    (26, 71, "MS004", "a length of time lies between 0 and 24 hours"),
    (28, 25, "M001", 'a cue has no field "txt". Did you mean "text"?'),
    (28, 43, "M004", '"kind" cannot be "strat". Did you mean "start"?'),
    (28, 57, "M004", '"level" cannot be "musst". Did you mean "must"?'),
    (29, 13, "M022", '"extra" is a new cue here'),
    (29, 31, "MS416", 'a voice stumbles over "5".'),
    (29, 31, "MS501", '"Heal" promises more'),
    (32, 19, "M021", 'there is no cue "sty". Did you mean "stay"?'),
    (33, 25, "M004", 'Did you mean "short_or_covered"?'),
    (35, 34, "MS009", 'there is no caution "neck_side". Did you mean "neck_sides"?'),
    (35, 51, "M040", 'Did you mean "n_words"?'),
    (36, 30, "M003", '"text" is text, and 12 is not. Put it in quotes.'),
    (36, 47, "MS009", 'there is no chime "hold_strat". Did you mean "hold_start"?'),
    (37, 13, "M002", 'a cue needs "id".'),
    (38, 5, "M002", 'a section needs "id".'),
    (39, 12, "M005", '"steps" has at least 1 entries'),
    (40, 5, "M003", "a section is a mapping"),
]


def test_all_problems_of_a_file_come_in_one_run_in_order(findings):
    found = findings(BAD, "bad.yaml")
    assert [(p.place.line, p.place.column, p.code) for p in found] == [
        (n, c, code) for n, c, code, _ in EXPECTED
    ]
    for problem, (_, _, _, part) in zip(found, EXPECTED, strict=True):
        assert part in problem.message
        assert problem.excerpt == BAD.split("\n")[problem.place.line - 1]
        head, line, caret = problem.full().split("\n")
        assert head.startswith(problem.place.file)
        assert line[len(caret) - 1] == problem.excerpt[problem.place.column - 1]


def test_loading_raises_with_all_errors(tmp_path, tables):
    path = tmp_path / "bad.yaml"
    path.write_text(BAD, encoding="utf-8")
    with pytest.raises(RoutineError) as caught:
        load_routine(path, tables)
    assert len(caught.value.problems) == len(EXPECTED)
    assert "pydantic" not in str(caught.value)
    assert "validation error" not in str(caught.value)


def at(problems, code):
    return [p for p in problems if p.code == code]


def change(small, **fields):
    small["sections"][0]["steps"][1].update(fields)
    return small


def test_the_small_routine_is_sound(findings, small):
    assert findings(small) == ()


CHANGES = [
    ({"cues": [{"id": "start", "text": "one " * 21}]}, "MS401", Severity.WARNING),
    ({"cues": [{"id": "start", "text": "one " * 31}]}, "MS401", Severity.ERROR),
    ({"cues": [{"id": "start", "text": "Press LI4 now."}]}, "MS416", Severity.ERROR),
    ({"cues": [{"id": "start", "short_text": "Rest & wait."}]}, "MS416", Severity.ERROR),
    ({"cues": [{"id": "start", "alternatives": ["Rest, e.g. here."]}]}, "MS416", Severity.ERROR),
    ({"cues": [{"id": "start", "text": "[[phonemes]] <break time='2s'/>"}]}, "MS416", Severity.ERROR),
    ({"cues": [{"id": "start", "text": "This heals the back."}]}, "MS501", Severity.ERROR),
    ({"cues": [{"id": "start", "text": "Let the toxins go."}]}, "MS502", Severity.ERROR),
    ({"cues": [{"id": "start", "text": "Good for the blood pressure."}]}, "MS503", Severity.ERROR),
    ({"cues": [{"id": "start", "text": "Feel the chi."}]}, "MS504", Severity.ERROR),
    ({"cues": [{"id": "start", "text": "A reflex point."}]}, "MS505", Severity.ERROR),
    ({"cues": [{"id": "start", "text": "Studies show it."}]}, "MS507", Severity.ERROR),
    ({"cues": [{"id": "start", "text": "Say {minute_words}."}]}, "M040", Severity.ERROR),
    ({"cues": [{"id": "start", "text": "Say {n_words."}]}, "M040", Severity.ERROR),
    ({"cues": [{"id": "start", "text": "Say {quiet_words|a|b}."}]}, "M041", Severity.ERROR),
    ({"cues": [{"id": "start", "text": "Stay {n_words} times."}]}, "M042", Severity.ERROR),
    ({"cues": [{"id": "start", "anchor": "rep_start"}]}, "M050", Severity.ERROR),
    ({"cues": [{"id": "start", "lead_s": 3}]}, "M052", Severity.ERROR),
    ({"without": ["start"]}, "MS421", Severity.ERROR),
    ({"sides": "each"}, "M062", Severity.ERROR),
    ({"areas": ["toes"]}, "M060", Severity.ERROR),
    ({"technique": "foot.toe_roll"}, "M061", Severity.ERROR),
    ({"technique": "foot.toe_roll"}, "MS301", Severity.ERROR),
    ({"technique": "check.pressure", "priority": 3}, "M063", Severity.ERROR),
    ({"gate": {"text": "Go in 5."}}, "MS416", Severity.ERROR),
    ({"id": "1.1"}, "M030", Severity.ERROR),
    ({"depends_on": ["1.9"]}, "MS009", Severity.ERROR),
    ({"end_point": {"default": "knee", "agreed_in": "9"}}, "MS009", Severity.ERROR),
    ({"substitutions": {"pregnant": "head.cradel"}}, "MS009", Severity.ERROR),
    ({"chime_at_start": "swich"}, "MS009", Severity.ERROR),
    ({"duration": {"continuous": {"min_s": 70}}}, "MS004", Severity.ERROR),
    ({"duration": {"continuous": {"default_s": 59}}}, "MS207", Severity.WARNING),
    ({"duration": {"fixed": {"seconds": "20:00"}}}, "MS005", Severity.ERROR),
    ({"duration": {"fixed": {"seconds": "24:00:00"}}}, "MS004", Severity.ERROR),
    (
        {"duration": {"reps": {"n_min": 1, "n": 1, "n_max": 1, "unit": {"hold_s": 61}}}},
        "MS103",
        Severity.ERROR,
    ),
    (
        {"priority": 3, "droppable": True, "cues": [{"id": "mind", "kind": "caution", "text": "Gently."}]},
        "MS129",
        Severity.ERROR,
    ),
    (
        {
            "duration": {"reps": {"n_min": 2, "n": 3, "n_max": 3, "unit": {"hold_s": 20}}},
            "cues": [{"id": "mind", "kind": "caution", "text": "Gently.", "anchor": "hold_end", "k": 2}],
        },
        "M051",
        Severity.ERROR,
    ),
]


@pytest.mark.parametrize(("fields", "code", "severity"), CHANGES, ids=lambda value: str(value)[:60])
def test_what_must_hold_is_checked_on_load(fields, code, severity, findings, small):
    found = at(findings(change(small, **fields)), code)
    assert found
    assert {p.severity for p in found} == {severity}


def test_a_caution_may_name_an_illness(findings, small):
    words = {"id": "mind", "kind": "caution", "text": "Not with nausea, and not with high blood pressure."}
    assert findings(change(small, cues=[words])) == ()


def test_words_are_whole_words(findings, small):
    assert (
        findings(change(small, cues=[{"id": "start", "text": "Shoulders heavy, touching the machine."}]))
        == ()
    )


def test_a_change_of_position_needs_a_step_that_leads_there(findings, small):
    other = {
        "id": "b",
        "title": "B",
        "position": "face_down_beyond_feet",
        "steps": [{"id": "2.1", "technique": "foot.spread_glide", "sides": "both_at_once"}],
    }
    small["sections"].append(other)
    assert at(findings(small), "MS008")
    other["steps"].insert(0, {"id": "2.0", "technique": "tr.turn"})
    assert not at(findings(small), "MS008")


def test_the_first_section_is_in_the_start_position(findings, small):
    small["start_position"] = "face_up_beside"
    assert at(findings(small), "MS008")


def test_a_rule_may_be_silenced_on_a_step_with_a_reason(findings, small):
    change(small, cues=[{"id": "start", "text": "one " * 21}])
    reason = {"rule": "MS401", "step": "1.2", "reason": "The words are slow here."}
    assert at(findings(small), "MS401")
    assert not at(findings({**small, "lint_overrides": [reason]}), "MS401")
    assert at(findings({**small, "lint_overrides": [{**reason, "step": "1.1"}]}), "MS401")


def test_a_caution_that_protects_cannot_be_silenced(findings, small):
    change(small, priority=3, droppable=True, cues=[{"id": "mind", "kind": "caution", "text": "Gently."}])
    reason = {"rule": "MS129", "step": "1.2", "reason": "Nobody will notice it."}
    assert at(findings({**small, "lint_overrides": [reason]}), "MS129")


def test_hidden_characters_in_a_title_never_reach_the_terminal(tmp_path, tables):
    path = tmp_path / "hi\u202edden.yaml"
    path.write_text('id: small\ntitle: "A\\e]0;x"\n', encoding="utf-8")
    for problem in check_file(path, tables):
        assert problem.headline().isprintable()
