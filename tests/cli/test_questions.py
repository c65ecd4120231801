"""The questions before a first session, at a real terminal: what follows, and nothing kept unasked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from coach.routine.load import load_tables
from coach.routine.shown_words import shown_words
from tests.cli.stage import Sit, Sitting, coach

FAST = ("--voice", "silent", "--output", "null")
REAL = ("--voice", "silent", "--output", "null:1", "--plain")
ILL, CLOTS, PREGNANT, TREATED, NUMB, SORE = (
    *("ill or feverish", "blood clots", "pregnancy", "cancer", "numb areas, or joints", "sore, broken"),
)
ALL = (ILL, CLOTS, PREGNANT, TREATED, NUMB, SORE)


def answer(session: Sitting, *answers: tuple[str, str], after: int = 0) -> int:
    """Answer questions one by one, each when it is asked; return the place behind the last."""
    for part, said in answers:
        after = session.until(part, after)
        after = session.until("[y/n] " if said in {"y", "n", "yes"} else ". ", after)
        session.type(f"{said}\r")
    return after


def no_but(**yes: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the answers to all six questions: no, but yes where more follows."""
    names = {"ill": ILL, "clots": CLOTS, "pregnant": PREGNANT, "treated": TREATED, "numb": NUMB, "sore": SORE}
    found = []
    for name, part in names.items():
        found += [(part, "y"), *yes[name]] if name in yes else [(part, "n")]
    return found


def kept_anywhere(places: Path) -> str:
    """Return every byte under the folders of settings and state, and the names of files."""
    files = [path for folder in ("settings", "state") for path in (places / folder).rglob("*")]
    return "\n".join(f"{path}\n{path.read_bytes()!r}" for path in files if path.is_file())


def begun(session: Sitting, after: int) -> int:
    """Press a key at the sound check, and wait until the session plays."""
    after = session.until("opening", after)
    session.type(" ")
    return session.until("playing", after)


def test_six_times_no_and_it_begins_and_is_not_asked_again(sit: Sit, places: Path) -> None:
    session = sit("play", "hands-10", *REAL)
    at = answer(session, *no_but())
    at = begun(session, at)
    session.until("Welcome", at)
    session.type("s")
    session.until("Stopped at", at)
    assert session.ends() == 0
    assert not (places / "settings").exists()
    again = sit("play", "hands-10", *REAL)
    at = again.until("opening")
    assert "ill or feverish" not in again.text
    again.type("s")
    assert again.ends() == 0
    new = sit("play", "hands-10", *REAL, "--ask")
    new.until("ill or feverish")


def test_not_today_stops_kindly(sit: Sit, places: Path) -> None:
    session = sit("play", "hands-10", *FAST)
    answer(session, (ILL, "yes"))
    assert session.ends() == 0
    assert "Not today: massage is for another day." in session.text
    assert "call emergency help" in " ".join(session.text.split())
    assert "opening" not in session.text
    assert kept_anywhere(places) == ""


@pytest.mark.parametrize("first", [CLOTS, SORE])
def test_what_is_urgent_under_another_question_stops_too(first: str, sit: Sit) -> None:
    session = sit("play", "hands-10", *FAST)
    answers = [(part, "n") for part in ALL[: ALL.index(first)]]
    answer(session, *answers, (first, "y"), ("clot that is there" if first == CLOTS else "fresh injury", "y"))
    assert session.ends() == 0
    assert "Not today" in session.text


def test_a_professional_is_asked_first(sit: Sit) -> None:
    session = sit("play", "hands-10", *FAST)
    answer(session, *no_but(treated=[]), ("asked a professional", "n"))
    assert session.ends() == 0
    assert "Ask a professional first." in session.text
    assert "come back: coach play hands-10" in session.text


def test_after_a_word_with_a_professional_it_is_short_and_light(sit: Sit, places: Path) -> None:
    session = sit("play", "hands-10", "--minutes", "20", *REAL)
    at = answer(session, *no_but(treated=[]), ("asked a professional", "y"))
    at = session.until("Short and light", at)
    at = session.until("It will be 10:40 long at most.", at)
    begun(session, at)
    status = json.loads(coach("control", "status", "--json").stdout)
    assert 10 * 60 < status["left"] <= 15 * 60
    session.type("s")
    assert session.ends() == 0
    assert "--resume" in session.text
    assert "short" not in kept_anywhere(places)


def test_a_long_routine_is_answered_with_the_offer_of_a_short_one(sit: Sit) -> None:
    session = sit("play", "full-60", *REAL)
    at = answer(session, *no_but(pregnant=[]), ("asked a professional", "y"), ("instead?", "y"))
    begun(session, at)
    assert "Desk hands" in coach("control", "status", "--json").stdout
    session.type("s")
    assert session.ends() == 0
    declined = sit("play", "full-60", *REAL, "--ask")
    answer(declined, *no_but(pregnant=[]), ("asked a professional", "y"), ("instead?", "n"))
    assert declined.ends() == 0
    assert "Nothing was begun." in declined.text


def test_light_hands_and_no_traction_follow_from_the_fifth_question(sit: Sit) -> None:
    session = sit("play", "hands-10", *REAL)
    numb = [("skin thin", "y"), ("numbness new", "n"), ("slip out, or are some", "y")]
    at = answer(session, *no_but(numb=numb))
    at = session.until("no points, and no pull on a joint", at)
    at = session.until("No joint is pulled", at)
    begun(session, at)
    session.type("s")
    assert session.ends() == 0


def test_a_place_that_is_sore_is_left_alone_and_named_again_if_there_is_none(sit: Sit, places: Path) -> None:
    session = sit("play", "hands-10", *REAL)
    at = answer(session, *no_but(sore=[("fresh injury", "n"), ("Name the places", "left wirst")]))
    at = session.until('Did you mean "wrist"', at)
    at = session.until("scalp", at) + 2
    session.type("left wrist\r")
    at = session.until("Left alone, on both sides: left wrist.", at)
    begun(session, at)
    session.type("s")
    at = session.until("--resume", at)
    assert session.ends() == 0
    assert "wrist" not in kept_anywhere(places)
    # to go on, the answers are given again, and lead to the same session
    refused = coach("play", "--resume", "--output", "null")
    assert refused.returncode == 4
    assert "answers, which are not kept" in refused.stderr
    resumed = sit("play", "--resume", "--output", "null:1", "--plain")
    at = answer(resumed, *no_but(sore=[("fresh injury", "n"), ("Name the places", "left wrist")]))
    at = begun(resumed, at)
    assert "was changed since" not in resumed.text
    resumed.type("s")
    assert resumed.ends() == 0


def test_what_is_no_answer_is_asked_again_and_the_end_of_input_is_an_end(sit: Sit) -> None:
    session = sit("play", "hands-10", *FAST)
    session.until("[y/n] ")
    session.type("perhaps\r")
    at = session.until("Type y for yes or n for no")
    session.until("[y/n] ", at)
    session.type("\x04")
    assert session.ends() == 130
    stopped = sit("play", "hands-10", *FAST)
    stopped.until("[y/n] ")
    stopped.type("\x03")
    assert stopped.ends() == 130


def test_without_a_terminal_or_with_no_wait_nobody_is_asked_and_the_exit_line_is_said(
    sit: Sit, places: Path
) -> None:
    done = coach("play", "hands-10", "--minutes", "8", *FAST)
    assert done.returncode == 0
    assert "ill or feverish" not in done.stderr + done.stdout
    assert not (places / "state" / "sessions-led").exists(), "nobody heard it"
    session = sit("play", "hands-10", "--plain", "--no-wait", "--voice", "silent", "--output", "null:4")
    session.until("leave massage for another day")
    assert "[y/n]" not in session.text
    session.type("s")
    assert session.ends() == 0
    refused = coach("play", "hands-10", "--ask", *FAST)
    assert refused.returncode == 2


def test_for_somebody_who_is_kept_the_answers_are_kept_only_with_a_yes(sit: Sit, places: Path) -> None:
    assert coach("people", "add", "Ann").returncode == 0
    (places / "state").mkdir()
    (places / "state" / "sessions-led").write_text("7\n")  # it is Ann's first session all the same
    sore = [("fresh injury", "n"), ("Name the places", "scalp")]
    for said in ("n", "n", "y"):  # nothing was kept, so the questions come again
        session = sit("play", "hands-10", "--for", "ann", *REAL)
        at = answer(session, *no_but(sore=sore), ("Keep this for Ann", said))
        begun(session, at)
        session.type("s")
        assert session.ends() == 0
        assert ("scalp" in kept_anywhere(places)) == (said == "y")
    known = sit("play", "hands-10", "--for", "Ann", *REAL)
    known.until("opening")
    assert "ill or feverish" not in known.text
    known.type("s")
    assert known.ends() == 0
    assert "Left alone" not in coach("show", "hands-10").stdout
    assert "scalp" in coach("people", "show", "ann").stdout


def test_lighter_is_remembered_for_a_person_only_with_a_yes(sit: Sit, places: Path) -> None:
    assert coach("people", "add", "ann").returncode == 0
    people = places / "settings" / "people.yaml"
    people.write_text(people.read_text().replace("{}", "{asked: true}"))
    for said in ("n", "y"):
        session = sit("play", "hands-10", "--for", "ann", *REAL)
        at = begun(session, 0)
        session.type("t")
        at = session.until("-- Lighter from here on.", at)
        session.type("s")
        at = answer(session, ("Begin lighter for ann from now on?", said), after=at)
        assert session.ends() == 0
        assert ("firmest" in people.read_text()) == (said == "y")
    assert "no firmer than level 2" in coach("people", "show", "ann").stdout
    assert "pressure 2 to 3 -> 1 to 2" in coach("show", "hands-10", "--for", "ann").stdout


def test_a_session_for_a_person_goes_on_for_that_person_until_they_are_forgotten(
    sit: Sit, places: Path
) -> None:
    assert coach("people", "add", "ann", "--off", "wrist").returncode == 0
    session = sit("play", "hands-10", "--for", "ann", "--no-wait", *REAL)
    session.until("Welcome")
    session.type("s")
    assert session.ends() == 0
    journal = places / "state" / "journals" / "hands-10.json"
    assert json.loads(journal.read_text())["person"] == "ann"
    assert journal.stat().st_mode & 0o077 == 0
    resumed = sit("play", "--resume", "--no-wait", "--output", "null:1", "--plain")
    resumed.until("playing")
    assert "was changed since" not in resumed.text
    resumed.type("s")
    assert resumed.ends() == 0
    forgotten = coach("people", "forget", "ann")
    assert "with 1 session that could have gone on" in forgotten.stderr
    assert "ann" not in kept_anywhere(places).replace("hands", "")


def test_every_question_can_be_asked_aloud_and_says_one_thing() -> None:
    tables = load_tables()
    waiting = list(tables.screenings["usual"].questions)
    assert len(waiting) == 6
    while waiting:
        question = waiting.pop()
        waiting += question.then
        assert question.text.endswith("?")
        assert not any(letter.isdigit() for letter in question.text)
        assert len(question.text.split()) <= 20
        assert question.outcomes or question.then


def test_in_german_all_is_asked_and_answered_in_german(sit: Sit) -> None:
    tables = load_tables("de")
    asked = [question.text for question in tables.screenings["usual"].questions]
    german = ("--locale", "de", *REAL)
    session = sit("play", "head-15", *german)
    at = 0
    for text in asked[:-1]:
        at = session.until("[j/n] ", session.until(text[:20], at))
        session.type("n\r")
    at = session.until("[j/n] ", at)
    session.type("vielleicht\r")
    at = session.until("Tippe j", at)
    session.type("ja\r")
    at = session.until("frische Verletzung", at)
    session.type("n\r")
    at = session.until("Kopfhaut“. ", at)
    session.type("linkes Ohrläpchen\r")
    at = session.until("Meinst du „Ohrläppchen“?", at)
    session.type("linkes Ohr, das rechte Knie\r")
    at = session.until("Ausgelassen, auf beiden Seiten:", at)
    at = session.until("Kniekehle", session.until("Ohrläppchen", at))
    at = session.until("Bevor ihr anfangt", at)
    session.until("opening", at)
    session.type("s")
    assert session.ends() == 0
    english = shown_words("en").questions
    assert not [text for text in english.values() if len(text) > 12 and text in session.text]
    ill = sit("play", "head-15", *german, "--ask")
    ill.until("[j/n] ")
    ill.type("j\r")
    assert ill.ends() == 0
    assert "Heute nicht" in ill.text
    assert "Notruf" in ill.text


@pytest.mark.usefixtures("places")
def test_a_place_that_is_kept_in_one_language_is_left_alone_in_the_other() -> None:
    assert coach("people", "add", "ann", "--off", "bottom of the foot").returncode == 0
    known = coach("show", "feet-15", "--for", "ann", "--locale", "de")
    assert known.returncode == 0, known.stderr
    assert "foot.sole_thumbs" not in known.stdout
    assert "Sohle" not in known.stdout


def test_two_who_trade_places_are_both_asked_and_the_stricter_answer_counts(sit: Sit) -> None:
    session = sit("play", "swap-2x20", *REAL)
    session.until("About the first receiver.")
    at = answer(session, *no_but())
    at = session.until("About the second receiver.", at)
    more = [("fresh injury", "n"), ("Where? Name the places", "ears")]
    at = answer(session, *no_but(sore=more), after=at)
    session.until("Left alone, on both sides: ears.", at)


@pytest.mark.usefixtures("places")
def test_what_is_kept_of_two_is_heeded_for_both_halves() -> None:
    assert coach("people", "add", "ann", "--firmest", "2", "--off", "ears").returncode == 0
    assert coach("people", "add", "bo", "--ticklish").returncode == 0
    shown = coach("show", "swap-2x20", "--for", "ann", "--for", "bo").stdout
    assert "an area that is off (ears)" in " ".join(shown.split())
    assert "says: slowly, the whole hand" in " ".join(shown.split())
    refused = coach("show", "feet-15", "--for", "ann", "--for", "bo")
    assert refused.returncode == 2
    assert "Give --for once" in refused.stderr


@pytest.mark.usefixtures("places")
def test_who_prefers_a_light_touch_is_kept_in_one_word() -> None:
    assert "no firmer than level 2" in coach("people", "add", "ann", "--light").stderr
    assert "no firmer than level 3" in coach("people", "add", "ann", "--not-light").stderr
    assert coach("people", "add", "ann", "--light", "--firmest", "1").returncode == 2


def test_a_session_for_two_is_forgotten_with_either_of_them(sit: Sit, places: Path) -> None:
    for name in ("ann", "bo"):
        assert coach("people", "add", name, "--ticklish").returncode == 0
    session = sit("play", "swap-2x20", "--for", "ann", "--for", "bo", "--no-wait", *REAL)
    session.until("Welcome")
    session.type("s")
    assert session.ends() == 0
    journal = places / "state" / "journals" / "swap-2x20.json"
    assert json.loads(journal.read_text())["person"] == "ann, bo"
    assert "with 1 session that could have gone on" in coach("people", "forget", "Bo").stderr
    assert not journal.exists()
