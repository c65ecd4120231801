"""Numbers, plurals and sentences, in every language there is."""

from __future__ import annotations

import re
from typing import get_args

import pytest

from coach.errors import UsageError
from coach.routine.library import locales
from coach.routine.locales import language, word_lists
from coach.routine.wordlists import Name
from coach.words.numbers import plural, spelled

WORDS = re.compile(r"[a-zäöüß-]+")
EN = WORDS.findall(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
)
EN_TENS = WORDS.findall("- ten twenty thirty forty fifty sixty seventy eighty ninety")
DE = WORDS.findall(
    "null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn "
    "siebzehn achtzehn neunzehn"
)
DE_TENS = WORDS.findall("- zehn zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig")


def english(n: int) -> str:
    if n >= 100:
        rest = f" and {english(n % 100)}" if n % 100 else ""
        return f"{EN[n // 100]} hundred{rest}"
    if n < 20:
        return EN[n]
    return EN_TENS[n // 10] + (f"-{EN[n % 10]}" if n % 10 else "")


def german(n: int) -> str:
    if n >= 100:
        return f"{'ein' if n < 200 else DE[n // 100]}hundert{german(n % 100) if n % 100 else ''}"
    if n < 20:
        return DE[n]
    ones = {0: "", 1: "einund"}.get(n % 10, f"{DE[n % 10]}und")
    return ones + DE_TENS[n // 10]


def test_every_number_below_a_thousand_is_right_in_both_languages() -> None:
    en, de = language("en"), language("de")
    for n in range(1000):
        assert en.number(n) == en.counted(n) == english(n)
        assert de.counted(n) == german(n)
        assert de.number(n) == ("ein" if n == 1 else german(n)) or n % 100 == 1
        assert not re.search(r"[\d\u00ad]", de.number(n) + de.counted(n))


def test_plural_forms_are_those_of_the_language() -> None:
    assert [plural(n, "de") for n in (0, 1, 2, 21)] == ["other", "one", "other", "other"]
    assert [plural(n, "pl") for n in (1, 2, 5, 22)] == ["one", "few", "many", "few"]
    assert language("de").form(1, ("letzter Zug", "letzte Züge")) == "letzter Zug"
    assert language("de").form(3, ("letzter Zug", "letzte Züge")) == "letzte Züge"
    assert spelled(1, "de", "spellout-cardinal-feminine") == "eine"
    with pytest.raises(ValueError, match="rules"):
        spelled(1, "de", "spellout-of-nothing")


def test_lengths_agree_with_their_nouns() -> None:
    de, en = language("de"), language("en")
    assert [de.minutes(60 * n) for n in (1, 2, 15)] == ["eine Minute", "zwei Minuten", "fünfzehn Minuten"]
    assert [en.minutes(60 * n) for n in (1, 2, 15)] == ["one minute", "two minutes", "fifteen minutes"]
    assert [de.breaths(s) for s in (4, 10, 31)] == [
        "einen ruhigen Atemzug",
        "einen ruhigen Atemzug",
        "drei ruhige Atemzüge",
    ]
    assert [en.breaths(s) for s in (4, 10, 31)] == [
        "one slow breath",
        "one slow breath",
        "three slow breaths",
    ]
    assert [de.quiet(s) for s in (31, 60, 90, 140)] == [
        "eine halbe Minute",
        "eine Minute",
        "anderthalb Minuten",
        "zweieinhalb Minuten",
    ]


def test_english_says_what_it_always_said() -> None:
    en = language("en")
    assert [words for _, words in en.quiets] == [
        *("ten seconds", "fifteen seconds", "twenty seconds", "half a minute", "forty seconds", "a minute"),
        *("a minute and a half", "two minutes", "two and a half minutes", "three minutes", "four minutes"),
        *("five minutes", "seven minutes", "ten minutes"),
    ]
    assert en.how_long(300) == "About five minutes to go, then the quiet end."
    assert en.how_long(20) == "Almost there. Then the quiet end."
    assert en.shortest(121) == ("That is too short for both sides and a quiet end. Three minutes would do.")
    assert en.recap("Ears", "Close") == "Welcome back. The ears are done; now the quiet end."
    assert en.recap("First foot", None) == "Welcome back. The first foot is done."
    assert en.recap(None, "Arrive") == "Welcome back. Now getting ready."


def test_german_comes_back_in_german() -> None:
    de = language("de")
    assert de.recap("Erster Fuß", "Ausklang") == (
        "Schön, dass ihr wieder da seid. Geschafft: Erster Fuß. Jetzt kommt: der ruhige Ausklang."
    )
    assert de.how_long(60) == "Noch etwa eine Minute, dann der ruhige Ausklang."
    assert de.shortest(100) == (
        "Das ist zu kurz für beide Seiten und einen ruhigen Ausklang. Zwei Minuten würden reichen."
    )


@pytest.mark.parametrize("locale", locales())
def test_a_language_is_complete(locale: str) -> None:
    words, known = language(locale), language("en")
    assert set(words.asides) == set(known.asides)
    for name, line in known.lines.items():
        assert set(re.findall(r"\{\w+\}", words.lines[name])) == set(re.findall(r"\{\w+\}", line))
    assert set(words.plural_names) == {plural(n, locale) for n in range(200)}
    assert re.fullmatch("[a-z]{3}", words.code)
    lists = word_lists(locale)
    for name in get_args(Name):
        assert lists[name].pattern
    assert {code for code, _ in lists.claims} == {f"MS50{n}" for n in (1, 2, 3, 4, 5, 7, 8)}


def test_a_language_without_words_is_refused_with_those_there_are() -> None:
    for wrong in ("fr", "../en", "english", ""):
        with pytest.raises(UsageError, match="de, en"):
            language(wrong)
