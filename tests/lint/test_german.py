"""The rules that look at words, on German words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from coach.lint.examine import lint
from coach.lint.lengths import lint_lengths
from coach.plan.options import Options, Talk
from coach.problem import Severity
from coach.routine.load import open_routine
from coach.routine.translation import translated_routines
from coach.speech.silent import silent_measure

from .changed import base

FIRES = {
    "MS124": "Lass den Nacken knacken.",
    "MS305": "Nimm den linken Fuß.",
    "MS408": "Jetzt werden wir die Hände heben.",
    "MS409": "Perfekt, gut gemacht.",
    "MS410": "Entspann dich und genieß es.",
    "MS411": "Streich seine Haare, langsam.",
    "MS412": "Leg die Hand hin, wie abgebildet.",
    "MS415": "Ganz sinnlich über die Haut.",
    "MS419": "Drück so fest wie möglich.",
    "MS422": "Bleib zwei Minuten hier.",
    "MS501": "Das heilt den Nacken.",
    "MS502": "Das schwemmt Giftstoffe aus.",
    "MS503": "Das regt die Durchblutung an.",
    "MS504": "Folge dem Meridian.",
    "MS505": "Die Ferse ist mit der Blase verbunden.",
    "MS507": "Studien zeigen, dass es wirkt.",
    "MS508": "Ignoriere den Schmerz.",
    "MS204": "Halte den Atem an.",
}

QUIET = "Streich langsam und leicht über die Stirn, von der Mitte nach außen."


def opened(text: str, folder: Path):
    """Return head-15 with one more line, in German, as a translation of the user's own."""
    data = json.loads(base("head-15"))
    step = next(s for section in data["sections"] for s in section["steps"] if s["id"] == "3.2")
    step.setdefault("cues", []).append(
        {"id": "example", "kind": "detail", "level": "full", "text": "Stroke the forehead."}
    )
    path = folder / "head-15.yaml"
    path.write_text(json.dumps(data, indent=1), encoding="utf-8")
    builtin = Path(__file__).parents[2] / "coach" / "library" / "locales" / "de" / "routines" / "head-15.yaml"
    words = builtin.read_text("utf-8").replace(
        '"3.2": {label: "Vorderer Kopf, die Kreise werden kleiner"}',
        '"3.2": {label: "Vorderer Kopf", cues: {example: "' + text + '"}}',
    )
    own = folder / "home" / "locales" / "de" / "routines" / "head-15.yaml"
    own.parent.mkdir(parents=True)
    own.write_text(words, encoding="utf-8")
    return open_routine(path, locale="de"), own


@pytest.fixture(autouse=True)
def own_home(monkeypatch, tmp_path):
    monkeypatch.setenv("COACH_HOME", str(tmp_path / "home"))


@pytest.mark.parametrize("code", sorted(FIRES))
def test_a_rule_fires_on_german_words_and_shows_them(code, tmp_path):
    found, own = opened(FIRES[code], tmp_path)
    mine = [p for p in (*found.problems, *lint(found)) if p.code == code and "example" in p.excerpt]
    assert mine, [p.headline() for p in (*found.problems, *lint(found))]
    assert {p.place.file for p in mine} == {str(own)}


def test_rules_keep_quiet_on_a_plain_german_line(tmp_path):
    found, own = opened(QUIET, tmp_path)
    assert [p.headline() for p in (*found.problems, *lint(found)) if p.place.file == str(own)] == []


@pytest.mark.parametrize("name", translated_routines("de"))
def test_german_routines_have_no_errors_and_no_warnings_as_written(name):
    found = open_routine(name, locale="de")
    told = [*found.problems, *lint(found)]
    assert [p.headline() for p in told if p.severity is not Severity.NOTE] == []


@pytest.mark.parametrize("talk", Talk)
@pytest.mark.parametrize("name", translated_routines("de"))
def test_german_plans_have_no_errors(name, talk):
    found = open_routine(name, locale="de")
    told = lint_lengths(found, silent_measure, every=None, options=Options(talk=talk, locale="de"))
    assert [p.headline() for p in told if p.severity is Severity.ERROR] == []


@pytest.mark.parametrize(
    ("code", "old", "new"),
    [
        ("MS113", "Nur außen am Ohr. Nichts geht hinein.", "Jetzt ganz vorsichtig sein."),
        ("MS114", "Zieh sanft und gleichmäßig, gerade heraus. Kein Ruck.", "Zieh gerade heraus."),
        ("MS123", "Die Kehle und die Seiten des Halses bleiben frei.", "Sei hier vorsichtig."),
    ],
)
def test_a_caution_without_its_german_words_is_missed(code, old, new, tmp_path):
    shelf = Path(__file__).parents[2] / "coach" / "library" / "locales" / "de" / "tables"
    for name in ("head.yaml", "preparing.yaml"):
        own = tmp_path / "home" / "locales" / "de" / "tables" / name
        own.parent.mkdir(parents=True, exist_ok=True)
        text = (shelf / name).read_text("utf-8").replace(old, new)
        own.write_text(text.replace("Bleib neben der Wirbelsäule, nie darauf. " + new, new), encoding="utf-8")
    found = open_routine("head-15", locale="de")
    assert code in {p.code for p in lint(found)}


def test_what_is_not_looked_for_in_german_is_said():
    notes = [p for p in lint(open_routine("head-15", locale="de")) if p.code == "MS417"]
    assert len(notes) == 1
    assert 'no words of the list "ear" are looked for' in notes[0].message
