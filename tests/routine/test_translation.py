"""A routine in another language: what is missing is named where it stands, what is there is found."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from coach.errors import RoutineError, UsageError
from coach.lint.examine import require
from coach.problem import Severity
from coach.routine.gaps import foreign
from coach.routine.library import is_words_file
from coach.routine.load import load_routine, load_tables, open_routine
from coach.routine.shown_words import shown_words
from coach.routine.words_files import check_language, check_words

LOCALES = Path(__file__).parents[2] / "coach" / "library" / "locales"


@pytest.fixture
def own(tmp_path: Path):
    """Write a file of words into the user's own folder of German."""

    def write(name: str, text: str) -> Path:
        path = tmp_path / "home" / "locales" / "de" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return write


def line_of(path: Path, text: str) -> int:
    return next(n for n, line in enumerate(path.read_text("utf-8").splitlines(), 1) if text in line)


LOBES = """
techniques:
  ear.lobe_rub:
    name: Ohrläppchen
    description: Reiben.
    feels: Gut.
    step:
      label: Ohrläppchen
      cues:
        preview: Gleich kommen die Ohren.
        outside: Nur außen am Ohr. Nichts geht hinein.
        start: Nimm jetzt beide Ohrläppchen zwischen Daumen und Finger.
"""


def test_an_untranslated_cue_is_named_where_its_text_stands(own):
    own("tables/ears.yaml", LOBES)
    found = open_routine("ears-scalp-5", locale="de")
    assert found.routine is None
    short, even = (p for p in found.problems if p.severity is Severity.ERROR)
    table = Path(short.place.file)
    assert (table.parent.name, table.name) == ("tables", "head.yaml")
    assert short.place.line == line_of(table, "Now take both earlobes")
    assert even.place.line == line_of(table, "Let your own breath be slow too")
    assert short.code == even.code == "M091"
    assert 'the short_text of the cue "start" has no words in de' in short.message
    assert "locales/de/tables/head.yaml under techniques: ear.lobe_rub: step: cues: even" in even.message


def test_a_routine_that_is_not_translated_is_refused_with_those_that_are():
    with pytest.raises(RoutineError, match=r"hands-10\.yaml:\d+:.*ears-scalp-5, feet-15, head-15"):
        require("hands-10", "de")
    missing = [p for p in open_routine("hands-10", locale="de").problems if p.code == "M091"]
    assert len({(p.place.file, p.place.line) for p in missing}) > 40


def test_an_unknown_language_is_refused_with_those_there_are():
    with pytest.raises(UsageError, match=r"'fr' yet\. Write one of: de, en"):
        open_routine("head-15", locale="fr")


def test_a_language_with_a_country_is_that_of_the_language():
    assert load_routine("head-15", locale="de_at").locale == "de-AT"
    assert load_routine("head-15", locale="de-AT").title == "Kopf, Kopfhaut und Ohren"


def test_in_its_own_language_nothing_changes():
    assert load_routine("head-15", locale="en") == load_routine("head-15")


def test_a_routine_of_the_users_in_german_takes_german_words_from_the_tables(small, tmp_path):
    small |= {"locale": "de", "title": "Klein", "summary": "Ein kleiner Ablauf."}
    small["sections"][0]["title"] = "Anfang"
    path = tmp_path / "small.yaml"
    path.write_text(json.dumps(small), encoding="utf-8")
    found = load_routine(path)
    texts = [cue.text for step in found.steps for cue in step.cues]
    assert "Nimm jetzt den Kopf in beide Hände. Nichts bewegt sich. Lass das Gewicht zu dir kommen." in texts
    assert found.steps[0].gate.text.startswith("Wenn ihr beide")


def test_a_routine_in_a_language_without_words_is_told_at_its_line(small, findings):
    (problem,) = findings({**small, "locale": "fr"})
    assert problem.code == "M090"
    assert "de, en" in problem.message


def test_words_for_what_there_is_not_are_told_in_their_own_file(own):
    path = own("tables/ears.yaml", LOBES.replace("preview:", "prevue:"))
    found = [p for p in open_routine("ears-scalp-5", locale="de").problems if p.code == "M092"]
    assert [(p.place.file, p.place.line) for p in found] == [(str(path), line_of(path, "prevue"))]
    assert "Did you mean" in found[0].message
    assert [p.code for p in check_words(path)] == ["M092"]


def test_a_promise_in_german_is_told_in_the_german_file(own):
    lobes = LOBES.replace("feels: Gut", "feels: Gut").replace("Nimm jetzt", "Das heilt. Nimm jetzt")
    path = own("tables/ears.yaml", lobes)
    found = [p for p in open_routine("ears-scalp-5", locale="de").problems if p.code == "MS501"]
    assert [(p.place.file, p.place.line) for p in found] == [(str(path), line_of(path, "Das heilt"))]


def test_words_put_in_later_in_another_language_are_found():
    routine = load_routine("ears-scalp-5", locale="de")
    assert foreign(routine, load_tables(), load_tables("de")) == []
    english = load_routine("ears-scalp-5").steps[2].cues
    step = routine.sections[1].steps[0].model_copy(update={"cues": english})
    sections = list(routine.sections)
    sections[1] = sections[1].model_copy(update={"steps": (step, *sections[1].steps[1:])})
    changed = routine.model_copy(update={"sections": tuple(sections)})
    assert foreign(changed, load_tables(), load_tables("de")) == [f"2.1/{cue.id}" for cue in english]


def test_files_of_words_are_checked_by_themselves(own):
    folder = LOCALES
    paths = sorted(folder.rglob("*.yaml"))
    assert len(paths) > 10
    for path in paths:
        assert is_words_file(path)
        assert check_words(path) == (), path
    words = (folder / "de" / "words.yaml").read_text("utf-8")
    bad = own("words.yaml", words.replace("counting: spellout-numbering", "counting: spellout-wrong"))
    assert [p.code for p in check_words(bad)] == ["M093"]
    bad = own("words.yaml", words.replace("  next:", "  nexxt:"))
    assert next(p.place.line for p in check_words(bad)) == line_of(bad, "nexxt")
    rules = (folder / "de" / "rules.yaml").read_text("utf-8")
    bad = own("rules.yaml", rules.replace("  even: ['gleichmäßig", "  evn: ['gleichmäßig"))
    assert any("evn" in p.message or "even" in p.message for p in check_words(bad))


def test_a_question_without_words_is_told_where_its_words_belong(own):
    words = (LOCALES / "de" / "tables" / "screening.yaml").read_text("utf-8")
    lines = [line for line in words.splitlines() if not line.lstrip().startswith("pregnancy:")]
    own("tables/screening.yaml", "\n".join(lines))
    (missing,) = (p for p in open_routine("head-15", locale="de").problems if p.code == "M091")
    assert missing.severity is Severity.WARNING
    assert missing.place.line == line_of(Path(missing.place.file), "Is there a pregnancy?")
    assert "locales/de/tables/screening.yaml under screenings: usual: questions: pregnancy" in missing.message
    path = own("tables/screening.yaml", words.replace("pregnancy:", "pregnansy:"))
    (stranger,) = check_words(path)
    assert (stranger.code, stranger.place.line) == ("M092", line_of(path, "pregnansy"))
    assert 'Did you mean "pregnancy"?' in stranger.message


def test_what_is_shown_in_english_for_want_of_words_is_told(own):
    words = (LOCALES / "de" / "shown.yaml").read_text("utf-8")
    path = own("shown.yaml", words.replace("  squeeze: zusammendrücken und loslassen\n", ""))
    (missing,) = check_language("de")
    assert (missing.code, missing.severity) == ("M091", Severity.WARNING)
    assert 'shown in English: "squeeze and let go"' in missing.message
    assert shown_words("de").signs["squeeze"] == "squeeze and let go"
    assert shown_words("de").signs["glide"] == "gleiten"
    own("shown.yaml", words.replace("starts: ab {time}", "starts: ab {zeit}"))
    (gap,) = check_words(path)
    assert (gap.code, gap.place.line) == ("M095", line_of(path, "{zeit}"))


def test_a_language_that_shows_nothing_of_its_own_is_told_of_it(own):
    german = LOCALES / "de"
    for name in ("words.yaml", "rules.yaml"):
        own(f"../fr/{name}", (german / name).read_text("utf-8"))
    told = [p.message for p in check_language("fr") if p.code == "M091"]
    assert any("locales/fr/shown.yaml" in message for message in told)
    assert shown_words("fr") == shown_words("en")
