"""``coach check`` and ``coach rules`` as people and editors meet them."""

from __future__ import annotations

import json

import jsonschema
import pytest

from coach.cli.main import run
from coach.lint.book import RULES
from coach.routine.template import new_routine
from coach.sound.ambience import AMBIENCES
from tests.lint.changed import opened
from tests.lint.sarif import SARIF


@pytest.fixture
def said(capsys):
    """Run a command line; return its exit code and what it wrote on both streams."""

    def command(*arguments):
        code = run(arguments)
        streams = capsys.readouterr()
        return code, streams.out, streams.err

    return command


@pytest.fixture
def faulty(tmp_path):
    """A routine with an error, a warning and a note in it."""
    change = {
        "say": "Perfect. Stay close to the roots.",
        "step 3.1": {"pressure": {"default": 2, "max": 2}},
    }
    opened(change, "head-15", tmp_path)
    return tmp_path / "head-15.yaml"


def test_errors_and_warnings_are_shown_and_notes_on_request(said, faulty):
    code, out, err = said("check", str(faulty))
    assert code == 3
    assert "MS107 error: temple bears pressure 1" in out
    assert "MS409 warning: " in out
    assert "why: nerves, vessels and thin bone lie near (coach rules MS107; S06, S07, S08)" in out
    assert "MS417" not in out
    assert "--notes shows them" in err
    code, out, err = said("check", str(faulty), "--notes")
    assert "MS417 note: " in out
    assert "--notes" not in err


def test_warnings_alone_are_no_failure(said, tmp_path):
    opened({"say": "Perfect."}, "head-15", tmp_path)
    code, out, _ = said("check", str(tmp_path / "head-15.yaml"))
    assert code == 0
    assert "MS409 warning" in out


def test_what_coach_new_writes_has_nothing_to_mend(said, tmp_path):
    path = tmp_path / "my-own.yaml"
    path.write_text(new_routine("my-own"), encoding="utf-8")
    code, out, err = said("check", str(path))
    assert (code, out) == (0, "")
    assert "ok  " in err


def test_a_length_that_cannot_be_planned_is_told_with_both_ends(said, tmp_path):
    opened({"routine": {"target_s": "40:00"}}, "head-15", tmp_path)
    code, out, _ = said("check", str(tmp_path / "head-15.yaml"))
    assert code == 3
    assert "MS005 error: this routine can be" in out


def test_many_lengths_find_at_least_what_three_do(said, faulty):
    _, few, _ = said("check", str(faulty), "--json")
    _, many, _ = said("check", str(faulty), "--json", "--all-lengths")
    where = [{(p["line"], p["code"]) for p in json.loads(text)} for text in (few, many)]
    assert where[0] <= where[1]
    assert "MS403" not in few
    assert "MS403" in many


def test_another_talk_level_is_planned_on_request(said):
    codes = {}
    for level in ("full", "minimal"):
        _, out, _ = said("check", "head-15", "--talk", level, "--json")
        codes[level] = {problem["code"] for problem in json.loads(out)}
    _, out, _ = said("check", "head-15", "--json")
    assert {problem["code"] for problem in json.loads(out)} == codes["full"]
    assert codes["minimal"] - codes["full"] == {"MS403"}
    code, _, err = said("check", "head-15", "--talk", "minimum")
    assert code == 2
    assert "minimal" in err


def test_json_holds_everything_notes_too(said, faulty):
    code, out, _ = said("check", str(faulty), "--json")
    assert code == 3
    found = {problem["code"]: problem for problem in json.loads(out)}
    assert {"MS107", "MS409", "MS417"} <= set(found)
    assert set(found["MS107"]) == {
        *("file", "line", "column", "code", "severity", "message", "reason", "source"),
    }
    assert found["MS107"]["source"] == RULES["MS107"].source


def test_sarif_has_the_shape_of_the_standard(said, faulty):
    code, out, _ = said("check", str(faulty), "head-15", "--sarif")
    assert code == 3
    log = json.loads(out)
    jsonschema.Draft7Validator.check_schema(SARIF)
    validator = jsonschema.Draft7Validator(SARIF)
    assert [error.message for error in validator.iter_errors(log)] == []
    assert "sarif-schema-2.1.0" in log["$schema"]
    (one,) = log["runs"]
    driver = one["tool"]["driver"]
    assert driver["name"] == "coach"
    ids = [rule["id"] for rule in driver["rules"]]
    assert len(ids) == len(set(ids))
    assert all(rule["shortDescription"]["text"].endswith(".") for rule in driver["rules"])
    assert {result["ruleId"] for result in one["results"]} == set(ids)
    for result in one["results"]:
        assert ids[result["ruleIndex"]] == result["ruleId"]
        (location,) = result["locations"]
        assert location["physicalLocation"]["artifactLocation"]["uri"].startswith("file:///")
    one["results"][0]["level"] = "fatal"
    assert list(validator.iter_errors(log))


def test_sarif_names_a_file_as_it_was_typed(said, faulty, monkeypatch):
    monkeypatch.chdir(faulty.parent)
    faulty.rename(faulty.parent / "my head.yaml")
    _, out, _ = said("check", "my head.yaml", "--sarif")
    uris = {
        result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        for result in json.loads(out)["runs"][0]["results"]
    }
    assert uris == {"my%20head.yaml"}


def test_two_formats_at_once_are_refused(said, faulty):
    code, out, err = said("check", str(faulty), "--sarif", "--json")
    assert (code, out) == (2, "")
    assert "--json or --sarif" in err


def test_rules_are_listed_in_families(said):
    code, out, _ = said("rules")
    assert code == 0
    assert [line for line in out.splitlines() if line and not line.startswith("MS")] == [
        *("Structure", "Safety", "Timing", "Sides and fairness", "Spoken words", "Claims", "Sound"),
    ]
    assert sum(line.startswith("MS") for line in out.splitlines()) == 102
    assert out.count("(never silenced)") == 26


@pytest.mark.parametrize("code", sorted(RULES))
def test_a_rule_is_explained(said, code):
    exit_code, out, _ = said("rules", code.lower())
    assert exit_code == 0
    for what in (RULES[code].title, "severity: ", "looks at: ", "why: ", "fires: ", "does not fire: "):
        assert what in out, what


def test_an_unknown_rule_is_told(said):
    code, _, err = said("rules", "MS999")
    assert code == 4
    assert "coach rules" in err


def test_rules_as_json(said):
    _, out, _ = said("rules", "--json")
    rules = json.loads(out)
    assert len(rules) == 102
    assert all(rule["fires"] and rule["passes"] and rule["reason"] for rule in rules)


def music(path, steps):
    """Write music, stereo, that is as loud as each of ``steps`` says, in dB, for five seconds each."""
    import wave

    import numpy as np

    rng = np.random.default_rng(7)
    parts = [rng.standard_normal((5 * 48_000, 2)) * 10 ** (step / 20) for step in steps]
    with wave.open(str(path), "wb") as file:
        file.setparams((2, 2, 48_000, 0, "NONE", ""))
        file.writeframes(np.clip(np.concatenate(parts) * 32767, -32768, 32767).astype("<i2").tobytes())
    return path


def test_with_a_voice_it_is_judged_by_its_sound_too(said, tmp_path):
    even = music(tmp_path / "even.wav", [-30.0] * 8)
    code, out, _ = said("check", "ears-scalp-5", "--voice", "hibari", "--ambience", str(even))
    assert (code, "MS605" in out) == (0, False)
    steps = music(tmp_path / "steps.wav", [-30.0, -18.0] * 4)
    code, out, _ = said("check", "ears-scalp-5", "--voice", "hibari", "--ambience", str(steps))
    assert code == 0
    assert "MS605 warning: the bed jumps by " in out
    assert "why: startles" in out


@pytest.mark.parametrize(
    ("routine", "more"),
    [
        ("desk-8", ("--profile", "light_hands")),
        ("desk-8", ("--profile", "pregnant")),
        *(("ears-scalp-5", ("--ambience", name)) for name in AMBIENCES),
    ],
)
def test_what_comes_with_coach_is_sound_in_every_way(said, routine, more):
    code, out, err = said("check", routine, "--voice", "hibari", *more)
    assert (code, out) == (0, ""), out
    assert f"ok  {routine}" in err


def test_what_a_voice_cannot_say_in_time_is_a_finding_beside_the_others(said, tmp_path):
    opened({"routine": {"target_s": "3:27"}}, "ears-scalp-5", tmp_path)
    code, out, _ = said("check", str(tmp_path / "ears-scalp-5.yaml"), "--voice", "hibari")
    assert code == 3
    assert "PLAN error: ears-scalp-5 can be 3:" in out
    assert "MS207" in out


def test_what_makes_no_sound_is_not_judged_by_it(said):
    assert said("check", "ears-scalp-5", "--voice", "silent")[0] == 2
    assert said("check", "ears-scalp-5", "--ambience", "rain")[0] == 2
