"""Technique cards on the command line: a list of all, and each one complete."""

from __future__ import annotations

import json
import re
import subprocess
import sys

from coach.routine.load import load_tables

TABLES = load_tables()


def coach(*arguments: str, code: int = 0) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "coach", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == code, done.stderr
    return done


def test_every_card_is_listed_once_with_its_name_and_what_it_is() -> None:
    shown = coach("techniques").stdout
    keys = re.findall(r"^  ([a-z]+\.[a-z_]+)  ", shown, re.MULTILINE)
    assert sorted(keys) == sorted(TABLES.techniques)
    text = " ".join(shown.split())
    for technique in TABLES.techniques.values():
        assert f"{technique.name} (" in text
        assert " ".join(technique.description.split()) in text
        assert f"; {technique.origin})" in text


def test_as_json_a_list_of_whole_cards_and_nothing_else() -> None:
    cards = json.loads(coach("techniques", "--json").stdout)
    assert [card["key"] for card in cards] == list(TABLES.techniques)
    one = json.loads(coach("show", "--technique", "hand.traction", "--json").stdout)
    assert one in cards
    assert one["minded"]["even_pull_traction"] == TABLES.cautions["even_pull_traction"].text


def test_every_card_says_where_it_comes_from_how_it_feels_and_what_to_mind() -> None:
    for key in TABLES.techniques:
        card = TABLES.techniques[key]
        assert card.description, key
        assert card.feels, key
        assert card.sources, key
    shown = " ".join(coach("show", "--technique", "foot.toe_roll").stdout.split())
    for part in (
        "from the article",
        "It should feel like this: Every toe",
        "No snapping",
        "S01, S65",
        "60 s",
    ):
        assert part in shown


MINDED = {
    "foot.sole_thumbs": ("No deep thumbs on the foot in pregnancy.",),
    "foot.toe_roll": ("painful or gouty toes", "Toes: Skip painful toes"),
    "hand.tender_hold": ("at any tingling or numbness",),
    "scalp.hair_pull": ("tight braids", "diseased scalp", "a treatment takes the hair"),
    "neck.blade_draw": ("neither turned nor bent", "Back of the neck: Fingertips only"),
    "leg.long_sweep": ("Back of the thigh: No higher than was agreed.",),
}
"""What a card says to mind, of the technique and of the places it works on."""


def test_a_card_says_what_to_mind_and_what_holds_at_its_places() -> None:
    for key, parts in MINDED.items():
        shown = " ".join(coach("show", "--technique", key).stdout.split())
        for part in parts:
            assert part in shown, key
    places = json.loads(coach("show", "--technique", "foot.toe_roll", "--json").stdout)["places"]
    assert places == {"toes": TABLES.areas["toes"].caution}


def test_a_pregnancy_caps_the_thumbs_and_does_not_take_the_foot_away() -> None:
    caution = TABLES.cautions["sole_pregnant"]
    assert caution.profiles == ("pregnant",)
    assert caution.severity == "light_hands"  # leave_area would take every step of the foot out


def test_words_of_variants_are_shown_with_their_kind() -> None:
    shown = coach("show", "--technique", "head.cradle").stdout
    assert re.search(r"^Variant again: .*\n  start +Now slide both hands under the head", shown, re.MULTILINE)


def test_a_near_miss_is_answered_and_nothing_is_printed() -> None:
    for asked, meant in (
        ("foot.toe_rol", "foot.toe_roll"),
        ("toe", "foot.toe_roll"),
        ("traction", "hand.traction"),
    ):
        done = coach("show", "--technique", asked, code=4)
        assert meant in done.stderr
        assert done.stdout == ""
    assert "coach techniques" in coach("show", "--technique", "\x1bxyz", code=4).stderr


def test_the_full_list_says_how_each_feels_what_to_mind_and_on_which_sources() -> None:
    text = " ".join(coach("techniques", "--full").stdout.split())
    for technique in TABLES.techniques.values():
        assert f"Feel: {technique.feels}" in text
        assert f"Sources: {', '.join(technique.sources)}" in text
        for name in technique.required_cautions:
            assert TABLES.cautions[name].text in text
    assert "Feel: " not in coach("techniques").stdout
